"""Three outlets, and what is found between their polls and of their sources' first lists."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from crawler.demo.outlets import Fault, FeedKind, Outlet
from crawler.demo.press import Press
from crawler.demo.script import outlets_config
from tests.end_to_end.desk import Crawled, Desk, desk, look, wait_until
from tests.end_to_end.reports import report, reports, rewritten

SITEMAP = "/sitemap.xml"
NOW = datetime.now(UTC).replace(microsecond=0)
EDITED = rewritten(report(600), told=False)
EARLY = report(601, published=NOW)
FIRST_ITEM = report(610, listed_from=1)
# whenever the first crawl is, it was published since
LATE = report(620, listed_from=1, published=NOW + timedelta(hours=12))

DAILY, EMPTY, HALF = "Daily", "Empty", "Half broken"
OUTLETS = (
    Outlet(DAILY, (EDITED, EARLY), feed=FeedKind.RSS, faults=(Fault(EARLY.path, status=404, times=1),)),
    Outlet(EMPTY, (FIRST_ITEM,), feed=FeedKind.ATOM, home_links=False),
    Outlet(
        HALF,
        (LATE, *reports(621, 3)),
        feed=FeedKind.RSS,
        feed_size=1,
        sitemap=True,
        faults=(Fault(SITEMAP, status=500, until=1),),
    ),
)


@dataclass(frozen=True)
class Followed:
    """A first crawl, a service that ran while no poll was due, and a second crawl."""

    desk: Desk
    first: Crawled
    served: list[tuple[str, str]]  # the outlet and the path of each request
    polls: list[tuple[str, str | None]]  # of the outlet polled once a day, as the service left them
    second: Crawled


def _config(press: Press, addresses: Mapping[str, str]) -> str:
    text = outlets_config(press.outlets, addresses).replace('"announce"', '"baseline"')
    return text.replace(f'name = "{DAILY}"', f'name = "{DAILY}"\nevery = "1 day"')


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    with desk(tmp_path_factory.mktemp("followed"), OUTLETS, _config) as at_desk:
        first = at_desk.crawl()
        at_desk.press.step = 1
        _make_a_quarter_pass(at_desk)
        seen = len(at_desk.press.log)
        service = at_desk.start("run")
        try:
            assert wait_until(lambda: _texts(at_desk) == 2 and _edits(at_desk) == 1)
        finally:
            service.send_signal(signal.SIGTERM)
            service.communicate(timeout=30)
        served = [(request.outlet, request.path) for request in at_desk.press.log[seen:]]
        polls = at_desk.rows("SELECT next_poll_at, last_poll_at FROM outlets WHERE name = ?", DAILY)
        yield Followed(at_desk, first, served, polls, at_desk.crawl())


def _make_a_quarter_pass(at_desk: Desk) -> None:
    """What is due within the next minutes is due now."""
    past = (datetime.now(UTC) - timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    at_desk.change(
        "UPDATE articles SET recheck_at = iif(recheck_at IS NULL, NULL, ?1), retry_at = iif(retry_at IS NULL, NULL, ?1)"
        " WHERE outlet = ?2",
        past,
        DAILY,
    )
    at_desk.change("UPDATE polls SET finished_at = ?", past)


def _texts(at_desk: Desk) -> int:
    return int(at_desk.rows("SELECT count(*) FROM articles WHERE outlet = ? AND state = 'read'", DAILY)[0][0])


def _edits(at_desk: Desk) -> int:
    return int(at_desk.rows("SELECT count(*) FROM revisions WHERE number > 1 AND announced")[0][0])


def _announced(crawled: Crawled, outlet: str) -> dict[str, int]:
    """The title of each of its articles, and whether it is news."""
    return dict(crawled.rows("SELECT title, announced FROM articles WHERE outlet = ?", outlet))  # type: ignore[arg-type]


def test_the_service_looks_at_what_is_due_and_asks_no_source_between_polls(followed: Followed) -> None:
    asked = {path for outlet, path in followed.served if outlet == DAILY and path != "/robots.txt"}
    assert asked == {EDITED.path, EARLY.path}
    assert {outlet for outlet, _ in followed.served} == {DAILY}


def test_an_edit_that_no_source_tells_of_is_found_between_polls(followed: Followed) -> None:
    found = followed.desk.rows(
        "SELECT title, silent FROM revisions WHERE number = 2 AND article_id = (SELECT id FROM articles WHERE title = ?)",
        EDITED.title,
    )
    assert found == [(EDITED.title, 1)]


def test_a_page_that_was_not_there_when_it_was_listed_is_read_between_polls(followed: Followed) -> None:
    assert (EARLY.title, "headline") in followed.first.rows("SELECT title, state FROM articles")
    assert (EARLY.title, "read") in followed.second.rows("SELECT title, state FROM articles")


def test_a_look_at_pages_leaves_the_next_poll_where_it_was(followed: Followed) -> None:
    assert followed.polls == followed.first.rows("SELECT next_poll_at, last_poll_at FROM outlets WHERE name = ?", DAILY)
    told = json.loads(look(followed.desk.folder, "status", "--json").stdout)
    assert {row["outcome"] for row in told} == {"ok"}


def test_the_first_item_of_an_empty_feed_is_news(followed: Followed) -> None:
    assert _announced(followed.first, EMPTY) == {}
    assert _announced(followed.second, EMPTY) == {FIRST_ITEM.title: 1}


def test_of_a_source_that_failed_at_first_what_came_since_is_news_and_the_rest_is_not(followed: Followed) -> None:
    assert list(_announced(followed.first, HALF).values()) == [0]
    assert _announced(followed.second, HALF) == {one.title: int(one is LATE) for one in (LATE, *reports(621, 3))}
