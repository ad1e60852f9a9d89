"""What a spider and its middlewares are given for one crawl: what to do, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, cast

from scrapy.crawler import Crawler

from crawler.core.fetched import OutletPlan, StoredPage
from crawler.core.models import Body, Candidate, Listing, Source, Trouble, Visit
from spiders.hosts import Hosts


class CrawlPass(Protocol):
    """One crawl, as the spiders see it."""

    plans: Sequence[OutletPlan]
    hosts: Hosts

    def now(self) -> datetime:
        """The time, in UTC."""

    async def read_listing(self, source: Source, body: Body) -> Listing | Trouble:
        """What a source's body lists."""

    def to_fetch(self, plan: OutletPlan, source: Source, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates of `source` whose pages are to be fetched; each page once in a crawl."""

    def issued(self, plan: OutletPlan, url: str) -> None:
        """A request is on its way, and will come back as one item."""

    def ask_with(self, ask: Callable[[OutletPlan, StoredPage], None]) -> None:
        """Take the way to have a page fetched once more."""

    def unsent(self, plan: OutletPlan, url: str) -> None:
        """A request was not sent after all, since the crawl was stopped."""

    def visited(self, visit: Visit) -> None:
        """A request that brings no item (robots.txt, a redirect's hop) has ended."""

    def pause_host(self, name: str, until: datetime, reason: str) -> None:
        """The host `name` asked to be left alone until then."""

    def close(self) -> None:
        """The crawl has ended, or was stopped."""


def pass_of(crawler: Crawler) -> CrawlPass:
    """The pass of a crawler that runs this project's spider."""
    return cast("CrawlPass", getattr(crawler.spider, "crawl_pass"))  # noqa: B009 - a Spider has no such attribute, ours has
