from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.http import Response
from twisted.internet.defer import Deferred

from crawler.core.models import Outlet
from spiders.failures import CrawlStoppedError, HostPausedError
from spiders.politeness import STOPPED, PolitenessMiddleware
from tests.spiders.crawling import Pass, crawler, request

SITE = "https://gazette.example"
PAGE = f"{SITE}/news/1"
SECOND = timedelta(seconds=1)


class Line:
    """The requests that wait for their host's turn, as the middleware sees and changes them."""

    def __init__(self) -> None:
        self.crawl_pass = Pass()
        self.crawler = crawler(self.crawl_pass)
        self._middleware = PolitenessMiddleware.from_crawler(self.crawler)

    def ask(self, url: str = PAGE, outlet: Outlet | None = None, **meta: Any) -> Request:
        asked = request(url, outlet, **meta)
        self._middleware.process_request(asked)
        return asked

    def slot(self, asked: Request) -> Any:
        return self.crawler.engine.downloader.slots[asked.meta["download_slot"]]

    def wait(self, url: str = PAGE) -> list[BaseException]:
        """Let a request wait for its host's turn; what it is told in the end."""
        asked = self.ask(url)
        told: list[BaseException] = []
        waiting: Any = Deferred()
        waiting.addErrback(lambda failure: told.append(failure.value))
        self.slot(asked).queue.append((asked, waiting))
        return told

    def answer(self, asked: Request, status: int = 200, **headers: str) -> None:
        response = Response(asked.url, status=status, headers={n.replace("_", "-"): v for n, v in headers.items()})
        self.crawler.signals.send_catch_log(signals.response_downloaded, response=response, request=asked, spider=None)


@pytest.mark.parametrize(
    ("delay", "crawl_delay", "kept"),
    [
        (timedelta(seconds=2), 0, 2.0),
        (timedelta(seconds=2), 1.5, 2.0),
        (timedelta(seconds=2), 30, 30.0),
        (timedelta(milliseconds=250), 0, 0.25),
    ],
)
def test_the_longer_of_the_outlets_and_the_hosts_delay_is_kept(
    delay: timedelta, crawl_delay: float, kept: float
) -> None:
    line = Line()
    asked = line.ask(outlet=Outlet("Gazette", delay=delay), crawl_delay=crawl_delay)
    assert line.slot(asked).delay == kept


def test_without_any_delay_a_host_still_has_one_request_at_a_time() -> None:
    line = Line()
    slot = line.slot(line.ask(outlet=Outlet("Gazette", delay=timedelta(0))))
    assert slot.concurrency == 1
    assert 0 < slot.delay < 0.01


@pytest.mark.parametrize(
    ("url", "slot"),
    [
        ("https://gazette.example/2", "gazette.example"),
        ("http://GAZETTE.example:8080/3", "gazette.example"),
        ("https://tribune.example/", "tribune.example"),
        ("http://[2606:4700::1111]/", "2606:4700::1111"),
    ],
)
def test_each_host_has_one_line_whatever_the_scheme_or_port(url: str, slot: str) -> None:
    assert Line().ask(url).meta["download_slot"] == slot


def test_a_redirects_next_hop_leaves_the_line_of_the_host_before() -> None:
    line = Line()
    hop = line.ask().replace(url="https://tribune.example/")
    line._middleware.process_request(hop)
    assert hop.meta["download_slot"] == "tribune.example"


def test_the_delay_is_counted_from_the_answer() -> None:
    line = Line()
    asked = line.ask()
    slot = line.slot(asked)
    slot.lastseen = monotonic() - 100
    line.answer(asked)
    assert monotonic() - slot.lastseen < 1


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [(429, "120", 120), (503, "120", 120), (429, None, 60), (503, "3", 60), (429, "999999", 86_400)],
)
def test_a_host_that_asks_for_quiet_is_left_alone_for_as_long(
    status: int, retry_after: str | None, seconds: float
) -> None:
    line = Line()
    line.answer(line.ask(), status, **({"Retry_After": retry_after} if retry_after else {}))
    line.crawl_pass.later(timedelta(seconds=seconds) - SECOND)
    with pytest.raises(HostPausedError, match=r"gazette.example asked for quiet until \d\d:\d\d UTC"):
        line.ask(f"{SITE}/robots.txt")
    line.crawl_pass.later(SECOND)
    assert line.ask()


def test_what_waits_for_a_host_that_asks_for_quiet_is_not_sent() -> None:
    line = Line()
    first = line.ask()
    waiting = [line.wait(f"{SITE}/{number}") for number in range(3)]
    other = line.wait("https://tribune.example/")
    line.answer(first, 429)
    assert [[type(error) for error in told] for told in waiting] == [[HostPausedError]] * 3
    assert other == []
    assert line.ask("https://tribune.example/")


def test_a_second_wish_for_quiet_never_shortens_the_first() -> None:
    line = Line()
    first, second = line.ask(), line.ask()
    line.answer(first, 429, Retry_After="3600")
    line.answer(second, 503, Retry_After="60")
    line.crawl_pass.later(timedelta(minutes=59))
    with pytest.raises(HostPausedError):
        line.ask()


@pytest.mark.parametrize("status", [200, 304, 403, 404, 500, 502])
def test_no_other_answer_is_a_wish_for_quiet(status: int) -> None:
    line = Line()
    line.answer(line.ask(), status, Retry_After="3600")
    assert line.ask()


def test_when_the_crawl_is_stopped_nothing_more_is_sent() -> None:
    line = Line()
    waiting = [line.wait(), line.wait("https://tribune.example/")]
    line.crawler.signals.send_catch_log(STOPPED)
    assert [[type(error) for error in told] for told in waiting] == [[CrawlStoppedError]] * 2
    with pytest.raises(CrawlStoppedError):
        line.ask()
