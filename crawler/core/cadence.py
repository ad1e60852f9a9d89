"""When an outlet is visited next, from when it was seen to publish.

For each hour of the week (UTC) it is kept how long the outlet was watched and how many articles it listed for the first time,
older weeks counting less. From that follows the rate at which it is expected to publish, and from the rate the pause. A clock
change moves an outlet's hours by one; within weeks the older ones count for little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

# In three weeks each hour of the week comes three times, and a change of habit is believed after as long.
HALF_LIFE = timedelta(weeks=3)
# The longest anyone is left alone: what is found within a day still belongs into the next morning's digest.
LONGEST_PAUSE = timedelta(days=1)
# A poll is due when so many new articles are expected since the last one. On the simulated year of a press
# (`python -m tests.bench.year`) half the requests of polls every 15 minutes then find articles as soon as those do, also the last
# twentieth; that is two minutes behind with 0.004, and 0.002 costs more than half.
WORTH_A_POLL = 0.0025
# An outlet of which nothing is known counts as one that is worth `every`, as if a day of it had been watched.
_UNKNOWN = 24.0
# And a hundredth of that for ever: what was never seen to publish may begin to.
_NEVER_SURE = 0.01
# What is expected of an hour counts for this many articles, beside those that came in it: of a night in which nothing ever came
# little is expected within two months, and a chance article does not make a habit.
_ALIKE = 0.25
# What came in the last hours says more than any week: a story breaks, or the newsroom is on holiday.
LATELY = timedelta(hours=3)
# A quiet spell of hours may be chance, and costs no more than this share of the rate.
_QUIET = 0.5
# Outlets that were polled at one time are parted by up to a tenth of their pause.
_JITTER = 0.1

_HOUR = timedelta(hours=1)
_HOURS_A_WEEK = 168
_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
# What the hours of a week add up to when an outlet was watched without end, older ones counting less.
_WATCHED_FOR_EVER = HALF_LIFE / _HOUR / 0.6931


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week: for how many hours it was watched and how many articles were new in it, as weighed `at`."""

    watched: float
    listed: float
    at: datetime


Week = Mapping[int, Hour]
"""By hour of the week, 0 is Monday at midnight UTC. Hours that were never watched are left out."""


@dataclass(frozen=True, slots=True)
class Lately:
    """How many articles were new since a moment not long ago."""

    since: datetime
    listed: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many articles an hour an outlet is expected to publish, by hour of the week."""

    rates: tuple[float, ...]

    def expected(self, start: datetime, end: datetime) -> float:
        """How many articles it is expected to publish between two moments."""
        return sum(self.rates[hour] * (until - since) / _HOUR for hour, since, until in _hours(start, end))


def watched(week: Week, published: Sequence[datetime | None], since: datetime | None, now: datetime) -> dict[int, Hour]:
    """The hours of `week` that a poll tells more of.

    `published` has one entry for each article that the poll listed for the first time: when it says it was published. One that
    does not say, or says something before the last poll (`since`), may have come at any time since then. A first poll, and what
    is longer ago than a day, tell nothing: lists are only so long.
    """
    if since is None or since >= now:
        return {}
    begin = max(since, now - LONGEST_PAUSE)
    told = [moment for moment in published if moment is not None and begin < moment <= now]
    evenly = (len(published) - len(told)) / ((now - begin) / _HOUR)
    found: dict[int, Hour] = {}
    for hour, start, end in _hours(begin, now):
        before = found.get(hour) or _aged(week.get(hour), now)
        length = (end - start) / _HOUR
        listed = evenly * length + sum(start < moment <= end for moment in told)
        found[hour] = Hour(before.watched + length, before.listed + listed, now)
    return found


def learn(week: Week, every: timedelta, now: datetime) -> Rhythm:
    """What is expected of an outlet after `week`: of each hour of the week what came in it, as far as enough did, else what its
    hour of the day and its day of the week say together, else what all hours say; and of an outlet that is new, that it is worth
    a poll each `every`.
    """
    length, listed = [0.0] * _HOURS_A_WEEK, [0.0] * _HOURS_A_WEEK
    for number, hour in week.items():
        weight = _weight(hour, now)
        length[number], listed[number] = hour.watched * weight, hour.listed * weight
    total = sum(length)
    unknown = _UNKNOWN * max(_NEVER_SURE, 1 - total / _WATCHED_FOR_EVER)
    overall = (sum(listed) + unknown * WORTH_A_POLL / (every / _HOUR)) / (total + unknown)
    by_hour = [_rate(sum(listed[hour::24]), sum(length[hour::24]), overall) for hour in range(24)]
    by_day = [_rate(sum(listed[day : day + 24]), sum(length[day : day + 24]), overall) for day in range(0, 168, 24)]
    return Rhythm(
        tuple(
            _rate(listed[number], length[number], by_hour[number % 24] * by_day[number // 24] / overall)
            for number in range(_HOURS_A_WEEK)
        )
    )


def pause(rhythm: Rhythm, lately: Lately, every: timedelta, now: datetime) -> timedelta:
    """How long to leave an outlet alone, between `every` and a day.

    A poll is due when as many new articles are expected as are worth one. (Polls by the root of the rate would have the
    shortest mean delay, and leave the slowest twentieth waiting half as long again.) A burst raises the rate of the coming hours,
    so an outlet that wakes up is back at `every`.
    """
    rate = max(_QUIET, (1 + lately.listed) / (1 + rhythm.expected(lately.since, now)))
    needed = WORTH_A_POLL
    for hour, start, end in _hours(now, now + LONGEST_PAUSE):
        pace = rhythm.rates[hour] * rate
        expected = pace * ((end - start) / _HOUR)
        if expected >= needed:
            return max(every, start + needed / pace * _HOUR - now)
        needed -= expected
    return max(every, LONGEST_PAUSE)


def spread(length: timedelta, outlet: str, now: datetime) -> timedelta:
    """`length`, up to a tenth longer, so that outlets that were polled at one time are not all polled at the next.

    A pause of a day stays one. The same outlet and moment give the same, so a restart changes nothing.
    """
    drawn = int.from_bytes(sha256(f"{outlet} {now.timestamp():.0f}".encode()).digest()[:4]) / 2**32
    return max(length, min(length * (1 + _JITTER * drawn), LONGEST_PAUSE))


def _hours(start: datetime, end: datetime) -> Iterator[tuple[int, datetime, datetime]]:
    """The hours of the week between two moments, each with the part of it that lies between them."""
    while start < end:
        number = (start - _MONDAY) // _HOUR
        until = min(end, _MONDAY + (number + 1) * _HOUR)
        yield number % _HOURS_A_WEEK, start, until
        start = until


def _rate(listed: float, length: float, wider: float) -> float:
    """Articles an hour where `listed` came in `length` hours and the rate of other hours is `wider`."""
    return (listed + _ALIKE) / (length + _ALIKE / wider)


def _weight(hour: Hour, now: datetime) -> float:
    age: float = max(timedelta(), now - hour.at) / HALF_LIFE
    return float(0.5**age)


def _aged(hour: Hour | None, now: datetime) -> Hour:
    if hour is None:
        return Hour(0.0, 0.0, now)
    return Hour(hour.watched * _weight(hour, now), hour.listed * _weight(hour, now), now)
