from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.queue_filter import STANDINGS, Order, Place, QueueFilter, from_address, place, since, to_address

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(str.strip)
FILTERS = st.builds(
    QueueFilter,
    standing=st.sampled_from(STANDINGS),
    order=st.sampled_from(list(Order)).map(str),
    topic=TEXT,
    outlet=TEXT,
    language=TEXT,
    since=st.one_of(st.just(""), st.dates().map(str)),
    q=TEXT,
)


@given(FILTERS)
def test_an_address_says_the_filter_and_nothing_is_lost_on_the_way(wanted: QueueFilter) -> None:
    assert from_address(dict(parse_qsl(to_address(wanted)))) == wanted


def test_what_is_usual_is_not_said() -> None:
    assert to_address(QueueFilter()) == ""
    assert to_address(QueueFilter(outlet="Gazette"), order="outlets") == "order=outlets&outlet=Gazette"


@given(st.dictionaries(st.sampled_from(["standing", "order", "since", "q", "after", "none"]), st.text(max_size=50)))
def test_what_is_not_understood_does_not_narrow(asked: dict[str, str]) -> None:
    found = from_address(asked)
    assert found.standing in STANDINGS
    assert found.order in set(Order)
    assert since(found, ZoneInfo("Asia/Seoul")) is None or found.since


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2025-01-14", datetime(2025, 1, 13, 15, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("0001-01-01", None),  # in Seoul it begins before the calendar does
    ],
)
def test_a_day_begins_in_the_readers_zone(day: str, moment: datetime | None) -> None:
    assert since(QueueFilter(since=day), ZoneInfo("Asia/Seoul")) == moment


def test_a_place_in_the_queue_is_written_and_read() -> None:
    ended = Place(3, "2025-01-14T08:00:00Z", 12)
    assert place(str(ended)) == ended
    assert place("12") is None
    assert place("") is None
