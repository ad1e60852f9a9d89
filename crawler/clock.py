"""The program's one clock. Everything that decides is handed what it says."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
