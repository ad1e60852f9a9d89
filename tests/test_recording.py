"""What becomes of pages, one after the other, at one outlet: what they tell of each other, and of themselves before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.fetched import OutletPlan, SourceFetched, StoredPage
from crawler.core.judge import Doubted, Filled, New, Revised, TakenDown, Unchanged, Unread
from crawler.core.models import Listing, Source, SourceKind, Visit, VisitState
from crawler.crawl_pass import CrawlPass
from crawler.readers import Readers
from crawler.recording import Page
from spiders.hosts import Hosts
from storage.store import Store
from storage.topics import TopicMatcher
from tests.storage.newsroom import (
    FERRIES,
    GAZETTE,
    NOW,
    TEXT,
    TITLE,
    came,
    failed,
    listed,
    newsroom,
    receive,
    row,
    rows,
    untitled,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOX = "Follow the Gazette on Telegram and never miss a boat or a bus of ours."
BREAD = (
    "Bakers who sell on the ferry pier will stop selling bread by the loaf and weigh each sale instead.",
    "Customers who were asked on the market square called the plan strange, but said that they would wait and see.",
)
SNOW = (
    "Snow will fall above nine hundred metres by Thursday, and the ferry to the hills has taken its chains on board.",
    "Three villages share one plough, whose driver says that he will begin with whoever brings him coffee first.",
)
WALL: dict[str, Any] = {
    "title": "Hetkinen",
    "paragraphs": ("Odota hetki, kunnes selaimesi on tarkistettu. Tämä sivu siirtyy eteenpäin itsestään.",),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        yield opened


def walled(path: str = "/ferry", title: str = TITLE, **more: Any) -> Page:
    """A page that shows a wall in a language that nobody foresaw; its feed tells the article's title."""
    return came(listed(path, title=f"{title} "), **WALL, **more)


def poll(store: Store, *pages: Page, again: dict[str, Page] | None = None) -> list[str]:
    """A poll that brings `pages`; what it asks for a second time is answered from `again`. The addresses asked again."""
    plan = OutletPlan(GAZETTE, ())
    at = pages[0].fetched.visit.at
    crawl = CrawlPass(store, [plan], matcher=TopicMatcher([FERRIES]), readers=Readers(1), hosts=Hosts(), now=lambda: at)
    asked: list[str] = []

    def ask(plan: OutletPlan, page: StoredPage) -> None:
        crawl.issued(plan, page.candidate.url)
        asked.append(page.candidate.url)

    crawl.ask_with(ask)
    for page in pages:
        crawl.issued(plan, page.fetched.candidate.url)
    for page in pages:
        crawl.record_page(page.fetched, page.article, page.fingerprint, page.matches)
    for url in asked:
        page = (again or {}).get(url) or next(one for one in pages if one.fetched.candidate.url == url)
        crawl.record_page(page.fetched, page.article, page.fingerprint, page.matches)
    assert not crawl.unfinished()
    return asked


def test_what_a_known_source_lists_too_is_news_whichever_was_read_first(store: Store) -> None:
    known = Source("Gazette", SourceKind.FEED, "https://gazette.example/old", first_seen_at=NOW, first_read_at=NOW)
    found = Source("Gazette", SourceKind.FEED, listed().source)
    plan = OutletPlan(GAZETTE, (known, found), stored=(known,), last_ok_at=NOW)
    at, first, other = NOW + DAY, listed(published_at=NOW - DAY), listed("/bread", published_at=NOW - DAY)
    crawl = CrawlPass(store, [plan], matcher=TopicMatcher([FERRIES]), readers=Readers(1), hosts=Hosts(), now=lambda: at)
    crawl.issued(plan, known.url)
    assert crawl.to_fetch(plan, found, [first, other]) == [first, other]
    for page in (came(first, at=at), came(other, at=at, title="Bread by ferry", paragraphs=BREAD)):
        crawl.issued(plan, page.fetched.candidate.url)
        crawl.record_page(page.fetched, page.article, page.fingerprint, page.matches)
    assert crawl.to_fetch(plan, known, [replace(first, source=known.url)]) == []
    crawl.record_source(SourceFetched(known, Visit("Gazette", known.url, VisitState.OK, at), Listing()))
    assert not crawl.unfinished()
    assert rows(
        store, "SELECT a.title, a.announced, r.announced FROM articles a JOIN revisions r ON article_id = id"
    ) == [
        (TITLE, 1, 1),
        ("Bread by ferry", 0, 0),
    ]


