"""Whether the service stays as it is over thousands of polls of a bad press: `python -m tests.bench.soak --polls 2000`.

The real service in a process of its own polls outlets on loopback, most of which have a source in trouble, while articles come and
are edited, its config is read again, and its reading processes are killed. What it holds is read from its own /metrics and from /proc.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import linear_regression
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from crawler.demo.articles import Article
from crawler.demo.outlets import FEED_XML, Fault, FeedKind, Noise, Outlet, Validators
from crawler.demo.press import Press
from crawler.demo.script import outlets_config
from tests.bench.hurried import start
from tests.end_to_end.desk import PATIENCE
from tests.end_to_end.reports import report, reports, rewritten

LINES = 10  # of the table; each tells the least that was held since the one before, when the least was under way
STEPS = 40  # editions of the press
POLLS = 2_000
# What a thousand polls may add. Memory: the database's pages are kept in memory up to 64 MB, and it grows with the press; one
# leaked response a poll would be 20 MB and more. Of what is counted, one leaked in a hundred polls would be ten.
TOLERANCES = {"memory_mb": 10.0, "handles": 3.0, "threads": 3.0, "children": 1.0, "children_mb": 15.0}
# The pools of the reactor (10) and of the loop (4 and one a processor) start a thread when they need one, and keep it; the main
# one, and that of house-keeping.
MOST_THREADS = 2 + 10 + 4 + (os.cpu_count() or 1)
_MB = 1 << 20
_LOOKS = 0.4  # seconds between: a look costs both sides some ten milliseconds
_WALL = {"Server": "cloudflare", "CF-Mitigated": "challenge"}
_DEEP = b"<rss><channel>" + b"<item>" * 2_000
_FAULTS = {
    "hangs": Fault(FEED_XML, stall=PATIENCE),  # each poll of it ends with the time-out
    "slow": Fault(FEED_XML, stall=0.4),
    "drips": Fault(FEED_XML, drip=0.0005),
    "cut": Fault(FEED_XML, cut=700),
    "reset": Fault(FEED_XML, drop=True),
    "broken": Fault(FEED_XML, status=500),
    "busy": Fault(FEED_XML, status=429, headers={"Retry-After": "60"}),
    "walled": Fault(FEED_XML, status=403, headers=_WALL),
    "gone": Fault(FEED_XML, status=410),
    "empty": Fault(FEED_XML, body=b""),
    "hostile": Fault(FEED_XML, body=_DEEP),
    "loop": Fault(FEED_XML, status=302, headers={"Location": FEED_XML}),
    "elsewhere": Fault(FEED_XML, status=301, headers={"Location": "/news-sitemap.xml"}),
}


@dataclass(frozen=True)
class Held:
    """What the service holds after so many polls."""

    polls: int
    memory_mb: float
    handles: int
    threads: int
    children: int
    children_mb: float


KINDS = [field.name for field in fields(Held)][1:]


def press() -> Press:
    """Each kind of trouble at one outlet, whose other source goes on; outlets that are well; and one that fails altogether."""
    ill = [
        Outlet(name, _articles(100 * place), feed=FeedKind.RSS, sitemap=True, faults=(fault, *_bad_pages(100 * place)))
        for place, (name, fault) in enumerate(_FAULTS.items(), 1)
    ]
    well = [
        Outlet(
            f"well {place}", _articles(10_000 + 100 * place), feed=FeedKind.ATOM, noise=Noise.WITHIN, validators=kind
        )
        for place, kind in enumerate(Validators)
    ]
    return Press([*ill, *well, Outlet("down", reports(1, 2), feed=FeedKind.RSS, faults=(Fault("*", status=500),))])


def _articles(first: int) -> tuple[Article, ...]:
    """Some at first, and one in every second edition, which is edited."""
    edited = rewritten(report(first), told=True)
    return (
        edited,
        report(first + 1),
        *(report(first + 3 + step, listed_from=step) for step in range(1, STEPS, 2)),
    )


def _bad_pages(first: int) -> tuple[Fault, ...]:
    cut, broken, walled = (report(first + 3 + step).path for step in (1, 3, 5))
    return Fault(cut, cut=500), Fault(broken, status=500), Fault(walled, status=403, headers=_WALL)


@contextmanager
def soaking(folder: Path) -> Iterator[tuple[Press, subprocess.Popen[str], str]]:
    """The press, the service that polls it, and the address of its figures."""
    served = press()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with served.serve() as addresses:
        outlets = outlets_config(served.outlets, addresses).replace("delay =", 'every = "1 second"\ndelay =')
        (folder / "newswatch.toml").write_text(
            f'[service]\ncontact = "soak@example.org"\nlog = "newswatch.log"\nmetrics = "127.0.0.1:{port}"\n'
            f'[[topics]]\nname = "Everything"\nquery = "*"\n'
            f'[[digests]]\nname = "now"\nevery = "now"\nto = ["file:digests/", "atom:news.xml"]\n{outlets}',
            encoding="utf-8",
        )
        process = start(folder)
        try:
            yield served, process, f"http://127.0.0.1:{port}/metrics"
        finally:
            process.kill()  # in order it would wait for the outlet that hangs
            process.wait()


def soak(polls: int, lines: int = LINES, hours: float = 0) -> Iterator[Held]:
    """What is held after each part of so many polls, and of as many more until so many hours have passed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, soaking(Path(folder)) as (served, process, figures):
        number = 0
        while number < lines or time.monotonic() - began < hours * 3600:
            number += 1
            yield _least(process, figures, polls * number // lines)
            served.step = number * STEPS // lines % STEPS
            _trouble_it(process)


def _least(process: subprocess.Popen[str], figures: str, until: int) -> Held:
    """The least of each that was held until there were so many polls: what is under way comes and goes."""
    seen: list[Held] = []
    while not seen or seen[-1].polls < until:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended: {process.returncode}")
        with contextlib.suppress(OSError):  # not up yet
            seen.append(held(process.pid, figures))
        time.sleep(_LOOKS)
    return Held(seen[-1].polls, **{kind: min(getattr(each, kind) for each in seen) for kind in KINDS})


def held(pid: int, figures: str) -> Held:
    """What the service `pid` holds now. Raises OSError where it does not answer."""
    with urlopen(figures, timeout=PATIENCE) as answer:  # noqa: S310 - loopback
        text = answer.read().decode()
    told: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            told[sample.name] = told.get(sample.name, 0) + sample.value
    children = children_of(pid)
    return Held(
        polls=int(told.get("newswatch_polls_total", 0)),
        memory_mb=told["process_resident_memory_bytes"] / _MB,
        handles=int(told["process_open_fds"]),
        threads=int(told["newswatch_threads"]),
        children=len(children),
        children_mb=sum(map(_resident, children)) / _MB,
    )


def children_of(pid: int) -> list[int]:
    """The processes that `pid` started and that live, or were not waited for."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # it has ended meanwhile
        return 0
    return pages * os.sysconf("SC_PAGESIZE")


def _trouble_it(process: subprocess.Popen[str]) -> None:
    """Have its config read again, and kill one of its reading processes, as the system does for want of memory."""
    process.send_signal(signal.SIGHUP)
    for child in children_of(process.pid)[:1]:
        os.kill(child, signal.SIGKILL)


def slopes(seen: Sequence[Held]) -> dict[str, float]:
    """What a thousand polls add of each, once what is kept for ever is there: from the second half of the lines."""
    settled = seen[len(seen) // 2 :]
    polls = [each.polls / 1000 for each in settled]
    return {kind: linear_regression(polls, [getattr(each, kind) for each in settled]).slope for kind in KINDS}


def row(each: Held) -> str:
    """A line of the table."""
    return f"{each.polls:7,}  {each.memory_mb:9.1f}  {each.handles:7}  {each.threads:7}  {each.children:8}  {each.children_mb:11.1f}"


HEAD = f"{'polls':>7}  {'memory MB':>9}  handles  threads  children  children MB"


def main() -> None:
    """Print the table; exit 1 where something grows."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--polls", type=int, default=POLLS)
    asked.add_argument("--hours", type=float, default=0, help="go on for so long")
    given = asked.parse_args()
    print(HEAD, flush=True)
    seen = []
    for each in soak(given.polls, hours=given.hours):
        seen.append(each)
        print(row(each), flush=True)
    added = slopes(seen)
    grown = {kind for kind in KINDS if added[kind] > TOLERANCES[kind]}
    grown |= {"threads"} if seen[-1].threads > MOST_THREADS else set()
    for kind in KINDS:
        said = "GROWS" if kind in grown else "flat"
        print(f"{kind:12} {added[kind]:+8.2f} per 1,000 polls (at most {TOLERANCES[kind]:g}): {said}")
    sys.exit(bool(grown))


if __name__ == "__main__":
    main()
