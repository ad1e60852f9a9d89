"""Readers while newswatch writes: `python -m tests.bench.readers [--seconds N] [--database FILE]`.

A process stores articles, each in its own transaction, as fast as it can; beside it one reader after the other asks again and
again (`asking.py`), each in its own process.
"""

from __future__ import annotations

import argparse
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from time import sleep

from crawler.core.space import LARGEST_LOG
from crawler.recording import Page, record_page
from storage.store import Store
from storage.topics import TopicMatcher
from tests.bench.asking import READERS
from tests.bench.filling import EVERYTHING, MATCH, fetched, newsroom
from tests.bench.press import article


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading: how often both tables were asked, how often they did not agree, and the articles seen.

    `log` is the most bytes that the log beside the database had meanwhile.
    """

    times: int
    torn: int
    first: int
    last: int
    log: int


@contextmanager
def writing(database: Path) -> Iterator[None]:
    """A process that stores articles into `database` for as long as this lasts."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.readers", "--write", database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        assert writer.stdin
        assert writer.stdout
        writer.stdout.readline()  # the first article is stored
        try:
            yield
        finally:
            writer.stdin.close()
            assert writer.wait(60) == 0


def read(reader: str, database: Path, seconds: float) -> Read:
    """Ask again and again, in a process of its own; raises where an error, a lock's included, ends it."""
    asking = [sys.executable, "-m", "tests.bench.asking", reader, database, str(seconds)]
    log, largest = Path(f"{database}-wal"), 0
    with subprocess.Popen(asking, stdout=subprocess.PIPE) as asks:
        while asks.poll() is None:
            largest = max(largest, log.stat().st_size)
            sleep(0.02)
        assert asks.stdout
        assert asks.returncode == 0
        return Read(*map(int, asks.stdout.read().split()), log=largest)


def _write(database: Path) -> None:
    if not database.exists():
        newsroom(database)
    matcher = TopicMatcher([EVERYTHING])
    with Store(database, writable=True) as store:
        (stored,) = store.db.execute("SELECT count(*) FROM articles").fetchone()
        for number in count(stored):
            came = article(number)
            with store.transaction():
                record_page(store, matcher, Page(fetched(came), came, came.fingerprint(), (MATCH,)), announced=True)
            if number == stored:
                print("begun", flush=True)
            if select.select([sys.stdin], [], [], 0)[0]:  # it was closed
                return


def _measure(database: Path, seconds: float) -> None:
    with writing(database):
        for reader in filter(find_spec, READERS):
            found = read(reader, database, seconds)
            print(
                f"{reader:8} {found.times:7,} times, {found.torn} of them torn; {found.first:,} to {found.last:,} articles;"
                f" the log had up to {found.log / 1e6:.0f} MB of {LARGEST_LOG / 1e6:.0f}"
            )


def main() -> None:
    """Measure, or be the process that writes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--database", type=Path)
    options.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.write:
        _write(asked.write)
        return
    with tempfile.TemporaryDirectory() as folder:
        _measure(asked.database or Path(folder) / "news.db", asked.seconds)


if __name__ == "__main__":
    main()
