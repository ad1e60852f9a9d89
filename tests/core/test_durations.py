from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.durations import parse_duration, words


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30 seconds", timedelta(seconds=30)),
        ("1 second", timedelta(seconds=1)),
        ("0 seconds", timedelta()),
        ("10 minutes", timedelta(minutes=10)),
        ("1 hour", timedelta(hours=1)),
        ("1 day", timedelta(days=1)),
        ("2 weeks", timedelta(days=14)),
        ("1 hour 30 minutes", timedelta(minutes=90)),
        ("  10   Minutes ", timedelta(minutes=10)),
        ("1.5 hours", timedelta(minutes=90)),
        ("0.5 seconds", timedelta(milliseconds=500)),
        ("200 milliseconds", timedelta(milliseconds=200)),
        ("36525 days", timedelta(days=36_525)),
    ],
)
def test_words_are_read_as_a_length_of_time(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "10", "10m", "10min", "ten minutes", "-1 day", ".5 hours", "1. hours", "minutes", "10 minutes ago",
        "10 fortnights", "1 hour, 30 minutes", "PT10M", "10 \u0661 minutes", "\u0661 minute", "36526 days",
        "9" * 5000 + " days",
    ],
)  # fmt: skip
def test_what_is_no_length_of_time_is_none(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(milliseconds=900), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=90), "1 hour 30 minutes"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=14), "14 days"),
        (timedelta(days=1, seconds=1), "1 day 1 second"),
    ],
)
def test_a_length_of_time_is_told_in_words(length: timedelta, told: str) -> None:
    assert words(length) == told


@given(st.integers(0, 36_525 * 86_400))
def test_words_are_read_back_as_the_same_length(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert parse_duration(words(length)) == length


@given(st.text())
def test_any_text_is_a_length_or_none(text: str) -> None:
    length = parse_duration(text)
    assert length is None or length >= timedelta()
