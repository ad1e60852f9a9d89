"""What the single values of newswatch.toml may be. Each function gives the value that a text says, or what is wrong."""

from __future__ import annotations

import re
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import re2

from crawler.config.problems import Wrong, did_you_mean, shown
from crawler.core.durations import parse_duration, words
from crawler.core.query import QueryProblem
from crawler.core.query import parse as parse_query
from crawler.core.text import clean_line

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The weekdays, in the order of `datetime.date.weekday`."""

# Names stand in digest subjects, file names and table columns.
_NAME_LENGTH = 100
# Longer than any path pattern a person writes; RE2 itself bounds what a pattern may cost.
_PATTERN_LENGTH = 1000
# As much of a query, from its fault on, as finds the place in it.
_QUOTED_LENGTH = 20
# Guessed once a minute, one of twelve characters outlasts whoever guesses. More than a header holds is no password.
_PASSWORD_LENGTH = 12
_PASSWORD_LONGEST = 200
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_LANGUAGE = re.compile(r"[a-z]{2}")
# Country codes that are taken for language codes, and are no language's own (or that of none with a press).
_LANGUAGE_OF = {"cn": "zh", "cz": "cs", "dk": "da", "jp": "ja", "kr": "ko", "tw": "zh", "ua": "uk", "us": "en"}
# RFC 9110: a field name is a token; a value is visible ASCII with spaces and tabs between.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?")
# They belong to one connection or one request, and only the crawler can know them.
_CRAWLERS_HEADERS = frozenset({"connection", "content-length", "host", "transfer-encoding"})

Choice = TypeVar("Choice", bound=StrEnum)


def name(text: str) -> str | Wrong:
    """The name of an outlet, topic or digest, on one line, without invisible characters."""
    cleaned = clean_line(text, limit=len(text) + 1)
    if not cleaned:
        return Wrong("is no name", "give it one that you would recognise in a list")
    if len(cleaned) > _NAME_LENGTH:
        return Wrong(f"is longer than {_NAME_LENGTH} characters")
    return cleaned


def duration(text: str, least: timedelta, most: timedelta) -> timedelta | Wrong:
    """A length of time from `least` to `most`."""
    length = parse_duration(text)
    if length is None:
        return Wrong("is not a length of time", 'write a number and a unit: "30 seconds", "10 minutes", "1 day"')
    if not least <= length <= most:
        return Wrong("is out of range", f"it can be from {words(least)} to {words(most)}")
    return length


def time_of_day(text: str) -> time | Wrong:
    """A time of day on the 24-hour clock."""
    found = _TIME.fullmatch(text)
    if found is None:
        return Wrong("is not a time of day", 'write hours and minutes on the 24-hour clock: "07:30", "19:00"')
    return time(int(found[1]), int(found[2]))


def quiet(text: str) -> tuple[time, time] | Wrong:
    """Two times of day: from when to when it is quiet, over midnight where the second is the earlier."""
    start, end = (time_of_day(part.strip()) for part in text.split("-")) if text.count("-") == 1 else (None, None)
    if isinstance(start, time) and isinstance(end, time) and start != end:
        return start, end
    return Wrong("is no quiet time", 'write from when to when: "22:00-07:00"')


def digest_every(text: str, least: timedelta, most: timedelta) -> timedelta | Wrong:
    """A length of time, or `now`: no length at all."""
    return timedelta() if text == "now" else duration(text, least, most)


def day(text: str) -> int | Wrong:
    """A weekday as a number; Monday is 0."""
    if text in DAYS:
        return DAYS.index(text)
    meant = text.strip().lower()[:3]
    return Wrong("is not a day", did_you_mean(meant, DAYS, f"the days are {', '.join(DAYS)}"))


def zone(text: str) -> ZoneInfo | Wrong:
    """A time zone of the IANA database."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # "Seoul" is meant as the last part of "Asia/Seoul"
        zones = sorted(available_timezones())
        city = text.strip().replace(" ", "_").casefold()
        meant = [each for each in zones if each.casefold().rpartition("/")[2] == city]
        hint = did_you_mean(meant[0] if meant else text, zones, 'names are like "Asia/Seoul", "Europe/Kyiv" or "UTC"')
        return Wrong("is not a time zone", hint)


