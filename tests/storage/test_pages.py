from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.backoff import Failure
from crawler.core.dates import iso
from crawler.core.fetched import StoredPage
from crawler.core.judge import OffTopic
from crawler.core.models import Topic, VisitState
from crawler.core.polls import Finished
from crawler.core.rechecks import MOST_AT_ONCE, REST
from storage.store import Store
from tests.storage.newsroom import FERRIES, NOW, TEXT, came, failed, listed, newsroom, receive, rows, untitled

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SITE = "https://gazette.example"
FERRY = f"{SITE}/ferry"
BREAD = (
    "From Monday on, bakers in the old town will sell bread by weight instead of by the loaf, the guild decided.",
    "Each shop gets a new scale, and customers who were asked on the market square called the plan strange.",
)
OFF_TOPIC: dict[str, Any] = {"title": "Bread by weight", "paragraphs": BREAD}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        yield opened


def urls_due(store: Store, after: timedelta, *, recheck: bool = False) -> list[str]:
    return [page.candidate.url for page in store.pages.due("Gazette", NOW + after, recheck=recheck)]


def polled(store: Store, after: timedelta = timedelta(0), *, outcome: str = "ok") -> None:
    """A poll of the Gazette ended."""
    at = NOW + after
    finished = Finished(
        "Gazette", outcome, 0, 0, 0, 0, 0, at, sources=(), trouble=None, every=DAY, failure=Failure.CONTENT if outcome == "failed" else None
    )  # fmt: skip
    store.polls.finish(store.polls.begin("Gazette", at), finished)


# ---- clocks that are set ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY])
def test_when_the_clock_is_set_pages_are_looked_at_when_they_would_have_been(store: Store, jump: timedelta) -> None:
    receive(store, failed(VisitState.WALL))
    receive(store, came(listed("/read")))
    store.move_with_clock(jump)
    assert [urls_due(store, jump + after) for after in (9 * MINUTE, 10 * MINUTE, 17 * MINUTE)] == [
        [],
        [FERRY],
        [FERRY, f"{SITE}/read"],
    ]


def test_what_a_clock_that_ran_ahead_put_off_is_looked_at_at_the_next_start(store: Store) -> None:
    receive(store, failed(VisitState.WALL))
    receive(store, came(listed("/read")))
    store.bring_forward(NOW)
    assert urls_due(store, 0 * MINUTE) == []
    for ahead, due in ((20 * HOUR, []), (30 * DAY, [FERRY, f"{SITE}/read"])):
        store.move_with_clock(ahead)  # as if all had been reckoned by that clock
        store.bring_forward(NOW)
        assert urls_due(store, 0 * MINUTE) == due


# ---- pages that could not be read -------------------------------------------------------------------------------------


def test_pages_that_could_not_be_read_are_due_at_their_time(store: Store) -> None:
    receive(store, failed(VisitState.WALL))
    store.articles.touch(untitled(VisitState.TIMEOUT, "/untitled"))
    receive(store, failed(VisitState.GONE, listed("/lost")))
    receive(store, failed(VisitState.WALL, listed("/wall", "Tribune")))
    receive(store, came(listed("/read")))
    assert urls_due(store, 9 * MINUTE) == []
    due = store.pages.due("Gazette", NOW + 10 * MINUTE)
    assert {(page.candidate.url, page.first_seen_at) for page in due} == {(FERRY, None), (f"{SITE}/untitled", NOW)}


def test_a_page_that_was_redirected_is_due_once(store: Store) -> None:
    page = untitled(VisitState.TIMEOUT)
    store.articles.record(
        OffTopic(), came(answered=f"{SITE}/a").article, came(paragraphs=()).fingerprint, (), page, announced=True
    )
    assert rows(store, "SELECT count(*) FROM off_topic") == [(2,)]
    assert urls_due(store, DAY) == [FERRY]


# ---- articles that are followed for edits -----------------------------------------------------------------------------


def test_an_article_is_due_a_quarter_of_an_hour_after_it_came_with_its_validators(store: Store) -> None:
    receive(store, came(etag='"7"'))
    assert urls_due(store, 15 * MINUTE) == []
    assert store.pages.due("Gazette", NOW + 16 * MINUTE) == [StoredPage(listed(), etag='"7"')]


def test_whatever_came_of_a_look_the_next_one_is_a_pause_later(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=NOW + 4 * HOUR))
    assert urls_due(store, 5 * HOUR - MINUTE) == []
    store.articles.touch(untitled(VisitState.UNCHANGED, at=NOW + 5 * HOUR))
    assert urls_due(store, 6 * HOUR - MINUTE) == []
    assert urls_due(store, 7 * HOUR) == [FERRY]


def test_an_edit_brings_the_next_look_nearer(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=NOW + 2 * DAY, paragraphs=(*TEXT, "A third boat is to follow in May, the mayor said.")))
    assert urls_due(store, 2 * DAY + 16 * MINUTE) == [FERRY]


def test_what_is_not_told_as_an_edit_does_not(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=NOW + 2 * DAY, paragraphs=(TEXT[0].replace("northern", "Northern"), *TEXT[1:])))
    assert urls_due(store, 2 * DAY + 2 * HOUR) == []


