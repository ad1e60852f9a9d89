"""Dates as outlets write them, and what may be believed of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil_parser
from dateutil import tz

# Longest real date string seen in feeds is under 60 characters; dateutil's time grows with the length (FAULTS 31).
_LONGEST = 80
# Before the first news site and after this program, a year is a mistake (FAULTS 23).
_YEARS = range(1990, 2100)
_TIME_OF_DAY = re.compile(r"\d[T ]?\d{0,2}:\d\d|T\d{4}|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_COMPACT_TIME = re.compile(r"^\d{8}T?\d{4}")
_RFC_822 = re.compile(r"^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UT|[+-]\d{4})$")
_UNIX_SECONDS = re.compile(r"^\d{10}(?:\.\d+)?$")
_UNIX_MILLISECONDS = re.compile(r"^\d{13}$")
_DOUBLED_ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d)\s*(?:Z|UTC|GMT)?$")

# The zone names that RFC 822 fixes and those that news feeds use unambiguously; any other name is no zone to us.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "KST": 9, "JST": 9, "HKT": 8, "SGT": 8,
    "AEST": 10, "AEDT": 11, "WIB": 7, "SAST": 2, "TRT": 3, "PKT": 5,
}  # fmt: skip
_ZONE_INFO = {name: tz.tzoffset(name, hours * 3600) for name, hours in _ZONES.items()} | {
    "IST": tz.tzoffset("IST", 19800)  # India's, the commonest of the three in news feeds
}

EARLIEST_BEFORE_SEEN = timedelta(days=5 * 365)
LATEST_AFTER_SEEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written: `at` in UTC; `day_only` where no time of day was given; `zone_known` where a zone was."""

    at: datetime
    day_only: bool
    zone_known: bool


def parse_moment(value: str | None) -> Moment | None:
    """The moment that `value` names (RFC 822, ISO 8601, Unix seconds, and their corruptions), or None."""
    text = (value or "").strip()
    if not text or len(text) > _LONGEST or text.startswith("-"):
        return None
    if _UNIX_SECONDS.match(text) or _UNIX_MILLISECONDS.match(text):
        seconds = float(text) / (1000 if len(text) == len("1736832600000") and "." not in text else 1)
        return _believable(datetime.fromtimestamp(seconds, UTC), day_only=False, zone_known=True)
    return _written(text)


def effective(published: datetime | None, first_seen: datetime) -> datetime | None:
    """`published` where it can be true, else None: not years before and not more than a day after it was first seen."""
    if published is None or not first_seen - EARLIEST_BEFORE_SEEN <= published <= first_seen + LATEST_AFTER_SEEN:
        return None
    return published


def iso(moment: datetime | None) -> str | None:
    """The database's form of a time: `2025-01-14T06:00:00Z`."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_iso(text: str | None) -> datetime | None:
    """The time that `iso` wrote, None for none."""
    return None if text is None else read_iso(text)


def read_iso(text: str) -> datetime:
    """The time that `iso` wrote, of a column that is never empty."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _written(text: str) -> Moment | None:
    text = _DOUBLED_ZONE.sub(r"\1", text)
    found = _iso_8601(text) or _rfc_822(text) or _loose(text)
    if found is None:
        return None
    day_only = not (_TIME_OF_DAY.search(text) or _COMPACT_TIME.match(text))
    zone_known = found.tzinfo is not None
    return _believable(found if zone_known else found.replace(tzinfo=UTC), day_only=day_only, zone_known=zone_known)


def _iso_8601(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc_822(text: str) -> datetime | None:
    # RSS's form, twenty times as fast as the tolerant reader; its zone names alone are taken at their word
    if not _RFC_822.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _loose(text: str) -> datetime | None:
    # a missing part must not be filled from today's date: two defaults that disagree show that one was
    try:
        first = dateutil_parser.parse(text, default=datetime(2001, 1, 1), tzinfos=_ZONE_INFO)  # noqa: DTZ001 - a date with no zone is meant
        second = dateutil_parser.parse(text, default=datetime(2002, 2, 2), tzinfos=_ZONE_INFO)  # noqa: DTZ001 - as above
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    return first if first.date() == second.date() else None


def _believable(moment: datetime, *, day_only: bool, zone_known: bool) -> Moment | None:
    try:
        at = moment.astimezone(UTC).replace(microsecond=0)  # as the database keeps it, so that the two compare
    except (OverflowError, ValueError):
        return None
    return Moment(at, day_only, zone_known) if at.year in _YEARS else None
