from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.backoff import Failure
from crawler.core.changes import Change
from crawler.core.fetched import OutletPlan, SourceFetched
from crawler.core.judge import Filled, Judgement, New, OffTopic, Revised, TakenDown, Unchanged, Unread
from crawler.core.models import Candidate, Listing, Outlet, RevisionKind, Source, SourceKind, Visit, VisitState
from crawler.core.polls import PAGES_MAKE_TROUBLE, Finished, Tally, finish

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
HOME, FEED, OTHER = "https://gazette.example/", "https://gazette.example/feed", "https://gazette.example/news.xml"
OUTLET = Outlet("Gazette", home=HOME, every=timedelta(minutes=20))
PLAN = OutletPlan(OUTLET, (Source("Gazette", SourceKind.FEED, FEED),))
LISTED = Listing(candidates=(Candidate("Gazette", "https://gazette.example/ferry", FEED),))
EDIT = Change(RevisionKind.FIGURES, "Figures: 300 → 1,000")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def visit(state: VisitState, detail: str = "", url: str = FEED) -> Visit:
    return Visit("Gazette", url, state, NOW, detail=detail)


def fetched(
    state: VisitState = VisitState.OK,
    detail: str = "",
    url: str = FEED,
    *,
    listing: Listing | None = LISTED,
    kind: SourceKind = SourceKind.FEED,
    guess: bool = False,
) -> SourceFetched:
    return SourceFetched(Source("Gazette", kind, url), visit(state, detail, url), listing, guess=guess)


def poll(
    *sources: SourceFetched, listed: int = 1, pages: Sequence[VisitState] = (), plan: OutletPlan = PLAN
) -> Finished:
    tally = Tally(listed=listed, sources=list(sources))
    for number, state in enumerate(pages):
        tally.count(visit(state, f"page {number} cannot be read", f"https://gazette.example/{number}"), None, read=True)
    return finish(plan, tally, NOW)


LOST = fetched(VisitState.NOT_FOUND, "the server answered 404", listing=None)
BROKEN = fetched(VisitState.PARTIAL, "it ends before its end")
WORKS = fetched(url=OTHER)
UNCHANGED = fetched(VisitState.UNCHANGED, listing=None)


# ---- outcomes and troubles --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "outcome", "trouble"),
    [
        pytest.param([fetched()], "ok", None, id="its source was read"),
        pytest.param([UNCHANGED], "ok", None, id="its source is unchanged"),
        pytest.param([LOST, WORKS], "trouble", f"{FEED}: the server answered 404", id="one of two failed"),
        pytest.param([LOST], "failed", f"{FEED}: the server answered 404", id="its only source failed"),
        pytest.param([BROKEN], "ok", None, id="its source is not well formed, and was read all the same"),
        pytest.param(
            [LOST, replace(LOST, visit=visit(VisitState.TIMEOUT, "too slow", OTHER))],
            "failed",
            f"{FEED}: the server answered 404; {OTHER}: too slow",
            id="both failed, each for a reason",
        ),
        pytest.param(
            [fetched(VisitState.WALL, listing=None)],
            "failed",
            f"{FEED}: wall",
            id="where nothing else is said, the state",
        ),
        pytest.param([replace(LOST, guess=True), WORKS], "ok", None, id="an address that was only tried failed"),
    ],
)
def test_a_poll_ends_ok_in_trouble_or_failed_and_says_why(
    sources: list[SourceFetched], outcome: str, trouble: str | None
) -> None:
    finished = poll(*sources)
    assert (finished.outcome, finished.trouble) == (outcome, trouble)


@pytest.mark.parametrize(
    ("pages", "trouble"),
    [
        pytest.param([VisitState.TIMEOUT] * (PAGES_MAKE_TROUBLE - 1), None, id="a few pages failed"),
        pytest.param(
            [VisitState.WALL] * PAGES_MAKE_TROUBLE,
            f"none of {PAGES_MAKE_TROUBLE} pages could be read, such as https://gazette.example/0: page 0 cannot be read",
            id="every page failed",
        ),
        pytest.param([VisitState.WALL] * 9 + [VisitState.OK], None, id="one page of ten was read"),
    ],
)
def test_pages_that_fail_are_the_outlets_trouble_where_none_could_be_read(
    pages: list[VisitState], trouble: str | None
) -> None:
    finished = poll(fetched(), pages=pages)
    assert (finished.outcome, finished.trouble) == ("trouble" if trouble else "ok", trouble)


LOOKING = replace(PLAN, find_sources=True)
FOUND_NOTHING = f"{HOME} names no feed or sitemap, and no link on it looks like an article; name one under feeds"


@pytest.mark.parametrize(
    ("sources", "listed", "trouble"),
    [
        pytest.param([fetched(url=HOME, kind=SourceKind.HOME, listing=Listing())], 0, FOUND_NOTHING, id="nothing"),
        pytest.param([fetched(url=HOME, kind=SourceKind.HOME)], 1, None, id="links to articles"),
        pytest.param([fetched(guess=True, listing=Listing(children=(OTHER,)))], 0, None, id="an index of sitemaps"),
        pytest.param(
            [replace(LOST, visit=visit(VisitState.WALL, "refuses us", HOME))], 0, f"{HOME}: refuses us", id="a wall"
        ),
    ],
)
def test_an_outlet_in_which_nothing_can_be_found_says_what_to_do(
    sources: list[SourceFetched], listed: int, trouble: str | None
) -> None:
    assert poll(*sources, listed=listed, plan=LOOKING).trouble == trouble


