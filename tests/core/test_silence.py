from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.rhythm import Pause, Rhythm, begin, observe
from crawler.core.silence import gamma_tail, is_silent

# A Monday.
START = datetime(2025, 1, 13, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def weekdays_at_nine(at: datetime) -> bool:
    return at.weekday() < 5 and at.hour == 9


def by_day(at: datetime) -> bool:
    return 6 <= at.hour < 22


def tuesdays(at: datetime) -> bool:
    return at.weekday() == 1 and at.hour == 12


def lived(publishes: object, days: int, rhythm: Rhythm | None = None) -> Rhythm:
    """An outlet's rhythm after so many days, visited every hour; it lists something new where `publishes` says so."""
    rhythm = rhythm or begin(START)
    start = rhythm.seen_at
    for n in range(1, days * 24 + 1):
        at = start + n * HOUR
        rhythm = observe(rhythm, at, int(publishes(at)))  # type: ignore[operator]
    return rhythm


def days_until_silent(rhythm: Rhythm) -> float:
    start = at = rhythm.seen_at
    while not is_silent(rhythm) and at - start < 200 * DAY:
        at += 6 * HOUR
        rhythm = observe(rhythm, at, 0)
    return (at - start) / DAY


@pytest.mark.parametrize(
    ("publishes", "days", "least", "most"),
    [
        pytest.param(by_day, 60, 1, 4, id="a newsroom: within days"),
        pytest.param(weekdays_at_nine, 60, 10, 16, id="one a weekday: a week's leave and its weekends are none"),
        pytest.param(tuesdays, 130, 15, 35, id="a weekly column may be quiet for two weeks"),
        pytest.param(lambda _: False, 20, 30, 60, id="nothing was ever listed: two months"),
    ],
)
def test_an_outlet_that_stops_is_silent_within_its_own_time(
    publishes: object, days: int, least: float, most: float
) -> None:
    assert least <= days_until_silent(lived(publishes, days)) <= most


def test_weekends_and_nights_are_no_silence() -> None:
    rhythm = lived(weekdays_at_nine, 60)
    saturday, monday = datetime(2025, 3, 15, 9, tzinfo=UTC), datetime(2025, 3, 17, 9, tzinfo=UTC)
    assert rhythm.expected(saturday) < 0.2 * rhythm.expected(monday)
    assert rhythm.expected(monday + 12 * HOUR) < 0.5 * rhythm.expected(monday)


def test_a_leave_in_its_season_is_no_silence_and_the_same_at_another_time_is() -> None:
    spring = lived(weekdays_at_nine, 100)
    assert is_silent(lived(lambda _: False, 20, spring))
    for first_day in (datetime(2025, 12, 20, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)):
        before = replace(spring, since=first_day - 100 * DAY, seen_at=first_day, last_new_at=first_day - 15 * HOUR)
        assert not is_silent(lived(lambda _: False, 20, before))


def test_time_in_which_nobody_looked_is_not_counted() -> None:
    rhythm = lived(by_day, 60)
    assert not is_silent(observe(rhythm, rhythm.seen_at + 90 * DAY, 0))


def test_a_pause_that_was_told_as_silence_becomes_no_habit() -> None:
    rhythm = lived(lambda _: False, 40, lived(by_day, 60))
    later = rhythm.seen_at + HOUR
    assert observe(rhythm, later, 5, learn=False).longest < 2
    assert observe(rhythm, later, 5).longest > 30
    assert observe(rhythm, later, 5, learn=False).pause == Pause()


def test_what_comes_within_an_hour_is_one() -> None:
    rhythm = observe(observe(begin(START), START + HOUR, 1), START + HOUR + timedelta(minutes=20), 9)
    assert sum(rhythm.hours) == pytest.approx(1, rel=0.01)


def test_a_clock_that_was_set_back_changes_nothing() -> None:
    rhythm = lived(by_day, 3)
    assert observe(rhythm, rhythm.seen_at - DAY, 3) == rhythm


@given(st.floats(0.1, 60))
def test_the_tail_of_the_gamma_distribution_is_what_its_closed_forms_say(x: float) -> None:
    assert gamma_tail(1, x) == pytest.approx(math.exp(-x), rel=1e-9)
    assert gamma_tail(3, x) == pytest.approx(math.exp(-x) * (1 + x + x * x / 2), rel=1e-9)
    assert gamma_tail(0.5, x) == pytest.approx(math.erfc(math.sqrt(x)), rel=1e-9)


@given(st.lists(st.tuples(st.floats(0.1, 400), st.integers(0, 3)), max_size=60))
def test_expectations_are_finite_and_never_negative(visits: list[tuple[float, int]]) -> None:
    rhythm = begin(START)
    for hours, new in visits:
        rhythm = observe(rhythm, rhythm.seen_at + hours * HOUR, new)
        assert 0 <= rhythm.pause.due < math.inf
        assert 0 <= rhythm.pause.idle <= rhythm.pause.watched / 24 + 1e-6
        assert is_silent(rhythm) in {True, False}
