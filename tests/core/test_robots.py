from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.answers import trouble_of
from crawler.core.models import Trouble, VisitState
from crawler.core.robots import ASKED_AGAIN, KEPT, LARGEST, LONGEST_DELAY, Robots, robots_of, robots_without

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
AGENT = "newswatch/0.1 (+desk@example.org)"
HOME, PRIVATE = "https://gazette.example/", "https://gazette.example/private/list"
RULES = "User-agent: *\nDisallow: /private/\n"
NO_ANSWER = Trouble(VisitState.TIMEOUT, "the server did not answer in time")


def rules_after(status: int, before: Robots | None = None) -> Robots:
    trouble = trouble_of(status)
    assert trouble is not None
    return robots_without(trouble, status, NOW, before)


def fetched(hours_ago: float, text: str = RULES) -> Robots:
    return robots_of(text, NOW - timedelta(hours=hours_ago))


@pytest.mark.parametrize(
    ("text", "home", "private"),
    [
        pytest.param("", True, True, id="empty"),
        pytest.param(RULES, True, False, id="a folder forbidden"),
        pytest.param(RULES.replace("\n", "\r\n"), True, False, id="with the line ends of Windows"),
        pytest.param("\ufeff" + RULES, True, False, id="after a byte order mark"),
        pytest.param("User-agent: *\nDisallow: /\n", False, False, id="everything forbidden"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /\n", False, False, id="everything, after a byte order mark"),
        pytest.param("User-agent: newswatch\nDisallow: /\n", False, False, id="to newswatch"),
        pytest.param("User-agent: NewsWatch\nDisallow: /\n", False, False, id="to newswatch, in capitals"),
        pytest.param("User-agent: other\nDisallow: /\n", True, True, id="to another program"),
        pytest.param(
            "User-agent: *\nDisallow: /\n\nUser-agent: newswatch\nDisallow:\n", True, True, id="to all others"
        ),
        pytest.param(RULES + "Allow: /private/list\n", True, True, id="the longer rule wins"),
        pytest.param("<!DOCTYPE html><html>" + RULES + "</html>", True, True, id="a page in place of rules"),
        pytest.param("\n  <html><body>\nUser-agent: *\nDisallow: /\n", True, True, id="a page without a doctype"),
        pytest.param("\0\x01 nothing: like\nrules", True, True, id="something else"),
    ],
)
def test_rules_are_obeyed(text: str, *, home: bool, private: bool) -> None:
    robots = robots_of(text, NOW)
    assert (robots.allows(HOME, AGENT), robots.allows(PRIVATE, AGENT)) == (home, private)


def test_rules_beyond_500_kilobytes_are_not_read() -> None:
    long = RULES + "# a comment\n" * (LARGEST // 12) + "Disallow: /\n"
    robots = robots_of(long, NOW)
    assert len(robots.text) == LARGEST
    assert robots.allows(HOME, AGENT)
    assert not robots.allows(PRIVATE, AGENT)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("5", 5.0), ("0.5", 0.5), ("60", LONGEST_DELAY), ("86400", LONGEST_DELAY), ("0", 0.0), ("soon", 0.0), ("-3", 0.0)],
)
def test_a_delay_is_kept_up_to_a_minute(asked: str, seconds: float) -> None:
    assert robots_of(f"User-agent: *\nCrawl-delay: {asked}\n", NOW).delay(AGENT) == seconds


def test_a_host_that_asks_for_more_than_is_kept_is_known() -> None:
    assert robots_of("User-agent: *\nCrawl-delay: 61\n", NOW).asks_too_much(AGENT)
    assert not robots_of("User-agent: *\nCrawl-delay: 60\n", NOW).asks_too_much(AGENT)
    assert not robots_of("", NOW).asks_too_much(AGENT)


_LINES = st.sampled_from(["User-agent: *", "User-agent: newswatch", "Disallow: /", "Crawl-delay: "])


@given(st.lists(st.tuples(_LINES, st.text(max_size=12)).map("".join), max_size=8).map("\n".join))
def test_whatever_robots_txt_says_the_delay_can_be_kept(text: str) -> None:
    assert 0 <= robots_of(text, NOW).delay(AGENT) <= LONGEST_DELAY


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 410, 418, 421, 451, 499])
def test_a_host_without_rules_forbids_nothing(status: int) -> None:
    robots = rules_after(status, fetched(30))
    assert robots.closed is None
    assert robots.allows(PRIVATE, AGENT)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599])
def test_a_host_that_cannot_say_what_it_allows_is_closed_and_says_why(status: int) -> None:
    robots = rules_after(status)
    assert not robots.allows(HOME, AGENT)
    assert robots.closed is not None
    assert robots.closed.state is VisitState.BLOCKED_ROBOTS
    assert robots.closed.detail.startswith(f"its robots.txt cannot be had (the server answered {status}: ")
    assert robots.closed.detail.endswith("), so nothing is fetched until it can")


@pytest.mark.parametrize("state", [VisitState.TIMEOUT, VisitState.DNS_ERROR, VisitState.TLS_ERROR])
def test_a_host_that_cannot_be_reached_is_closed_for_that_reason(state: VisitState) -> None:
    trouble = Trouble(state, "…")
    robots = robots_without(trouble, None, NOW, None)
    assert not robots.allows(HOME, AGENT)
    assert robots.closed == trouble


@pytest.mark.parametrize(("hours_ago", "holds"), [(1, True), (25, True), (48, True), (49, False)])
def test_a_good_copy_of_yesterday_holds_while_the_host_cannot_say(hours_ago: float, *, holds: bool) -> None:
    robots = robots_without(NO_ANSWER, None, NOW, fetched(hours_ago))
    assert robots.allows(HOME, AGENT) is holds
    assert not robots.allows(PRIVATE, AGENT)


def test_a_host_that_was_closed_stays_closed() -> None:
    closed = robots_without(NO_ANSWER, None, NOW - timedelta(hours=1), None)
    assert not robots_without(NO_ANSWER, None, NOW, closed).allows(HOME, AGENT)


@pytest.mark.parametrize(
    ("age", "closed", "stale"),
    [
        (KEPT, False, False),
        (KEPT + timedelta(seconds=1), False, True),
        (ASKED_AGAIN, True, False),
        (ASKED_AGAIN + timedelta(seconds=1), True, True),
    ],
)
def test_rules_are_asked_for_again_after_a_day_and_after_minutes_where_they_could_not_be_had(
    age: timedelta, *, closed: bool, stale: bool
) -> None:
    at = NOW - age
    robots = robots_without(NO_ANSWER, None, at, None) if closed else robots_of(RULES, at)
    assert robots.stale(NOW) is stale


def test_a_copy_that_holds_is_not_asked_for_again_at_each_page() -> None:
    robots = robots_without(NO_ANSWER, None, NOW, fetched(30))
    assert not robots.stale(NOW + timedelta(seconds=1))
    assert robots.stale(NOW + ASKED_AGAIN + timedelta(seconds=1))
