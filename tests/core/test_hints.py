from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.hints import LONGEST_HINT, fresh_for, ttl

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
DATE = "Tue, 14 Jan 2025 08:00:00 GMT"
HALF_PAST = "Tue, 14 Jan 2025 08:30:00 GMT"


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 0),
        ({"cache-control": "max-age=1200"}, 20),
        ({"cache-control": "public, Max-Age = 1200, must-revalidate"}, 20),
        ({"cache-control": "max-age=1200", "age": "900"}, 5),
        ({"cache-control": "max-age=1200", "age": "9000"}, 0),
        ({"cache-control": "max-age=1200, no-cache"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "s-maxage=1200"}, 0),
        ({"cache-control": "max-age=-1", "expires": HALF_PAST}, 30),
        ({"cache-control": "max-age=31536000"}, 60),
        ({"cache-control": "max-age=600", "expires": HALF_PAST}, 10),
        ({"expires": HALF_PAST}, 30),
        ({"expires": HALF_PAST, "date": "Tue, 14 Jan 2025 08:20:00 GMT"}, 10),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, 60),
    ],
)
def test_an_answer_is_the_newest_for_as_long_as_its_headers_say(headers: dict[str, str], minutes: int) -> None:
    assert fresh_for(headers, NOW) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ((None, None, None), 0),
        (("30", None, None), 30),
        (("1440", None, None), 60),
        (("0", "daily", "1"), 60),
        (("often", None, None), 0),
        ((None, "hourly", "1"), 0),
        ((None, "hourly", "2"), 0),
        ((None, "Daily", None), 60),
        ((None, "daily", "48"), 0),
        ((None, "fortnightly", "1"), 0),
    ],
)
def test_a_feed_is_left_alone_for_as_long_as_it_says(
    said: tuple[str | None, str | None, str | None], minutes: int
) -> None:
    assert ttl(*said) == timedelta(minutes=minutes)


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age"]), st.text(max_size=60)))
def test_no_header_asks_for_more_than_is_kept_and_none_is_an_error(headers: dict[str, str]) -> None:
    assert timedelta() <= fresh_for(headers, NOW) <= LONGEST_HINT