def test_an_unread_page_of_a_first_list_is_no_news_when_it_is_read(store: Store) -> None:
    store.articles.touch(untitled(VisitState.TIMEOUT))
    read = Source("Gazette", SourceKind.FEED, listed().source, first_seen_at=NOW, first_read_at=NOW)
    at = NOW + HOUR
    pages = tuple(store.pages.due("Gazette", at))
    plan = OutletPlan(GAZETTE, (), stored=(read,), pages=pages, last_ok_at=NOW, pages_only=True)
    crawl = CrawlPass(store, [plan], matcher=TopicMatcher([FERRIES]), readers=Readers(1), hosts=Hosts(), now=lambda: at)
    page = came(pages[0].candidate, at=at)
    crawl.issued(plan, page.fetched.candidate.url)
    crawl.record_page(page.fetched, page.article, page.fingerprint, page.matches)
    assert row(store, "articles")["announced"] == 0


def kinds(store: Store) -> list[str]:
    return [kind for (kind,) in rows(store, "SELECT kind FROM revisions ORDER BY article_id, number")]


def test_a_wall_in_an_unknown_language_leaves_the_text_and_the_visit_says_so(store: Store) -> None:
    receive(store, came())
    poll(store, walled(at=NOW + DAY))
    stored = row(store, "articles")
    assert (stored["text"], stored["title"], stored["state"]) == ("\n\n".join(TEXT), TITLE, "read")
    assert row(store, "visits")["state"] == "wall"


def test_a_wall_at_first_sight_is_a_headline_with_the_reason_and_is_filled_later(store: Store) -> None:
    assert receive(store, walled()) == New()
    stored = row(store, "articles")
    assert (stored["state"], stored["text"], stored["title"].strip()) == ("headline", None, TITLE)
    assert "tells nothing of what its source told" in stored["reason"]
    assert isinstance(receive(store, came(at=NOW + HOUR)), Filled)


def test_one_text_for_many_addresses_is_a_wall_whatever_date_it_tells(store: Store) -> None:
    receive(store, came(published_at=NOW - DAY))
    for path in ("/a", "/b"):
        receive(store, walled(path, f"The ferry calls at pier {path} on Sunday"))
    shown = walled(published_at=NOW, at=NOW + DAY)
    assert isinstance(receive(store, shown), Unread)
    assert row(store, "articles", "id = 1")["text"] == "\n\n".join(TEXT)


def test_a_text_cut_short_is_believed_when_it_is_read_twice(store: Store) -> None:
    receive(store, came())
    half = TEXT[:3]
    assert receive(store, came(at=NOW + HOUR, paragraphs=half)) == Doubted(1)
    assert row(store, "articles")["text"] == "\n\n".join(TEXT)
    assert isinstance(receive(store, came(at=NOW + 2 * HOUR, paragraphs=half)), Revised)


def test_a_text_cut_short_once_is_forgotten_when_the_whole_comes_again(store: Store) -> None:
    receive(store, came())
    for day in range(1, 4):
        assert receive(store, came(at=NOW + day * DAY, paragraphs=TEXT[:3])) == Doubted(1)
        assert receive(store, came(at=NOW + day * DAY + HOUR)) == Unchanged(1)
    assert kinds(store) == ["first"]


@pytest.mark.parametrize("state", [VisitState.NOT_FOUND, VisitState.SOFT_404])
def test_an_article_that_is_not_found_twice_with_an_hour_between_is_gone(store: Store, state: VisitState) -> None:
    receive(store, came())
    assert receive(store, failed(state, at=NOW + DAY)) == Unread(1, missing=True)
    assert receive(store, failed(state, at=NOW + DAY + HOUR / 6)) == Unread(1, missing=True)
    assert receive(store, failed(state, at=NOW + DAY + HOUR, why="nothing there")) == TakenDown(1)
    stored = row(store, "articles")
    assert (stored["state"], stored["reason"], stored["text"]) == ("gone", "nothing there", "\n\n".join(TEXT))


def test_an_untitled_page_that_is_not_found_for_an_hour_is_gone(store: Store) -> None:
    receive(store, came())
    for hours in (1, 2):
        store.articles.touch(untitled(VisitState.NOT_FOUND, at=NOW + hours * HOUR))
    assert row(store, "articles")["state"] == "gone"


