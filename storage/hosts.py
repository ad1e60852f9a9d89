"""The table `hosts`: which servers asked to be left alone, and until when."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from crawler.core.answers import LONGEST_PAUSE
from crawler.core.dates import from_iso, iso


class PausedHosts:
    """Pauses that outlast the process."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def pause(self, host: str, until: datetime, reason: str) -> None:
        """Remember that `host` is left alone until then."""
        self._db.execute(
            """
            INSERT INTO hosts (host, paused_until, reason) VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE SET
                paused_until = excluded.paused_until, reason = excluded.reason
            """,
            [host, iso(until), reason],
        )

    def paused(self, now: datetime) -> dict[str, datetime]:
        """Until when each host is left alone. A pause that is longer than any was set by a clock that ran ahead, and is over."""
        rows = self._db.execute(
            "SELECT host, paused_until FROM hosts WHERE paused_until > ? AND paused_until <= ?",
            [iso(now), iso(now + LONGEST_PAUSE)],
        )
        return {host: until for host, text in rows if (until := from_iso(text))}
