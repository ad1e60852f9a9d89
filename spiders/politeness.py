"""One request at a time and host, with a pause after each answer, and none at all to a host that asked for quiet."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.core.answers import pause_asked
from crawler.core.fetched import OutletPlan
from crawler.core.urls import host
from spiders.crawl_pass import CrawlPass, pass_of
from spiders.failures import CrawlStoppedError, HostPausedError
from spiders.visits import header

_ASKS_FOR_QUIET = frozenset({429, 503})
# Seconds. With no delay at all the framework sends everything that waits for a host at once, whatever its concurrency.
_SHORTEST = 0.001


STOPPED = object()
"""The signal by which a crawl is told to send nothing more."""


class PolitenessMiddleware:
    """Keeps each host's slot to the outlet's `delay` or its robots.txt's Crawl-delay, whichever is longer.

    The framework counts a delay from the moment a request is sent; here it counts from the end of the answer, so that
    a slow server gets longer pauses and the delay holds as the server sees it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopped = False
        crawler.signals.connect(self._answered, signal=signals.response_downloaded)
        crawler.signals.connect(self.stop, signal=STOPPED)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy calls it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Put the request into its host's slot; a redirect's next hop brings the slot of the host before."""
        if self._stopped:
            raise CrawlStoppedError
        name = host(request.url)
        if self._crawl_pass.hosts.pauses.get(name, self._crawl_pass.now()):
            raise self._paused(name)
        request.meta["download_slot"] = name
        self._slot(request).delay = max(self._delay(request).total_seconds(), _SHORTEST)

    def _answered(self, request: Request, response: Response) -> None:
        """Count the delay from now on; where the host asks for quiet, send nothing of what waits for its turn."""
        slot, name = self._slot(request), host(request.url)
        slot.lastseen = monotonic()
        if response.status not in _ASKS_FOR_QUIET:
            return
        now = self._crawl_pass.now()
        until = now + pause_asked(header(response, "Retry-After"), now)
        until = max(until, self._crawl_pass.hosts.pauses.get(name, now) or until)
        self._crawl_pass.pause_host(name, until, f"the server answered {response.status} to {request.url}")
        _send_nothing_more(slot, self._paused(name))

    def stop(self) -> None:
        """Send nothing of what waits: the crawl is stopped."""
        self._stopped = True
        for slot in self._crawler.engine.downloader.slots.values():
            _send_nothing_more(slot, CrawlStoppedError())

    def _paused(self, name: str) -> HostPausedError:
        until = self._crawl_pass.hosts.pauses.get(name, self._crawl_pass.now())
        return HostPausedError(f"{name} asked for quiet until {until:%H:%M} UTC; it is asked again after that")

    def _slot(self, request: Request) -> Any:  # noqa: ANN401 - the framework's own, not exported
        return self._crawler.engine.downloader._get_slot(request)[1]  # noqa: SLF001 - AutoThrottle's way in 2.19; pinned by a test

    def _delay(self, request: Request) -> timedelta:
        plan: OutletPlan = request.meta["plan"]
        return max(plan.outlet.delay, timedelta(seconds=request.meta.get("crawl_delay", 0)))

    @property
    def _crawl_pass(self) -> CrawlPass:
        return pass_of(self._crawler)


def _send_nothing_more(slot: Any, error: Exception) -> None:  # noqa: ANN401 - as `_slot`
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(error)
