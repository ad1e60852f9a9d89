"""What a monitor asks of the database: polls that have ended, counts, sizes, and whether it can be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlite_utils import Database

from storage.database import named
from storage.health import Health
from storage.reports import Row


class Operation:
    """Reads alone, each of them small: they run between the requests of a crawl."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path = db, path

    def ended_polls(self, ids: Sequence[int]) -> list[Row]:
        """Those of the polls `ids` that have ended, each with what it took and the counts of its requests by state."""
        marks = ", ".join("?" * len(ids))
        rows = self._rows(
            f"""
            SELECT p.id, p.outlet, p.outcome, p.listed, p.fetched, p.new, p.changed, p.failed,
                   round((julianday(p.finished_at) - julianday(p.started_at)) * 86400, 1) AS seconds,
                   o.next_poll_at, o.trouble
            FROM polls p JOIN outlets o ON o.name = p.outlet WHERE p.id IN ({marks}) AND p.outcome IS NOT NULL ORDER BY p.id
            """,  # noqa: S608 - marks alone
            ids,
        )
        for row in rows:
            visits = self._rows(
                "SELECT state, count(*) AS requests, coalesce(sum(bytes), 0) AS bytes FROM visits WHERE poll_id = ? GROUP BY state",
                [row["id"]],
            )
            row["visits"] = {visit["state"]: visit["requests"] for visit in visits}
            row["requests"] = sum(row["visits"].values())
            row["bytes"] = sum(visit["bytes"] for visit in visits)
        return rows

    def outlets(self) -> list[Row]:
        """The configured outlets: name, state, last_poll_at, last_ok_at."""
        return self._rows(
            "SELECT name, state, last_poll_at, last_ok_at FROM outlets WHERE state != 'removed' ORDER BY name"
        )

    def troubles(self) -> list[tuple[str, str]]:
        """The troubles that last: the outlet (empty for our own network) and the kind."""
        return [(trouble.outlet or "", str(trouble.kind)) for trouble in Health(self._db).open()]

    def deliveries(self) -> list[Row]:
        """How many deliveries are in each state."""
        return self._rows("SELECT state, count(*) AS deliveries FROM deliveries GROUP BY state ORDER BY state")

    def sizes(self) -> dict[str, int]:
        """The bytes of the database and of its log."""
        return {name: _size(path) for name, path in (("database", self._path), ("wal", Path(f"{self._path}-wal")))}

    def why_not_writable(self) -> str | None:
        """Why nothing could be written now; None where it could."""
        if not self._path.exists():
            return f"{self._path} is gone"
        if self._db.conn.in_transaction:
            return None
        try:
            self._db.conn.execute("BEGIN IMMEDIATE")
            self._db.conn.execute("UPDATE outlets SET failures = failures")
        except sqlite3.Error as error:
            return str(error)
        finally:
            self._db.conn.rollback()
        return None

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return named(self._db.execute(sql, list(parameters)))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
