"""Backups by their names: when the next is due, and which are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

# A backup that failed is tried again after this long: what it lacked (space, a disk that was not mounted) may be there by then.
RETRY = timedelta(hours=1)
_MOMENT = "%Y%m%dT%H%M%SZ"
_NAMED = re.compile(r"(?P<stem>.+)-(?P<at>[0-9]{8}T[0-9]{6}Z)\.db")


@dataclass(frozen=True)
class BackupPlan:
    """How often backups are made, into which folder, and how many of them stay there."""

    every: timedelta = timedelta(days=1)
    folder: Path = Path("backups")
    keep: int = 14


@dataclass(frozen=True, slots=True)
class Backup:
    """One attempt: when, where (a folder), the file it made and its size in bytes; or why there is none (`trouble`)."""

    at: datetime
    folder: str
    file: str | None = None
    bytes: int = 0
    trouble: str | None = None


def name(stem: str, at: datetime) -> str:
    """The file of a backup of the database `stem`, made at `at`; names sort as times do."""
    return f"{stem}-{at.astimezone(UTC):{_MOMENT}}.db"


def dropped(names: Iterable[str], stem: str, keep: int) -> list[str]:
    """Those of a folder's files that are backups of `stem` beyond the `keep` newest; no other file is ever among them."""
    own = sorted(each for each in names if (found := _NAMED.fullmatch(each)) and found["stem"] == stem)
    return own[:-keep]


def is_due(latest: Backup | None, latest_good: Backup | None, every: timedelta, now: datetime) -> bool:
    """Whether a backup is to be made; one from the future is of a clock that was wrong, and does not count."""
    if latest_good and timedelta() <= now - latest_good.at < every:
        return False
    tried = latest is not None and latest.trouble is not None
    return not (tried and latest and timedelta() <= now - latest.at < min(RETRY, every))
