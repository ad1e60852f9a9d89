"""When an outlet publishes, learned poll by poll: by weekday and by hour, and how long it pauses between.

What is counted is the hours in which its sources listed something new, since what a newsroom puts out together comes
together. Only watched time counts: a week in which newswatch was off is no week in which the outlet was silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

# A quarter: long enough to know an outlet's weekends, short enough to follow one that slows down.
HALF_LIFE = timedelta(days=90)
# How long an outlet's longest pause is remembered by half: a summer's is known in the next one.
LONGEST_HALF_LIFE = timedelta(days=365)
# An outlet is visited at least daily; what lies further between two visits was not watched.
LONGEST_WATCH = timedelta(hours=26)
# As many hours with news as these have to be seen before weekdays, and hours, count for what they show.
_WEEKDAYS_ALIKE, _HOURS_ALIKE = 4.0, 24.0
# As if so many hours had been watched before, without news: what comes in the first hours tells no rate.
_UNWATCHED = 168
# Of pauses that come by chance one in fifty is longer than four times their mean.
_LONG = 4
_FEW = 5
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Newsrooms go on leave: from Christmas over the New Year, some to its second week, and in the north's summer. A day of
# such a season tells less about one that gives nothing. (month, day) from, to, weight.
SEASONS = (((12, 20), (12, 31), 0.25), ((1, 1), (1, 8), 0.25), ((7, 1), (8, 31), 1 / 3))


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses between hours with news, in hours with news that were due meanwhile: count, sum and sum of squares."""

    count: float = 0
    total: float = 0
    squares: float = 0

    def with_one(self, due: float, weight: float) -> Pauses:
        """With one more, of which a leave counts as an ordinary long pause: leaves are known by the longest one."""
        due = min(due, _LONG * self.total / self.count) if self.count >= _FEW else due
        return Pauses(self.count + weight, self.total + weight * due, self.squares + weight * due * due)


@dataclass(frozen=True, slots=True)
class Pause:
    """The time since the last hour with news: how many such hours were `due`, and how many hours were `watched`.

    `idle` is the watched days, of which those in a season of leave count for less.
    """

    due: float = 0
    watched: float = 0
    idle: float = 0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of an outlet's habit. A count weighs more the later it was made, doubling with each HALF_LIFE.

    `longest` is the longest pause that it ever made, in idle days, of which half is forgotten in a year.
    """

    since: datetime
    seen_at: datetime  # when its sources last answered
    last_new_at: datetime | None = None
    weekdays: tuple[float, ...] = (0.0,) * 7  # of UTC, Monday first
    hours: tuple[float, ...] = (0.0,) * 24
    watched: float = 0  # hours, until the last one with news
    pauses: Pauses = Pauses()
    pause: Pause = Pause()  # that lasts now
    longest: float = 0

    @property
    def rate(self) -> float:
        """Hours with news in an hour."""
        return sum(self.hours) / (self.watched + _UNWATCHED)

    @property
    def known(self) -> float:
        """How many pauses the judgement rests on."""
        return self.pauses.count / _weight(self.since, self.last_new_at) if self.last_new_at else 0.0

    def expected(self, at: datetime) -> float:
        """Hours with news in the hour of the week at `at`."""
        weight, every = _weight(self.since, at), sum(self.hours)
        weekday, hour = _WEEKDAYS_ALIKE * weight, _HOURS_ALIKE * weight
        on_weekday = (7 * self.weekdays[at.weekday()] + weekday) / (every + weekday)
        at_hour = (24 * self.hours[at.hour] + hour) / (every + hour)
        return self.rate * on_weekday * at_hour


def begin(at: datetime) -> Rhythm:
    """What is known of an outlet that is visited for the first time: nothing that it lists is new."""
    return Rhythm(at, at)


def observe(rhythm: Rhythm, at: datetime, new: int, *, learn: bool = True) -> Rhythm:
    """The rhythm after a visit in which the outlet answered and listed so many articles that were not known.

    `learn` is False where the pause that ends now is no habit of it: it was told as silence.
    """
    if at <= rhythm.seen_at:
        return rhythm  # the clock was set back
    seen = _watched(rhythm, at)
    if not new:
        return seen
    if rhythm.last_new_at and _hour(rhythm.last_new_at) == _hour(at):
        return replace(seen, last_new_at=at, pause=Pause())
    return _with_news(seen, at, learn=learn)


def _watched(rhythm: Rhythm, at: datetime) -> Rhythm:
    """With the time since the last visit watched."""
    due = idle = 0.0
    for moment, hours in _pieces(max(rhythm.seen_at, at - LONGEST_WATCH), at):
        due += rhythm.expected(moment) * hours
        idle += season(moment) * hours / 24
    hours = min(at - rhythm.seen_at, LONGEST_WATCH) / _HOUR
    return replace(
        rhythm,
        seen_at=at,
        pause=Pause(rhythm.pause.due + due, rhythm.pause.watched + hours, rhythm.pause.idle + idle),
    )


def _with_news(rhythm: Rhythm, at: datetime, *, learn: bool) -> Rhythm:
    weight = _weight(rhythm.since, at)
    if rhythm.last_new_at and learn:
        rhythm = _with_pause(rhythm, at, weight)
    return replace(
        rhythm,
        last_new_at=at,
        weekdays=_added(rhythm.weekdays, at.weekday(), weight),
        hours=_added(rhythm.hours, at.hour, weight),
        pause=Pause(),
    )


def _with_pause(rhythm: Rhythm, at: datetime, weight: float) -> Rhythm:
    """With the pause that ends now."""
    assert rhythm.last_new_at is not None  # noqa: S101 - a pause has a beginning
    faded = rhythm.longest * 0.5 ** ((at - rhythm.last_new_at) / LONGEST_HALF_LIFE)
    return replace(
        rhythm,
        watched=rhythm.watched + weight * rhythm.pause.watched,
        pauses=rhythm.pauses.with_one(rhythm.pause.due, weight),
        longest=max(faded, rhythm.pause.idle),
    )


def season(at: datetime) -> float:
    """How much a day without news counts: 1, or less where newsrooms go on leave."""
    day = (at.month, at.day)
    return next((weight for first, last, weight in SEASONS if first <= day <= last), 1.0)


def _pieces(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """The time from `start` to `end` in pieces of one hour of the clock each: when it begins, how many hours it has."""
    while start < end:
        following = min(_EPOCH + (_hour(start) + 1) * _HOUR, end)
        yield start, (following - start) / _HOUR
        start = following


def _hour(at: datetime) -> int:
    return (at - _EPOCH) // _HOUR


def _weight(since: datetime, at: datetime) -> float:
    return float(2.0 ** ((at - since) / HALF_LIFE))


def _added(counts: tuple[float, ...], place: int, weight: float) -> tuple[float, ...]:
    return (*counts[:place], counts[place] + weight, *counts[place + 1 :])
