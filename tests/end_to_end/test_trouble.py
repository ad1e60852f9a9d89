"""Outlets and pages that fail, each in its own way, in one crawl; and the same a day later, when they have recovered."""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.demo.articles import Article
from crawler.demo.outlets import Fault, FeedKind, Outlet
from crawler.demo.press import Press
from crawler.demo.script import outlets_config
from tests.end_to_end.desk import Crawled, Desk, desk, look
from tests.end_to_end.reports import report, reports

FEED = "/feed.xml"
_PAGE = b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>'
# Each entity is ten of the one before: a thousand million letters, were they read.
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    + "]><rss version='2.0'><channel><title>&a8;</title></channel></rss>"
).encode()
_HALF = gzip.compress(os.urandom(4000) + b"<rss></rss>")[:2000]
_TO_A_FILE = {"Location": "file:///etc/passwd"}


@dataclass(frozen=True)
class Failing:
    """How a feed fails; the state of its visit; the words of the outlet's line in `status`: the cause, the next step."""

    name: str
    fault: Fault
    state: str
    words: tuple[str, ...]


FEEDS = (
    Failing("Refused", Fault(FEED, status=403), "wall", ("answered 403: it refuses us", "open the address in a browser")),
    Failing("Lost", Fault(FEED, status=404), "not_found", ("answered 404", "look for its new address")),
    Failing("Removed", Fault(FEED, status=410), "gone", ("answered 410", "took the page down for good")),
    Failing("Broken", Fault(FEED, status=500), "http_error", ("answered 500", "asked again later")),
    Failing("Throttled", Fault(FEED, status=429), "throttled", ("answered 429", "left alone for a while")),
    Failing("Replaced", Fault(FEED, body=_PAGE), "bad_feed", ("an HTML page instead of a feed", "it names", "/rss.xml")),
    Failing("Emptied", Fault(FEED, body=b""), "bad_feed", ("an empty answer instead of a feed",)),
    Failing("Bomb", Fault(FEED, body=_BOMB), "bad_feed", ("it declares entities", "not read")),
    Failing("Halved", Fault(FEED, body=_HALF, headers={"Content-Encoding": "gzip"}), "partial", ("ended before its end",)),
    Failing("Circle", Fault(FEED, status=302, headers={"Location": FEED}), "redirect_loop", ("from address to address",)),
    Failing("Inward", Fault(FEED, status=302, headers=_TO_A_FILE), "blocked_address", ("only http and https",)),
    Failing("Reset", Fault(FEED, drop=True), "connection_error", ("asked again later",)),
)  # fmt: skip

UNREACHABLE = {
    "Closed": ("connection_error", ("refuses connections", "asked again later")),
    "Nameless": ("dns_error", ("nowhere.invalid leads to no address", "is it right, is there a network?")),
    "Intranet": ("blocked_address", ("leads to the private address 127.0.0.", "set private_network = true")),
}
# Names that lead to outlets of the press: the first is allowed to nobody, the second to the outlet "Opened" alone.
NAMES = {"intranet.example.org": "Intranet", "opened.example.org": "Opened"}

STEADY, PAGES = "Steady", "Pages"
PAGE_FAULTS = {
    "wall": Fault(report(101).path, status=403, until=1),
    "not_found": Fault(report(102).path, status=404, until=1),
    "gone": Fault(report(103).path, status=410, until=1),
    "http_error": Fault(report(104).path, status=500, until=1),
    "too_large": Fault(report(105).path, body=b" " * 50_000_000, until=1),
    "partial": Fault(report(106).path, body=_HALF, headers={"Content-Encoding": "gzip"}, until=1),
    "redirect_loop": Fault(report(107).path, status=302, headers={"Location": report(107).path}, until=1),
    "blocked_address": Fault(report(108).path, status=302, headers=_TO_A_FILE, until=1),
    "connection_error": Fault(report(109).path, drop=True, until=1),
    "no_text": Fault(report(110).path, body=b"<!doctype html><html><body><div></div></body></html>", until=1),
}
_NUMBERS = dict(zip(PAGE_FAULTS, range(101, 111), strict=True))
FINAL = {"not_found", "gone", "too_large", "blocked_address"}

