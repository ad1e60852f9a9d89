"""What an outlet's server sees of a crawl: that its rules are kept, its wishes for quiet, and a pause after each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import pytest

from crawler.demo.outlets import Fault, FeedKind, Outlet
from crawler.demo.press import Press
from tests.end_to_end.desk import Crawled, Desk, desk
from tests.end_to_end.reports import report, reports

# A slow answer: were the pause counted from the request and not from the answer, it would be shorter by this.
STALL = 0.3
FORBIDDEN = "/private/a-list-of-names"
_AWAY = "User-agent: newswatch\nDisallow: /\n\nUser-agent: *\nDisallow:\n"


def _stalled(*numbers: int) -> tuple[Fault, ...]:
    return tuple(Fault(report(number).path, stall=STALL) for number in numbers)


def _throttled(*numbers: int) -> tuple[Fault, ...]:
    return tuple(Fault(report(number).path, status=429, headers={"Retry-After": "90"}) for number in numbers)


OUTLETS = (
    Outlet("One page forbidden", (report(1), replace(report(2), path=FORBIDDEN)), feed=FeedKind.RSS),
    Outlet("All forbidden", reports(10, 2), feed=FeedKind.RSS, robots="User-agent: *\nDisallow: /\n"),
    Outlet("Forbidden to newswatch", reports(20, 2), feed=FeedKind.RSS, robots=_AWAY),
    Outlet("Rules that fail", reports(30, 2), feed=FeedKind.RSS, faults=(Fault("/robots.txt", status=500),)),
    Outlet("Without rules", reports(40, 2), feed=FeedKind.RSS, faults=(Fault("/robots.txt", status=404),)),
    Outlet("Asks for a delay", reports(50, 2), feed=FeedKind.RSS, robots="User-agent: *\nCrawl-delay: 1\n"),
    Outlet("Given a delay", reports(60, 2), feed=FeedKind.RSS, faults=_stalled(60, 61)),
    Outlet("Asks for quiet", reports(70, 4), feed=FeedKind.RSS, faults=_throttled(71, 72)),
    Outlet("Slow", reports(80, 3), feed=FeedKind.RSS, sitemap=True, faults=(Fault("*", stall=STALL),)),
    Outlet("Sets cookies", reports(90, 2), feed=FeedKind.RSS, faults=(Fault("*", headers={"Set-Cookie": "reader=7; Path=/"}),)),
)  # fmt: skip


def _config(press: Press, addresses: Mapping[str, str]) -> str:
    return "\n".join(_outlet(outlet, addresses[outlet.name]) for outlet in press.outlets)


def _outlet(outlet: Outlet, base: str) -> str:
    delay = "1 second" if outlet.name == "Given a delay" else "0 seconds"
    sitemap = f'sitemaps = ["{base}/news-sitemap.xml"]' if outlet.sitemap else ""
    return f"""\
[[outlets]]
name = "{outlet.name}"
feeds = ["{base}/feed.xml"]
{sitemap}
delay = "{delay}"
headers = {{ Accept-Language = "en" }}
private_network = true
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("manners"), OUTLETS, _config) as at_desk:
        yield at_desk


@pytest.fixture(scope="module")
def crawled(served: Desk) -> Crawled:
    return served.crawl()


def _gaps(crawled: Crawled, outlet: str) -> dict[str, float]:
    """The seconds between each request and the next one, by the path of the earlier."""
    own = [request for request in crawled.requests if request.outlet == outlet]
    return {one.path: later.at - one.at for one, later in pairwise(own)}


def _trouble(crawled: Crawled, outlet: str) -> str:
    return str(crawled.said.json["outlets"][outlet]["trouble"])


def test_a_forbidden_page_is_not_asked_for_and_its_headline_is_kept(served: Desk, crawled: Crawled) -> None:
    assert crawled.asked("One page forbidden") == ["/robots.txt", "/feed.xml", report(1).path]
    forbidden = served.url("One page forbidden", FORBIDDEN)
    assert dict(crawled.visits())[forbidden] == "blocked_robots"
    kept = crawled.rows("SELECT title, state, reason FROM articles WHERE url = ?", forbidden)
    assert kept == [(report(2).title, "headline", "the outlet's robots.txt forbids this page")]


