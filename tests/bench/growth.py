"""What an article costs with 1,000, 100,000 and 1,000,000 stored: `python -m tests.bench.growth [--most N]`.

The database is filled in bulk (`filling.py`; a million take ten minutes or twenty, and 18 GB). Then some hundreds of further
articles are recorded as a crawl does, each in its own transaction, in a process of its own. The slope is the last column
through the first; the figures themselves are the machine's.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

from crawler import recording
from crawler.core.articles import Article
from crawler.recording import Page, record_page
from storage.store import Store
from storage.topics import TopicMatcher
from tests.bench.filling import EVERYTHING, MADE_UP, MATCH, fetched, fill, newsroom
from tests.bench.press import EDITION, article, edited, in_long_stories

SIZES = (1_000, 100_000, 1_000_000)
MOST = 100_000  # as many as a few minutes fill
MEASURED = 10 * len(EDITION)  # new articles, after half as many that warm up; and as many edits as a third of them
NEW, EDIT = "a new article, until it is on disk", "an edited one, until it is on disk"
STEPS = ("known", "twins", "judge", "record", "place", "lines")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds an article, of the processor and by the clock, by step; MB that the process took; KB of disk an article."""

    stored: int
    cpu: dict[str, float]
    wall: dict[str, float]
    memory: float
    disk: float


class Stopwatch:
    """Adds up the time of each step."""

    def __init__(self) -> None:
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.wall: defaultdict[str, float] = defaultdict(float)

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, its time counted as that of `step`."""

        def call(*arguments: Any, **named: Any) -> Any:
            cpu, wall = process_time(), perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.cpu[step] += 1000 * (process_time() - cpu)
                self.wall[step] += 1000 * (perf_counter() - wall)

        return call


def measure(most: int, measured: int = MEASURED) -> list[Cost]:
    """The costs at each of SIZES up to `most`, and at `most`, each of `measured` further articles and some edits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "growth.db"
        newsroom(path)
        return [_at(path, size, measured) for size in sorted({size for size in SIZES if size < most} | {most})]


def table(costs: Sequence[Cost]) -> list[str]:
    """The lines to print."""
    rows = [(f"{step}: ms of CPU", [cost.cpu[step] for cost in costs]) for step in (*STEPS, NEW, EDIT)]
    rows += [(f"{step}: ms", [cost.wall[step] for cost in costs]) for step in (NEW, EDIT)]
    rows += [("memory, MB", [cost.memory for cost in costs]), ("file, KB an article", [cost.disk for cost in costs])]
    head = f"{'stored':<48}" + "".join(f"{cost.stored:>12,}" for cost in costs) + f"{'slope':>8}"
    return [head, *(_line(name, figures) for name, figures in rows)]


def _line(name: str, figures: Sequence[float]) -> str:
    slope = figures[-1] / figures[0] if figures[0] else float("nan")
    return f"{name:<48}" + "".join(f"{figure:>12.2f}" for figure in figures) + f"{slope:>8.2f}"


def _at(path: Path, size: int, measured: int) -> Cost:
    stored = fill(path, size)
    with multiprocessing.get_context("spawn").Pool(1) as alone:  # whose memory is its own
        return alone.apply(cost_at, (path, stored, measured))


def cost_at(path: Path, stored: int, measured: int, made_up: int = MADE_UP) -> Cost:
    """What further articles cost in this process, with so many stored."""
    disk = path.stat().st_size / stored / 1000
    matcher = TopicMatcher([EVERYTHING])
    with_new, with_edits = Stopwatch(), Stopwatch()
    with Store(path, writable=True) as store:
        (last,) = store.db.execute("SELECT max(id) FROM articles").fetchone()
        first, warming = -(-last // len(EDITION)) * len(EDITION), measured // 2
        new = [article(number) for number in range(first, first + warming + measured)]
        later = new[-1].fetched_at + timedelta(hours=1)
        told = in_long_stories(min(stored, made_up))
        edits = [edited(number, later) for number in told[:: max(1, 3 * len(told) // measured)]]
        _record(store, matcher, new[:warming], Stopwatch(), NEW)
        _record(store, matcher, new[warming:], with_new, NEW)
        _record(store, matcher, edits, with_edits, EDIT)
    memory = _most_memory()
    cpu = _each(with_new.cpu, measured) | {EDIT: with_edits.cpu[EDIT] / len(edits)}
    wall = _each(with_new.wall, measured) | {EDIT: with_edits.wall[EDIT] / len(edits)}
    return Cost(stored, cpu, wall, memory, disk)


def _most_memory() -> float:
    """MB that this process has had at most. What `getrusage` says is also the most of the process that it was started from."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) * 1024 / 1e6


def _each(spent: dict[str, float], articles: int) -> dict[str, float]:
    return {step: spent[step] / articles for step in (*STEPS, NEW)}


def _record(store: Store, matcher: TopicMatcher, articles: Sequence[Article], watch: Stopwatch, whole: str) -> None:
    """Record articles, the whole and each step timed."""
    with ExitStack() as stack:
        for owner, name, step in (
            (store.articles, "known", "known"),
            (store.articles, "twins", "twins"),
            (recording, "judge", "judge"),
            (store.articles, "record", "record"),
            (store.stories, "place", "place"),
            (store.lines, "furniture", "lines"),
            (store.lines, "pages_with", "lines"),
            (store.lines, "learn", "lines"),
        ):
            stack.enter_context(patch.object(owner, name, watch.timed(step, getattr(owner, name))))
        for each in articles:
            watch.timed(whole, _committed)(store, matcher, each)


def _committed(store: Store, matcher: TopicMatcher, came: Article) -> None:
    with store.transaction():
        record_page(store, matcher, Page(fetched(came), came, came.fingerprint(), (MATCH,)), announced=True)


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=MOST, help="the largest number of stored articles")
    for line in table(measure(parser.parse_args().most)):
        print(line)


if __name__ == "__main__":
    main()
