from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.backoff import OWN_NETWORK, PAUSES, Failure, back_off, failure_of
from crawler.core.models import VisitState

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVERY = 5 * MINUTE


@pytest.mark.parametrize(
    ("failure", "pauses"),
    [
        (Failure.CONNECTION, [5, 10, 20, 40, 80, 160, 180, 180]),
        (Failure.SERVER, [10, 20, 40, 80, 160, 180, 180]),
        (Failure.DNS, [10, 20, 40, 80, 160, 320, 360]),
        (Failure.TLS, [60, 120, 240, 360, 360]),
        (Failure.THROTTLED, [30, 60, 120, 240, 480, 960, 1440]),
        (Failure.WALL, [60, 180, 540, 1440]),
        (Failure.NOT_FOUND, [20, 40, 80, 160, 320, 640, 1280, 1440]),
        (Failure.GONE, [1440, 1440]),
        (Failure.CONTENT, [10, 20, 40, 80, 160, 320, 640, 1280, 1440]),
    ],
)
def test_each_kind_of_failure_has_its_pauses_in_minutes(failure: Failure, pauses: list[int]) -> None:
    assert [back_off(failure, times + 1, EVERY) / MINUTE for times in range(len(pauses))] == pauses


@pytest.mark.parametrize(
    ("states", "failure"),
    [
        ([VisitState.TIMEOUT], Failure.CONNECTION),
        ([VisitState.GONE, VisitState.NOT_FOUND], Failure.NOT_FOUND),
        ([VisitState.WALL, VisitState.TLS_ERROR], Failure.TLS),
        ([VisitState.HTTP_ERROR, VisitState.DNS_ERROR], Failure.SERVER),
        ([VisitState.BAD_FEED], Failure.CONTENT),
        ([], Failure.CONTENT),
    ],
)
def test_of_several_failures_the_one_counts_that_may_be_over_soonest(
    states: list[VisitState], failure: Failure
) -> None:
    assert failure_of(states) is failure


def test_while_our_own_network_is_down_what_is_out_of_reach_is_asked_again_soon() -> None:
    assert {back_off(kind, 99, EVERY, own_network=True) for kind in (Failure.DNS, Failure.CONNECTION)} == {OWN_NETWORK}
    assert back_off(Failure.WALL, 99, EVERY, own_network=True) == DAY


@given(
    failure=st.sampled_from(Failure),
    times=st.integers(1, 10**6),
    every=st.timedeltas(MINUTE, 30 * DAY),
    own_network=st.booleans(),
)
def test_an_outlet_is_never_asked_more_often_than_configured_and_never_given_up(
    failure: Failure, times: int, every: timedelta, *, own_network: bool
) -> None:
    length = back_off(failure, times, every, own_network=own_network)
    assert every <= length <= max(every, DAY)
    assert length <= back_off(failure, times + 1, every, own_network=own_network)


def test_the_table_has_every_kind() -> None:
    assert set(PAUSES) == set(Failure)
    assert all(pauses.first <= pauses.longest <= DAY for pauses in PAUSES.values())
