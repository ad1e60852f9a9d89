from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.baseline import is_news, seen
from crawler.core.fetched import SourceFetched
from crawler.core.models import Candidate, Listing, Source, SourceKind, Visit, VisitState

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEW = Source("Gazette", SourceKind.FEED, "https://gazette.example/feed")
KNOWN = replace(NEW, first_seen_at=NOW - 9 * DAY, first_read_at=NOW - 9 * DAY)
FAILED = replace(NEW, first_seen_at=NOW - DAY)
LISTED = Listing(candidates=(Candidate("Gazette", "https://gazette.example/ferry", NEW.url),))


@pytest.mark.parametrize(
    ("source", "published", "last_ok_at", "news"),
    [
        pytest.param(NEW, NOW - HOUR, None, False, id="an outlet's first poll"),
        pytest.param(NEW, None, None, False, id="an outlet's first poll, no date"),
        pytest.param(NEW, NOW + HOUR, None, False, id="an outlet's first poll, dated into the future"),
        pytest.param(KNOWN, NOW - HOUR, NOW - DAY, True, id="a known source"),
        pytest.param(KNOWN, NOW - 900 * DAY, NOW - DAY, True, id="a known source lists something old"),
        pytest.param(KNOWN, None, NOW - DAY, True, id="a known source, no date"),
        pytest.param(FAILED, NOW - 2 * DAY, None, False, id="failed yesterday, and this was there by then"),
        pytest.param(FAILED, NOW - HOUR, None, True, id="failed yesterday, and this came since"),
        pytest.param(FAILED, None, None, False, id="failed yesterday, no date"),
        pytest.param(NEW, NOW - 2 * HOUR, NOW - HOUR, False, id="found at a known outlet, older than its last poll"),
        pytest.param(NEW, NOW - MINUTE, NOW - HOUR, True, id="found at a known outlet, newer than its last poll"),
        pytest.param(FAILED, NOW - HOUR, NOW - MINUTE, True, id="failed yesterday, while another one worked"),
        pytest.param(None, None, NOW - DAY, True, id="a source that is forgotten"),
    ],
)
def test_the_first_list_of_a_source_is_no_news_but_for_what_came_since_it_is_watched(
    source: Source | None, published: datetime | None, last_ok_at: datetime | None, *, news: bool
) -> None:
    assert is_news(source, listed_at=NOW, published_at=published, last_ok_at=last_ok_at) is news


def test_a_page_of_the_first_list_that_can_be_read_later_is_still_no_news() -> None:
    read = replace(NEW, first_seen_at=NOW, first_read_at=NOW)
    said = {"published_at": NOW - HOUR, "last_ok_at": NOW}
    assert not is_news(read, listed_at=NOW - MINUTE, **said)
    assert is_news(read, listed_at=NOW + MINUTE, **said)


@pytest.mark.parametrize(
    ("kind", "state", "listing", "gave"),
    [
        pytest.param(SourceKind.FEED, VisitState.OK, LISTED, True, id="it lists something"),
        pytest.param(SourceKind.FEED, VisitState.OK, Listing(), True, id="a feed without items"),
        pytest.param(SourceKind.SITEMAP, VisitState.OK, Listing(), True, id="a sitemap without pages"),
        pytest.param(SourceKind.SITEMAP, VisitState.OK, Listing(children=("x",)), True, id="an index of sitemaps"),
        pytest.param(SourceKind.HOME, VisitState.OK, Listing(), False, id="a home page without links to articles"),
        pytest.param(SourceKind.SECTION, VisitState.OK, LISTED, True, id="a section"),
        pytest.param(SourceKind.FEED, VisitState.UNCHANGED, None, True, id="as it was"),
        pytest.param(SourceKind.FEED, VisitState.TIMEOUT, None, False, id="no answer"),
        pytest.param(SourceKind.FEED, VisitState.BAD_FEED, None, False, id="no feed"),
    ],
)
def test_a_source_has_its_baseline_behind_it_when_it_gave_a_list_be_it_empty(
    kind: SourceKind, state: VisitState, listing: Listing | None, *, gave: bool
) -> None:
    fetched = SourceFetched(replace(NEW, kind=kind), Visit("Gazette", NEW.url, state, NOW), listing)
    source = seen(fetched, NOW)
    assert (source.first_seen_at, source.first_read_at) == (NOW, NOW if gave else None)


def test_what_is_known_of_a_sources_beginning_stays() -> None:
    for listing in (LISTED, None):
        fetched = SourceFetched(KNOWN, Visit("Gazette", NEW.url, VisitState.OK, NOW), listing)
        assert seen(fetched, NOW) == KNOWN


_TIMES = st.timedeltas(-30 * DAY, 30 * DAY).map(NOW.__add__)


@given(st.none() | _TIMES, st.none() | _TIMES)
def test_a_new_outlets_first_poll_never_brings_news(published: datetime | None, first_seen: datetime | None) -> None:
    assert not is_news(NEW, listed_at=NOW, published_at=published, last_ok_at=None)
    if first_seen and (published is None or published <= first_seen):
        watched = replace(NEW, first_seen_at=first_seen)
        assert not is_news(watched, listed_at=NOW, published_at=published, last_ok_at=None)
