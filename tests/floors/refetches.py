"""What is made of refetches of real pages on which nothing was edited, and of true edits: `python -m tests.floors.refetches`.

Pages of `publishers`, six to an outlet, are stored and then fetched again, poll after poll, each through the reading, judging
and recording of a crawl, with the state that a database holds in between. At each poll each page carries noise, or a wall
stands in its place; at one poll the outlet is redesigned, for good; now and then a page is truly edited. A revision that is
made without an edit is a false change, unless it is kept and not told; a stored text that holds a wall is overwritten.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from crawler.core.articles import headline_article, read_article
from crawler.core.dates import iso
from crawler.core.fetched import OutletPlan, PageFetched
from crawler.core.fingerprints import overlap
from crawler.core.models import Candidate, Outlet, Reading, Topic, Visit, VisitState
from crawler.core.reading import read_page
from crawler.crawl_pass import CrawlPass
from crawler.readers import Readers
from spiders.hosts import Hosts
from storage.store import Store
from storage.topics import TopicMatcher
from tests.floors import corpus, noise

COLLECTIONS = ("publishers",)
START = datetime(2025, 1, 14, 6, 0, tzinfo=UTC)
BETWEEN_POLLS = timedelta(hours=3)
AN_OUTLET = 6
POLLS = 27
REDESIGN_AT = 11
# Of the refetches, so many meet a true edit: it stays, and noise is put around it from the next poll on.
EDITED = 0.1
EVERYTHING = Topic("Everything", "*")
# A text that shares less with what it was is no longer that text.
_SAME = 0.75


@dataclass
class Served:
    """A page in the course of the polls: where it stands, and how it looks at present."""

    candidate: Candidate
    page: noise.Shown = field(repr=False)
    text: str = field(repr=False)


@dataclass
class Counted:
    """Refetches by kind, and what went wrong; true edits by kind, and those that were found."""

    refetches: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    overwritten: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


class Stream:
    """Outlets whose pages are fetched again and again into one database."""

    def __init__(self, store: Store, pages: Sequence[corpus.Page]) -> None:
        self._store = store
        self._matcher = TopicMatcher([EVERYTHING])
        self.counted = Counted()
        self._outlets = [
            Outlet(f"Outlet {n // AN_OUTLET}", home="https://o.example/") for n in range(0, len(pages), AN_OUTLET)
        ]
        store.polls.keep_outlets(self._outlets, START)
        store.topics.keep([EVERYTHING], START)
        self._served: dict[str, list[Served]] = defaultdict(list)
        for n, page in enumerate(pages):
            served = _served(page, self._outlets[n // AN_OUTLET].name)
            if served is not None:
                self._served[served.candidate.outlet].append(served)

    def run(self, polls: int = POLLS, redesign_at: int = REDESIGN_AT) -> Counted:
        for outlet in self._outlets:
            self._poll(outlet, 0, [(served, "", served.page.data(), None) for served in self._served[outlet.name]])
            for n in range(1, polls):
                self._poll(outlet, n, self._answers(outlet, n, redesign_at))
        return self.counted

    def _answers(self, outlet: Outlet, n: int, redesign_at: int) -> list[tuple[Served, str, bytes, str | None]]:
        return [self._answer(served, n, redesigned=n == redesign_at) for served in self._served[outlet.name]]

    def _answer(self, served: Served, n: int, *, redesigned: bool) -> tuple[Served, str, bytes, str | None]:
        random = Random(f"{served.candidate.url} {n}")  # noqa: S311 - the same noise at each measuring
        if redesigned:
            noise.redesigned(served.page)
            return served, "a redesign", served.page.data(), None
        if random.random() < EDITED:
            kind = random.choice(sorted(noise.EDITS))
            if noise.EDITS[kind](served.page, random):
                _reread(served)
                return served, kind, served.page.data(), None
        return self._unedited(served, n, random)

    def _unedited(self, served: Served, n: int, random: Random) -> tuple[Served, str, bytes, str | None]:
        copy = served.page.copy()
        if n % 2:
            kind = random.choice(sorted(noise.READABLE))
            noise.READABLE[kind](copy, random)
            return served, kind, copy.data(random.choice(("utf-8", "utf-16"))), None
        kind = random.choice([*sorted(noise.INSTEAD), "cut bodies", "AMP copies"])
        if kind == "AMP copies":
            return served, kind, copy.data(), f"{served.candidate.url.rstrip('/')}/amp"
        if kind == "cut bodies":
            return served, kind, noise.cut(copy.data(), random), None
        noise.INSTEAD[kind](copy, random)
        return served, kind, copy.data(), None

    def _poll(self, outlet: Outlet, n: int, answers: Sequence[tuple[Served, str, bytes, str | None]]) -> None:
        now = START + n * BETWEEN_POLLS
        plan = OutletPlan(outlet, ())
        crawl = CrawlPass(
            self._store, [plan], matcher=self._matcher, readers=Readers(1), hosts=Hosts(), now=lambda: now
        )
        again: list[str] = []
        crawl.ask_with(lambda plan, page: (again.append(page.candidate.url), crawl.issued(plan, page.candidate.url))[0])
        for served, _, _, _ in answers:
            crawl.issued(plan, served.candidate.url)
        for served, _, data, address in answers:
            self._receive(crawl, served.candidate, data, address or served.candidate.url, now)
        for served, kind, data, address in answers:
            if served.candidate.url in again:
                self._receive(
                    crawl,
                    served.candidate,
                    self._second_look(served, kind, data, n),
                    address or served.candidate.url,
                    now,
                )
        for served, kind, _, _ in answers:
            self._count(served, kind, n)

    def _second_look(self, served: Served, kind: str, data: bytes, n: int) -> bytes:
        """The same page a moment later: what is put into it at random is another thing."""
        if kind not in noise.READABLE:
            return data
        copy = served.page.copy()
        noise.READABLE[kind](copy, Random(f"{served.candidate.url} {n} again"))  # noqa: S311 - as above
        return copy.data()

    def _receive(self, crawl: CrawlPass, candidate: Candidate, data: bytes, address: str, now: datetime) -> None:
        """As the pipelines do."""
        reading = read_page(data, address)
        visit = Visit(candidate.outlet, candidate.url, VisitState.OK, now)
        if isinstance(reading, Reading):
            article = read_article(candidate, reading, address, now)
            fetched = PageFetched(candidate, visit)
        else:
            visit = Visit(candidate.outlet, candidate.url, reading.state, now, detail=reading.detail)
            fetched, unread = PageFetched(candidate, visit), headline_article(candidate, reading, now)
            assert unread is not None
            article = unread
        crawl.record_page(fetched, article, article.fingerprint(), self._matcher.match(article.title, article.text))

    def _revisions(self, served: Served, now: datetime) -> list[tuple[str, str, int]]:
        """What was written down of a page at `now`: the revision's kind, its summary, and whether it is announced."""
        return self._store.db.execute(
            "SELECT r.kind, r.summary, r.announced FROM revisions r JOIN articles a ON a.id = r.article_id"
            " WHERE a.outlet = ? AND a.said_title = ? AND r.seen_at = ?",
            [served.candidate.outlet, served.candidate.title, iso(now)],
        ).fetchall()

    def _count(self, served: Served, kind: str, n: int) -> None:
        counted, revisions = self.counted, self._revisions(served, START + n * BETWEEN_POLLS)
        if kind in noise.EDITS:
            found = bool(revisions)  # how it is graded and told is measured in `changes`
            counted.edits[kind] += 1
            counted.found[kind] += found
            counted.examples += [] if found else [f"missed: {kind} at poll {n} of {served.candidate.url}: {revisions}"]
        elif kind:
            told = [f"{grade}: {said}" for grade, said, announced in revisions if announced]
            counted.refetches[kind] += 1
            counted.false[kind] += bool(told)
            counted.kept[kind] += bool(revisions) and not told
            counted.examples += [f"false: {kind} at poll {n} of {served.candidate.url}: {each}" for each in told]
            self._compare(served, kind, n)

    def _compare(self, served: Served, kind: str, n: int) -> None:
        counted = self.counted
        if overlap(served.text, self._stored(served)).of_first < _SAME:
            counted.overwritten[kind] += 1
            counted.examples.append(f"overwritten: {kind} at poll {n} of {served.candidate.url}")

    def _stored(self, served: Served) -> str:
        row = self._store.db.execute(
            "SELECT text FROM articles WHERE outlet = ? AND said_title = ?",
            [served.candidate.outlet, served.candidate.title],
        ).fetchone()
        return (row[0] or "") if row else ""


