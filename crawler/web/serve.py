"""The whole of what is served, as one ASGI application."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from crawler.config import Config
from crawler.web import held, plugin
from crawler.web.asgi import App
from crawler.web.guard import guarded
from crawler.web.names import DATABASE
from storage.descriptions import described
from storage.store import Store

_SETTINGS = {
    # a person waits this long for SQL; then it is broken off
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 500,
    # as many rows as a browser shows and a script pages through
    "max_returned_rows": 1000,
    # a cell with an article's text would be a page long; its row's page shows all of it
    "truncate_cells_html": 300,
    # as many readers as work at once on a small machine; more wait
    "num_sql_threads": 4,
    # to guess facets costs more than the page, on large tables
    "suggest_facets": False,
    # the file alone is not the database while the service writes: `newswatch backup` makes a whole one
    "allow_download": False,
    "default_cache_ttl": 0,
}


class ReviewPage(Datasette):  # type: ignore[misc]  # it has no types
    """Datasette with the config that our pages are made from."""

    def __init__(self, config: Config) -> None:
        """Set up on the config's database, which stays read-only."""
        folder = files("crawler.web")
        super().__init__(
            settings=_SETTINGS,
            metadata={"databases": {DATABASE: {"tables": _described(config.service.database)}}},
            template_dir=str(folder / "templates"),
            static_mounts=[("static", str(folder / "static"))],
        )
        self.newswatch = config
        self.remove_database("_memory")  # it is there where no file is given
        self.add_database(Database(self, str(config.service.database)), name=DATABASE)


def _described(database: Path) -> dict[str, object]:
    """What each table and column holds, as Datasette shows it above them."""
    with Store(database, writable=False) as store:
        return {name: {"description": each.what, "columns": each.columns} for name, each in described(store.db).items()}


def application(config: Config) -> App:
    """The review page of the config's database, which exists at the newest schema, behind the guard."""
    if not pm.is_registered(plugin):
        pm.unregister(name="datasette.handle_exception")  # ours does it
        pm.register(held, "newswatch-held")
        pm.register(plugin, "newswatch")
    return guarded(ReviewPage(config).app(), config.web)
