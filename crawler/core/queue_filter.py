"""Which stories the review's queue shows, as its address says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from crawler.core.review import Standing


class Order(StrEnum):
    """Which stories come first."""

    NEWEST = "newest"  # what happened last
    OUTLETS = "outlets"  # what most outlets tell


WAITING, ALL = "waiting", "all"
"""The standings that wait for a person, and every one."""

STANDINGS = (WAITING, *Standing, ALL)
# Longer than a name or a query that a person types into a page; longer ones find nothing.
_LONGEST = 500
_PLACE = re.compile(r"(\d{1,9})~(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)~(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which stories to show, and which first. What is empty does not narrow.

    `since` is a date, 2025-01-14, in the reader's zone; `q` a query in the language of `crawler.core.query`.
    """

    standing: str = WAITING
    order: str = Order.NEWEST
    topic: str = ""
    outlet: str = ""
    language: str = ""
    since: str = ""
    q: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything besides standing and order was asked for."""
        return any((self.topic, self.outlet, self.language, self.since, self.q))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the queue ended: the last story's outlets, last activity (as stored) and id."""

    outlets: int
    at: str
    id: int

    def __str__(self) -> str:
        return f"{self.outlets}~{self.at}~{self.id}"


def from_address(asked: Mapping[str, str]) -> QueueFilter:
    """The filter that an address's parameters ask for; what is not understood does not narrow."""
    said = {field.name: asked[field.name].strip()[:_LONGEST] for field in fields(QueueFilter) if field.name in asked}
    if said.get("standing") not in STANDINGS:
        said.pop("standing", None)
    if said.get("order") not in set(Order):
        said.pop("order", None)
    if "since" in said and _date(said["since"]) is None:
        said.pop("since")
    return QueueFilter(**said)


def to_address(wanted: QueueFilter, **changed: str) -> str:
    """The address's parameters that ask for `wanted`, with some of them changed or added; those that are usual left out."""
    usual = QueueFilter()
    said = {field.name: getattr(wanted, field.name) for field in fields(QueueFilter)} | changed
    return urlencode({name: value for name, value in said.items() if value and value != getattr(usual, name, "")})


def place(text: str) -> Place | None:
    """The place that `str(Place)` wrote, or None."""
    found = _PLACE.fullmatch(text)
    return Place(int(found[1]), found[2], int(found[3])) if found else None


def since(wanted: QueueFilter, zone: ZoneInfo) -> datetime | None:
    """When the day begins that `wanted.since` names, in UTC."""
    day = _date(wanted.since)
    if day is None:
        return None
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first day that there is, east of Greenwich
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
