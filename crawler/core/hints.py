"""What a server and a feed say about how often they may be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# What is said for longer is kept for an hour. Headers of a day or a year are a web server's defaults for pictures, and a `ttl`
# is written once, with the feed's template; what an outlet does not publish is learned from itself (`cadence`).
LONGEST_HINT = timedelta(hours=1)
_NOTHING = timedelta()
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])(?:no-cache|no-store)\b", re.IGNORECASE)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
# WordPress writes "hourly" into every feed, whatever its outlet publishes: that is nobody's word.
_UNSAID = timedelta(hours=1)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long an answer is the newest there is, by its Cache-Control, Expires and Age; zero where nothing is said.

    `headers` by lower-case name. Fetched again before, a cache on the way gives the same answer.
    """
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return _NOTHING
    if said := _MAX_AGE.search(control):
        return _kept(timedelta(seconds=int(said[1]) - _seconds(headers.get("age", ""))))
    return _kept((_moment(headers.get("expires", "")) or now) - (_moment(headers.get("date", "")) or now))


def ttl(minutes: str | None, period: str | None, frequency: str | None) -> timedelta:
    """How long a feed asks to be left alone, by its `ttl`, or `sy:updatePeriod` and `sy:updateFrequency`; zero for no word."""
    if minutes and _seconds(minutes):
        return _kept(timedelta(minutes=_seconds(minutes)))
    length = _PERIODS.get((period or "").strip().lower(), _NOTHING) / max(1, _seconds(frequency or ""))
    return _kept(length) if length > _UNSAID else _NOTHING


def _kept(length: timedelta) -> timedelta:
    return min(max(length, _NOTHING), LONGEST_HINT)


def _seconds(text: str) -> int:
    digits = text.strip()[:9]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
