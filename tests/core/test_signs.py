from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.core.barriers import ONE_TEXT, PARKED, PAYWALL
from crawler.core.fetched import SourceFetched
from crawler.core.models import Candidate, Listing, Source, SourceKind, Visit, VisitState
from crawler.core.polls import Tally
from crawler.core.signs import PAGES, Kind, cause, checkup

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
HOME, FEED, OTHER = "https://gazette.example/", "https://gazette.example/feed", "https://gazette.example/news.xml"
MOVED_TO = "https://gazette.example/rss/all"
LISTED = Listing(candidates=(Candidate("Gazette", "https://gazette.example/ferry", FEED),))


def visit(state: VisitState, status: int | None = None, by: str = "", url: str = FEED) -> Visit:
    return Visit("Gazette", url, state, NOW, status, detail=f"{state} it is", by=by)


def source(
    url: str = FEED,
    state: VisitState = VisitState.OK,
    status: int | None = 200,
    *,
    kind: SourceKind = SourceKind.FEED,
    found_from: str | None = None,
    guess: bool = False,
) -> SourceFetched:
    listing = LISTED if state is VisitState.OK else None
    return SourceFetched(
        Source("Gazette", kind, url, found_from=found_from), visit(state, status, url=url), listing, guess=guess
    )


def hop(start: str, end: str, status: int = 301) -> Visit:
    return Visit("Gazette", start, VisitState.REDIRECTED, NOW, status, detail=f"to {end}")


@pytest.mark.parametrize(
    ("found", "kind", "by"),
    [
        (visit(VisitState.DNS_ERROR), Kind.FAILING, "dns_error"),
        (visit(VisitState.TIMEOUT), Kind.FAILING, "timeout"),
        (visit(VisitState.HTTP_ERROR, 502), Kind.FAILING, "HTTP 502"),
        (visit(VisitState.BAD_FEED, 200), Kind.FAILING, "bad_feed"),
        (visit(VisitState.NOT_FOUND, 404), Kind.FAILING, "not_found"),
        (visit(VisitState.THROTTLED, 429), Kind.FAILING, "throttled"),
        (visit(VisitState.THROTTLED, 503, "Cloudflare"), Kind.BLOCKED, "Cloudflare"),
        (visit(VisitState.WALL, 403, "DataDome"), Kind.BLOCKED, "DataDome"),
        (visit(VisitState.WALL, 403), Kind.BLOCKED, "HTTP 403"),
        (visit(VisitState.WALL, 402), Kind.BLOCKED, PAYWALL),
        (visit(VisitState.WALL, 200, PAYWALL), Kind.BLOCKED, PAYWALL),
        (visit(VisitState.WALL, 200), Kind.BLOCKED, "a wall"),
        (visit(VisitState.BLOCKED_ROBOTS), Kind.BLOCKED, "robots.txt"),
        (visit(VisitState.TLS_ERROR), Kind.BLOCKED, "TLS"),
        (visit(VisitState.BLOCKED_ADDRESS), Kind.BLOCKED, "a private address"),
        (visit(VisitState.GONE, 410), Kind.GONE, "HTTP 410"),
        (visit(VisitState.WALL, 200, PARKED), Kind.PARKED, PARKED),
        (visit(VisitState.WALL, 200, ONE_TEXT), Kind.PARKED, ONE_TEXT),
    ],
)
def test_each_end_of_a_visit_is_one_kind_of_trouble_by_one_cause(found: Visit, kind: Kind, by: str) -> None:
    assert cause(found) == (kind, by)


def test_several_sources_that_fail_alike_are_one_sign_and_one_that_was_only_tried_is_none() -> None:
    failing = [source(url, VisitState.TIMEOUT, None) for url in (FEED, OTHER)]
    seen = checkup("Gazette", Tally(sources=[*failing, source(HOME, VisitState.WALL, 403, guess=True)]), NOW, NOW)
    (sign,) = seen.signs
    assert (sign.kind, sign.addresses) == (Kind.FAILING, {FEED, OTHER})
    assert FEED in sign.detail
    assert "1 more" in sign.detail


