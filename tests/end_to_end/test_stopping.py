"""A crawl that is told to stop, or that finds another newswatch at work. Kills: `tests.bench.kills`."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from crawler.demo.outlets import Fault, FeedKind, Outlet
from crawler.demo.press import Press
from crawler.demo.script import outlets_config
from tests.end_to_end.desk import PATIENCE, Crawled, Desk, Said, desk, wait_until
from tests.end_to_end.reports import report, reports

# The promise is ten seconds; ours is the machine's time to start and end a process.
STOPS_WITHIN = 10
# A second newswatch refuses before it does anything: beside it a command that only looks, which starts the same program.
REFUSES_WITHIN_LOOKS = 3
STOPPED_AFTER = 9  # requests: rules, sources, and some pages
POLLS = 2

# A hundredth of a second for an answer: a stop comes before the next few.
_UNHURRIED = (Fault("*", stall=0.01),)
OUTLETS = (
    Outlet("Feed", reports(1, 30), feed=FeedKind.RSS, faults=_UNHURRIED),
    Outlet("Sitemap", reports(40, 30), sitemap=True, faults=_UNHURRIED),
    Outlet("Section", reports(80, 30), section="/news/", faults=_UNHURRIED),
)


@contextmanager
def _running(at_desk: Desk, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with at_desk.start(*arguments) as process:
        try:
            yield process
        finally:
            process.kill()


@dataclass(frozen=True)
class Interrupted:
    """How a stop went, and a whole crawl after it."""

    desk: Desk
    stopped: Stopped
    crawled: Crawled


@dataclass(frozen=True)
class Stopped:
    """A process that was told to stop: how it ended, after how many seconds, and what it said."""

    code: int
    seconds: float
    out: str
    err: str


def _stop(process: subprocess.Popen[str]) -> Stopped:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    return Stopped(process.returncode, time.monotonic() - began, out, err)


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interrupted]:
    with desk(tmp_path_factory.mktemp("interrupted"), OUTLETS) as at_desk:
        with _running(at_desk, "crawl") as process:
            enough = len(at_desk.press.log) + STOPPED_AFTER
            assert wait_until(lambda: len(at_desk.press.log) >= enough)
            stopped = _stop(process)
        yield Interrupted(at_desk, stopped, at_desk.crawl())


def test_a_crawl_that_is_told_to_stop_ends_soon_and_well(interrupted: Interrupted) -> None:
    assert (interrupted.stopped.code, interrupted.stopped.err) == (0, "")
    assert interrupted.stopped.seconds < STOPS_WITHIN
    assert "cut_short" in interrupted.stopped.out


def test_after_a_stop_one_whole_crawl_has_each_listed_article_once(interrupted: Interrupted) -> None:
    crawled = interrupted.crawled
    assert crawled.said.code == 0
    listed = sorted(
        interrupted.desk.url(outlet.name, article.path) for outlet in OUTLETS for article in outlet.articles
    )
    assert crawled.rows("SELECT url FROM articles WHERE state = 'read' ORDER BY url") == [(url,) for url in listed]
    assert crawled.rows("SELECT count(*) FROM articles") == [(len(listed),)]
    assert crawled.rows("SELECT count(*), sum(kind = 'first') FROM revisions") == [(len(listed), len(listed))]
    assert crawled.rows("SELECT count(DISTINCT rowid) FROM article_search") == [(len(listed),)]
    assert crawled.rows("PRAGMA integrity_check") == [("ok",)]
    assert crawled.rows("PRAGMA foreign_key_check") == []


def test_the_polls_that_a_stop_cut_short_are_closed(interrupted: Interrupted) -> None:
    outcomes = interrupted.desk.rows(
        "SELECT outcome, count(*) FROM polls WHERE finished_at IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    assert outcomes == [("cut_short", len(OUTLETS)), ("ok", len(OUTLETS))]
    assert interrupted.desk.rows("SELECT count(*) FROM polls WHERE outcome IS NULL") == [(0,)]


# ---- the service -------------------------------------------------------------------------------------------------

SILENT = report(500).path
SERVED = (
    Outlet("Quick", reports(300, 2), feed=FeedKind.RSS),
    Outlet("Long", reports(400, 60), feed=FeedKind.RSS),
    Outlet("Silent", (report(500),), feed=FeedKind.RSS, faults=(Fault(SILENT, stall=PATIENCE),)),
)


@dataclass(frozen=True)
class Served:
    """A service that polled a quick outlet every second, a long one, and one that does not answer, until it was stopped."""

    desk: Desk
    pid: int
    refused: Said
    looked: Said
    stopped: Stopped
    stopped_at: float


def _config(press: Press, addresses: Mapping[str, str]) -> str:
    """A delay makes a visit to "Long" last a minute; "Quick" is due every second."""
    text = outlets_config(press.outlets, addresses).replace('delay = "0 seconds"', 'delay = "1 second"')
    return text.replace('name = "Quick"', 'name = "Quick"\nevery = "1 second"')


def _polls(at_desk: Desk, outlet: str) -> list[str | None]:
    return [outcome for (outcome,) in at_desk.rows("SELECT outcome FROM polls WHERE outlet = ? ORDER BY id", outlet)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with desk(tmp_path_factory.mktemp("served"), SERVED, _config) as at_desk, _running(at_desk, "run") as process:
        assert wait_until(lambda: any(request.path == SILENT for request in at_desk.press.log))
        refused = at_desk.newswatch("crawl")
        looked = at_desk.newswatch("articles", "--json")
        assert wait_until(lambda: _polls(at_desk, "Quick").count("ok") >= POLLS)
        stopped_at = time.monotonic()
        yield Served(at_desk, process.pid, refused, looked, _stop(process), stopped_at)


def test_a_second_newswatch_on_the_same_database_refuses_at_once(served: Served) -> None:
    assert served.refused.code == 3
    assert f"another newswatch (process {served.pid}) has {served.desk.database}" in served.refused.err
    assert served.refused.seconds < REFUSES_WITHIN_LOOKS * served.looked.seconds


def test_the_database_can_be_looked_at_while_the_service_runs(served: Served) -> None:
    assert served.looked.code == 0
    assert isinstance(served.looked.json, list)


def test_the_service_polls_what_is_due_again_and_again(served: Served) -> None:
    feeds = [request for request in served.desk.press.log if (request.outlet, request.path) == ("Quick", "/feed.xml")]
    assert [request.status for request in feeds[:POLLS]] == [200, 304]
    assert served.desk.rows("SELECT count(*) FROM articles WHERE outlet = 'Quick'") == [(2,)]


def test_a_slow_outlet_is_not_visited_by_two_crawls_at_a_time(served: Served) -> None:
    assert len(_polls(served.desk, "Long")) == len(_polls(served.desk, "Silent")) == 1


def test_the_service_stops_soon_and_well_although_a_server_keeps_it_waiting(served: Served) -> None:
    assert served.stopped.code == 0
    assert served.stopped.seconds < STOPS_WITHIN
    assert "Traceback" not in served.stopped.err


def test_polls_under_way_are_marked_as_cut_short_by_the_stop(served: Served) -> None:
    assert _polls(served.desk, "Long") == _polls(served.desk, "Silent") == ["cut_short"]
    assert set(_polls(served.desk, "Quick")) <= {"ok", "cut_short"}


def test_after_a_stop_no_new_request_is_made(served: Served) -> None:
    # one may be on its way while the signal is
    assert [request.path for request in served.desk.press.log if request.at > served.stopped_at + 1] == []


def test_a_request_whose_answer_the_stop_did_not_wait_for_is_on_record(served: Served) -> None:
    visits = served.desk.rows("SELECT state FROM visits WHERE url = ?", served.desk.url("Silent", SILENT))
    assert visits == [("abandoned",)]


def test_what_a_stop_left_unread_is_not_taken_for_unreadable(served: Served) -> None:
    assert served.desk.rows("SELECT title, reason FROM articles WHERE state = 'headline'") == []
