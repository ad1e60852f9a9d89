"""All that is to come by the clock, and what becomes of it when somebody sets that."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.core.choose import LONGEST_RETRY
from crawler.core.dates import iso
from crawler.core.deliveries import LONGEST_PAUSE
from crawler.core.rechecks import LONGEST_RECHECK
from storage.database import transaction

# Digests are left out: their slots are the person's own times of day, whatever the clock said before.
_TO_COME = (
    ("outlets", "next_poll_at"),
    ("outlets", "last_poll_at"),
    ("hosts", "paused_until"),
    ("articles", "recheck_at"),
    ("articles", "retry_at"),
    ("off_topic", "retry_at"),
    ("deliveries", "next_attempt_at"),
)
# How far ahead each can lie. Those of `outlets` and `hosts` are looked through wherever they are read.
_LONGEST = (
    ("articles", "recheck_at", LONGEST_RECHECK),
    ("articles", "retry_at", LONGEST_RETRY),
    ("off_topic", "retry_at", LONGEST_RETRY),
    ("deliveries", "next_attempt_at", LONGEST_PAUSE),
)


def move_with_clock(db: Database, jump: timedelta) -> None:
    """Have all come when it would have come, after the clock was set by `jump`."""
    by = f"{jump.total_seconds():+.0f} seconds"
    with transaction(db):
        for table, column in _TO_COME:
            db.execute(
                f"UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%SZ', {column}, ?) WHERE {column} IS NOT NULL",  # noqa: S608 - names from above
                [by],
            )


def bring_forward(db: Database, now: datetime) -> None:
    """Have due now what is further ahead than it can be: it was reckoned by a clock that ran ahead while nothing looked."""
    with transaction(db):
        for table, column, longest in _LONGEST:
            db.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} > ?",  # noqa: S608 - names from above
                [iso(now), iso(now + longest)],
            )
