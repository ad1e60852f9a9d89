"""The spider that visits outlets: sources first, then the pages of the candidates that are worth a fetch.

It decides nothing about news. What to visit stands in its plans; which candidates to fetch, `crawl_pass` answers; what a
page says is read further on. Each request it issues comes back as one item, whatever happened to it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.core.answers import trouble_of
from crawler.core.fetched import OutletPlan, PageFetched, SourceFetched, StoredPage, answered
from crawler.core.models import Listing, Source, SourceKind, Trouble, VisitState
from crawler.core.rechecks import FETCHED_WHOLE
from crawler.core.urls import host
from spiders.crawl_pass import CrawlPass
from spiders.discovery import found_sources
from spiders.failures import CrawlStoppedError, trouble_of_failure
from spiders.guard import is_own
from spiders.visits import blocked_by, body_of, fresh, header, visit_of, visit_of_failure, visit_of_trouble

_UNCHANGED = 304
# An index of indexes of sitemaps is real; deeper nesting is a loop (FAULTS 63).
DEEPEST_INDEX = 3
# Of the sources that an outlet's home page names, these many that work are enough: a feed and a news sitemap.
ENOUGH_SOURCES = 2

Item = SourceFetched | PageFetched


class OutletSpider(Spider):
    """Visits the outlets of its `crawl_pass`. Without one, as under `scrapy crawl`, the setting OPEN_CRAWL opens it."""

    name = "outlets"
    crawl_pass: CrawlPass

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy calls it; `-a outlet=NAME` visits one outlet alone."""
        crawl_pass = kwargs.pop("crawl_pass", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.crawl_pass = crawl_pass or load_object(crawler.settings["OPEN_CRAWL"])(crawler.settings, **kwargs)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first requests of each plan."""
        self.crawl_pass.ask_with(self._ask_again)
        for plan in self.crawl_pass.plans:
            for source in plan.sources:
                yield self._source_request(plan, source)
            for page in plan.pages:
                yield self._page_request(plan, page)

    # ---- sources ---------------------------------------------------------------------------------------------------

    async def source_answered(
        self, response: Response, plan: OutletPlan, source: Source, *, depth: int = 0, guess: bool = False
    ) -> AsyncIterator[Request | Item]:
        """A source's answer: the requests that follow from it, then the item that tells of it."""
        fetched = await self._read_source(response, source, guess=guess)
        fetched = replace(fetched, fresh_for=fresh(response, fetched.visit.at))
        for child in self._children(plan, fetched, depth):
            yield self._source_request(plan, child, depth=depth + 1, guess=guess)
        if fetched.listing is None or not plan.find_sources or source.kind is not SourceKind.HOME:
            for request in self._page_requests(plan, fetched.source, fetched.listing):
                yield request
        else:
            async for result in self._find_sources(plan, fetched.source, fetched.listing):
                yield result
        yield fetched

    def source_failed(self, failure: Failure) -> Item | None:
        """A source that did not answer."""
        request, error = _failed(failure)
        return None if self._unsent(request, error) else self._source_without(request, error)

    def _source_without(self, request: Request, error: BaseException) -> SourceFetched:
        visit = visit_of_failure(request, trouble_of_failure(error, request.url), self.crawl_pass.now())
        return SourceFetched(request.cb_kwargs["source"], visit, guess=request.cb_kwargs["guess"])

    async def _read_source(self, response: Response, source: Source, *, guess: bool) -> SourceFetched:
        now = self.crawl_pass.now()
        trouble = trouble_of(response.status, header(response, "Location"))
        if trouble is not None:
            return SourceFetched(source, visit_of_trouble(response, blocked_by(response, trouble), now), guess=guess)
        body_hash = sha256(response.body).hexdigest()
        if response.status == _UNCHANGED:
            return SourceFetched(source, visit_of(response, VisitState.UNCHANGED, now), guess=guess)
        if body_hash == source.body_hash and not guess:
            return SourceFetched(_answered(source, response, now), visit_of(response, VisitState.UNCHANGED, now))
        listing = await self.crawl_pass.read_listing(source, body_of(response))
        if isinstance(listing, Trouble):
            return SourceFetched(source, visit_of_trouble(response, listing, now), guess=guess)
        state = VisitState.PARTIAL if listing.partial else VisitState.OK
        return SourceFetched(
            replace(_answered(source, response, now), ttl=listing.ttl),
            visit_of(response, state, now, listing.note),
            listing,
            guess=guess,
        )

    def _children(self, plan: OutletPlan, fetched: SourceFetched, depth: int) -> Sequence[Source]:
        """The sitemaps that a sitemap index names; those it named last time where it is unchanged.

        One that is new is part of a list that is known: it has no baseline of its own.
        """
        if depth >= DEEPEST_INDEX:
            return ()
        stored = {source.url: source for source in plan.children_of(fetched.source.url)}
        if fetched.visit.state is VisitState.UNCHANGED:
            return tuple(stored.values())
        urls = fetched.listing.children if fetched.listing else ()
        return [
            stored.get(url)
            or Source(
                plan.outlet.name,
                SourceKind.SITEMAP,
                url,
                found_from=fetched.source.url,
                first_read_at=fetched.source.first_read_at,
            )
            for url in urls
            if url != fetched.source.url
        ]

    async def _find_sources(self, plan: OutletPlan, home: Source, listing: Listing) -> AsyncIterator[Request | Item]:
        """Try the feeds and sitemaps that the home page and robots.txt name; without any, take the page's own links."""
        robots = self.crawl_pass.hosts.robots.get(plan.outlet.home or "")
        working = 0
        read_anyway = {source.url for source in plan.sources}
        for source in found_sources(plan.outlet, listing, robots.text if robots else ""):
            if source.url in read_anyway:
                working += 1
                continue
            async for result in self._try_source(plan, source):
                if isinstance(result, SourceFetched):
                    working += bool(result.listing and (result.listing.candidates or result.listing.children))
                yield result
            if working >= ENOUGH_SOURCES:
                break
        if not working:
            for request in self._page_requests(plan, home, listing):
                yield request

    async def _try_source(self, plan: OutletPlan, source: Source) -> AsyncIterator[Request | Item]:
        request = self._source_request(plan, source, guess=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever happened is told by its kind
            if not self._unsent(request, error):
                yield self._source_without(request, error)
            return
        async for result in self.source_answered(response, plan, source, guess=True):
            yield result

    def _source_request(self, plan: OutletPlan, source: Source, *, depth: int = 0, guess: bool = False) -> Request:
        fetch_whole = source.fetched_at is None or self.crawl_pass.now() - source.fetched_at > FETCHED_WHOLE
        headers = {} if fetch_whole else _validators(source.etag, source.last_modified)
        arguments = {"plan": plan, "source": source, "depth": depth, "guess": guess}
        return self._request(source.url, plan, self.source_answered, self.source_failed, headers, arguments)

    # ---- pages -----------------------------------------------------------------------------------------------------

    def page_answered(self, response: Response, plan: OutletPlan, page: StoredPage) -> Item:  # noqa: ARG002 - as cb_kwargs name them
        """A page's answer."""
        now = self.crawl_pass.now()
        trouble = trouble_of(response.status, header(response, "Location"))
        if trouble is not None:
            return PageFetched(page.candidate, visit_of_trouble(response, blocked_by(response, trouble), now))
        if response.status == _UNCHANGED:
            return PageFetched(page.candidate, visit_of(response, VisitState.UNCHANGED, now))
        return PageFetched(
            page.candidate,
            visit_of(response, VisitState.OK, now),
            body_of(response),
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
        )

    def page_failed(self, failure: Failure) -> Item | None:
        """A page that did not come."""
        request, error = _failed(failure)
        if self._unsent(request, error):
            return None
        visit = visit_of_failure(request, trouble_of_failure(error, request.url), self.crawl_pass.now())
        return PageFetched(request.cb_kwargs["page"].candidate, visit)

    def _page_requests(self, plan: OutletPlan, source: Source, listing: Listing | None) -> list[Request]:
        candidates = self.crawl_pass.to_fetch(plan, source, listing.candidates) if listing else ()
        return [self._page_request(plan, StoredPage(candidate)) for candidate in candidates]

    def _page_request(self, plan: OutletPlan, page: StoredPage) -> Request:
        headers = _validators(page.etag, page.last_modified)
        arguments = {"plan": plan, "page": page}
        return self._request(page.candidate.url, plan, self.page_answered, self.page_failed, headers, arguments)

    def _ask_again(self, plan: OutletPlan, page: StoredPage) -> None:
        """Have a page fetched once more in this crawl, in its host's turn."""
        assert self.crawler.engine is not None  # noqa: S101 - it runs
        self.crawler.engine.crawl(self._page_request(plan, page))

    def _unsent(self, request: Request, error: BaseException) -> bool:
        """Whether the request was never sent, because the crawl was stopped."""
        if not isinstance(error, CrawlStoppedError):
            return False
        named = request.cb_kwargs.get("source") or request.cb_kwargs["page"].candidate
        self.crawl_pass.unsent(request.cb_kwargs["plan"], named.url)
        return True

    def _request(  # noqa: PLR0913, PLR0917 - one place that builds requests
        self,
        url: str,
        plan: OutletPlan,
        callback: Any,  # noqa: ANN401 - one of this spider's methods
        errback: Any,  # noqa: ANN401 - as above
        headers: dict[str, str],
        arguments: dict[str, Any],
    ) -> Request:
        self.crawl_pass.issued(plan, url)
        return Request(
            url,
            callback,
            errback=errback,
            headers={**(dict(plan.outlet.headers) if is_own(host(url), plan.outlet) else {}), **headers},
            cb_kwargs=arguments,
            meta={"plan": plan},
            dont_filter=True,  # `to_fetch` sees to it that a page is fetched once
        )


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    named = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in named.items() if value}


def _failed(failure: Any) -> tuple[Request, BaseException]:  # noqa: ANN401 - Scrapy adds the request to Twisted's Failure
    return failure.request, failure.value


def _answered(source: Source, response: Response, now: datetime) -> Source:
    """The source with the validators of an answer that came whole."""
    return answered(
        source,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        body_hash=sha256(response.body).hexdigest(),
        now=now,
    )
