from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.core.dates import iso
from crawler.core.models import Source, SourceKind, Topic, VisitState
from crawler.core.polls import Finished
from storage.store import Store
from tests.storage.newsroom import FERRIES, NOW, came, failed, listed, newsroom, receive, rows

LATER = NOW + timedelta(hours=3)
FEED = Source("Gazette", SourceKind.FEED, "https://gazette.example/feed", None, None, '"7"', "…", "7", NOW)
FISHING = Topic("Ferries", "fishing")
SHOPS = Topic("Shops", "shopkeepers")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with a text and a headline on the topic FERRIES, one article off it, and a feed with validators."""
    with newsroom(tmp_path) as opened:
        receive(opened, came())
        receive(opened, failed(VisitState.WALL, listed("/wall", title="Ferry strike")))
        receive(opened, came(listed("/bread"), title="Bread by weight", paragraphs=("Bakers weigh their bread.",)))
        finished = Finished("Gazette", "ok", 3, 1, 2, 0, 1, NOW, ((FEED, None),), None, timedelta(minutes=10))
        opened.polls.finish(opened.polls.begin("Gazette", NOW), finished)
        yield opened


def matches(store: Store) -> set[tuple[int, str]]:
    return set(rows(store, "SELECT article_id, topic FROM matches"))


def forgotten(store: Store) -> bool:
    """Whether what is listed is looked at again: nothing is off topic, and sources are asked for everything."""
    off_topic = rows(store, "SELECT count(*) FROM off_topic") == [(1,)]
    ((source, _),) = store.polls.sources("Gazette")
    assert off_topic == (source == FEED)
    assert off_topic or (source.etag, source.last_modified, source.body_hash, source.fetched_at) == (None,) * 4
    return not off_topic


def test_topics_that_are_as_they_were_change_nothing(store: Store) -> None:
    assert store.topics.keep([FERRIES], LATER) == []
    assert matches(store) == {(1, "Ferries"), (2, "Ferries")}
    assert not forgotten(store)
    assert rows(store, "SELECT name, query, since FROM topics") == [("Ferries", FERRIES.query, iso(NOW))]


def test_a_changed_query_matches_what_is_stored_anew(store: Store) -> None:
    assert store.topics.keep([FISHING], LATER) == [FISHING]
    assert matches(store) == {(1, "Ferries")}
    (match,) = rows(store, "SELECT revision, matched_at, evidence ->> '$[0].words' FROM matches")
    assert match == (1, iso(LATER), "fishing")
    assert rows(store, "SELECT name, query, since FROM topics") == [("Ferries", "fishing", iso(LATER))]


def test_a_new_topic_matches_what_is_stored_and_leaves_the_others(store: Store) -> None:
    assert store.topics.keep([FERRIES, SHOPS], LATER) == [SHOPS]
    assert matches(store) == {(1, "Ferries"), (2, "Ferries"), (1, "Shops")}
    assert rows(store, "SELECT DISTINCT matched_at FROM matches WHERE topic = 'Ferries'") == [(iso(NOW),)]


@pytest.mark.parametrize("topics", [[FISHING], [FERRIES, SHOPS]], ids=["changed", "new"])
def test_what_was_off_topic_is_looked_at_again_when_topics_change(store: Store, topics: list[Topic]) -> None:
    store.topics.keep(topics, LATER)
    assert forgotten(store)


def test_a_topic_that_is_watched_no_more_is_forgotten_and_nothing_looked_at_again(store: Store) -> None:
    store.topics.keep([FERRIES, SHOPS], NOW)
    receive(store, came(listed("/bread"), title="Bread by weight", paragraphs=("Bakers weigh their bread.",)))
    assert store.topics.keep([FERRIES], LATER) == []
    assert rows(store, "SELECT name FROM topics") == [("Ferries",)]
    assert rows(store, "SELECT count(*) FROM off_topic") == [(1,)]


def test_everything_that_is_stored_is_on_the_topic_of_everything(store: Store) -> None:
    store.topics.keep([Topic("All", "*")], LATER)
    assert {(1, "All"), (2, "All")} <= matches(store)


@pytest.mark.parametrize("query", ["", "(ferry", "NEAR("])
def test_a_query_with_a_mistake_matches_nothing(store: Store, query: str) -> None:
    store.topics.keep([Topic("Ferries", query)], LATER)
    assert matches(store) == set()


def test_a_topic_matches_the_version_that_is_newest(store: Store) -> None:
    receive(store, came(at=LATER, title="Third ferry to the islands"))
    store.topics.keep([FERRIES, Topic("Third", "title:third")], LATER)
    assert rows(store, "SELECT article_id, revision FROM matches WHERE topic = 'Third'") == [(1, 2)]


def test_words_in_korean_are_matched_in_what_is_stored(store: Store) -> None:
    receive(store, came(listed("/ko"), title="새 여객선 취항", paragraphs=("월요일부터 여객선이 하루 두 번 다닌다.",)))
    store.topics.keep([FERRIES, Topic("월요일", "월요일")], LATER)
    assert rows(store, "SELECT article_id FROM matches WHERE topic = '월요일'") == [(3,)]
