from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.fetched import OutletPlan, StoredPage
from crawler.core.models import Candidate, Outlet, Section, Source, SourceKind
from crawler.core.planning import GIVEN_UP, LOOKED_FOR_AGAIN, hosts, plan_outlet, plan_pages

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
HOME, FEED, SITEMAP = "https://gazette.example/", "https://gazette.example/feed", "https://gazette.example/news.xml"
SECTION = Section("https://gazette.example/world/", "^/world/.+")
CONFIGURED = Outlet("Gazette", feeds=(FEED,), sitemaps=(SITEMAP,), sections=(SECTION,))
HOME_ONLY = Outlet("Gazette", home=HOME)
Stored = tuple[tuple[Source, int], ...]


def source(url: str, kind: SourceKind = SourceKind.FEED, days_ago: float = 1, found_from: str | None = None) -> Source:
    at = NOW - timedelta(days=days_ago)
    return Source(
        "Gazette", kind, url, found_from=found_from, etag='"7"', last_modified="…", body_hash="7", fetched_at=at
    )


def home(days_ago: float) -> Source:
    return source(HOME, SourceKind.HOME, days_ago)


def found(url: str) -> Source:
    return source(url, found_from=HOME)


def planned(outlet: Outlet, *stored: tuple[Source, int], last_ok_at: datetime | None = NOW) -> OutletPlan:
    return plan_outlet(outlet, stored, (), last_ok_at=last_ok_at, now=NOW)


def urls(plan: OutletPlan) -> list[str]:
    return [one.url for one in plan.sources]


# ---- sources that the person named ------------------------------------------------------------------------------------


def test_named_sources_are_read_and_none_is_looked_for() -> None:
    plan = planned(CONFIGURED)
    assert [(one.kind, one.url, one.links) for one in plan.sources] == [
        (SourceKind.FEED, FEED, None),
        (SourceKind.SITEMAP, SITEMAP, None),
        (SourceKind.SECTION, SECTION.url, "^/world/.+"),
    ]
    assert not plan.find_sources


def test_a_named_source_is_asked_for_what_is_new_since_last_time() -> None:
    assert planned(CONFIGURED, (source(FEED), 0)).sources[0] == source(FEED)


def test_a_named_source_that_fails_is_asked_for_all_the_same() -> None:
    assert urls(planned(replace(CONFIGURED, sitemaps=(), sections=()), (source(FEED), 99))) == [FEED]


def test_a_source_that_failed_is_asked_for_whole_since_a_304_would_not_tell_that_it_is_well() -> None:
    asked = planned(CONFIGURED, (replace(source(FEED), etag='"7"', last_modified="yesterday"), 1)).sources[0]
    assert (asked.url, asked.etag, asked.last_modified) == (FEED, None, None)
    assert asked.fetched_at is not None


def test_a_source_that_is_named_no_more_is_not_read() -> None:
    assert urls(planned(replace(CONFIGURED, feeds=()), (source(FEED), 0))) == [SITEMAP, SECTION.url]


def test_named_sources_go_before_what_was_found_from_the_home_page() -> None:
    plan = planned(replace(HOME_ONLY, feeds=(FEED,)), (home(30), 0), (found(SITEMAP), 0))
    assert (urls(plan), plan.find_sources) == ([FEED], False)


def test_a_section_is_read_with_the_links_that_are_configured_now() -> None:
    outlet = Outlet("Gazette", sections=(Section(SECTION.url, "^/politics/.+"),))
    (section,) = planned(outlet, (replace(source(SECTION.url, SourceKind.SECTION), links="^/world/.+"), 0)).sources
    assert section.links == "^/politics/.+"
    # the page must come, and be read, also where it is as it was
    assert (section.etag, section.last_modified, section.body_hash) == (None, None, None)


def test_a_source_is_read_as_the_kind_that_it_is_configured_as_now() -> None:
    (feed,) = planned(Outlet("Gazette", feeds=(FEED,)), (source(FEED, SourceKind.SITEMAP), 0)).sources
    assert feed.kind is SourceKind.FEED


