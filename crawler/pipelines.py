"""What happens to each thing that the spiders bring: read → match → judge and record. One stage, one class.

Judging and recording are one step: between the look at what is stored and the writing nothing may come, or two outlets'
copies of one text that arrive together would both be new.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self, cast

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from crawler.child import PageJob
from crawler.core.articles import Article, headline_article, leads_to_front_page, read_article
from crawler.core.fetched import PageFetched, SourceFetched
from crawler.core.fingerprints import Fingerprint
from crawler.core.matches import Match
from crawler.core.models import Reading, Trouble, VisitState
from crawler.crawl_pass import CrawlPass
from spiders.crawl_pass import pass_of


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page, after reading. `article` is None where nothing can be told of it: no text, and no title from its source."""

    fetched: PageFetched
    article: Article | None
    fingerprint: Fingerprint | None = None
    matches: tuple[Match, ...] = ()


class _Stage:
    def __init__(self, crawl_pass: CrawlPass) -> None:
        self._pass = crawl_pass

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy calls it."""
        return cls(cast("CrawlPass", pass_of(crawler)))


class Read(_Stage):
    """Page → article: by a reading process; what could not be had becomes what the source said of it."""

    async def process_item(self, item: SourceFetched | PageFetched) -> SourceFetched | PageRead:
        """Read a page; a source passes."""
        if isinstance(item, SourceFetched):
            return item
        return await self._read(item) if item.body else self._unread(item, Trouble(item.visit.state, item.visit.detail))

    async def _read(self, fetched: PageFetched) -> PageRead:
        assert fetched.body is not None  # noqa: S101 - asked for by process_item alone
        answered = fetched.body.url
        if leads_to_front_page(fetched.candidate.url, answered):
            return self._without_text(
                fetched, Trouble(VisitState.SOFT_404, f"its address leads to the front page {answered}")
            )
        language = self._pass.language(fetched.candidate.outlet)
        reading = await self._pass.readers.read(PageJob(fetched.body, language))
        if isinstance(reading, Trouble):
            return self._without_text(fetched, reading)
        assert isinstance(reading, Reading)  # noqa: S101 - a page job is answered so
        if reading.partial:
            fetched = replace(fetched, visit=replace(fetched.visit, state=VisitState.PARTIAL, detail=reading.note))
        article = read_article(fetched.candidate, reading, answered, fetched.visit.at)
        return PageRead(fetched, article, article.fingerprint())

    def _without_text(self, fetched: PageFetched, trouble: Trouble) -> PageRead:
        visit = replace(fetched.visit, state=trouble.state, detail=trouble.detail, by=trouble.by)
        return self._unread(replace(fetched, visit=visit), trouble)

    def _unread(self, fetched: PageFetched, trouble: Trouble) -> PageRead:
        if fetched.visit.state is VisitState.UNCHANGED:
            return PageRead(fetched, None)
        article = headline_article(fetched.candidate, trouble, fetched.visit.at)
        return PageRead(fetched, article, article.fingerprint() if article else None)


class MatchTopics(_Stage):
    """Article → the same with the topics that it is on, and why."""

    def process_item(self, item: SourceFetched | PageRead) -> SourceFetched | PageRead:
        """Match an article's title and text."""
        if isinstance(item, SourceFetched) or item.article is None:
            return item
        return replace(item, matches=self._pass.matcher.match(item.article.title, item.article.text))


class Record(_Stage):
    """Judge what came, and write it down: one transaction a page."""

    def process_item(self, item: SourceFetched | PageRead) -> SourceFetched | PageRead:
        """Record a page or a source; with it, its request has ended, also where recording fails."""
        try:
            self._record(item)
        except Exception:
            self._pass.abandon(item if isinstance(item, SourceFetched) else item.fetched)
            raise  # Scrapy logs it, with the item
        return item

    def _record(self, item: SourceFetched | PageRead) -> None:
        if isinstance(item, SourceFetched):
            self._pass.record_source(item)
        else:
            self._pass.record_page(item.fetched, item.article, item.fingerprint, item.matches)


class QuietLogFormatter(LogFormatter):
    """Leaves out what the database tells better: dropped and scraped items with their whole pages."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override] # noqa: ANN401, ARG002 - Scrapy allows None
        """Say nothing."""
        return None
