"""The press of the simulated year, made of a front page's history.

A front page's history says when each address was first seen there; that is taken for its publication. One front page is one
outlet, so the press is made of it: the whole page, each of its departments and sections as an outlet of its own (by the folders
of the addresses, and the words before an article's number), and every 100th, 300th and 1000th article, as outlets that hardly
publish. Half of them say in their feed when an article was published. The year begins with nothing known of any of them.

Every outlet is silent for two weeks, and has its troubles: each month six hours of 500s and a 429 with a Retry-After of an
hour, once a year a day without a name server, and one night on which our own network is down. What an outlet publishes
meanwhile stays listed. The clock is simulated; what is decided at each poll, newswatch's functions decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

from crawler.core.models import VisitState
from tests.floors import corpus

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A section with fewer articles in years is no outlet.
FEWEST = 20
THINNED = (100, 300, 1000)
_ARTICLE = re.compile(r"^([a-z][a-z-]*?)?-?[a-z]{0,2}\d{4,}[a-z0-9]*$|\d")


@dataclass(frozen=True, slots=True)
class Fault:
    """A time in which an outlet's server answers with `status`, or not at all (`state`)."""

    start: datetime
    end: datetime
    status: int = 0
    state: VisitState | None = None
    ours: bool = False  # our own network is down


@dataclass(frozen=True, slots=True)
class Played:
    """An outlet of the simulated press: when it lists each article for the first time, in order, and its troubles."""

    name: str
    published: tuple[datetime, ...]
    faults: tuple[Fault, ...]
    dated: bool
    start: datetime
    end: datetime

    @property
    def a_day(self) -> float:
        """Articles a day."""
        return len(self.published) / max(1, (self.end - self.start) / DAY)

    def fault(self, now: datetime) -> Fault | None:
        """What is wrong at `now`."""
        return next((fault for fault in self.faults if fault.start <= now < fault.end), None)


def sightings() -> list[tuple[datetime, str]]:
    """(when, address) of each address's first sighting in the corpus' `*headline*` histories, in order."""
    paths = sorted((corpus.CORPUS / "revisions").glob("*headline*.jsonl.xz"))
    found = (
        (min(each["first_seen"] for each in one["versions"]), one["url"])
        for path in paths
        for one in corpus.lines(path)
    )
    return [(datetime.fromtimestamp(at, UTC), url) for at, url in sorted(found)]


def press(found: Sequence[tuple[datetime, str]], length: timedelta) -> list[Played]:
    """The outlets that are made of the sightings, for `length` from the second day on."""
    start = found[0][0] + DAY
    end = min(start + length, found[-1][0])
    streams: dict[str, list[datetime]] = defaultdict(list)
    for number, (at, url) in enumerate(found):
        names = {"", *_folders(url), *(f"every {step}th" for step in THINNED if number % step == 0)}
        for name in names:
            streams[name].append(at)
    kept = {name: stream for name, stream in streams.items() if len(stream) >= FEWEST}
    return [_played(name, stream, start, end) for name, stream in sorted(kept.items())]


def _folders(url: str) -> Iterator[str]:
    *folders, last = urlsplit(url).path.strip("/").split("/")
    if folders:
        yield folders[0]
        words = _ARTICLE.match(last)
        yield "/".join([*folders, *([words[1]] if words and words[1] else [])])


def _played(name: str, stream: Sequence[datetime], start: datetime, end: datetime) -> Played:
    random = Random(name)  # noqa: S311 - the same troubles in each run
    silent = start + random.random() * (end - start)
    published = tuple(at for at in stream if start <= at < end and not silent <= at < silent + 14 * DAY)
    faults = sorted(_faults(random, start, end), key=lambda fault: fault.start)
    return Played(name or "the front page", published, tuple(faults), random.random() < 0.5, start, end)


def _faults(random: Random, start: datetime, end: datetime) -> Iterator[Fault]:
    for month in range((end - start) // (30 * DAY)):
        storm, limit = (start + (30 * month + 30 * random.random()) * DAY for _ in range(2))
        yield Fault(storm, storm + 6 * HOUR, status=500)
        yield Fault(limit, limit + HOUR, status=429)
    if end - start > 300 * DAY:
        outage = start + random.random() * (end - start)
        yield Fault(outage, outage + DAY, state=VisitState.DNS_ERROR)
        yield Fault(start + 200 * DAY, start + 200 * DAY + 9 * HOUR, state=VisitState.DNS_ERROR, ours=True)
