"""The table `backups`: each attempt at one, and what came of it."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.core.backups import Backup
from crawler.core.dates import from_iso, iso
from storage.database import transaction

_COLUMNS = "SELECT at, folder, file, bytes, trouble FROM backups"


class Backups:
    """The table `backups`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, backup: Backup) -> None:
        """Write an attempt down."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO backups (at, folder, file, bytes, trouble) VALUES (?, ?, ?, ?, ?)",
                [iso(backup.at), backup.folder, backup.file, backup.bytes, backup.trouble],
            )

    def latest(self) -> Backup | None:
        """The last attempt."""
        return _backup(self._db.execute(f"{_COLUMNS} ORDER BY at DESC LIMIT 1").fetchone())

    def latest_good(self) -> Backup | None:
        """The last that gave a copy."""
        return _backup(self._db.execute(f"{_COLUMNS} WHERE trouble IS NULL ORDER BY at DESC LIMIT 1").fetchone())


def _backup(row: tuple[Any, ...] | None) -> Backup | None:
    at = from_iso(row[0]) if row else None
    return Backup(at, *row[1:]) if row and at else None