def language(text: str) -> str | Wrong:
    """An ISO 639-1 code."""
    if _LANGUAGE.fullmatch(text) and text not in _LANGUAGE_OF:
        return text
    code = text.strip().lower()[:2]
    known = len(text) == len(code) or text[2:3] in {"-", "_"}
    example = f'did you mean "{_LANGUAGE_OF.get(code, code)}"?' if known and code else 'such as "en", "ko" or "uk"'
    return Wrong("is not a language's two-letter code (ISO 639-1)", example)


def link_pattern(text: str) -> str | Wrong:
    """A regular expression in RE2's syntax, which can't be made to run for ever."""
    if not text:
        return Wrong("is empty", "write a regular expression that article links have in common, such as '^/world/.+'")
    if len(text) > _PATTERN_LENGTH:
        return Wrong(f"is longer than {_PATTERN_LENGTH} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(text, options=options)
    except re2.error as fault:
        return _wrong_pattern(text, fault)
    return text


def _wrong_pattern(text: str, fault: Exception) -> Wrong:
    """RE2 says what is wrong, and quotes the part: "missing ): a(b"."""
    reason = fault.args[0]
    reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    kind, _, part = reason.partition(": ")
    place = text.find(part) + 1 if part and part != text else 0
    at = f" at character {place}" if place else ""
    hint = "RE2 knows no look-ahead and look-behind" if part.startswith("(?") else ""
    return Wrong(f"is not a regular expression: {kind}{at}", hint)


def header_name(text: str) -> str | Wrong:
    """The name of an HTTP request header."""
    if not _HEADER_NAME.fullmatch(text):
        return Wrong("is given to what is no header name", "header names are letters, digits and hyphens")
    if text.lower() in _CRAWLERS_HEADERS:
        return Wrong(f"can't be set: newswatch itself says {text}")
    return text


def header_value(text: str) -> str | Wrong:
    """The value of an HTTP request header."""
    if not _HEADER_VALUE.fullmatch(text):
        return Wrong(
            "is no header value", "it is plain ASCII without line breaks, and doesn't begin or end with a space"
        )
    return text


def query(text: str) -> str | Wrong:
    """A topic's query, in the language of `crawler.core.query`."""
    parsed = parse_query(text)
    if isinstance(parsed, QueryProblem):
        rest = shown(" ".join(text[parsed.position :].split())[:_QUOTED_LENGTH])
        at = f"character {parsed.position + 1}, {rest}" if parsed.position < len(text) else "its end"
        return Wrong(f"can't be read at {at}: {parsed.message}")
    return text


def password(text: str) -> str | Wrong:
    """A password that is worth asking for: it may be long, and is ASCII, since it can stand in a header."""
    if len(text) < _PASSWORD_LENGTH:
        return Wrong(f"is shorter than {_PASSWORD_LENGTH} characters", "“openssl rand -hex 16” makes a good one")
    if not _HEADER_VALUE.fullmatch(text) or len(text) > _PASSWORD_LONGEST:
        return Wrong(
            f"is no password: it is {_PASSWORD_LONGEST} characters of ASCII at most, without a space at its ends"
        )
    return text


def file_path(text: str) -> Path | Wrong:
    """The path of a file; "~" is the person's own folder."""
    if not text or text.endswith(("/", "\\")):
        return Wrong("is not the name of a file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Wrong("begins with ~, and the home folder is not known", "write the whole path")


def folder_path(text: str) -> Path | Wrong:
    """The path of a folder, with or without a stroke at its end; "~" is the person's own folder."""
    return file_path(text.rstrip("/\\") or text)


def choice(text: str, choices: type[Choice]) -> Choice | Wrong:
    """One of a few words."""
    known = [each.value for each in choices]
    if text in known:
        return choices(text)
    either = " or ".join(f'"{each}"' for each in known)
    return Wrong("is not known here", did_you_mean(text, known, f"it is {either}"))