def test_a_missing_article_is_asked_for_within_the_hour_and_found_again_is_as_it_was(store: Store) -> None:
    receive(store, came())
    receive(store, failed(VisitState.NOT_FOUND, at=NOW + DAY))
    assert [page.candidate.url for page in store.pages.due("Gazette", NOW + DAY + HOUR, recheck=False)] == [
        "https://gazette.example/ferry"
    ]
    assert receive(store, came(at=NOW + DAY + HOUR)) == Unchanged(1)
    assert receive(store, failed(VisitState.NOT_FOUND, at=NOW + 9 * DAY)) == Unread(1, missing=True)


def test_what_was_taken_down_and_comes_back_is_read_and_no_news(store: Store) -> None:
    receive(store, came())
    receive(store, failed(VisitState.GONE, at=NOW + HOUR))
    assert isinstance(receive(store, came(at=NOW + DAY)), Revised)
    assert (row(store, "articles")["state"], kinds(store)) == ("read", ["first", "gone", "cosmetic"])


def test_a_box_that_stands_in_another_article_is_no_edit(store: Store) -> None:
    receive(store, came())
    receive(store, came(listed("/bread"), title="Bread by weight", paragraphs=(*BREAD, BOX)))
    assert receive(store, came(at=NOW + DAY, paragraphs=(*TEXT[:2], BOX, *TEXT[2:]))) == Unchanged(1)


def test_the_headline_of_another_article_between_paragraphs_is_no_edit(store: Store) -> None:
    receive(store, came())
    receive(store, came(listed("/bread"), title="Bread by weight, bakers on the pier decide", paragraphs=BREAD))
    shown = (*TEXT[:2], "Bread by weight, bakers on the pier decide", *TEXT[2:])
    assert receive(store, came(at=NOW + DAY, paragraphs=shown)) == Unchanged(1)


def test_a_line_is_looked_at_twice_and_what_stays_is_an_edit(store: Store) -> None:
    receive(store, came())
    assert poll(store, came(at=NOW + DAY, paragraphs=(*TEXT, BOX))) == ["https://gazette.example/ferry"]
    assert kinds(store) == ["first", "substance"]
    assert len(rows(store, "SELECT id FROM visits")) == 2


def test_a_line_that_is_another_one_at_the_second_look_is_no_edit_then_and_later(store: Store) -> None:
    receive(store, came())
    other = came(at=NOW + DAY, paragraphs=(*TEXT, "Win a trip on the second ferry in our quiz of the week."))
    poll(store, came(at=NOW + DAY, paragraphs=(*TEXT, BOX)), again={other.fetched.candidate.url: other})
    assert poll(store, came(at=NOW + 2 * DAY, paragraphs=(BOX, *TEXT))) == []
    assert kinds(store) == ["first"]


def test_a_reworded_sentence_needs_no_second_look(store: Store) -> None:
    receive(store, came())
    edited = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
    assert poll(store, came(at=NOW + DAY, paragraphs=edited)) == []
    assert kinds(store) == ["first", "figures"]


def test_a_box_that_comes_to_all_articles_at_once_is_kept_and_no_news(store: Store) -> None:
    texts = {"/ferry": (TITLE, TEXT), "/bread": ("Bread by weight", BREAD), "/snow": ("Snow by Thursday", SNOW)}
    for path, (title, text) in texts.items():
        receive(store, came(listed(path), title=title, paragraphs=text))
    later = NOW + DAY
    poll(store, *(came(listed(p), title=t, paragraphs=(*text, BOX), at=later) for p, (t, text) in texts.items()))
    assert set(kinds(store)) <= {"first", "cosmetic"}
    assert row(store, "polls")["changed"] == 0


def test_an_article_whose_address_was_given_away_is_named_with_the_one_that_stands_there(store: Store) -> None:
    receive(store, came(published_at=NOW - HOUR))
    receive(store, came(published_at=NOW + HOUR, title="Bread by weight", paragraphs=BREAD, at=NOW + DAY))
    earlier, later = store.reports.article(1), store.reports.article(2)
    assert earlier is not None
    assert later is not None
    assert earlier["replaced_by"] == 2
    assert later["replaces"] == [{"id": 1, "title": TITLE}]


def test_what_was_seen_long_ago_is_forgotten(store: Store) -> None:
    receive(store, came())
    poll(store, came(listed("/bread"), title="Bread by weight", paragraphs=BREAD, at=NOW + 40 * DAY))
    assert {page for (page,) in rows(store, "SELECT page FROM lines WHERE page > 0")} == {2}
