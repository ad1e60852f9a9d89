from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.cli.review_session import Session, queue
from crawler.clock import clock
from crawler.core.queue_filter import QueueFilter
from crawler.core.review import Verdict
from storage.review import Noun, Subject
from storage.store import Store
from tests.end_to_end.six_stories import EDITED, page
from tests.storage.newsroom import newsroom, receive, rows

browsed: list[str] = []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One story of one article."""
    with newsroom(tmp_path) as opened:
        receive(opened, page(0))
        yield opened


def session(store: Store) -> Session:
    return Session(store, queue(store.reports, [QueueFilter()], None), by="ana", browse=browsed.append)


def edit(store: Store) -> None:
    receive(store, page(0, paragraphs=(page(0).article.text, EDITED), at=clock()))


def test_what_is_edited_behind_the_screen_was_not_seen_by_who_keeps_it(store: Store) -> None:
    at_desk = session(store)
    edit(store)
    at_desk.press("K")
    assert rows(store, "SELECT standing FROM stories") == [("changed",)]
    assert at_desk.current is not None
    assert at_desk.current["standing"] == "changed"


def test_a_word_that_another_person_gave_since_is_not_taken_back(store: Store) -> None:
    at_desk = session(store)
    at_desk.press("K")
    store.review.say([Subject(Noun.STORY, 1)], verdict=Verdict.DROP, by="ben", now=clock())
    at_desk.press("u")
    assert at_desk.message == "somebody had another word since: that stands"
    assert rows(store, "SELECT verdict, by FROM verdicts") == [("keep", "ana"), ("drop", "ben")]


def test_an_opened_storys_address_goes_to_the_browser(store: Store) -> None:
    browsed.clear()
    at_desk = session(store)
    at_desk.press("o")
    assert browsed == []
    at_desk.press("o")
    assert browsed == [at_desk.message] == ["https://gazette.example/0"]
    assert at_desk.press("q")
    assert not at_desk.press("q")