def test_nothing_listed_today_is_no_trouble_of_a_source_that_is_known() -> None:
    assert poll(fetched(listing=Listing()), listed=0).trouble is None


def test_a_look_at_pages_alone_is_never_a_failed_poll() -> None:
    finished = poll(
        listed=0, pages=[VisitState.TIMEOUT] * PAGES_MAKE_TROUBLE, plan=OutletPlan(OUTLET, (), pages_only=True)
    )
    assert (finished.outcome, finished.pages_only) == ("trouble", True)


# ---- what is counted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judgement", "new", "changed"),
    [
        (New(), 1, 0),
        (New(copy_of=3, share=0.9), 1, 0),
        (Revised(7, EDIT), 0, 1),
        (Filled(7), 0, 1),
        (Unchanged(7), 0, 0),
        (Unchanged(7, moved=True), 0, 0),
        (TakenDown(7), 0, 0),
        (Unread(7), 0, 0),
        (OffTopic(), 0, 0),
        (None, 0, 0),
    ],
)
def test_a_page_is_counted_by_its_judgement(judgement: Judgement | None, new: int, changed: int) -> None:
    tally = Tally()
    tally.count(visit(VisitState.OK), judgement, read=True)
    assert (tally.new, tally.changed) == (new, changed)


@pytest.mark.parametrize(
    ("state", "read", "fetched_pages"),
    [
        (VisitState.OK, True, 1),
        (VisitState.UNCHANGED, True, 1),
        (VisitState.PARTIAL, True, 1),
        (VisitState.PARTIAL, False, 0),
        (VisitState.NO_TEXT, False, 0),
        (VisitState.TIMEOUT, False, 0),
    ],
)
def test_a_page_was_fetched_where_something_was_read_of_it(
    state: VisitState, *, read: bool, fetched_pages: int
) -> None:
    tally = Tally()
    tally.count(visit(state), None, read=read)
    assert (tally.fetched, tally.failed) == (fetched_pages, 1 - fetched_pages)


@given(st.lists(st.sampled_from(VisitState)))
def test_every_page_is_either_fetched_or_failed(states: list[VisitState]) -> None:
    finished = poll(fetched(), pages=states)
    assert finished.fetched + finished.failed == len(states)


# ---- what is remembered of the sources --------------------------------------------------------------------------------


def test_a_source_is_remembered_with_what_is_wrong_with_it() -> None:
    finished = poll(LOST, WORKS)
    lost, works = (replace(one.source, first_seen_at=NOW) for one in (LOST, WORKS))
    assert finished.sources == ((lost, "the server answered 404"), (replace(works, first_read_at=NOW), None))


@pytest.mark.parametrize(
    ("tried", "kept"),
    [
        pytest.param(fetched(guess=True), True, id="it lists articles"),
        pytest.param(fetched(guess=True, listing=Listing(children=(OTHER,))), True, id="it lists sitemaps"),
        pytest.param(fetched(guess=True, listing=Listing()), False, id="it lists nothing"),
        pytest.param(replace(LOST, guess=True), False, id="it is not there"),
    ],
)
def test_an_address_that_was_only_tried_is_remembered_where_it_lists_something(
    tried: SourceFetched, *, kept: bool
) -> None:
    assert [source.url for source, _ in poll(WORKS, tried).sources] == [WORKS.source.url] + [tried.source.url] * kept


# ---- what the next poll is reckoned from -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "failure"),
    [
        ([VisitState.DNS_ERROR], Failure.DNS),
        ([VisitState.GONE, VisitState.HTTP_ERROR], Failure.SERVER),
        ([VisitState.OK], None),
        ([VisitState.OK, VisitState.DNS_ERROR], None),
    ],
)
def test_a_poll_that_read_nothing_says_why(states: list[VisitState], failure: Failure | None) -> None:
    sources = [fetched(state, listing=LISTED if state is VisitState.OK else None) for state in states]
    assert poll(*sources).failure is failure


@pytest.mark.parametrize(
    ("sources", "paused_until", "not_before"),
    [
        ([fetched()], None, NOW),
        ([replace(fetched(), fresh_for=HOUR)], None, NOW + HOUR),
        ([replace(fetched(), source=replace(WORKS.source, ttl=HOUR), fresh_for=MINUTE)], None, NOW + HOUR),
        ([replace(fetched(), fresh_for=HOUR), replace(WORKS, fresh_for=MINUTE)], None, NOW + MINUTE),
        ([replace(fetched(), fresh_for=HOUR), WORKS], None, NOW),
        ([fetched(VisitState.THROTTLED, listing=None)], NOW + HOUR, NOW + HOUR),
        ([], None, NOW),
    ],
    ids=["nobody", "server", "feed", "two sources", "one of two", "a paused host", "no source"],
)
def test_an_outlet_is_left_alone_as_long_as_each_of_its_sources_asks_for(
    sources: list[SourceFetched], paused_until: datetime | None, not_before: datetime
) -> None:
    finished = finish(PLAN, Tally(sources=sources), NOW, paused_until=paused_until)
    assert finished.not_before == not_before
