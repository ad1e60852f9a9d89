"""Every kind of trouble that visits can tell of, at one outlet each: named at the second visit, its end told at recovery."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from crawler.demo.outlets import FEED_XML, NEWS_SITEMAP, Fault, FeedKind, Outlet
from crawler.demo.press import Press
from tests.end_to_end.desk import Crawled, Desk, desk, look
from tests.end_to_end.reports import report, reports

_ADVERTISEMENTS = (
    b'<!doctype html><html><script src="//img.sedoparking.com/x.js"></script><body>Related links</body></html>'
)
_ALIKE = b"<!doctype html><html><title>Welcome</title><body><article><h1>Welcome</h1>" + b"".join(
    b"<p>This space is waiting for its new owner number %d, who may be you, and for whatever you would like to put here.</p>"
    % n
    for n in range(5)
)
_CHALLENGED = {"Server": "cloudflare", "CF-Mitigated": "challenge"}
_PAGES = tuple(report(number).path for number in range(3))
# The faults last for two visits; that of the outlet that moved for good goes on.
_WELL = 2


def _everywhere(**how: object) -> tuple[Fault, ...]:
    return tuple(Fault(path, until=_WELL, **how) for path in _PAGES)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ill:
    """An outlet with its fault; the kind of trouble it is, by what, and words of what is said of it."""

    name: str
    faults: tuple[Fault, ...]
    kind: str
    by: str
    said: str


ILL = (
    Ill("Broken", (Fault(FEED_XML, until=_WELL, status=500),), "failing", "HTTP 500", "the fault is its own"),
    Ill("Reset", (Fault(FEED_XML, until=_WELL, drop=True),), "failing", "connection_error", "the connection broke"),
    Ill("Emptied", (Fault(FEED_XML, until=_WELL, body=b""),), "failing", "bad_feed", "an empty answer instead of a feed"),
    Ill("Walled", (Fault(FEED_XML, until=_WELL, status=403, headers=_CHALLENGED),), "blocked", "Cloudflare", "a wall of Cloudflare"),
    Ill("Refused", (Fault(FEED_XML, until=_WELL, status=401),), "blocked", "HTTP 401", "asks for a log-in"),
    Ill("Forbidden", (Fault("/robots.txt", until=_WELL, body=b"User-agent: *\nDisallow: /\n"),), "blocked", "robots.txt", "robots.txt"),
    Ill("Removed", (Fault(FEED_XML, until=_WELL, status=410),), "gone", "HTTP 410", "took the page down for good"),
    Ill("Sold", (Fault(FEED_XML, until=_WELL, body=_ADVERTISEMENTS),), "parked", "parking", "the domain is parked"),
    Ill("Alike", _everywhere(body=_ALIKE), "parked", "one text at many addresses", "none of 3 pages could be read"),
    Ill("Guarded", _everywhere(status=403, headers={"X-DataDome": "protected"}), "blocked", "DataDome", "none of 3 pages could be read"),
)  # fmt: skip
MOVED = Outlet(
    "Moved",
    reports(0, 1),
    feed=FeedKind.RSS,
    sitemap=True,
    faults=(Fault(FEED_XML, status=301, headers={"Location": NEWS_SITEMAP}),),
)
WELL = "Well"
OUTLETS = (
    Outlet(WELL, reports(0, 1), feed=FeedKind.RSS),
    MOVED,
    *(Outlet(ill.name, reports(0, len(ill.faults)), feed=FeedKind.RSS, faults=ill.faults) for ill in ILL),
)


@dataclass(frozen=True)
class Course:
    """Three visits: two while it lasts, one when all is well again; and what `status` said after the second."""

    desk: Desk
    visits: tuple[Crawled, ...]
    status: Mapping[str, list[dict[str, str]]]
    shown: str

    def troubles(self, visit: int, outlet: str) -> list[tuple[str, str, str | None, str | None]]:
        """Kind, cause, end and words of the outlet's troubles that were told by the end of a visit."""
        sql = "SELECT kind, by, ended_at, coalesce(ending, detail) FROM troubles WHERE outlet = ? AND confirmed_at IS NOT NULL"
        return self.visits[visit].rows(sql, outlet)


def _config(press: Press, addresses: Mapping[str, str]) -> str:
    return "\n".join(
        f'[[outlets]]\nname = "{outlet.name}"\nfeeds = ["{addresses[outlet.name]}{FEED_XML}"]\n'
        'delay = "0 seconds"\nprivate_network = true\n'
        for outlet in press.outlets
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    folder = tmp_path_factory.mktemp("health")
    with desk(folder, OUTLETS, _config) as at_desk:
        visits = []
        for step in range(_WELL + 1):
            at_desk.press.step = step
            visits.append(at_desk.crawl())
            at_desk.change("UPDATE articles SET retry_at = '2020-01-01T00:00:00Z' WHERE retry_at IS NOT NULL")
            if step == _WELL - 1:
                status = {row["name"]: row["troubles"] for row in json.loads(look(folder, "status", "--json").stdout)}
                shown = look(folder, "status").stdout
        yield Course(at_desk, tuple(visits), status, shown)


@pytest.mark.parametrize("ill", ILL, ids=lambda ill: ill.name)
def test_trouble_is_named_at_the_second_visit(course: Course, ill: Ill) -> None:
    assert course.troubles(0, ill.name) == []
    ((kind, by, ended, said),) = course.troubles(1, ill.name)
    assert (kind, by, ended) == (ill.kind, ill.by, None)
    assert ill.said in said


def test_a_feed_that_moved_for_good_is_told_at_the_third_visit_with_its_new_address(course: Course) -> None:
    assert course.troubles(1, MOVED.name) == []
    ((kind, by, ended, said),) = course.troubles(2, MOVED.name)
    assert (kind, by, ended) == ("redirected", course.desk.url(MOVED.name, NEWS_SITEMAP), None)
    assert "write the new address into newswatch.toml" in said


@pytest.mark.parametrize("ill", ILL, ids=lambda ill: ill.name)
def test_its_end_is_told_at_the_first_visit_that_finds_it_well(course: Course, ill: Ill) -> None:
    ((kind, _, ended, said),) = course.troubles(_WELL, ill.name)
    assert kind == ill.kind
    assert ended is not None
    assert "again" in said


def test_an_outlet_that_is_well_has_no_trouble(course: Course) -> None:
    assert course.visits[-1].rows("SELECT * FROM troubles WHERE outlet = ? OR outlet IS NULL", WELL) == []


def test_status_tells_what_lasts_with_kind_and_next_step(course: Course) -> None:
    assert {name: [t["kind"] for t in troubles] for name, troubles in course.status.items() if troubles} == {
        ill.name: [ill.kind] for ill in ILL
    }
    shown = " ".join(course.shown.split())  # however wide the terminal is
    for ill in ILL:
        assert f"{ill.kind} (" in shown
        assert ill.said in shown
