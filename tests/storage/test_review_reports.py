from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.core.dates import iso
from crawler.core.query import Query, parse
from crawler.core.queue_filter import ALL, Order, Place, QueueFilter
from crawler.core.review import Verdict
from storage.review import Noun, Subject
from storage.review_reports import ReviewReports
from storage.search import index_article
from storage.store import Store
from tests.storage.newsroom import NOW, TEXT, came, newsroom, receive

# Stories as (outlets, minutes after NOW, standing); some alike in what they are ordered by.
STORIES = [(1, 5, "undecided"), (3, 5, "undecided"), (3, 5, "changed"), (2, 9, "undecided"), (1, 1, "undecided"),
           (3, 1, "undecided"), (9, 9, "kept"), (1, 7, "later"), (2, 2, "dropped")]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        yield opened


def stored(store: Store) -> ReviewReports:
    """The stories of STORIES, each of one article that is about its number."""
    for number, (outlets, minutes, standing) in enumerate(STORIES, 1):
        at, title = iso(NOW + timedelta(minutes=minutes)), f"Ferry {number}"
        row = {"id": number, "outlet": "Gazette", "url": f"https://gazette.example/{number}", "title": title, "authors": "[]",
               "first_seen_at": at, "last_seen_at": at, "last_changed_at": at, "state": "read", "announced": 1, "revision": 1}  # fmt: skip
        match = {"article_id": number, "topic": "Ferries", "revision": 1, "evidence": "[]", "matched_at": at}
        story = {"id": number, "title": title, "lead_article_id": number, "outlets": outlets, "articles": 1, "first_seen_at": at,
                 "last_activity_at": at, "standing": standing}  # fmt: skip
        with store.transaction():
            store.db.table("articles").insert(row)
            store.db.table("matches").insert(match)
            store.db.table("stories").insert(story)
            store.db.execute("UPDATE articles SET story_id = id WHERE id = ?", [number])
            index_article(store.db, number, title, "")
    return ReviewReports(store.db)


def shown(
    reports: ReviewReports, *, q: str = "", since: datetime | None = None, pages_of: int = 100, **wanted: str
) -> list[int]:
    """The stories that are shown, by their numbers, from 1, page after page."""
    query = parse(q) if q else None
    assert query is None or isinstance(query, Query)
    found: list[int] = []
    after: Place | None = None
    while page := reports.queue(QueueFilter(**wanted), since, query, after, pages_of):
        found += [row["id"] for row in page]
        after = Place(page[-1]["outlets"], page[-1]["last_activity_at"], page[-1]["id"])
    return found


def test_those_that_wait_are_shown_the_newest_first_or_those_of_most_outlets(store: Store) -> None:
    reports = stored(store)
    assert shown(reports) == [4, 3, 2, 1, 6, 5]
    assert shown(reports, order=Order.OUTLETS) == [3, 2, 6, 4, 1, 5]
    assert shown(reports, standing="changed") == [3]
    assert shown(reports, standing="kept") == [7]
    assert shown(reports, standing=ALL) == [7, 4, 8, 3, 2, 1, 9, 6, 5]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("pages_of", [1, 2, 4])
def test_page_after_page_each_story_comes_once_in_the_same_order(store: Store, order: Order, pages_of: int) -> None:
    reports = stored(store)
    assert shown(reports, order=order, pages_of=pages_of, standing=ALL) == shown(reports, order=order, standing=ALL)


def test_filters_narrow_together(store: Store) -> None:
    reports = stored(store)
    assert shown(reports, topic="Ferries", outlet="Gazette") == [4, 3, 2, 1, 6, 5]
    assert shown(reports, outlet="Tribune") == []
    assert shown(reports, language="ko") == []
    assert shown(reports, since=NOW + timedelta(minutes=5)) == [4, 3, 2, 1]
    assert shown(reports, q="title:3 AND ferry") == [3]
    assert shown(reports, q="3", since=NOW + timedelta(minutes=6)) == []


@pytest.mark.parametrize("order", list(Order))
def test_the_first_page_is_found_in_an_index_without_sorting_what_is_stored(store: Store, order: Order) -> None:
    asked: list[str] = []
    store.db.conn.set_trace_callback(asked.append)
    ReviewReports(store.db).queue(QueueFilter(order=order), None, None, Place(1, "2025-01-14T08:00:00Z", 3), 50)
    store.db.conn.set_trace_callback(None)
    plan = [row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()]
    assert "stories_to_review" in plan[1]
    assert "B-TREE" not in plan[2]


def test_what_was_said_of_a_story_and_its_articles_is_told_the_last_word_first(store: Store) -> None:
    receive(store, came())
    receive(store, came(paragraphs=(TEXT[0].replace("twice", "thrice"), *TEXT[1:]), at=NOW + timedelta(hours=2)))
    [kept] = store.review.say([Subject(Noun.STORY, 1)], verdict=Verdict.KEEP, note="for Monday", by="Kim", now=NOW)
    [dropped] = store.review.say([Subject(Noun.ARTICLE, 1)], verdict=Verdict.DROP, now=NOW)
    reports = ReviewReports(store.db)
    told = [(row["verdict"], row["article_id"], row["by"]) for row in reports.history(1)]
    assert told == [("drop", 1, None), ("keep", None, "Kim")]
    assert [row["story"] for row in reports.said([kept, dropped, 99])] == [1, 1]
    assert [row["number"] for row in reports.edits(1)] == [2]
    [member] = reports.members([1])
    assert member["said_verdict"] == "drop"
    assert "ferry" in str(member["evidence"])