OUTLETS = (
    Outlet(STEADY, reports(1, 3), feed=FeedKind.ATOM),
    Outlet(PAGES, reports(100, 11), feed=FeedKind.RSS, faults=tuple(PAGE_FAULTS.values())),
    *(Outlet(name, reports(20, 1), feed=FeedKind.RSS) for name in NAMES.values()),
    *(Outlet(feed.name, reports(30, 1), feed=FeedKind.RSS, faults=(feed.fault,)) for feed in FEEDS),
)


@dataclass(frozen=True)
class Two:
    """Two crawls: on the first day everything fails, on the second the pages have recovered."""

    desk: Desk
    first: Crawled
    status: Mapping[str, Mapping[str, str]]
    second: Crawled


def _config(press: Press, addresses: Mapping[str, str]) -> str:
    own = [outlet for outlet in press.outlets if outlet.name not in NAMES.values()]
    port = urlsplit(addresses[STEADY]).port
    elsewhere = (
        ("Closed", f"http://127.0.0.1:{_closed_port()}{FEED}", True),
        ("Nameless", f"http://nowhere.invalid{FEED}", False),
        ("Intranet", f"http://intranet.example.org:{port}{FEED}", False),
        ("Opened", f"http://opened.example.org:{port}{FEED}", True),
        ("Trespasser", f"http://opened.example.org:{port}{FEED}?trespasser", False),
    )
    return outlets_config(own, addresses) + "\n" + "\n".join(_outlet(*about) for about in elsewhere)


def _outlet(name: str, feed: str, private: bool) -> str:  # noqa: FBT001 - a column of the table above
    return f'[[outlets]]\nname = "{name}"\nfeeds = ["{feed}"]\nprivate_network = {str(private).lower()}\n'


def _closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _name_server(folder: Path, names: Mapping[str, str]) -> str:
    """A folder for PYTHONPATH in which names lead to addresses, as a name server may say at any time."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "ask = socket.getaddrinfo\n"
        "def getaddrinfo(host, *rest, **more):\n"
        f"    return ask({names!r}.get(host, host), *rest, **more)\n"
        "socket.getaddrinfo = getaddrinfo\n",
        encoding="utf-8",
    )
    return os.pathsep.join((str(folder), *filter(None, [os.environ.get("PYTHONPATH")])))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("trouble")
    with desk(folder, OUTLETS, _config) as at_desk:
        names = {name: urlsplit(at_desk.addresses[outlet]).hostname or "" for name, outlet in NAMES.items()}
        first = at_desk.crawl(PYTHONPATH=_name_server(folder / "names", names))
        status = {row["name"]: row for row in json.loads(look(folder, "status", "--json").stdout)}
        at_desk.press.step = 1
        at_desk.change("UPDATE articles SET retry_at = '2020-01-01T00:00:00Z' WHERE retry_at IS NOT NULL")
        yield Two(at_desk, first, status, at_desk.crawl("--outlet", PAGES))


def _states(two: Two, outlet: str, path: str) -> list[str]:
    """The states of the visits to an outlet's path in the first crawl."""
    found = two.first.rows(
        "SELECT url, v.state FROM visits v JOIN polls p ON p.id = poll_id WHERE outlet = ? AND v.id < ?",
        outlet,
        two.second.first_visit,
    )
    return [state for url, state in found if urlsplit(url).path == path]


def _page(state: str) -> Article:
    return report(_NUMBERS[state])


def _stored(crawled: Crawled, state: str) -> tuple[str, str, str | None]:
    found = crawled.rows(
        "SELECT state, coalesce(reason, ''), text FROM articles WHERE url LIKE ?", f"%{_page(state).path}"
    )
    assert len(found) == 1
    return found[0][0], found[0][1], found[0][2]


def test_a_crawl_with_outlets_in_trouble_is_still_a_crawl(two: Two) -> None:
    assert (two.first.said.code, two.second.said.code) == (0, 0)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_the_visit_to_a_failing_feed_has_the_one_right_state(two: Two, feed: Failing) -> None:
    states = _states(two, feed.name, FEED)
    assert [state for state in states if state != "redirected"] == [feed.state]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_the_status_of_a_failing_outlet_names_address_cause_and_next_step(two: Two, feed: Failing) -> None:
    row = two.status[feed.name]
    assert row["state"] == "trouble"
    for words in (two.desk.url(feed.name, FEED), *feed.words):
        assert words in row["trouble"]


