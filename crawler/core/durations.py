"""Lengths of time in words: "30 seconds", "10 minutes", "1 hour 30 minutes", "1 day"."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
    "millisecond": timedelta(milliseconds=1),
}
_PART = rf"([0-9]+(?:\.[0-9]+)?) ({'|'.join(_UNITS)})s?"
_EACH_PART = re.compile(_PART)
_WHOLE = re.compile(rf"{_PART}( {_PART})*")
# No schedule or pause is longer than a hundred years, and larger numbers overflow a timedelta.
_LONGEST = timedelta(days=36_525)
# 36,525 days in seconds has ten digits; more digits only cost time.
_MOST_DIGITS = 10


def parse_duration(text: str) -> timedelta | None:
    """The length of time that `text` says in words, or None where it says none ("10", "10m", "soon", "-1 day").

    Numbers may have a decimal point; units are week, day, hour, minute, second and millisecond; upper
    or lower case, in any order; parts add up.
    """
    plain = " ".join(text.lower().split())
    if not _WHOLE.fullmatch(plain):
        return None
    parts = _EACH_PART.findall(plain)
    if any(len(number) > _MOST_DIGITS for number, _ in parts):
        return None
    seconds = sum(float(number) * _UNITS[unit].total_seconds() for number, unit in parts)
    return timedelta(seconds=seconds) if seconds <= _LONGEST.total_seconds() else None


def words(length: timedelta) -> str:
    """`length` (not negative; a fraction of a second is dropped) in words: "10 minutes", "1 day", "0 seconds".

    `parse_duration` reads it back. Weeks are told in days, as people do for 8 days and for 14.
    """
    left = int(length.total_seconds())
    told = []
    for unit in ("day", "hour", "minute", "second"):
        number, left = divmod(left, int(_UNITS[unit].total_seconds()))
        if number:
            told.append(f"{number} {unit}{'' if number == 1 else 's'}")
    return " ".join(told) or "0 seconds"
