"""The demo's articles as they come in: each outlet's, on the demo's topic, read without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crawler.core.articles import read_article
from crawler.core.fetched import PageFetched
from crawler.core.models import Candidate, Outlet, Reading, Topic, Visit, VisitState
from crawler.demo import outlets, script
from crawler.demo.articles import Article, at
from crawler.recording import Page, record_page
from storage.store import Store
from storage.topics import TopicMatcher
from tests.storage.newsroom import NOW

WATCHED = Topic(script.TOPIC, script.QUERY)
MATCHER = TopicMatcher([WATCHED])


def demo_pages(step: int = 1) -> list[Page]:
    """The demo's articles that are on its topic at `step`, in the order of their outlets."""
    listed = [(outlet, at(one, step)) for outlet in script.demo_press().outlets for one in outlet.articles]
    pages = [_page(outlet, one) for outlet, one in listed if one.listed_from <= step and not one.script_only]
    return [page for page in pages if page.matches]


def received(folder: Path, pages: Sequence[Page]) -> Store:
    """A new store to which `pages` have come, in this order."""
    store = Store(folder / "news.db", writable=True)
    store.polls.keep_outlets([Outlet(name) for name in sorted({page.article.outlet for page in pages})], NOW)
    store.topics.keep([WATCHED], NOW)
    for page in pages:
        with store.transaction():
            record_page(store, MATCHER, page, announced=True)
    return store


def _page(outlet: outlets.Outlet, shown: Article) -> Page:
    address = f"https://{outlet.name.lower().replace(' ', '-')}.example{shown.path}"
    candidate = Candidate(outlet.name, address, address, title=shown.title, published_at=shown.published)
    reading = Reading(shown.title, shown.lines, language=outlet.language, published_at=shown.published)
    article = read_article(candidate, reading, address, NOW)
    fetched = PageFetched(candidate, Visit(outlet.name, address, VisitState.OK, NOW))
    return Page(fetched, article, article.fingerprint(), MATCHER.match(article.title, article.text))