@pytest.mark.parametrize("outlet", UNREACHABLE)
def test_an_outlet_that_cannot_be_reached_says_why(two: Two, outlet: str) -> None:
    _, said = UNREACHABLE[outlet]
    assert two.status[outlet]["outcome"] == "failed"
    for words in said:
        assert words in two.status[outlet]["trouble"]


@pytest.mark.parametrize("outlet", UNREACHABLE)
def test_every_visit_to_an_outlet_that_cannot_be_reached_tells_the_cause_in_its_state(two: Two, outlet: str) -> None:
    state, _ = UNREACHABLE[outlet]
    assert (_states(two, outlet, "/robots.txt"), _states(two, outlet, FEED)) == ([state], [state])


def test_a_name_that_leads_into_a_private_network_gets_no_request(two: Two) -> None:
    assert two.first.asked("Intranet") == []


def test_a_private_host_that_is_opened_to_one_outlet_stays_closed_to_the_others(two: Two) -> None:
    assert two.first.said.json["outlets"]["Opened"]["outcome"] == "ok"
    assert "?trespasser" not in "".join(two.first.asked("Opened"))
    assert set(_states(two, "Trespasser", FEED)) == {"blocked_address"}
    assert "private_network = true" in two.status["Trespasser"]["trouble"]


def test_a_redirect_loop_ends_after_a_few_hops_each_on_record(two: Two) -> None:
    assert _states(two, "Circle", FEED) == ["redirected"] * 5 + ["redirect_loop"]
    assert two.first.asked("Circle").count(FEED) == 6


def test_the_other_outlets_are_not_affected(two: Two) -> None:
    steady = two.first.said.json["outlets"][STEADY]
    assert (steady["outcome"], steady["new"], steady["failed"], steady["trouble"]) == ("ok", 3, 0, None)


def test_each_request_that_was_answered_has_exactly_one_visit(two: Two) -> None:
    # where a server hangs up on a connection that was open already, HTTP itself asks once more
    answered = two.desk.urls(r for r in two.first.requests if r.status and r.outlet not in NAMES.values())
    visited = Counter(url for url, _ in two.first.visits())
    assert {url: visited[url] for url in answered} == answered


def test_a_request_that_was_hung_up_on_has_one_visit_as_well(two: Two) -> None:
    assert _states(two, "Reset", FEED) == _states(two, PAGES, _page("connection_error").path) == ["connection_error"]


@pytest.mark.parametrize("state", PAGE_FAULTS)
def test_the_visit_to_a_failing_page_has_the_one_right_state(two: Two, state: str) -> None:
    assert [found for found in _states(two, PAGES, _page(state).path) if found != "redirected"] == [state]


@pytest.mark.parametrize("state", PAGE_FAULTS)
def test_a_listed_article_whose_page_cannot_be_read_is_kept_as_a_headline_with_the_reason(two: Two, state: str) -> None:
    kept, reason, text = _stored(two.first, state)
    assert (kept, text) == ("headline", None)
    assert reason


def test_an_outlet_of_which_some_pages_fail_is_not_in_trouble(two: Two) -> None:
    told = two.first.said.json["outlets"][PAGES]
    assert (told["outcome"], told["fetched"], told["failed"]) == ("ok", 1, len(PAGE_FAULTS))


@pytest.mark.parametrize("state", sorted(set(PAGE_FAULTS) - FINAL))
def test_a_headline_is_filled_when_its_page_can_be_read_later(two: Two, state: str) -> None:
    kept, reason, text = _stored(two.second, state)
    assert (kept, reason) == ("read", "")
    assert text is not None
    assert _page(state).paragraphs[0] in text
    revisions = two.second.rows(
        "SELECT number, kind, r.text FROM revisions r JOIN articles ON id = article_id WHERE url LIKE ?",
        f"%{_page(state).path}",
    )
    assert revisions == [(1, "first", text)]


@pytest.mark.parametrize("state", sorted(FINAL))
def test_a_page_that_will_not_come_back_is_not_asked_for_again(two: Two, state: str) -> None:
    assert _page(state).path not in two.second.asked(PAGES)
    assert _stored(two.second, state)[0] == "headline"


def test_what_is_wrong_is_told_in_sentences_and_not_in_log_lines(two: Two) -> None:
    assert two.first.said.err == ""
    told = json.dumps(list(two.status.values()))
    assert "Error" not in told
    assert "Exception" not in told
