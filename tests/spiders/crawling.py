"""What the tests of middlewares begin with: a crawler that is not running, with answers written down beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.core.fetched import OutletPlan
from crawler.core.models import Body, Candidate, Listing, Outlet, Source, Trouble, Visit
from spiders.hosts import Hosts
from spiders.outlet import OutletSpider

START = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
AGENT = "newswatch/0.1 (+desk@example.org)"
Answer = Response | Exception


@dataclass
class Pass:
    """One crawl, as middlewares see it; its clock stands still until `later` is called."""

    plans: Sequence[OutletPlan] = ()
    hosts: Hosts = field(default_factory=Hosts)
    visits: list[Visit] = field(default_factory=list)
    paused: list[tuple[str, str]] = field(default_factory=list)
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def later(self, time: timedelta) -> None:
        self.time += time

    def pause_host(self, name: str, until: datetime, reason: str) -> None:
        self.hosts.pauses.set(name, until)
        self.paused.append((name, reason))

    def visited(self, visit: Visit) -> None:
        self.visits.append(visit)

    async def read_listing(self, source: Source, body: Body) -> Listing | Trouble:
        raise AssertionError((source, body))

    def to_fetch(self, plan: OutletPlan, source: Source, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        raise AssertionError((plan, source, candidates))

    def issued(self, plan: OutletPlan, url: str) -> None:
        raise AssertionError((plan, url))

    def unsent(self, plan: OutletPlan, url: str) -> None:
        raise AssertionError((plan, url))

    def close(self) -> None:
        raise AssertionError


class SlotsAlone(Downloader):
    """The framework's downloader, as far as it keeps hosts apart; nothing is sent."""

    def __init__(self) -> None:
        self.slots = {}
        self.per_slot_settings = {}
        self.domain_concurrency = 1
        self.ip_concurrency = 0
        self._delay = self._jitter = 0.0

    def _start_slot_gc(self) -> None:
        pass


def crawler(crawl_pass: Pass, answer: Callable[[Request], Awaitable[Response]] | None = None) -> Any:
    """A crawler for `crawl_pass`, whose engine answers downloads with `answer`."""
    made: Any = Crawler(OutletSpider, Settings({"USER_AGENT": AGENT}))
    made.spider = SimpleNamespace(crawl_pass=crawl_pass)
    made.engine = SimpleNamespace(downloader=SlotsAlone(), download_async=answer)
    return made


def request(url: str, outlet: Outlet | None = None, **meta: Any) -> Request:
    """A request of `outlet`'s poll."""
    return Request(url, meta={"plan": OutletPlan(outlet or Outlet("Gazette"), ()), **meta})


def answering(answers: dict[str, list[Answer]]) -> tuple[Callable[[Request], Awaitable[Response]], list[str]]:
    """A server that gives each address' answers in turn, the last one for ever; and what it was asked for."""
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        await asyncio.sleep(0)
        asked.append(request.url)
        left = answers[request.url]
        said = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(said, Exception):
            raise said
        return said.replace(request=request)

    return answer, asked
