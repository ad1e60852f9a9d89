from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.core.review import Verdict
from storage.review import Noun, Subject
from storage.store import Store
from tests.storage.newsroom import NOW, TEXT, came, listed, newsroom, receive, rows

HOUR = timedelta(hours=1)
STORY, ARTICLE = Subject(Noun.STORY, 1), Subject(Noun.ARTICLE, 1)
EDITED = (TEXT[0].replace("Monday", "Friday"), *TEXT[1:])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One story of two articles, the second a copy."""
    with newsroom(tmp_path) as opened:
        receive(opened, came())
        receive(opened, came(listed(outlet="Tribune")))
        yield opened


def stands(store: Store) -> list[tuple[int, str]]:
    return rows(store, "SELECT id, standing FROM stories ORDER BY id")


def test_a_new_story_waits_and_a_kept_one_does_not(store: Store) -> None:
    assert rows(store, "SELECT id, standing FROM review_queue") == [(1, "undecided")]
    store.review.say([STORY], verdict=Verdict.KEEP, note="for Friday", by="ana", now=NOW + HOUR)
    assert rows(store, "SELECT * FROM review_queue") == []
    assert rows(store, "SELECT verdict, note, by, standing FROM story_overview") == [
        ("keep", "for Friday", "ana", "kept")
    ]


def test_a_kept_article_that_is_edited_comes_back_as_changed_and_what_was_said_stays(store: Store) -> None:
    store.review.say([STORY], verdict=Verdict.KEEP, note="for Friday", now=NOW + HOUR)
    receive(store, came(paragraphs=EDITED, at=NOW + 2 * HOUR))
    assert rows(store, "SELECT id, standing, note FROM review_queue") == [(1, "changed", "for Friday")]
    assert rows(store, "SELECT verdict, note FROM verdicts") == [("keep", "for Friday")]
    store.review.say([STORY], verdict=Verdict.KEEP, now=NOW + 3 * HOUR)
    assert stands(store) == [(1, "kept")]


def test_an_edit_that_turns_out_to_be_none_lets_the_story_stand_as_kept(store: Store) -> None:
    store.review.say([STORY], verdict=Verdict.KEEP, now=NOW + HOUR)
    receive(store, came(paragraphs=EDITED, at=NOW + 2 * HOUR))
    store.articles.regrade([1], "a redesign")
    store.review.stand_with([1])
    assert stands(store) == [(1, "kept")]


def test_a_word_that_is_taken_back_leaves_what_stood_before_and_every_row(store: Store) -> None:
    store.review.say([STORY], verdict=Verdict.LATER, note="first", now=NOW)
    [dropped] = store.review.say([STORY], verdict=Verdict.DROP, note="second", now=NOW + HOUR)
    assert stands(store) == [(1, "dropped")]
    [back] = store.review.take_back([dropped], now=NOW + 2 * HOUR)
    assert stands(store) == [(1, "later")]
    assert rows(store, "SELECT verdict, note, takes_back FROM verdicts ORDER BY id") == [
        ("later", "first", None),
        ("drop", "second", None),
        ("later", "first", dropped),
    ]
    store.review.take_back([back], now=NOW + 2 * HOUR)
    assert stands(store) == [(1, "dropped")]


def test_only_the_last_word_can_be_taken_back(store: Store) -> None:
    [first] = store.review.say([STORY], verdict=Verdict.KEEP, now=NOW)
    store.review.say([STORY], verdict=Verdict.DROP, now=NOW + HOUR)
    assert store.review.take_back([first, 99], now=NOW + HOUR) == []
    assert stands(store) == [(1, "dropped")]


def test_what_is_said_of_many_is_said_together_and_what_is_not_stored_is_left_out(store: Store) -> None:
    said = store.review.say([STORY, ARTICLE, Subject(Noun.STORY, 99)], verdict=Verdict.DROP, now=NOW)
    assert rows(store, "SELECT id, story_id, article_id FROM verdicts") == [(said[0], 1, None), (said[1], None, 1)]


def test_a_word_on_a_story_that_was_merged_is_one_on_the_story_that_it_is_part_of(store: Store) -> None:
    store.db.execute(
        "INSERT INTO stories (id, title, outlets, articles, first_seen_at, last_activity_at, merged_into)"
        " VALUES (2, 'Ferry', 0, 0, '2025-01-14T08:00:00Z', '2025-01-14T08:00:00Z', 1)"
    )
    store.review.say([Subject(Noun.STORY, 2)], verdict=Verdict.KEEP, now=NOW)
    assert rows(store, "SELECT story_id FROM verdicts") == [(1,)]
    assert stands(store)[0] == (1, "kept")


def test_each_edit_is_a_row_with_what_stood_before_and_after_it(store: Store) -> None:
    receive(store, came(paragraphs=EDITED, at=NOW + 2 * HOUR))
    [(article, before, after)] = rows(store, "SELECT article_id, text_before, text FROM changes")
    assert (article, before.split("\n\n")[0], after.split("\n\n")[0]) == (1, TEXT[0], EDITED[0])