@pytest.mark.parametrize(
    ("fetched", "whole"),
    [
        (source(), True),
        (source(state=VisitState.UNCHANGED, status=200), True),
        (source(state=VisitState.UNCHANGED, status=304), False),
        (source(state=VisitState.HTTP_ERROR, status=500), False),
    ],
    ids=["a list", "the very list of last time", "a 304", "an error"],
)
def test_a_source_is_whole_when_it_gave_its_list(fetched: SourceFetched, *, whole: bool) -> None:
    assert checkup("Gazette", Tally(sources=[fetched]), NOW, NOW).whole == ({FEED} if whole else set())


@pytest.mark.parametrize(
    ("home", "kinds", "whole"),
    [
        (Listing(), [Kind.FAILING], set()),
        (LISTED, [], {HOME}),
        (Listing(sources=(Source("Gazette", SourceKind.FEED, FEED),)), [], {HOME}),
    ],
    ids=["nothing", "links to articles", "a feed"],
)
def test_a_home_page_from_which_nothing_can_be_found_is_a_sign(
    home: Listing, kinds: list[Kind], whole: set[str]
) -> None:
    fetched = replace(source(HOME, kind=SourceKind.HOME), listing=home)
    seen = checkup("Gazette", Tally(sources=[fetched]), NOW, NOW)
    assert ([sign.kind for sign in seen.signs], seen.whole) == (kinds, whole)


def test_pages_of_which_none_could_be_read_are_a_sign_by_what_most_failed_of() -> None:
    tally = Tally(sources=[source()])
    for n, state in enumerate([VisitState.WALL, VisitState.WALL, VisitState.TIMEOUT]):
        tally.count(visit(state, 403, "Akamai", f"https://gazette.example/{n}"), None, read=True)
    (sign,) = checkup("Gazette", tally, NOW, NOW).signs
    assert (sign.kind, sign.by, sign.addresses) == (Kind.BLOCKED, "Akamai", {PAGES})
    tally.count(visit(VisitState.OK, 200, url="https://gazette.example/9"), None, read=True)
    seen = checkup("Gazette", tally, NOW, NOW)
    assert (seen.signs, seen.whole) == ((), {FEED, PAGES})


@pytest.mark.parametrize(
    ("fetched", "hops", "moved_to"),
    [
        pytest.param(source(), [hop(FEED, MOVED_TO)], MOVED_TO, id="for good"),
        pytest.param(source(), [hop(FEED, OTHER, 308), hop(OTHER, MOVED_TO)], MOVED_TO, id="for good, twice over"),
        pytest.param(source(), [hop(FEED, MOVED_TO, 302)], None, id="for a while"),
        pytest.param(source(), [hop(FEED, OTHER), hop(OTHER, MOVED_TO, 302)], None, id="and on for a while"),
        pytest.param(source(), [hop(OTHER, MOVED_TO)], None, id="another address"),
        pytest.param(source(found_from=HOME), [hop(FEED, MOVED_TO)], None, id="an address that nobody wrote"),
        pytest.param(source(state=VisitState.NOT_FOUND), [hop(FEED, MOVED_TO)], None, id="to where nothing is"),
        pytest.param(
            source(HOME, kind=SourceKind.HOME), [hop(HOME, f"{HOME}en/")], None, id="a home page, to an edition of it"
        ),
        pytest.param(
            source(HOME, kind=SourceKind.HOME),
            [hop(HOME, "https://other.example/")],
            "https://other.example/",
            id="a home page, to another domain",
        ),
        pytest.param(source(), [hop(FEED, OTHER), hop(OTHER, FEED)], None, id="in a circle"),
    ],
)
def test_a_source_has_moved_where_redirects_for_good_alone_lead_to_one_that_works(
    fetched: SourceFetched, hops: list[Visit], moved_to: str | None
) -> None:
    seen = checkup("Gazette", Tally(sources=[fetched], hops=hops), NOW, NOW)
    assert [sign.by for sign in seen.signs if sign.kind is Kind.REDIRECTED] == ([moved_to] if moved_to else [])
