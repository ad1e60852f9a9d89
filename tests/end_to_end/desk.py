"""Somebody's desk: a folder with a newswatch.toml that watches a press, and the real command, run there."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.demo.outlets import Outlet
from crawler.demo.press import Press, Request
from crawler.demo.script import outlets_config

NEWSWATCH = Path(sys.executable).parent / "newswatch"
# A crawl here takes two seconds; on a machine that is busy with other things, ten.
PATIENCE = 60

_CONFIG = """\
[service]
contact = "desk@example.org"

{outlets}
[[topics]]
name = "Everything"
query = "*"
"""


@dataclass(frozen=True)
class Said:
    """What a command answered, and how long it took (seconds)."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Crawled:
    """One crawl: the requests that reached the press, what the command said, and the database as it was after it."""

    requests: Sequence[Request]
    said: Said
    database: Path = field(repr=False)
    first_visit: int

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The answer of the database as it was after this crawl."""
        return rows(self.database, sql, *parameters)

    def visits(self) -> list[tuple[str, str]]:
        """The address and the end state of each request of this crawl."""
        return self.rows("SELECT url, state FROM visits WHERE id >= ? ORDER BY id", self.first_visit)

    def asked(self, outlet: str) -> list[str]:
        """The paths that were asked for at `outlet`, in order."""
        return [request.path for request in self.requests if request.outlet == outlet]


@dataclass(frozen=True)
class Desk:
    """A folder with a newswatch.toml that watches `press`, whose outlets stand at `addresses`."""

    folder: Path
    press: Press
    addresses: Mapping[str, str]

    @property
    def database(self) -> Path:
        """The database that the config names."""
        return self.folder / "newswatch.db"

    def newswatch(self, *arguments: str, **variables: str) -> Said:
        """Run the command in the folder to its end; `variables` are set in its environment."""
        return newswatch(self.folder, *arguments, **variables)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command in the folder."""
        return subprocess.Popen(
            [NEWSWATCH, *arguments],
            cwd=self.folder,
            env=environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def crawl(self, *arguments: str, **variables: str) -> Crawled:
        """Crawl once, and keep the database as it is afterwards."""
        seen = len(self.press.log)
        before = self.rows("SELECT max(id) FROM visits")[0][0] if self.database.exists() else None
        said = self.newswatch("crawl", "--json", *arguments, **variables)
        kept = self.folder / f"after-{len(list(self.folder.glob('after-*.db')))}.db"
        with closing(sqlite3.connect(self.database)) as source, closing(sqlite3.connect(kept)) as copy:
            source.backup(copy)
        return Crawled(self.press.log[seen:], said, kept, (before or 0) + 1)

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The database's answer."""
        return rows(self.database, sql, *parameters)

    def change(self, sql: str, *parameters: object) -> None:
        """Change the database by hand, as time would have."""
        with closing(sqlite3.connect(self.database)) as db, db:
            db.execute(sql, parameters)

    def url(self, outlet: str, path: str) -> str:
        """The absolute address of an outlet's path."""
        return self.addresses[outlet] + path

    def urls(self, requests: Iterable[Request]) -> Counter[str]:
        """How often each address was asked for."""
        return Counter(self.url(request.outlet, request.path) for request in requests)


@contextmanager
def desk(
    folder: Path, outlets: Iterable[Outlet], config: Callable[[Press, Mapping[str, str]], str] | None = None
) -> Iterator[Desk]:
    """Serve `outlets`, and write the newswatch.toml that watches them; `config` gives its [[outlets]] where they differ."""
    press = Press(outlets)
    with press.serve() as addresses:
        watched = config(press, addresses) if config else outlets_config(press.outlets, addresses)
        (folder / "newswatch.toml").write_text(_CONFIG.format(outlets=watched), encoding="utf-8")
        yield Desk(folder, press, addresses)


def newswatch(folder: Path, *arguments: str, **variables: str) -> Said:
    """Run the command in `folder` to its end."""
    began = time.monotonic()
    done = subprocess.run(
        [NEWSWATCH, *arguments],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr, time.monotonic() - began)


def look(folder: Path, *arguments: str) -> Result:
    """What a command that visits nothing answers in `folder`: called in this process, which saves a second."""
    return CliRunner().invoke(main, ["--config", str(folder / "newswatch.toml"), *arguments])


def rows(database: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """The answer of `database`, which may be written to meanwhile."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as db:
        return db.execute(sql, parameters).fetchall()


def wait_until(happened: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether `happened` before the seconds were over."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def environment(**variables: str) -> dict[str, str]:
    """The environment of a command; `variables` are set in it."""
    own = {name: value for name, value in os.environ.items() if name != "NEWSWATCH_CONFIG"}
    # wide enough that no table folds a word
    return {**own, "COLUMNS": "300", "NO_COLOR": "1", **variables}
