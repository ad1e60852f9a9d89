"""One request at a time and host, with a pause after each answer, and none at all to a host that asked for quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.core.answers import pause_asked
from crawler.core.fetched import OutletPlan
from crawler.core.urls import host
from spiders.crawl_pass import CrawlPass, pass_of
from spiders.failures import CrawlStoppedError, HostPausedError
from spiders.visits import header

_ASKS_FOR_QUIET = frozenset({429, 503})
_TURN = "turn"  # where a request keeps its turn

STOPPED = object()
"""The signal by which a crawl is told to send nothing more."""


class PolitenessMiddleware:
    """Has each request wait for its host's turn, and keeps the outlet's `delay` or robots.txt's Crawl-delay, whichever is
    longer, between them.

    The delay counts from the end of an answer, so that a slow server gets longer pauses and it holds as the server sees it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopped = False
        crawler.signals.connect(self.stop, signal=STOPPED)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy calls it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until it is the request's turn. A redirect's next hop brings the slot of the host before, and gets its own."""
        if self._stopped:
            raise CrawlStoppedError
        name = host(request.url)
        if self._crawl_pass.hosts.pauses.get(name, self._crawl_pass.now()):
            raise self._paused(name)
        request.meta["download_slot"] = name
        pause = self._delay(request).total_seconds()
        request.meta[_TURN] = await self._crawl_pass.hosts.turns.take(name, pause, self._crawl_pass)

    def process_response(self, request: Request, response: Response) -> Response:
        """The next in the line may go; where the host asks for quiet, all that wait are sent away."""
        if response.status in _ASKS_FOR_QUIET:
            name, now = host(request.url), self._crawl_pass.now()
            until = now + pause_asked(header(response, "Retry-After"), now)
            until = max(until, self._crawl_pass.hosts.pauses.get(name, now) or until)
            self._crawl_pass.pause_host(name, until, f"the server answered {response.status} to {request.url}")
            self._crawl_pass.hosts.turns.turn_away(name, self._paused(name))
        self._give_back(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - as Scrapy calls it
        """The next in the line may go."""
        self._give_back(request)

    def stop(self) -> None:
        """Send nothing of what waits: the crawl is stopped."""
        self._stopped = True
        self._crawl_pass.hosts.turns.stop(self._crawl_pass, CrawlStoppedError())

    def _give_back(self, request: Request) -> None:
        turn = request.meta.pop(_TURN, None)  # what was refused before its turn has none
        if turn is not None:
            self._crawl_pass.hosts.turns.give_back(turn)

    def _paused(self, name: str) -> HostPausedError:
        until = self._crawl_pass.hosts.pauses.get(name, self._crawl_pass.now())
        return HostPausedError(f"{name} asked for quiet until {until:%H:%M} UTC; it is asked again after that")

    def _delay(self, request: Request) -> timedelta:
        plan: OutletPlan = request.meta["plan"]
        return max(plan.outlet.delay, timedelta(seconds=request.meta.get("crawl_delay", 0)))

    @property
    def _crawl_pass(self) -> CrawlPass:
        return pass_of(self._crawler)
