"""Commands that visit outlets: `crawl`, `run`, `read`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crawler.cli.group import Context, Failed
from crawler.cli.printing import as_json, console, print_json
from crawler.cli.results import crawl_lines, crawl_summary, page_fields, page_lines
from crawler.clock import clock
from crawler.config import Config
from crawler.core.models import READ_STATES, Outlet
from crawler.core.urls import canonical
from storage.store import Store

if TYPE_CHECKING:
    from crawler.crawl_pass import CrawlPass


@click.command()
@click.option(
    "--outlet", "names", multiple=True, metavar="NAME", help="Visit this outlet alone. May be given several times."
)
@click.option("--due", is_flag=True, help="Visit only the outlets whose next visit is due, and the pages that are.")
@click.option(
    "--recheck", is_flag=True, help="Also fetch every stored article on topic again, to find what was edited."
)
@as_json
@click.pass_obj
def crawl(context: Context, names: tuple[str, ...], *, due: bool, recheck: bool, as_json: bool) -> None:
    """Visit the outlets once, now, and store what is new and what was changed."""
    config = context.config()
    outlets = chosen(config, names)
    with context.store(config, writable=True) as store:
        # Scrapy takes half a second to load: neither help nor a refusal should
        from crawler.crawl import enter  # noqa: PLC0415

        enter(store, config)
        pages_only: set[str] = set()
        if due:
            now = clock()
            polled = store.polls.due(now)
            pages_only = store.pages.outlets_due(now) - polled
            outlets = [outlet for outlet in outlets if outlet.name in polled | pages_only]
        if not outlets:
            print_json(crawl_summary([])) if as_json else click.echo("no outlet is due")
            return
        _crawl(config, store, outlets, pages_only=pages_only, recheck=recheck, as_json=as_json)


def _crawl(  # noqa: PLR0913 - what the options say
    config: Config, store: Store, outlets: list[Outlet], *, pages_only: set[str], recheck: bool, as_json: bool
) -> None:
    from crawler.crawl import crawl as crawl_outlets  # noqa: PLC0415 - as in `crawl`

    with progress_bar(hidden=as_json) as show:
        crawl_outlets(config, store, outlets, pages_only=pages_only, recheck=recheck, progress=show)
    rows = [row for row in store.reports.status(of_pages=True) if row["name"] in {outlet.name for outlet in outlets}]
    if as_json:
        print_json(crawl_summary(rows))
    else:
        for line in crawl_lines(rows):
            console.print(line)
    if all(row["outcome"] == "failed" for row in rows):
        raise Failed("no outlet could be visited; is there a network? “newswatch status” says what is wrong with each")


def chosen(config: Config, names: tuple[str, ...]) -> list[Outlet]:
    """The configured outlets of these names; all of them for none."""
    unknown = sorted(set(names) - {outlet.name for outlet in config.outlets})
    if unknown:
        known = ", ".join(outlet.name for outlet in config.outlets)
        raise click.BadParameter(f"no outlet is called {', '.join(unknown)}; there are: {known}", param_hint="--outlet")
    return [outlet for outlet in config.outlets if not names or outlet.name in names]


@contextmanager
def progress_bar(*, hidden: bool = False) -> Iterator[Callable[[CrawlPass], None]]:
    """A bar of requests that have ended out of those that were made, on a terminal; nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal) as bar:
        task = bar.add_task("visiting", total=None)
        yield lambda crawl_pass: bar.update(task, total=crawl_pass.issued_count, completed=crawl_pass.ended_count)


@click.command()
@click.pass_obj
def run(context: Context) -> None:
    """Keep visiting the outlets, each when it is due, until stopped (Ctrl-C, or SIGTERM)."""
    config = context.config()
    with context.store(config, writable=True) as store:
        # loaded where it is known that no other newswatch has the database: that is told at once
        from crawler.service import serve  # noqa: PLC0415 - as in `crawl`

        try:
            serve(context.path, config, store)
        except OSError as error:
            raise Failed(f"{error.filename} cannot be written ({error.strerror}): see [service] log") from error


@click.command()
@click.argument("url")
@as_json
@click.pass_obj
def read(context: Context, url: str, *, as_json: bool) -> None:
    """Fetch one page and show what is read from it, and why. Nothing is stored."""
    from crawler.dry_pass import look_at_page  # noqa: PLC0415 - as in `crawl`

    address = canonical(url)
    if address is None:
        raise click.BadParameter(f"“{url}” is no address of a web page; did you mean https://{url} ?", param_hint="URL")
    looked = look_at_page(context.config(), address)
    if as_json:
        print_json(page_fields(looked))
    else:
        for line in page_lines(looked):
            console.print(line)
    if looked.visit.state not in READ_STATES:
        raise Failed(f"{url}: {looked.visit.detail or looked.visit.state.value}")
