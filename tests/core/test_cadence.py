from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.cadence import LONGEST_PAUSE, Hour, Lately, Week, learn, pause, spread, watched

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVERY = 10 * MINUTE
MONDAY = datetime(2025, 1, 13, tzinfo=UTC)
WEEKS = 8
NOW = MONDAY + WEEKS * 7 * DAY


def week(published: Iterable[datetime]) -> Week:
    """What was learned in eight weeks of polls, one an hour."""
    moments = sorted(published)
    found: dict[int, Hour] = {}
    for number in range(WEEKS * 7 * 24):
        start, end = MONDAY + number * HOUR, MONDAY + (number + 1) * HOUR
        found |= watched(found, [at for at in moments if start < at <= end], start, end)
    return found


def every_day(times: Iterable[int], *, a_time: int = 4, days: Iterable[int] = range(7)) -> list[datetime]:
    return [
        MONDAY + (7 * weeks + day) * DAY + hour * HOUR + (number + 1) * 10 * MINUTE
        for weeks in range(WEEKS)
        for day in days
        for hour in times
        for number in range(a_time)
    ]


def minutes(known: Week, now: datetime, *, lately: int | None = None) -> float:
    rhythm = learn(known, EVERY, now)
    expected = round(rhythm.expected(now - 3 * HOUR, now))
    return pause(rhythm, Lately(now - 3 * HOUR, expected if lately is None else lately), EVERY, now) / MINUTE


BY_DAY = week(every_day(range(8, 18)))
WORKDAYS = week(every_day(range(8, 18), days=range(5)))
SILENT = week([])
WEEKLY = week(every_day([9], a_time=1, days=[2]))


def test_an_outlet_of_which_nothing_is_known_is_visited_as_often_as_configured() -> None:
    assert 10 <= minutes({}, NOW) < 12


def test_one_that_publishes_by_day_is_visited_often_then_and_rarely_at_night() -> None:
    assert minutes(BY_DAY, NOW + 12 * HOUR) == 10
    assert minutes(BY_DAY, NOW + 22 * HOUR) > 15


def test_at_night_the_next_poll_waits_for_the_morning_and_not_beyond() -> None:
    for hour in range(24):
        now = NOW + hour * HOUR
        assert now + minutes(BY_DAY, now) * MINUTE < NOW + (8 if hour < 8 else 32) * HOUR + 20 * MINUTE


def test_weekends_have_a_rhythm_of_their_own() -> None:
    tuesday, saturday = NOW + DAY + 12 * HOUR, NOW + 5 * DAY + 12 * HOUR
    assert minutes(WORKDAYS, tuesday) == 10
    assert minutes(WORKDAYS, saturday) > 20
    assert minutes(BY_DAY, saturday) == 10


def test_one_that_publishes_once_a_week_is_visited_some_times_a_day() -> None:
    assert 30 < minutes(WEEKLY, NOW) < 300


def test_one_that_is_silent_for_weeks_is_still_visited_each_day() -> None:
    assert 60 < minutes(SILENT, NOW) <= LONGEST_PAUSE / MINUTE
    assert minutes(SILENT, NOW + 3650 * DAY) <= LONGEST_PAUSE / MINUTE


def test_a_burst_brings_an_outlet_back_to_its_shortest_pause() -> None:
    night = NOW + 22 * HOUR
    assert minutes(BY_DAY, night, lately=0) > minutes(BY_DAY, night, lately=1) >= minutes(BY_DAY, night, lately=8)
    assert minutes(BY_DAY, night, lately=20) == 10


def test_a_change_of_habit_is_learned() -> None:
    known = dict(week(every_day(range(8, 18))))
    for number in range(WEEKS * 7 * 24):
        start = NOW + number * HOUR
        published = [start + 10 * MINUTE] * 4 if start.hour in {2, 3} else []
        known |= watched(known, published, start, start + HOUR)
    later = NOW + WEEKS * 7 * DAY
    before, after = learn(BY_DAY, EVERY, NOW).rates, learn(known, EVERY, later).rates
    assert after[10] < before[10] / 4
    assert after[2] > before[2] * 40


@pytest.mark.parametrize(
    ("published", "since", "listed"),
    [
        ([NOW + 10 * MINUTE, NOW + 70 * MINUTE], NOW, {0: 1.0, 1: 1.0}),
        ([None, None], NOW, {0: 1.0, 1: 1.0}),
        ([NOW - DAY, NOW + 70 * MINUTE], NOW, {0: 0.5, 1: 1.5}),
        ([NOW + 9 * DAY], NOW + HOUR, {1: 1.0}),
        ([], NOW + HOUR, {1: 0.0}),
        ([None], None, {}),
        ([None], NOW + 3 * HOUR, {}),
    ],
    ids=["as they say", "evenly", "listed late", "dated ahead", "nothing", "the first poll", "a clock set back"],
)
def test_what_a_poll_found_is_counted_in_the_hours_when_it_may_have_come(
    published: list[datetime | None], since: datetime | None, listed: dict[int, float]
) -> None:
    found = watched({}, published, since, NOW + 2 * HOUR)
    assert {number: hour.listed for number, hour in found.items()} == pytest.approx(listed)


def test_after_days_off_a_day_is_counted_since_lists_are_only_so_long() -> None:
    found = watched({}, [None] * 24, NOW - 30 * DAY, NOW)
    assert sum(hour.watched for hour in found.values()) == pytest.approx(24)
    assert sum(hour.listed for hour in found.values()) == pytest.approx(24)


@given(
    st.lists(st.timedeltas(timedelta(), 60 * DAY), max_size=30),
    st.timedeltas(MINUTE, 3 * DAY),
    st.integers(0, 1000),
    st.timedeltas(-DAY, 400 * DAY),
)
def test_a_pause_is_between_every_and_a_day_whatever_was_learned(
    published: list[timedelta], every: timedelta, listed: int, later: timedelta
) -> None:
    known: dict[int, Hour] = {}
    for day in range(3):
        start, end = MONDAY + day * DAY, MONDAY + (day + 1) * DAY
        known |= watched(known, [MONDAY + each for each in published], start, end)
    now = MONDAY + 3 * DAY + later
    length = pause(learn(known, every, now), Lately(now - 3 * HOUR, listed), every, now)
    assert every <= length <= max(every, LONGEST_PAUSE)


@given(st.text(), st.timedeltas(MINUTE, 3 * DAY))
def test_a_pause_is_spread_by_a_tenth_and_the_same_each_time(outlet: str, length: timedelta) -> None:
    spread_out = spread(length, outlet, NOW)
    assert length <= spread_out <= max(length, min(LONGEST_PAUSE, length * 1.1))
    assert spread_out == spread(length, outlet, NOW)


def test_outlets_that_were_polled_at_one_time_come_apart() -> None:
    assert len({spread(EVERY, f"outlet {number}", NOW) // timedelta(seconds=5) for number in range(100)}) > 10
