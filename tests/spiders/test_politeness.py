from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import wraps
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.core.models import Outlet
from spiders.failures import CrawlStoppedError, HostPausedError
from spiders.hosts import Hosts
from spiders.politeness import STOPPED, PolitenessMiddleware
from tests.spiders.crawling import Pass, crawler, request

SITE = "https://gazette.example"
PAGE = f"{SITE}/news/1"
OTHER = "https://tribune.example/"
SECOND = timedelta(seconds=1)
HASTY = Outlet("Hasty", delay=timedelta(0))


class Line:
    """A crawl's requests, as the middleware lets them wait for their host's turn."""

    def __init__(self, hosts: Hosts | None = None) -> None:
        self.crawl_pass = Pass(hosts=hosts or Hosts())
        self.crawler = crawler(self.crawl_pass)
        self.middleware = PolitenessMiddleware.from_crawler(self.crawler)

    async def ask(self, url: str = PAGE, outlet: Outlet = HASTY, **meta: Any) -> Request:
        asked = request(url, outlet, **meta)
        await self.middleware.process_request(asked)
        return asked

    def wait(self, url: str = PAGE) -> asyncio.Task[Request]:
        """Let a request wait for its host's turn."""
        return asyncio.get_running_loop().create_task(self.ask(url))

    def answer(self, asked: Request, status: int = 200, **headers: str) -> None:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        self.middleware.process_response(asked, Response(asked.url, status=status, headers=said))


def run(scenario: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(scenario)
    def test(*args: Any, **kwargs: Any) -> None:
        asyncio.run(scenario(*args, **kwargs))

    return test


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def _ended(waiting: list[asyncio.Task[Request]]) -> list[type | None]:
    """The error of each that was sent away, `Request` for one whose turn has come, None for one that still waits."""
    return [(type(task.exception() or task.result()) if task.done() else None) for task in waiting]


@run
async def test_a_host_has_one_request_at_a_time() -> None:
    line = Line()
    first = await line.ask()
    waiting = [line.wait(), line.wait("http://GAZETTE.example:8080/3"), line.wait(OTHER)]
    await _settled()
    assert _ended(waiting) == [None, None, Request]
    line.answer(first)
    await _settled()
    assert _ended(waiting) == [Request, None, Request]
    line.middleware.process_exception(waiting[0].result(), TimeoutError())
    await _settled()
    assert _ended(waiting) == [Request, Request, Request]


@run
async def test_crawls_that_overlap_stand_in_one_line_and_go_by_turns() -> None:
    hosts = Hosts()
    one, other = Line(hosts), Line(hosts)
    first = await one.ask()
    waiting = [one.wait(), one.wait(), other.wait()]
    await _settled()
    assert _ended(waiting) == [None, None, None]
    one.answer(first)
    await _settled()
    assert _ended(waiting) == [None, None, Request], "a long list holds up a short one"
    other.answer(waiting[2].result())
    await _settled()
    assert _ended(waiting) == [Request, None, Request]


@pytest.mark.parametrize(
    ("before", "after", "crawl_delay"),
    [(0.2, 0.0, 0.0), (0.0, 0.2, 0.0), (0.0, 0.0, 0.2), (0.1, 0.2, 0.1)],
)
@run
async def test_the_longest_delay_of_two_requests_and_their_host_is_kept_after_the_answer(
    before: float, after: float, crawl_delay: float
) -> None:
    line, loop = Line(), asyncio.get_running_loop()
    first = await line.ask(outlet=Outlet("One", delay=timedelta(seconds=before)), crawl_delay=crawl_delay)
    await asyncio.sleep(0.05)
    line.answer(first)
    answered = loop.time()
    await line.ask(outlet=Outlet("Other", delay=timedelta(seconds=after)))
    assert loop.time() - answered >= 0.19


@run
async def test_a_redirects_next_hop_waits_in_the_line_of_its_own_host() -> None:
    line = Line()
    asked = await line.ask()
    line.answer(asked)
    hop = asked.replace(url=OTHER)
    await line.middleware.process_request(hop)
    assert hop.meta["download_slot"] == "tribune.example"
    assert _ended([line.wait()]) == [None]
    waiting = [line.wait(), line.wait(OTHER)]
    await _settled()
    assert _ended(waiting)[1] is None


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [(429, "120", 120), (503, "120", 120), (429, None, 60), (503, "3", 60), (429, "999999", 86_400)],
)
@run
async def test_a_host_that_asks_for_quiet_is_left_alone_for_as_long(
    status: int, retry_after: str | None, seconds: float
) -> None:
    line = Line()
    line.answer(await line.ask(), status, **({"Retry_After": retry_after} if retry_after else {}))
    line.crawl_pass.later(timedelta(seconds=seconds) - SECOND)
    with pytest.raises(HostPausedError, match=r"gazette.example asked for quiet until \d\d:\d\d UTC"):
        await line.ask(f"{SITE}/robots.txt")
    line.crawl_pass.later(SECOND)
    assert await line.ask()


@run
async def test_what_waits_for_a_host_that_asks_for_quiet_is_not_sent_by_any_crawl() -> None:
    hosts = Hosts()
    line, other = Line(hosts), Line(hosts)
    first = await line.ask()
    waiting = [line.wait(), other.wait(), line.wait(OTHER)]
    await _settled()
    line.answer(first, 429)
    await _settled()
    assert _ended(waiting) == [HostPausedError, HostPausedError, Request]


@run
async def test_a_second_wish_for_quiet_never_shortens_the_first() -> None:
    line = Line()
    first = await line.ask()
    line.answer(first, 429, Retry_After="3600")
    line.answer(first, 503, Retry_After="60")
    line.crawl_pass.later(timedelta(minutes=59))
    with pytest.raises(HostPausedError):
        await line.ask()


@pytest.mark.parametrize("status", [200, 304, 403, 404, 500, 502])
@run
async def test_no_other_answer_is_a_wish_for_quiet(status: int) -> None:
    line = Line()
    line.answer(await line.ask(), status, Retry_After="3600")
    assert await line.ask()


@run
async def test_when_a_crawl_is_stopped_nothing_more_of_it_is_sent_and_others_go_on() -> None:
    hosts = Hosts()
    line, other = Line(hosts), Line(hosts)
    first = await line.ask()
    waiting = [line.wait(), other.wait()]
    await _settled()
    line.crawler.signals.send_catch_log(STOPPED)
    await _settled()
    assert _ended(waiting) == [CrawlStoppedError, None]
    with pytest.raises(CrawlStoppedError):
        await line.ask(OTHER)
    line.answer(first)
    await _settled()
    assert _ended(waiting) == [CrawlStoppedError, Request]


@run
async def test_a_crawl_that_is_over_holds_no_host_and_one_that_is_cut_off_leaves_the_line() -> None:
    hosts = Hosts()
    line, other = Line(hosts), Line(hosts)
    first = await line.ask()
    waiting = [line.wait(), other.wait()]
    await _settled()
    waiting[0].cancel()
    hosts.turns.leave(line.crawl_pass)
    await _settled()
    assert waiting[0].cancelled()
    assert _ended(waiting[1:]) == [Request]
    third = other.wait()
    line.answer(first)  # too late: the turn is another's
    await _settled()
    assert _ended([third]) == [None]
    third.cancel()
