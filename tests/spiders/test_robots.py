from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterable
from datetime import timedelta

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Response

from crawler.core.models import Trouble, VisitState
from crawler.core.robots import ASKED_AGAIN, KEPT
from spiders.failures import BlockedByRobotsError
from spiders.robots import RobotsMiddleware
from tests.spiders.crawling import Answer, Pass, answering, crawler, request

SITE = "https://gazette.example"
ROBOTS = f"{SITE}/robots.txt"
PAGE, PRIVATE = f"{SITE}/news/1", f"{SITE}/private/1"
RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def robots(body: bytes = RULES, status: int = 200, **headers: str) -> Response:
    return Response(ROBOTS, status=status, body=body, headers={n.replace("_", "-"): v for n, v in headers.items()})


class Host:
    """A host whose robots.txt has these answers in turn, and a crawl that asks for its pages."""

    def __init__(self, *answers: Answer, at: Iterable[str] = (ROBOTS,)) -> None:
        self.crawl_pass = Pass()
        answer, self.asked = answering({url: list(answers) for url in at})
        self._middleware = RobotsMiddleware.from_crawler(crawler(self.crawl_pass, answer))

    def ask(self, *requests: Request) -> list[Trouble | None]:
        """For each request, asked for at the same time, why it was refused."""

        async def all_of_them() -> list[BaseException | None]:
            return await asyncio.gather(
                *(self._middleware.process_request(one) for one in requests), return_exceptions=True
            )

        return [self._trouble(outcome) for outcome in asyncio.run(all_of_them())]

    def _trouble(self, outcome: BaseException | None) -> Trouble | None:
        if outcome is None:
            return None
        assert isinstance(outcome, BlockedByRobotsError), outcome
        return outcome.trouble

    def refuses(self, url: str = PAGE) -> Trouble | None:
        return self.ask(request(url))[0]


def test_a_page_that_is_allowed_passes_and_one_that_is_not_is_refused() -> None:
    host = Host(robots())
    assert host.refuses(PAGE) is None
    assert host.refuses(PRIVATE) == Trouble(VisitState.BLOCKED_ROBOTS, "the outlet's robots.txt forbids this page")


def test_the_hosts_delay_goes_with_its_pages() -> None:
    page = request(PAGE)
    assert Host(robots()).ask(page) == [None]
    assert page.meta["crawl_delay"] == 7


def test_robots_txt_itself_is_not_asked_about() -> None:
    host = Host(robots())
    assert host.ask(request(ROBOTS, robots_txt=True)) == [None]
    assert host.asked == []


def test_many_pages_asked_for_at_once_ask_for_their_rules_once() -> None:
    host = Host(robots())
    refused = host.ask(*(request(f"{SITE}/news/{number}") for number in range(20)))
    assert (refused, host.asked) == ([None] * 20, [ROBOTS])


def test_each_origin_has_rules_of_its_own() -> None:
    origins = [SITE, "http://gazette.example", "https://gazette.example:8443", "https://www.gazette.example"]
    host = Host(robots(), at=[f"{origin}/robots.txt" for origin in origins])
    host.ask(*(request(f"{origin}/news/1") for origin in origins))
    assert sorted(host.asked) == sorted(f"{origin}/robots.txt" for origin in origins)


def test_each_request_for_rules_is_a_visit_of_the_outlet_that_asked() -> None:
    host = Host(robots(status=500), robots())
    host.refuses()
    host.crawl_pass.later(ASKED_AGAIN + SECOND)
    host.refuses()
    assert [(visit.outlet, visit.url, visit.state, visit.http_status) for visit in host.crawl_pass.visits] == [
        ("Gazette", ROBOTS, VisitState.HTTP_ERROR, 500),
        ("Gazette", ROBOTS, VisitState.OK, 200),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        robots(gzip.compress(RULES), Content_Encoding="gzip"),
        robots(b"\xef\xbb\xbf" + RULES),
        robots(RULES + "# für alle".encode("latin-1")),
    ],
    ids=["packed", "with a byte order mark", "in another encoding"],
)
def test_rules_are_read_however_they_are_packed_and_encoded(answer: Response) -> None:
    assert Host(answer).refuses(PRIVATE) is not None


@pytest.mark.parametrize("answer", [robots(b"", 404), robots(b"<html>Log in</html>", 403), robots(b"<html></html>")])
def test_a_host_without_rules_allows_everything(answer: Response) -> None:
    assert Host(answer).refuses(PRIVATE) is None


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (robots(b"", 500), VisitState.BLOCKED_ROBOTS, "robots.txt cannot be had (the server answered 500"),
        (robots(b"", 429), VisitState.BLOCKED_ROBOTS, "robots.txt cannot be had (the server answered 429"),
        (
            robots(b"\x1f\x8b no gzip", Content_Encoding="gzip"),
            VisitState.BLOCKED_ROBOTS,
            "robots.txt cannot be had (the body is said to be packed",
        ),
        (
            ResponseDataLossError(),
            VisitState.BLOCKED_ROBOTS,
            "robots.txt cannot be had (the connection ended before the page did",
        ),
        (DownloadTimeoutError(), VisitState.TIMEOUT, "did not answer in time"),
    ],
    ids=["500", "429", "not readable", "cut off", "no answer"],
)
def test_a_host_that_cannot_say_what_it_allows_is_left_alone_and_says_why(
    answer: Answer, state: VisitState, words: str
) -> None:
    refused = Host(answer).refuses()
    assert refused is not None
    assert refused.state is state
    assert words in refused.detail


def test_rules_that_were_cut_short_are_no_rules() -> None:
    assert Host(robots(gzip.compress(RULES)[:-9], Content_Encoding="gzip")).refuses() is not None


def test_a_host_that_could_not_say_is_asked_again_after_minutes() -> None:
    host = Host(robots(status=503), robots())
    assert host.refuses() is not None
    host.crawl_pass.later(ASKED_AGAIN)
    assert host.refuses() is not None
    host.crawl_pass.later(SECOND)
    assert host.refuses() is None
    assert len(host.asked) == 2


def test_rules_are_kept_for_a_day() -> None:
    host = Host(robots(), robots(b"User-agent: *\nDisallow: /\n"))
    assert host.refuses() is None
    host.crawl_pass.later(KEPT)
    assert host.refuses() is None
    host.crawl_pass.later(SECOND)
    assert host.refuses() is not None


def test_yesterdays_rules_hold_while_the_host_is_in_trouble_and_it_is_not_asked_at_each_page() -> None:
    host = Host(robots(), robots(status=500))
    assert host.refuses() is None
    host.crawl_pass.later(KEPT + MINUTE)
    assert [host.refuses(PAGE) for _ in range(5)] == [None] * 5
    assert host.refuses(PRIVATE) is not None
    assert len(host.asked) == 2
