"""What every page of review needs: where the database is, how it is read, and in whose zone time is told."""

from __future__ import annotations

import sqlite3
from asyncio import to_thread
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit
from sqlite_utils import Database

from crawler.web.names import DATABASE
from storage.review import Review
from storage.review_reports import ReviewReports
from storage.store import Store

# A person has turned away by then, and nothing that a page asks for takes so long unless a filter finds next to nothing.
MOST_MS = 2_000
Found = TypeVar("Found")


class TooSlow(Exception):  # noqa: N818 - what it is, as SearchTooSlow
    """What was asked for took longer than MOST_MS."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where review reads and writes: the application, its database's file, and the reader's zone."""

    datasette: Datasette
    path: Path
    zone: ZoneInfo

    @classmethod
    def of(cls, datasette: Datasette) -> Self:
        """The desk of an application."""
        service = datasette.newswatch.service
        return cls(datasette, service.database, service.timezone)

    async def read(self, asked: Callable[[ReviewReports], Found]) -> Found:
        """What `asked` reads, in one of Datasette's threads and on its read-only connection. Raises TooSlow."""

        def within(conn: sqlite3.Connection) -> Found:
            with sqlite_timelimit(conn, MOST_MS):
                return asked(ReviewReports(Database(conn, recursive_triggers=False)))

        try:
            found: Found = await self.datasette.get_database(DATABASE).execute_fn(within)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TooSlow from error
            raise
        return found

    async def write(self, said: Callable[[Review], Sequence[Any]]) -> list[Any]:
        """What `said` writes, in a short transaction on a connection of its own, beside the newswatch that crawls."""

        def within() -> list[Any]:
            with Store(self.path, writable=True, owned=False) as store:
                return list(said(store.review))

        return await to_thread(within)
