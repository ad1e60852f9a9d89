"""An outlet's trouble in words: once when it begins, and once when it has ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.core.clipping import day
from crawler.core.health import OutletTrouble
from crawler.core.signs import Kind

OURSELVES = "newswatch"
"""Whose trouble it is that no outlet can be reached."""

_WITHOUT_CAUSE = frozenset({Kind.SILENT, Kind.REDIRECTED})  # their details have it


def said(trouble: OutletTrouble, zone: ZoneInfo, now: datetime | None = None) -> str:
    """A trouble with since when and what to do; of one that had ended by `now`, how it ended."""
    since = f"since {day(trouble.since, zone)}"
    if trouble.ended_at and (now is None or trouble.ended_at < now):
        return f"{trouble.ending}; it was {trouble.kind} {since}"
    by = "" if trouble.kind in _WITHOUT_CAUSE else f" ({trouble.by})"
    return f"{trouble.kind}{by} {since}: {trouble.detail}"


def lines(troubles: Iterable[OutletTrouble], zone: ZoneInfo, until: datetime) -> list[tuple[str, str]]:
    """What a digest of a period that ends at `until` tells: whose trouble, and what of it; those that last first."""
    told = sorted(troubles, key=lambda t: (t.ended_at is not None and t.ended_at < until, t.outlet or "", t.since))
    return [(trouble.outlet or OURSELVES, said(trouble, zone, until)) for trouble in told]
