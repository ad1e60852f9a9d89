from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.answers import LONGEST_PAUSE, SHORTEST_PAUSE, pause_asked, trouble_of
from crawler.core.models import READ_STATES, VisitState

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (401, VisitState.WALL, "asks for a log-in"),
        (402, VisitState.WALL, "asks for payment"),
        (403, VisitState.WALL, "open the address in a browser"),
        (404, VisitState.NOT_FOUND, "look for its new address"),
        (406, VisitState.WALL, "refuses us as a program"),
        (410, VisitState.GONE, "took the page down for good"),
        (429, VisitState.THROTTLED, "left alone for a while"),
        (451, VisitState.GONE, "legal reasons"),
        (500, VisitState.HTTP_ERROR, "the fault is its own; it is asked again later"),
        (503, VisitState.THROTTLED, "overloaded or down; it is asked again later"),
        (599, VisitState.HTTP_ERROR, "the fault is its own"),
        (999, VisitState.WALL, "refuses us as a program"),
        (204, VisitState.HTTP_ERROR, "brings no page"),
        (301, VisitState.HTTP_ERROR, "brings no page"),
        (400, VisitState.HTTP_ERROR, "brings no page"),
    ],
)
def test_a_status_is_told_with_its_cause_and_the_next_step(status: int, state: VisitState, words: str) -> None:
    trouble = trouble_of(status)
    assert trouble is not None
    assert trouble.state is state
    assert f"the server answered {status}" in trouble.detail
    assert words in trouble.detail


@pytest.mark.parametrize(
    ("location", "state"),
    [
        ("file:///etc/passwd", VisitState.BLOCKED_ADDRESS),
        ("javascript:alert(1)", VisitState.BLOCKED_ADDRESS),
        ("https://gazette.example/moved", VisitState.HTTP_ERROR),
        ("HTTPS://gazette.example/moved", VisitState.HTTP_ERROR),
        ("/moved", VisitState.HTTP_ERROR),
        ("", VisitState.HTTP_ERROR),
        (None, VisitState.HTTP_ERROR),
    ],
)
def test_a_redirect_that_was_not_followed_is_told_by_where_it_leads(location: str | None, state: VisitState) -> None:
    trouble = trouble_of(302, location)
    assert trouble is not None
    assert trouble.state is state
    assert state is not VisitState.BLOCKED_ADDRESS or f"sends us to {location}; only http" in trouble.detail


@pytest.mark.parametrize("status", [200, 304])
def test_a_page_that_came_or_did_not_change_is_no_trouble(status: int) -> None:
    assert trouble_of(status) is None


@given(st.integers(100, 999))
def test_every_other_status_is_a_trouble_that_names_it(status: int) -> None:
    trouble = trouble_of(status)
    assert trouble is None or (trouble.state not in READ_STATES and str(status) in trouble.detail)
    assert (trouble is None) == (status in {200, 304})


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [
        pytest.param("120", timedelta(seconds=120), id="seconds"),
        pytest.param(" 120 ", timedelta(seconds=120), id="seconds among blanks"),
        pytest.param("1", SHORTEST_PAUSE, id="less than a minute"),
        pytest.param("0", SHORTEST_PAUSE, id="none at all"),
        pytest.param("-5", SHORTEST_PAUSE, id="a negative pause"),
        pytest.param("315360000", LONGEST_PAUSE, id="ten years"),
        pytest.param("9" * 400, LONGEST_PAUSE, id="longer than there is time"),
        pytest.param("Tue, 14 Jan 2025 09:00:00 GMT", timedelta(hours=1), id="a date"),
        pytest.param("Tue, 14 Jan 2025 09:00:00", timedelta(hours=1), id="a date without a zone"),
        pytest.param("Tue, 14 Jan 2025 18:00:00 +0900", timedelta(hours=1), id="a date in another zone"),
        pytest.param("Mon, 13 Jan 2025 08:00:00 GMT", SHORTEST_PAUSE, id="a date that is over"),
        pytest.param("Thu, 14 Jan 2055 08:00:00 GMT", LONGEST_PAUSE, id="a date in thirty years"),
        pytest.param("soon", SHORTEST_PAUSE, id="a word"),
        pytest.param("1.5", SHORTEST_PAUSE, id="a fraction"),
        pytest.param("٣٦٠٠", SHORTEST_PAUSE, id="digits of another script"),
        pytest.param("", SHORTEST_PAUSE, id="nothing"),
        pytest.param(None, SHORTEST_PAUSE, id="no header"),
    ],
)
def test_a_host_is_left_alone_as_long_as_it_asks_for_within_reason(retry_after: str | None, pause: timedelta) -> None:
    assert pause_asked(retry_after, NOW) == pause


_DATES = st.datetimes(min_value=datetime(1, 1, 2), timezones=st.timezones()).map(format_datetime)


@given(st.text(max_size=60) | st.integers().map(str) | _DATES)
def test_whatever_a_header_says_the_pause_is_between_a_minute_and_a_day(retry_after: str) -> None:
    assert SHORTEST_PAUSE <= pause_asked(retry_after, NOW) <= LONGEST_PAUSE
