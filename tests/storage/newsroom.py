"""What the tests of storage begin with: an open store with two outlets, and pages that come in to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.core.articles import Article, headline_article, read_article
from crawler.core.fetched import PageFetched
from crawler.core.judge import Judgement
from crawler.core.models import Candidate, Outlet, Reading, Topic, Trouble, Visit, VisitState
from crawler.recording import Page, record_page
from storage.store import Store
from storage.topics import TopicMatcher

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
GAZETTE, TRIBUNE = (
    Outlet("Gazette", home="https://gazette.example/"),
    Outlet("Tribune", home="https://tribune.example/"),
)
FERRIES = Topic("Ferries", "ferry OR ferries OR 여객선")
TITLE = "Second ferry to the islands"
TEXT = (
    "The ferry to the northern islands will run twice a day from Monday, the harbour office said on Tuesday morning.",
    "Officials expect some 300 passengers on the first day, and twice as many once the fishing season has begun.",
    "The old timetable had been in force for eleven years, and shopkeepers had long asked for a second boat.",
    "Fares stay as they are until the summer, when the company wants to sell tickets by telephone as well.",
)


def newsroom(path: Path) -> Store:
    """A new store that watches two outlets for one topic."""
    store = Store(path / "news.db", writable=True)
    store.polls.keep_outlets([GAZETTE, TRIBUNE], NOW)
    store.topics.keep([FERRIES], NOW)
    return store


def listed(path: str = "/ferry", outlet: str = "Gazette", title: str | None = TITLE, **more: Any) -> Candidate:
    """What a feed says of an article."""
    site = f"https://{outlet.lower()}.example"
    return replace(Candidate(outlet, f"{site}{path}", f"{site}/feed", title=title), **more)


def came(
    candidate: Candidate | None = None,
    *,
    reading: Reading | None = None,
    answered: str | None = None,
    at: datetime = NOW,
    topics: Sequence[Topic] = (FERRIES,),
    etag: str | None = None,
    **shown: Any,
) -> Page:
    """A page that was read: TEXT under TITLE, but for what is `shown` differently. A new title is its feed's, too."""
    candidate = candidate or listed()
    if candidate.title == TITLE:
        candidate = replace(candidate, title=shown.get("title", TITLE))
    reading = replace(reading or Reading(TITLE, TEXT, extractor="reader 1"), **shown)
    article = read_article(candidate, reading, answered or candidate.url, at)
    fetched = PageFetched(candidate, _visit(candidate, VisitState.OK, at), etag=etag)
    return _matched(fetched, article, topics)


def failed(state: VisitState, candidate: Candidate | None = None, *, at: datetime = NOW, why: str = "") -> Page:
    """A page that could not be read; its source told a title."""
    candidate = candidate or listed()
    visit = _visit(candidate, state, at, why)
    article = headline_article(candidate, Trouble(state, why), at)
    assert article is not None
    return _matched(PageFetched(candidate, visit), article, [FERRIES])


def untitled(state: VisitState, path: str = "/ferry", at: datetime = NOW) -> PageFetched:
    """A page that could not be read; nobody told a title."""
    candidate = listed(path, title=None)
    return PageFetched(candidate, _visit(candidate, state, at))


def receive(store: Store, page: Page, *, announced: bool = True) -> Judgement:
    """Judge a page and write it down, as a crawl does."""
    with store.transaction():
        recorded = record_page(store, TopicMatcher([FERRIES]), page, announced=announced)
    assert recorded.judgement is not None
    return recorded.judgement


def rows(store: Store, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """The answer of the database."""
    return store.db.execute(sql, parameters).fetchall()


def row(store: Store, table: str, where: str = "1") -> dict[str, Any]:
    """The only row of `table`, by its columns' names."""
    cursor = store.db.execute(f"SELECT * FROM {table} WHERE {where}")  # noqa: S608 - a test's own words
    (found,) = cursor.fetchall()
    return dict(zip([name for name, *_ in cursor.description], found, strict=True))


def _matched(fetched: PageFetched, article: Article, topics: Sequence[Topic]) -> Page:
    matches = TopicMatcher(topics).match(article.title, article.text)
    return Page(fetched, article, article.fingerprint(), matches)


def _visit(candidate: Candidate, state: VisitState, at: datetime, why: str = "") -> Visit:
    return Visit(candidate.outlet, candidate.url, state, at, detail=why)