def _served(page: corpus.Page, outlet: str) -> Served | None:
    reading = read_page(page.data, page.url)
    if not isinstance(reading, Reading):
        return None
    found = noise.shown(page.data, reading.paragraphs)
    if found is None:
        return None
    again = read_page(found.data(), page.url)
    if not isinstance(again, Reading) or not again.title:
        return None
    return Served(Candidate(outlet, page.url, "https://o.example/feed", title=again.title), found, again.text)


def _reread(served: Served) -> None:
    reading = read_page(served.page.data(), served.candidate.url)
    assert isinstance(reading, Reading)
    again = noise.shown(served.page.data(), reading.paragraphs)
    served.page, served.text = again or served.page, reading.text


def stream(pages: Sequence[corpus.Page], polls: int = POLLS, redesign_at: int = REDESIGN_AT) -> Counted:
    """What is counted over `polls` polls of outlets that have `pages`."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "news.db", writable=True) as store:
        return Stream(store, pages).run(polls, redesign_at)


def measure() -> dict[str, float]:
    """False changes and overwritten texts, below zero so that floors hold them, and how many true edits are found."""
    counted = stream(list(corpus.publishers())[::4], polls=9, redesign_at=4)
    return {
        "false_changes": -float(sum(counted.false.values())),
        "overwritten": -float(sum(counted.overwritten.values())),
        "edits_found": sum(counted.found.values()) / max(1, sum(counted.edits.values())),
        "refetches": float(sum(counted.refetches.values())),
    }


def main() -> None:
    """Print the table."""
    if not corpus.CORPUS.is_dir():
        sys.exit(f"no corpus at {corpus.CORPUS}")
    counted = stream(list(corpus.publishers()))
    print(f"{'':28}refetches  false changes  kept, not told   overwritten")
    for kind in sorted(counted.refetches):
        print(
            f"{kind:28}{counted.refetches[kind]:9}  {counted.false[kind]:13}  {counted.kept[kind]:16}  {counted.overwritten[kind]:11}"
        )
    sums = [sum(each.values()) for each in (counted.refetches, counted.false, counted.kept, counted.overwritten)]
    print(f"{'all':28}{sums[0]:9}  {sums[1]:13}  {sums[2]:16}  {sums[3]:11}\n")
    print(f"{'':28}    edits  found")
    for kind in sorted(counted.edits):
        print(f"{kind:28}{counted.edits[kind]:9}  {counted.found[kind]:5}")
    print(*counted.examples, sep="\n")


if __name__ == "__main__":
    main()
