from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.core.backoff import OWN_NETWORK, Failure
from crawler.core.cadence import Lately
from crawler.core.dates import iso
from crawler.core.models import Outlet, Source, SourceKind, Visit, VisitState
from crawler.core.polls import Finished, Tally
from storage.publishing import lately, week_of
from storage.store import Store
from tests.storage.newsroom import GAZETTE, NOW, TRIBUNE, newsroom, row, rows

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FEED = Source(
    "Gazette", SourceKind.FEED, "https://gazette.example/feed", etag='"7"', body_hash="7", fetched_at=NOW, ttl=HOUR
)
SECTION = Source("Gazette", SourceKind.SECTION, "https://gazette.example/world/", links="^/world/.+")
LOST = "the server answered 404"
POLLED = Finished(
    outlet="Gazette",
    outcome="ok",
    listed=20,
    fetched=5,
    new=2,
    changed=1,
    failed=3,
    at=NOW,
    first_listed=(NOW - 5 * MINUTE, None),
    sources=((FEED, None),),
    trouble=None,
    every=10 * MINUTE,
)
FAILED = replace(
    POLLED, outcome="failed", trouble="nothing answers", new=0, sources=((FEED, LOST),), failure=Failure.CONTENT
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        yield opened


def poll(store: Store, finished: Finished = POLLED) -> None:
    store.polls.finish(store.polls.begin(finished.outlet, finished.at - MINUTE), finished)


def states(store: Store) -> dict[str, str]:
    return dict(rows(store, "SELECT name, state FROM outlets"))


def minutes_to_next(store: Store) -> float:
    ((pause,),) = rows(
        store, "SELECT (julianday(next_poll_at) - julianday(last_poll_at)) * 1440 FROM outlets WHERE name = 'Gazette'"
    )
    return round(float(pause), 3)


# ---- outlets ----------------------------------------------------------------------------------------------------------


def test_a_new_outlet_is_active_and_due_at_once(store: Store) -> None:
    assert states(store) == {"Gazette": "active", "Tribune": "active"}
    assert store.polls.due(NOW) == {"Gazette", "Tribune"}
    assert store.polls.last_ok_at("Gazette") is None
    assert store.polls.last_ok_at("Nobody") is None


def test_an_outlet_that_is_configured_no_more_is_kept_as_removed_and_never_due(store: Store) -> None:
    store.polls.keep_outlets([TRIBUNE], NOW + HOUR)
    assert states(store) == {"Gazette": "removed", "Tribune": "active"}
    assert store.polls.due(NOW + 99 * HOUR) == {"Tribune"}


def test_an_outlet_that_is_configured_again_goes_on_where_it_was(store: Store) -> None:
    poll(store)
    store.polls.keep_outlets([TRIBUNE], NOW + HOUR)
    store.polls.keep_outlets([GAZETTE, TRIBUNE], NOW + 2 * HOUR)
    assert states(store) == {"Gazette": "active", "Tribune": "active"}
    assert store.polls.last_ok_at("Gazette") == NOW
    assert row(store, "outlets", "name = 'Gazette'")["first_seen_at"] == iso(NOW)


def test_what_the_config_says_of_an_outlet_now_is_taken_over_and_its_trouble_stays(store: Store) -> None:
    poll(store, FAILED)
    store.polls.keep_outlets([Outlet("Gazette", home="https://new.example/", language="de")], NOW + HOUR)
    stored = row(store, "outlets", "name = 'Gazette'")
    assert (stored["home"], stored["language"]) == ("https://new.example/", "de")
    assert (stored["state"], stored["trouble"]) == ("trouble", "nothing answers")


def test_a_config_without_outlets_removes_all(store: Store) -> None:
    store.polls.keep_outlets([], NOW)
    assert set(states(store).values()) == {"removed"}


# ---- polls and visits -------------------------------------------------------------------------------------------------


def test_a_poll_under_way_has_no_outcome(store: Store) -> None:
    store.polls.begin("Gazette", NOW)
    stored = row(store, "polls")
    assert (stored["outlet"], stored["started_at"], stored["finished_at"]) == ("Gazette", iso(NOW), None)
    assert stored["outcome"] is None


def test_a_finished_poll_is_stored_with_its_counts(store: Store) -> None:
    poll(store)
    stored = row(store, "polls")
    assert (stored["started_at"], stored["finished_at"], stored["outcome"]) == (iso(NOW - MINUTE), iso(NOW), "ok")
    assert [stored[name] for name in ("listed", "listed_new", "fetched", "new", "changed", "failed")] == [
        20,
        2,
        5,
        2,
        1,
        3,
    ]


def test_each_visit_is_stored_with_its_poll(store: Store) -> None:
    number = store.polls.begin("Gazette", NOW)
    store.polls.add_visit(number, Visit("Gazette", FEED.url, VisitState.OK, NOW, 200, 5_000, 120))
    store.polls.add_visit(number, Visit("Gazette", "https://gazette.example/1", VisitState.TIMEOUT, NOW, detail="slow"))
    visits = rows(store, "SELECT poll_id, url, state, http_status, bytes, ms, detail, at FROM visits ORDER BY id")
    assert visits == [
        (number, FEED.url, "ok", 200, 5_000, 120, "", iso(NOW)),
        (number, "https://gazette.example/1", "timeout", None, 0, 0, "slow", iso(NOW)),
    ]


def test_polls_that_a_crash_cut_short_are_closed_and_the_others_left(store: Store) -> None:
    poll(store)
    store.polls.begin("Gazette", NOW)
    store.polls.begin("Tribune", NOW)
    assert store.polls.close_cut_short(NOW + HOUR) == 2
    ends = rows(store, "SELECT outcome, finished_at FROM polls ORDER BY id")
    assert ends == [("ok", iso(NOW)), ("cut_short", iso(NOW + HOUR)), ("cut_short", iso(NOW + HOUR))]
    assert store.polls.close_cut_short(NOW + HOUR) == 0


def test_a_poll_that_was_cut_short_leaves_the_outlet_due_and_its_first_poll_to_come(store: Store) -> None:
    store.polls.cut_short(store.polls.begin("Gazette", NOW), Tally(), NOW)
    assert store.polls.due(NOW) == {"Gazette", "Tribune"}
    assert store.polls.last_ok_at("Gazette") is None
    assert store.polls.sources("Gazette") == []


def test_a_finished_poll_is_not_cut_short(store: Store) -> None:
    poll(store)
    store.polls.cut_short(1, Tally(), NOW + HOUR)
    assert row(store, "polls")["outcome"] == "ok"


# ---- the outlet's state -----------------------------------------------------------------------------------------------


def test_a_good_poll_makes_the_outlet_due_again_after_its_time(store: Store) -> None:
    poll(store)
    assert store.polls.due(NOW + 9 * MINUTE) == {"Tribune"}
    assert store.polls.due(NOW + 11 * MINUTE) == {"Gazette", "Tribune"}
    assert store.polls.last_ok_at("Gazette") == NOW


def test_failed_polls_come_further_and_further_apart_until_one_is_good(store: Store) -> None:
    pauses = []
    for finished in (FAILED, FAILED, FAILED, POLLED, FAILED):
        poll(store, finished)
        pauses.append(minutes_to_next(store))
    assert [round(pause / 1.05 / 10) for pause in pauses] == [1, 2, 4, 1, 1]  # with up to a tenth that spreads them
    assert row(store, "outlets", "name = 'Gazette'")["failures"] == 1


def test_a_poll_that_worked_in_part_is_told_and_comes_again_in_time(store: Store) -> None:
    poll(store, replace(POLLED, outcome="trouble", trouble=LOST))
    stored = row(store, "outlets", "name = 'Gazette'")
    assert (stored["state"], stored["trouble"], stored["failures"]) == ("trouble", LOST, 0)
    assert 10 <= minutes_to_next(store) <= 11
    assert store.polls.last_ok_at("Gazette") == NOW


def test_an_outlets_trouble_ends_with_a_good_poll(store: Store) -> None:
    poll(store, FAILED)
    poll(store, replace(POLLED, at=NOW + HOUR))
    stored = row(store, "outlets", "name = 'Gazette'")
    assert (stored["state"], stored["trouble"], stored["last_ok_at"]) == ("active", None, iso(NOW + HOUR))


def test_a_failed_poll_leaves_when_it_was_last_well(store: Store) -> None:
    poll(store)
    poll(store, replace(FAILED, at=NOW + HOUR))
    stored = row(store, "outlets", "name = 'Gazette'")
    assert (stored["last_ok_at"], stored["last_poll_at"]) == (iso(NOW), iso(NOW + HOUR))


def test_a_poll_without_news_leaves_when_there_was_some(store: Store) -> None:
    poll(store)
    poll(store, replace(POLLED, new=0, at=NOW + HOUR))
    assert row(store, "outlets", "name = 'Gazette'")["last_new_at"] == iso(NOW)


@pytest.mark.parametrize("before", [POLLED, FAILED])
def test_a_look_at_pages_alone_leaves_the_outlets_state_and_its_next_poll(store: Store, before: Finished) -> None:
    poll(store, before)
    known = row(store, "outlets", "name = 'Gazette'")
    looked = replace(POLLED, outcome="trouble", trouble=LOST, sources=(), pages_only=True, at=NOW + HOUR)
    store.polls.finish(store.polls.begin("Gazette", NOW + HOUR, pages_only=True), looked)
    assert row(store, "outlets", "name = 'Gazette'") == {**known, "last_new_at": iso(NOW + HOUR)}
    assert rows(store, "SELECT outcome, pages_only FROM polls")[1] == ("trouble", 1)
    assert store.reports.status()[0]["outcome"] == before.outcome
    assert store.reports.status(of_pages=True)[0]["outcome"] == "trouble"


def test_what_was_learned_of_an_outlet_survives_and_grows(store: Store) -> None:
    poll(store)
    assert week_of(store.db, "Gazette") == {}  # a first poll finds what was there before
    poll(store, replace(POLLED, at=NOW + HOUR, first_listed=(None, NOW + 5 * MINUTE)))
    poll(store, replace(FAILED, at=NOW + 2 * HOUR))
    (hour,) = week_of(store.db, "Gazette").values()
    assert (hour.watched, hour.listed, hour.at) == (1.0, 2.0, NOW + HOUR)
    assert lately(store.db, "Gazette", NOW + 2 * HOUR) == Lately(NOW, 2)


def test_while_no_outlet_can_be_reached_each_is_asked_again_soon_and_one_that_alone_cannot_is_not(store: Store) -> None:
    dead = replace(FAILED, failure=Failure.DNS)
    for number in range(1, 9):
        poll(store, replace(dead, at=NOW + number * HOUR))
    assert minutes_to_next(store) <= OWN_NETWORK / MINUTE * 1.1
    poll(store, replace(POLLED, outlet="Tribune", sources=(), at=NOW + 9 * HOUR))
    poll(store, replace(dead, at=NOW + 9 * HOUR))
    assert minutes_to_next(store) >= 6 * 60


def test_when_the_clock_is_set_each_poll_comes_when_it_would_have_come(store: Store) -> None:
    poll(store)
    store.move_with_clock(-24 * HOUR)
    assert store.polls.due(NOW - 24 * HOUR + 9 * MINUTE) == {"Tribune"}
    assert store.polls.due(NOW - 24 * HOUR + 11 * MINUTE) == {"Gazette", "Tribune"}


def test_a_host_stays_paused_and_no_longer_than_a_day(store: Store) -> None:
    store.hosts.pause("gazette.example", NOW + HOUR, "the server answered 429")
    store.hosts.pause("tribune.example", NOW + 25 * HOUR, "by a clock that ran ahead")
    assert store.hosts.paused(NOW) == {"gazette.example": NOW + HOUR}
    assert store.hosts.paused(NOW + HOUR) == {"tribune.example": NOW + 25 * HOUR}
    store.move_with_clock(-HOUR)
    assert store.hosts.paused(NOW - HOUR / 2) == {"gazette.example": NOW}
    assert row(store, "hosts", "host = 'gazette.example'")["reason"] == "the server answered 429"


# ---- sources ----------------------------------------------------------------------------------------------------------


def test_sources_come_back_as_they_were_kept_in_their_order(store: Store) -> None:
    child = replace(FEED, url="https://gazette.example/2025.xml", kind=SourceKind.SITEMAP, found_from=FEED.url)
    poll(store, replace(POLLED, sources=((SECTION, None), (FEED, None), (child, LOST))))
    assert store.polls.sources("Gazette") == [(SECTION, 0), (FEED, 0), (child, 1)]
    assert store.polls.sources("Tribune") == []


def test_failures_of_a_source_are_counted_in_a_row_and_end_with_a_good_visit(store: Store) -> None:
    counts = []
    for trouble in (LOST, LOST, None, LOST):
        poll(store, replace(POLLED, sources=((FEED, trouble),)))
        counts.append(store.polls.sources("Gazette")[0][1])
    assert counts == [1, 2, 0, 1]
    assert row(store, "sources")["trouble"] == LOST


def test_a_source_that_was_not_asked_keeps_what_is_known_of_it(store: Store) -> None:
    poll(store, replace(POLLED, sources=((FEED, None), (SECTION, LOST))))
    poll(store, replace(POLLED, sources=((SECTION, LOST),), at=NOW + HOUR))
    assert store.polls.sources("Gazette") == [(FEED, 0), (SECTION, 2)]


def test_since_when_a_source_is_known_and_read_is_kept_for_ever(store: Store) -> None:
    began = (NOW - 2 * HOUR, NOW - HOUR)
    for first_seen_at, first_read_at in ((began[0], None), began, (NOW, NOW), (None, None)):
        again = replace(FEED, first_seen_at=first_seen_at, first_read_at=first_read_at)
        poll(store, replace(POLLED, sources=((again, None),)))
    ((stored, _),) = store.polls.sources("Gazette")
    assert (stored.first_seen_at, stored.first_read_at) == began


def test_what_a_server_says_now_takes_the_place_of_what_it_said(store: Store) -> None:
    poll(store)
    now = replace(FEED, etag=None, last_modified="Tue, 14 Jan 2025 08:00:00 GMT", body_hash="8")
    poll(store, replace(POLLED, sources=((now, None),)))
    assert store.polls.sources("Gazette") == [(now, 0)]
