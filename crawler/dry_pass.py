"""A crawl that stores nothing: for looking at one page, or at what an outlet's sources list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.clock import clock
from crawler.config import Config
from crawler.core import planning
from crawler.core.articles import Article
from crawler.core.fetched import OutletPlan, PageFetched, SourceFetched, StoredPage
from crawler.core.fingerprints import Fingerprint
from crawler.core.matches import Match
from crawler.core.models import READ_STATES, Body, Candidate, Listing, Outlet, Source, Trouble, Visit
from crawler.core.urls import host
from crawler.crawl import scrapy_settings
from crawler.process import CrawlProcess
from crawler.readers import Readers
from spiders.hosts import Hosts
from storage.topics import TopicMatcher


@dataclass(frozen=True, slots=True)
class PageLooked:
    """One page: how the visit ended, and the article that was read, if one was."""

    visit: Visit
    article: Article | None
    matches: tuple[Match, ...]


@dataclass(eq=False)
class DryPass:
    """What a spider and the pipelines are given when nothing is to be stored; what they bring is collected."""

    plans: Sequence[OutletPlan]
    matcher: TopicMatcher
    readers: Readers
    hosts: Hosts = field(default_factory=Hosts)
    sources: list[SourceFetched] = field(default_factory=list)
    pages: list[PageLooked] = field(default_factory=list)

    def now(self) -> datetime:
        """The time, in UTC."""
        return clock()

    async def read_listing(self, source: Source, body: Body) -> Listing | Trouble:
        """What a source's body lists."""
        return await self.readers.read_listing(source, body)

    def to_fetch(
        self,
        plan: OutletPlan,  # noqa: ARG002 - the protocol's
        source: Source,  # noqa: ARG002 - as above
        candidates: Sequence[Candidate],  # noqa: ARG002 - as above
    ) -> Sequence[Candidate]:
        """None: pages that sources list are not looked at."""
        return ()

    def language(self, outlet: str) -> str | None:
        """What the outlet is configured to write in."""
        return next(plan.outlet.language for plan in self.plans if plan.outlet.name == outlet)

    def issued(self, plan: OutletPlan, url: str) -> None:
        """Nothing is counted."""

    def ask_with(self, ask: Callable[[OutletPlan, StoredPage], None]) -> None:
        """No page is looked at twice."""

    def unsent(self, plan: OutletPlan, url: str) -> None:
        """Nothing is counted."""

    def visited(self, visit: Visit) -> None:
        """Nothing is recorded."""

    def pause_host(self, name: str, until: datetime, reason: str) -> None:  # noqa: ARG002 - the protocol's
        """Leave it alone for this run."""
        self.hosts.pauses.set(name, until)

    def record_source(self, fetched: SourceFetched) -> None:
        """Collect a source."""
        self.sources.append(fetched)

    def record_page(
        self,
        fetched: PageFetched,
        article: Article | None,
        print_: Fingerprint | None,  # noqa: ARG002 - the protocol's
        matches: tuple[Match, ...],
    ) -> None:
        """Collect a page."""
        self.pages.append(PageLooked(fetched.visit, article, matches))

    def abandon(self, fetched: SourceFetched | PageFetched) -> None:
        """Nothing is counted."""

    def close(self) -> None:
        """Nothing is open."""


def look_at_page(config: Config, url: str) -> PageLooked:
    """Fetch and read one page as a crawl would. An outlet that has the page's host lends its settings."""
    outlet = next((o for o in config.outlets if host(url) in planning.hosts(o)), Outlet("the page", home=url))
    plan = OutletPlan(outlet, (), pages=(StoredPage(Candidate(outlet.name, url, url)),))
    return _run(config, [plan]).pages[0]


def look_at_sources(config: Config) -> dict[str, list[SourceFetched]]:
    """Visit every outlet's sources, by outlet; an outlet given by its home page has them looked for."""
    plans = [planning.plan_outlet(outlet, (), (), last_ok_at=None, now=clock()) for outlet in config.outlets]
    found: dict[str, list[SourceFetched]] = {outlet.name: [] for outlet in config.outlets}
    for fetched in _run(config, plans).sources:
        if fetched.visit.state in READ_STATES or not fetched.guess:
            found[fetched.source.outlet].append(fetched)
    return found


def _run(config: Config, plans: Sequence[OutletPlan]) -> DryPass:
    process = CrawlProcess(scrapy_settings(config))
    dry = DryPass(plans, TopicMatcher(config.topics), Readers())

    async def main() -> None:
        async with dry.readers:
            await process.crawl(dry)

    process.run(main)
    return dry
