"""When outlets were seen to publish: the table `publishing`, and what the last polls listed for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from sqlite_utils import Database

from crawler.core.cadence import LATELY, Hour, Lately, Week
from crawler.core.dates import from_iso, iso

# An outlet that is visited each few minutes needs no more of them to tell a burst.
_POLLS_LOOKED_AT = 40


def week_of(db: Database, outlet: str) -> Week:
    """What is known of the hours of the week."""
    rows = db.execute("SELECT hour, watched, listed, at FROM publishing WHERE outlet = ?", [outlet])
    return {hour: Hour(watched, listed, at) for hour, watched, listed, text in rows if (at := from_iso(text))}


def keep_hours(db: Database, outlet: str, hours: Mapping[int, Hour]) -> None:
    """Take the place of what was known of these hours."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO publishing (outlet, hour, watched, listed, at) VALUES (?, ?, ?, ?, ?)",
        [(outlet, number, hour.watched, hour.listed, iso(hour.at)) for number, hour in hours.items()],
    )


def lately(db: Database, outlet: str, now: datetime) -> Lately:
    """What the polls of the last hours listed for the first time, since the poll before them."""
    rows = db.execute(
        "SELECT finished_at, listed_new FROM polls WHERE outlet = ? AND outcome IN ('ok', 'trouble')"
        " AND NOT pages_only ORDER BY id DESC LIMIT ?",
        [outlet, _POLLS_LOOKED_AT],
    )
    polls = [(at, new or 0) for text, new in rows if (at := from_iso(text))]
    since, listed = now, 0
    for (at, new), (before, _) in pairwise(polls):  # a poll tells of the time since the one before
        if at <= now - LATELY:
            break
        since, listed = min(now, before), listed + new
    return Lately(since, listed)
