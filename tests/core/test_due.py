from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.backoff import Failure
from crawler.core.cadence import Lately, learn
from crawler.core.due import JUMP, is_due, jumped, next_poll
from crawler.core.polls import Finished

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
EVERY = 10 * MINUTE
WELL = Finished("Gazette", "ok", 9, 9, 0, 0, 0, NOW, (), None, EVERY)
RHYTHM = learn({}, EVERY, NOW)  # of an outlet that is new
FAILED = replace(WELL, outcome="failed", failure=Failure.SERVER)


def after(finished: Finished, failures: int = 0) -> timedelta:
    rhythm = learn({}, finished.every, NOW)
    return next_poll(finished, rhythm, Lately(NOW, 0), failures) - NOW


@pytest.mark.parametrize(
    ("finished", "failures", "least"),
    [
        (WELL, 0, EVERY),
        (FAILED, 3, 40 * MINUTE),
        (replace(WELL, not_before=NOW), 0, EVERY),
        (replace(WELL, not_before=NOW + HOUR), 0, HOUR),
        (replace(FAILED, not_before=NOW + 9 * HOUR), 1, 9 * HOUR),
        (replace(WELL, every=3 * DAY), 0, 3 * DAY),
    ],
    ids=["every", "by its failure", "a hint below", "a hint above", "a paused host", "every three days"],
)
def test_the_next_poll_waits_for_whatever_is_longest(finished: Finished, failures: int, least: timedelta) -> None:
    assert least <= after(finished, failures) <= least * 1.1


@pytest.mark.parametrize(
    ("next_poll_at", "last_poll_at", "due"),
    [
        (NOW, NOW - EVERY, True),
        (NOW + SECOND, NOW - EVERY, False),
        (NOW - 3 * DAY, NOW - 4 * DAY, True),
        (NOW + DAY, NOW, False),
        (NOW + DAY, NOW + DAY - EVERY, True),
        (NOW + EVERY, NOW + JUMP, False),
        (NOW + DAY, None, True),
    ],
    ids=["its time", "a second before", "days off", "rarely", "a clock that ran ahead", "by minutes", "never polled"],
)
def test_an_outlet_is_due_at_its_time_or_where_a_clock_ran_ahead(
    next_poll_at: datetime, last_poll_at: datetime | None, *, due: bool
) -> None:
    assert is_due(next_poll_at, last_poll_at, NOW) is due


@dataclass
class Watch:
    """A service's ticks over an outlet, and when in truth it was polled."""

    clock: datetime = NOW
    truth: timedelta = timedelta()
    next_poll_at: datetime = NOW
    last_poll_at: datetime | None = None
    polls: list[timedelta] = field(default_factory=list)

    def tick(self, passed: timedelta, jump: timedelta) -> None:
        self.clock += passed + jump
        self.truth += passed
        if moved := jumped(passed + jump, passed):
            self.next_poll_at += moved
            self.last_poll_at = self.last_poll_at and self.last_poll_at + moved
        if is_due(self.next_poll_at, self.last_poll_at, self.clock):
            self.polls.append(self.truth)
            self.last_poll_at = self.clock
            self.next_poll_at = next_poll(replace(WELL, at=self.clock), RHYTHM, Lately(self.clock, 0), 0)


TICKS = 3 * 60  # of a minute each
jumps = st.sampled_from([HOUR, DAY, -HOUR, -DAY, 30 * DAY, -30 * DAY, 20 * MINUTE])


@given(st.dictionaries(st.integers(1, TICKS - 1), jumps, max_size=5))
def test_when_the_clock_is_set_no_poll_is_missed_and_none_comes_twice(set_by: dict[int, timedelta]) -> None:
    watch = Watch()
    for number in range(TICKS):
        watch.tick(MINUTE, set_by.get(number, timedelta()))
    gaps = [later - one for one, later in zip(watch.polls, watch.polls[1:], strict=False)]
    assert watch.polls[0] == MINUTE
    assert TICKS * MINUTE - watch.polls[-1] < EVERY + 2 * MINUTE
    assert all(EVERY <= gap <= EVERY * 1.1 + MINUTE for gap in gaps)


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY])
def test_a_clock_that_was_set_while_nothing_ran_costs_one_poll_at_most(jump: timedelta) -> None:
    watch = Watch()
    for _ in range(60):
        watch.tick(MINUTE, timedelta())
    before = len(watch.polls)
    watch.clock += jump
    watch.tick(MINUTE, timedelta())
    assert len(watch.polls) - before == 1
    for _ in range(60):
        watch.tick(MINUTE, timedelta())
    assert len(watch.polls) - before in {5, 6, 7}


@pytest.mark.parametrize(
    ("wall", "steady", "jump"),
    [
        (5 * SECOND, 5 * SECOND, timedelta()),
        (5 * SECOND + JUMP, 5 * SECOND, timedelta()),
        (HOUR, 5 * SECOND, HOUR - 5 * SECOND),
        (-DAY, 5 * SECOND, -DAY - 5 * SECOND),
        (8 * HOUR, 8 * HOUR, timedelta()),
    ],
    ids=["no jump", "a correction", "set ahead", "set back", "a machine that slept"],
)
def test_a_jump_is_what_the_clock_passed_and_time_did_not(wall: timedelta, steady: timedelta, jump: timedelta) -> None:
    assert jumped(wall, steady) == jump
