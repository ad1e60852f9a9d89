"""What is remembered of the lines of an outlet's pages, to tell furniture and walls from text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.core.dates import iso
from crawler.core.furniture import Line, Seen, is_furniture, line_hash

# Furniture stands on an outlet's new pages, too, so that it is learned anew before it is forgotten.
REMEMBERED = timedelta(days=30)
# Two pages tell furniture, and a hundred a wall as well as thousands do: a line of every page of an outlet costs no more.
MOST_COUNTED = 100


class Lines:
    """The table `lines`. A page is named by its article's id, or by `page_of` its address's key where none is stored."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def learn(self, outlet: str, page: int, lines: Iterable[Line], at: datetime) -> None:
        """Remember what stands on a page."""
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO lines (outlet, hash, page, is_title, seen_at) VALUES (?, ?, ?, ?, ?)",
            [(outlet, line.hash, page, line.is_title, iso(at)) for line in lines],
        )

    def furniture(
        self, outlet: str, lines: Mapping[int, int], own: Collection[int], held: Collection[int]
    ) -> frozenset[int]:
        """Those of the `lines` (their lengths by their hashes) that are furniture.

        `own` are the article's pages, `held` the lines of the text that is stored of it.
        """
        seen = {hash_: self._seen(outlet, hash_, own) for hash_ in lines}
        came = {hash_ for hash_ in lines if hash_ not in held and self._stood(outlet, hash_, own)}
        return frozenset(h for h, one in seen.items() if is_furniture(replace(one, is_unsteady=h in came), lines[h]))

    def pages_with(self, outlet: str, hash_: int, page: int) -> int:
        """How many pages of the outlet other than `page` have a line, or a whole text; MOST_COUNTED at most."""
        return self._seen(outlet, hash_, (page,)).pages

    def forget(self, outlet: str, now: datetime) -> None:
        """Forget what was seen long ago."""
        self._db.execute("DELETE FROM lines WHERE outlet = ? AND seen_at < ?", [outlet, iso(now - REMEMBERED)])

    def _seen(self, outlet: str, hash_: int, own: Collection[int]) -> Seen:
        marks = ", ".join("?" * len(own))
        sql = f"SELECT is_title FROM lines WHERE outlet = ? AND hash = ? AND page NOT IN ({marks}) LIMIT ?"  # noqa: S608 - marks alone
        found = self._db.execute(sql, [outlet, hash_, *own, MOST_COUNTED]).fetchall()
        return Seen(len(found), any(is_title for (is_title,) in found))

    def _stood(self, outlet: str, hash_: int, own: Collection[int]) -> bool:
        marks = ", ".join("?" * len(own))
        sql = f"SELECT 1 FROM lines WHERE outlet = ? AND hash = ? AND NOT is_title AND page IN ({marks})"  # noqa: S608 - marks alone
        return self._db.execute(sql, [outlet, hash_, *own]).fetchone() is not None


def page_of(key: str) -> int:
    """What stands for a page that is no stored article; below zero, which no article's id is."""
    return -abs(line_hash(key))
