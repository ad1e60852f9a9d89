"""Troubles from poll to poll: when they begin, when they end, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.core.health import OutletTrouble
from crawler.core.models import Outlet
from crawler.core.signs import PAGES, Checkup, Kind, Sign
from crawler.core.thinning import NEWEST, Form
from storage.store import Store
from tests.storage.newsroom import GAZETTE, NOW, TRIBUNE, newsroom, row, rows

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEED, OTHER = "https://gazette.example/feed", "https://gazette.example/news.xml"
LEDGER = Outlet("Ledger", home="https://ledger.example/")
FAILS = Sign(Kind.FAILING, "HTTP 500", f"{FEED}: the server answered 500", frozenset([FEED]))
REFUSES = Sign(Kind.BLOCKED, "HTTP 403", f"{FEED}: the server answered 403", frozenset([FEED]))
MOVED = Sign(Kind.REDIRECTED, OTHER, f"{FEED} has moved for good to {OTHER}", frozenset([FEED]))
UNKNOWN_NAME = Sign(Kind.FAILING, "dns_error", "the name leads to no address", frozenset([FEED]))
PAGES_FAIL = Sign(Kind.BLOCKED, "Akamai", "none of 3 pages could be read", frozenset([PAGES]))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        opened.polls.keep_outlets([GAZETTE, TRIBUNE, LEDGER], NOW)
        yield opened


def poll(store: Store, number: int, *signs: Sign, outlet: str = "Gazette", **more: object) -> list[OutletTrouble]:
    """The `number`-th poll of an outlet, ten minutes after the one before, that tells of `signs`; else its feed is whole."""
    at = NOW + 10 * number * MINUTE
    well = {"whole": frozenset({FEED}), "unmoved": frozenset({FEED})} if not signs else {}
    seen = Checkup(outlet, at, at + MINUTE, signs, asked=frozenset({FEED}), **well)
    return store.health.keep(replace(seen, **more))  # type: ignore[arg-type]


def down(store: Store, number: int, outlet: str) -> list[OutletTrouble]:
    return poll(store, number, UNKNOWN_NAME, outlet=outlet, unreachable=True, answered=False)


def kinds(troubles: Sequence[OutletTrouble]) -> list[str]:
    return [f"{trouble.kind} ended" if trouble.ended_at else trouble.kind for trouble in troubles]


def test_a_trouble_is_told_once_when_two_polls_in_a_row_tell_of_it_and_once_when_it_ends(store: Store) -> None:
    told = [kinds(poll(store, n, *signs)) for n, signs in enumerate([[FAILS], [FAILS], [FAILS], [], []])]
    assert told == [[], ["failing"], [], ["failing ended"], []]
    stored = row(store, "troubles")
    assert (stored["since"], stored["polls"], stored["ending"]) == ("2025-01-14T08:00:00Z", 3, "it answers again")
    assert store.health.open() == []


def test_one_failure_is_an_accident_that_leaves_nothing(store: Store) -> None:
    for n in range(6):
        assert poll(store, n, *([FAILS] if n % 2 else [])) == []
    assert rows(store, "SELECT * FROM troubles WHERE confirmed_at IS NOT NULL") == []


def test_a_304_after_a_failure_is_no_recovery(store: Store) -> None:
    poll(store, 0, FAILS)
    poll(store, 1, FAILS)
    assert poll(store, 2, whole=frozenset()) == []
    assert kinds(store.health.open()) == ["failing"]
    assert kinds(poll(store, 3)) == ["failing ended"]


def test_pages_that_failed_are_well_when_one_was_read_not_when_none_was_asked_for(store: Store) -> None:
    poll(store, 0, PAGES_FAIL)
    assert kinds(poll(store, 1, PAGES_FAIL)) == ["blocked"]
    assert poll(store, 2) == []
    assert kinds(poll(store, 3, whole=frozenset({FEED, PAGES}))) == ["blocked ended"]


def test_what_fails_in_another_way_is_another_trouble_and_no_recovery(store: Store) -> None:
    poll(store, 0, FAILS)
    poll(store, 1, FAILS)
    (ended,) = poll(store, 2, REFUSES)
    assert ended.ending == "it is blocked instead"
    assert kinds(poll(store, 3, REFUSES)) == ["blocked"]


def test_a_move_is_told_at_the_third_sight_and_ends_when_the_address_was_changed(store: Store) -> None:
    assert [kinds(poll(store, n, MOVED)) for n in range(3)] == [[], [], ["redirected"]]
    assert kinds(poll(store, 3, asked=frozenset({OTHER}), whole=frozenset({OTHER}))) == ["redirected ended"]


def test_a_source_that_is_asked_for_no_more_is_no_trouble_any_more(store: Store) -> None:
    poll(store, 0, FAILS)
    poll(store, 1, FAILS)
    assert kinds(poll(store, 2, asked=frozenset({OTHER}), whole=frozenset({OTHER}))) == ["failing ended"]


def test_our_own_network_is_one_trouble_and_not_one_for_each_outlet(store: Store) -> None:
    names = ("Gazette", "Tribune", "Ledger")
    for name in names:
        poll(store, 0, outlet=name)
    told = [trouble for n in (1, 2, 3) for name in names for trouble in down(store, n, name)]
    assert [(trouble.outlet, trouble.kind) for trouble in told] == [(None, Kind.OFFLINE)]
    assert [t["kind"] for r in store.reports.status() for t in r["troubles"]] == ["offline"] * 3
    assert kinds(poll(store, 4)) == ["offline ended"]
    assert kinds(down(store, 5, "Tribune")) == []
    assert kinds(down(store, 6, "Tribune")) == ["failing"]


def test_two_outlets_that_fail_before_a_third_has_answered_are_no_network_that_is_down(store: Store) -> None:
    assert down(store, 0, "Gazette") == down(store, 0, "Tribune") == poll(store, 0, outlet="Ledger") == []
    assert [kinds(down(store, 1, name)) for name in ("Gazette", "Tribune")] == [["failing"], ["failing"]]


def test_an_outlet_that_is_configured_no_more_has_no_trouble_that_lasts(store: Store) -> None:
    poll(store, 0, FAILS)
    poll(store, 1, FAILS)
    store.polls.keep_outlets([TRIBUNE], NOW + DAY)
    assert store.health.open() == []


def test_an_outlet_that_cannot_be_reached_while_others_can_is_its_own_trouble(store: Store) -> None:
    down(store, 0, "Gazette")
    poll(store, 0, outlet="Tribune")
    down(store, 0, "Ledger")
    assert kinds(down(store, 1, "Gazette")) == ["failing"]
    assert kinds(down(store, 1, "Ledger")) == ["failing"]


def _lives(store: Store, start: datetime, hours: int, *, news: bool) -> list[tuple[datetime, str]]:
    """An outlet that is visited every two hours, and has something new by day where it has `news`."""
    told = []
    for n in range(0, hours, 2):
        at = start + n * HOUR
        new = int(news and 6 <= at.hour < 22)
        # an answer of 304, as a feed that stands still gives
        seen = Checkup("Gazette", at, at, asked=frozenset({FEED}), listed_new=new)
        told += [(at, kind) for kind in kinds(store.health.keep(seen))]
    return told


def test_a_feed_that_answers_304_for_ever_is_silent_within_days_and_well_when_it_lists_something_new(
    store: Store,
) -> None:
    assert _lives(store, NOW, 40 * 24, news=True) == []
    stopped = NOW + 40 * DAY
    ((at, kind),) = _lives(store, stopped, 20 * 24, news=False)
    assert kind == "silent"
    assert at - stopped < 7 * DAY
    (silent,) = store.health.open()
    assert "nothing new is listed at https://gazette.example/feed since 2025-02-23" in silent.detail
    assert [kind for _, kind in _lives(store, stopped + 20 * DAY, 24, news=True)] == ["silent ended"]


def test_a_layout_that_loses_text_and_dates_is_told_and_its_end_too(store: Store) -> None:
    def read(start: int, count: int, length: int, *, dated: bool) -> list[str]:
        told = []
        for n in range(start, start + count):
            at = NOW + n * HOUR
            form = Form(at, length + 40 * (n % 7), dated, signed=True, pictured=False)
            told += kinds(
                store.health.keep(Checkup("Gazette", at, at, asked=frozenset({FEED}), listed_new=1, forms=(form,)))
            )
        return told

    assert read(0, 40, 3000, dated=True) == []
    assert read(40, 2 * NEWEST, 400, dated=False) == ["thinned"]
    (thinned,) = store.health.open()
    assert thinned.by == "length, dates"
    assert "0% tell their date, where 100% did" in thinned.detail
    assert read(80, NEWEST, 3000, dated=True) == ["thinned ended"]


def test_what_began_or_ended_in_a_time_is_told_for_it(store: Store) -> None:
    for n, signs in enumerate([[FAILS], [FAILS], [], []]):
        poll(store, n, *signs)

    def told(start: int, end: int) -> int:
        return len(store.health.told_since(NOW + start * MINUTE, NOW + end * MINUTE))

    assert [told(0, 11), told(0, 12), told(12, 21), told(12, 22), told(0, 60), told(22, 60)] == [0, 1, 0, 1, 1, 0]