# ---- sources that are found from the home page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "looks", "read"),
    [
        pytest.param((), True, [HOME], id="at first: look"),
        pytest.param(((home(1), 0), (found(FEED), 0)), False, [FEED], id="then: read what was found"),
        pytest.param(((home(1), 0), (found(FEED), 4)), False, [FEED], id="a few failures are no reason to look"),
        pytest.param(((home(1), 0), (found(FEED), GIVEN_UP)), True, [HOME, FEED], id="all failed for long: look again"),
        pytest.param(
            ((home(1), 0), (found(FEED), GIVEN_UP), (found(SITEMAP), 0)),
            False,
            [SITEMAP],
            id="one works still: the other is left",
        ),
        pytest.param(((home(7), 0), (found(FEED), 0)), False, [FEED], id="looked a week ago to the minute"),
        pytest.param(
            ((home(7.01), 0), (found(FEED), 0)), True, [HOME, FEED], id="looked more than a week ago: look again"
        ),
        pytest.param(((home(1), 0),), False, [HOME], id="nothing was found: the home page's own links"),
    ],
)
def test_sources_are_looked_for_at_first_and_when_they_may_have_moved(
    stored: Stored, *, looks: bool, read: list[str]
) -> None:
    plan = planned(HOME_ONLY, *stored)
    assert (plan.find_sources, urls(plan)) == (looks, read)


def test_the_home_page_must_come_whole_to_be_looked_through() -> None:
    (asked,) = planned(HOME_ONLY, (home(8), 0)).sources
    assert (asked.etag, asked.last_modified, asked.body_hash, asked.fetched_at) == (None, None, None, None)


def test_a_home_page_whose_own_links_are_read_need_not_come_whole() -> None:
    assert planned(HOME_ONLY, (home(1), 0)).sources == (home(1),)


@pytest.mark.parametrize("failures", [1, 50])
def test_what_was_found_is_read_on_where_the_home_page_fails(failures: int) -> None:
    failed = replace(home(0), etag=None, last_modified=None, body_hash=None, fetched_at=None)
    plan = planned(HOME_ONLY, (failed, failures), (found(FEED), 0))
    assert FEED in urls(plan)


def test_the_sitemaps_of_an_index_are_its_children_and_not_read_by_themselves() -> None:
    child = replace(source("https://gazette.example/2025-01.xml", SourceKind.SITEMAP), found_from=SITEMAP)
    plan = planned(HOME_ONLY, (home(1), 0), (found(SITEMAP), 0), (child, 0))
    assert urls(plan) == [SITEMAP]
    assert plan.children_of(SITEMAP) == (child,)


def test_an_outlet_with_no_address_has_nothing_to_read() -> None:
    assert planned(Outlet("Gazette")).sources == ()


# ---- the rest of a plan -----------------------------------------------------------------------------------------------


def test_pages_that_are_due_are_part_of_the_plan() -> None:
    page = StoredPage(Candidate("Gazette", "https://gazette.example/ferry", FEED), etag='"3"')
    assert plan_outlet(CONFIGURED, (), [page], last_ok_at=NOW, now=NOW).pages == (page,)


def test_a_plan_for_pages_alone_reads_no_source_and_knows_them_all() -> None:
    page = StoredPage(Candidate("Gazette", "https://gazette.example/ferry", FEED))
    plan = plan_pages(CONFIGURED, [(source(FEED), 0)], [page], last_ok_at=NOW)
    assert (plan.sources, plan.stored, plan.pages) == ((), (source(FEED),), (page,))
    assert plan.pages_only


def test_the_hosts_of_an_outlet_are_those_of_all_its_addresses() -> None:
    outlet = replace(CONFIGURED, home="https://WWW.gazette.example/", feeds=("http://feeds.example:8080/gazette",))
    assert hosts(outlet) == {"www.gazette.example", "feeds.example", "gazette.example"}


_SOURCES = st.builds(
    source,
    st.sampled_from([HOME, FEED, SITEMAP, "https://gazette.example/a.xml", "https://gazette.example/b.xml"]),
    st.sampled_from(SourceKind),
    st.floats(0, 2 * LOOKED_FOR_AGAIN.days),
    st.sampled_from([None, HOME, SITEMAP, "https://gazette.example/a.xml"]),
)


@given(
    st.lists(st.tuples(_SOURCES, st.integers(0, 9)), max_size=6, unique_by=lambda pair: pair[0].url),
    st.sampled_from([HOME_ONLY, CONFIGURED, replace(HOME_ONLY, sitemaps=(SITEMAP,))]),
)
def test_whatever_is_remembered_something_is_read_and_nothing_twice(
    stored: list[tuple[Source, int]], outlet: Outlet
) -> None:
    plan = planned(outlet, *stored)
    assert plan.sources
    assert len(set(urls(plan))) == len(plan.sources)