@pytest.mark.parametrize("outlet", ["All forbidden", "Forbidden to newswatch"])
def test_a_forbidden_site_is_asked_for_its_rules_alone(crawled: Crawled, outlet: str) -> None:
    assert crawled.asked(outlet) == ["/robots.txt"]
    assert crawled.said.json["outlets"][outlet]["outcome"] == "failed"
    assert "robots.txt forbids" in _trouble(crawled, outlet)


def test_nothing_is_fetched_while_the_rules_cannot_be_had(crawled: Crawled) -> None:
    assert crawled.asked("Rules that fail") == ["/robots.txt"]
    told = _trouble(crawled, "Rules that fail")
    assert "robots.txt cannot be had (the server answered 500" in told
    assert "nothing is fetched until it can" in told


def test_a_host_without_rules_may_be_read(crawled: Crawled) -> None:
    assert len(crawled.asked("Without rules")) == len(["/robots.txt", "/feed.xml"]) + 2
    assert crawled.said.json["outlets"]["Without rules"]["outcome"] == "ok"


@pytest.mark.parametrize("outlet", ["Asks for a delay", "Given a delay"])
def test_a_second_passes_between_the_requests_to_an_outlet_that_has_a_delay(crawled: Crawled, outlet: str) -> None:
    gaps = _gaps(crawled, outlet)
    assert len(gaps) == len(["rules to feed", "feed to article", "article to article"])
    # the rules are asked for before the outlet's delay is known
    assert [path for path, gap in gaps.items() if gap < 1 and path != "/robots.txt"] == []


def test_the_delay_counts_from_the_end_of_the_answer(crawled: Crawled) -> None:
    between_articles = [gap for path, gap in _gaps(crawled, "Given a delay").items() if path.startswith("/news/")]
    assert len(between_articles) == 1
    assert min(between_articles) >= 1 + STALL


def test_an_outlet_that_asks_for_quiet_gets_no_further_request(crawled: Crawled) -> None:
    statuses = [request.status for request in crawled.requests if request.outlet == "Asks for quiet"]
    assert statuses == [200, 200, 200, 429]  # its rules, its feed, one article, and the next
    assert [state for url, state in crawled.visits() if state == "throttled"] == ["throttled"] * 3


def test_what_was_not_asked_for_is_kept_as_a_headline_to_try_again_later(crawled: Crawled) -> None:
    reasons = [reason for (reason,) in crawled.rows(
        "SELECT reason FROM articles WHERE outlet = 'Asks for quiet' AND state = 'headline' AND retry_at > last_fetched_at"
    )]  # fmt: skip
    assert len(reasons) == 3
    assert len([reason for reason in reasons if "asked for quiet until" in reason]) == 2


def test_a_host_has_one_request_at_a_time(crawled: Crawled) -> None:
    gaps = _gaps(crawled, "Slow")
    assert len(gaps) == len(["rules to feed", "feed to sitemap", "sitemap to article", "and two more"]) + 1
    assert min(gaps.values()) >= STALL


def test_each_request_says_who_asks_and_where_to_complain(crawled: Crawled) -> None:
    agents = {request.headers["user-agent"] for request in crawled.requests}
    assert len(agents) == 1
    agent = agents.pop()
    assert agent.startswith("newswatch/")
    assert "desk@example.org" in agent


def test_no_request_tells_where_it_came_from_or_carries_a_cookie(crawled: Crawled) -> None:
    assert len(crawled.asked("Sets cookies")) == len(["/robots.txt", "/feed.xml"]) + 2
    names = {name for request in crawled.requests for name in request.headers}
    assert not names & {"referer", "cookie", "from", "x-forwarded-for"}


def test_the_headers_that_an_outlet_is_configured_with_are_sent(crawled: Crawled) -> None:
    asked = [request for request in crawled.requests if request.path != "/robots.txt"]
    assert {request.headers["accept-language"] for request in asked} == {"en"}


def test_each_request_was_made_once(served: Desk, crawled: Crawled) -> None:
    assert set(served.urls(crawled.requests).values()) == {1}


@pytest.mark.usefixtures("crawled")
def test_a_second_crawl_asks_nothing_of_an_outlet_that_asked_for_quiet(served: Desk) -> None:
    assert served.crawl("--outlet", "Asks for quiet").requests == []
    ((host, reason),) = served.rows("SELECT host, reason FROM hosts")
    assert host in served.addresses["Asks for quiet"]
    assert "answered 429" in reason