def test_a_page_is_fetched_whole_once_a_day_though_its_server_says_that_it_is_unchanged(store: Store) -> None:
    receive(store, came(etag='"7"'))
    for hours in range(4, 23):
        store.articles.touch(untitled(VisitState.UNCHANGED, at=NOW + hours * HOUR))
    assert [page.etag for page in store.pages.due("Gazette", NOW + 23.9 * HOUR)] == ['"7"']
    assert [page.etag for page in store.pages.due("Gazette", NOW + 24 * HOUR)] == [None]


def test_what_cannot_be_edited_any_more_is_not_followed(store: Store) -> None:
    receive(store, failed(VisitState.NO_TEXT))
    receive(store, came(listed("/bread"), **OFF_TOPIC))
    receive(store, came(listed("/down"), title="The ferry is down", paragraphs=(*BREAD, TEXT[0])))
    receive(store, failed(VisitState.GONE, listed("/down")))
    receive(store, came(listed("/given"), title="The ferry is given away", paragraphs=(TEXT[1], *BREAD)))
    another = ("A ferry pilot who steered for forty years retires in spring, and the port gives him a compass.",)
    receive(store, came(listed("/given"), title="Forty years on the bridge", paragraphs=another, at=NOW + HOUR))
    assert rows(store, "SELECT url, title FROM articles WHERE recheck_at IS NOT NULL") == [
        (f"{SITE}/given", "Forty years on the bridge")
    ]


def test_a_page_that_failed_is_tried_again_before_it_is_followed_on(store: Store) -> None:
    receive(store, came())
    receive(store, failed(VisitState.TIMEOUT, at=NOW + 16 * MINUTE))
    assert urls_due(store, 35 * MINUTE) == []
    assert urls_due(store, 36 * MINUTE) == [FERRY]


def test_articles_of_a_topic_that_is_watched_anew_are_followed_where_they_are_young(store: Store) -> None:
    receive(store, came())
    store.topics.keep([Topic("Ferries", "buses")], NOW + HOUR)
    store.articles.touch(untitled(VisitState.UNCHANGED, at=NOW + HOUR))
    assert urls_due(store, 40 * DAY) == []
    store.topics.keep([FERRIES], NOW + DAY)
    assert urls_due(store, 2 * DAY) == [FERRY]
    store.topics.keep([Topic("Ferries", "ferry")], NOW + 31 * DAY)
    assert urls_due(store, 99 * DAY) == []


def test_of_a_backlog_the_newest_come_first_and_as_many_as_a_host_can_bear(store: Store) -> None:
    receive(store, came())
    store.db.execute(
        """
        WITH numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
        INSERT INTO articles (outlet, url, title, state, first_seen_at, last_changed_at, published_at, recheck_at)
        SELECT 'Gazette', 'https://gazette.example/' || n, 't', 'read', ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', ?, -n || ' hours'), ?
        FROM numbers
        """,
        [2 * MOST_AT_ONCE, *[iso(NOW)] * 4],
    )
    assert urls_due(store, 9 * DAY) == [FERRY, *(f"{SITE}/{number}" for number in range(1, MOST_AT_ONCE))]


def test_a_recheck_of_all_takes_every_text_that_is_held_and_on_topic_with_its_validators(store: Store) -> None:
    receive(store, came(listed(modified_at=NOW), etag='"7"'))
    receive(store, came(listed("/bread"), **OFF_TOPIC))
    receive(store, came(listed("/down"), title="The ferry is down", paragraphs=(*BREAD, TEXT[0])))
    receive(store, failed(VisitState.GONE, listed("/down")))
    assert store.pages.due("Gazette", NOW, recheck=True) == [
        StoredPage(listed(modified_at=NOW), etag='"7"'),
        # it may come back, and its validators would only say that it was there
        StoredPage(listed("/down", title="The ferry is down")),
    ]
    assert urls_due(store, 31 * DAY, recheck=True) == [FERRY]


# ---- outlets that have pages due --------------------------------------------------------------------------------------


def test_an_outlet_with_an_article_to_look_at_is_due_between_its_polls(store: Store) -> None:
    receive(store, came())
    polled(store)
    assert store.pages.outlets_due(NOW + 15 * MINUTE) == set()
    assert store.pages.outlets_due(NOW + 16 * MINUTE) == {"Gazette"}
    assert store.polls.due(NOW + 16 * MINUTE) == {"Tribune"}


@pytest.mark.parametrize("titled", [True, False])
def test_an_outlet_with_a_page_to_try_again_is_due_between_its_polls(store: Store, *, titled: bool) -> None:
    if titled:
        receive(store, failed(VisitState.TIMEOUT))
    else:
        store.articles.touch(untitled(VisitState.TIMEOUT))
    polled(store)
    assert store.pages.outlets_due(NOW + 9 * MINUTE) == set()
    assert store.pages.outlets_due(NOW + 10 * MINUTE) == {"Gazette"}


def test_an_outlet_rests_between_two_looks_at_its_pages(store: Store) -> None:
    receive(store, came())
    polled(store, HOUR)
    assert store.pages.outlets_due(NOW + HOUR + REST) == set()
    assert store.pages.outlets_due(NOW + HOUR + REST + timedelta(seconds=1)) == {"Gazette"}


def test_an_outlet_that_fails_is_left_to_its_polls(store: Store) -> None:
    receive(store, came())
    polled(store, outcome="failed")
    assert store.pages.outlets_due(NOW + DAY) == set()


def test_an_outlet_that_is_watched_no_more_is_not_due(store: Store) -> None:
    receive(store, came())
    polled(store)
    store.polls.keep_outlets([], NOW)
    assert store.pages.outlets_due(NOW + DAY) == set()
