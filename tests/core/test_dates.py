from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.dates import effective, from_iso, iso, parse_moment

SIX = datetime(2025, 1, 14, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2025-01-14T06:00:00Z",
        "2025-01-14T15:00:00+09:00",
        "2025-01-14T15:00:00+0900",
        "2025-01-14 06:00:00 UTC",
        "2025-01-14T06:00:00+00:00Z",
        "Tue, 14 Jan 2025 06:00:00 GMT",
        "Tue, 14 Jan 2025 01:00:00 EST",
        "Tue, 14 Jan 2025 15:00:00 KST",
        "14 Jan 2025 06:00 +0000",
        "1736834400",
        "1736834400000",
        "20250114T060000Z",
    ],
)
def test_one_moment_written_in_many_ways_is_one_moment(written: str) -> None:
    found = parse_moment(written)
    assert found is not None
    assert (found.at, found.day_only, found.zone_known) == (SIX, False, True)


@pytest.mark.parametrize(
    ("written", "day_only"), [("2025-01-14", True), ("14 January 2025", True), ("2025-01-14T00:00", False)]
)
def test_a_day_without_a_time_is_told_from_midnight(written: str, *, day_only: bool) -> None:
    found = parse_moment(written)
    assert found is not None
    assert (found.at.date(), found.day_only, found.zone_known) == (SIX.date(), day_only, False)


@pytest.mark.parametrize(
    "written",
    ["", None, "yesterday", "1970-01-01T00:00:00Z", "0000-00-00", "9999-12-31T23:59:59-12:00", "2023-02-29", "06:00",
     "-1-11-30", "January 2025", "x" * 5000, "2025-13-45", "Mon, 32 Jan 2025"],
)  # fmt: skip
def test_what_names_no_moment_is_none(written: str | None) -> None:
    assert parse_moment(written) is None


@given(st.text(max_size=100))
def test_no_text_makes_it_raise(text: str) -> None:
    parse_moment(text)


@given(st.datetimes(datetime(1991, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_the_database_form_reads_back_to_the_second(moment: datetime) -> None:
    assert from_iso(iso(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("off", "believed"),
    [(timedelta(0), True), (timedelta(hours=23), True), (timedelta(days=2), False), (-timedelta(days=9 * 365), False)],
)
def test_a_date_far_from_when_it_was_first_seen_is_not_believed(off: timedelta, *, believed: bool) -> None:
    assert (effective(SIX + off, SIX) is not None) is believed
