"""Delivers a digest in processes that are killed at their first step, at their second, and so on, each time from the start.

A step is a statement of the database's, a line to a mail server, a piece sent to a webhook or read from it, a file opened or
moved. After each cut newswatch starts anew and runs on; what the ledger says then is printed, a JSON line for each cut.
Run by tests/deliver/test_cuts.py in a process of its own, since it forks.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from asyncio import selector_events
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp  # noqa: F401 - loaded before anything is counted

from crawler.core.plans import DigestPlan
from crawler.logs import log_to
from storage.store import Store
from tests.deliver.office import MINUTE, Office, alert, file, hook, mailto, office
from tests.storage.newsroom import NOW

# More than there are, so that a mistake ends.
MOST = 2_000
KILLED = 9
_EVENTS = {"smtplib.connect", "smtplib.send", "socket.connect", "os.rename"}


class Knife:
    """Counts steps, and kills the process at one of them."""

    def __init__(self, at: int) -> None:
        self._at, self._steps = at, 0

    def step(self, *_: object) -> None:
        self._steps += 1
        if self._steps == self._at:
            os._exit(KILLED)

    def watch(self, store: Store, folder: Path) -> None:
        """Count what happens from now on."""

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            if event in _EVENTS or (event == "open" and str(arguments[0]).startswith(f"{folder}/digests")):
                self.step()

        sys.addaudithook(heard)
        store.db.conn.set_trace_callback(self.step)
        for name in ("write", "_read_ready__on_eof", "_read_ready__data_received"):
            method = getattr(selector_events._SelectorSocketTransport, name)
            setattr(selector_events._SelectorSocketTransport, name, self._counted(method))

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            self.step()
            done = method(*arguments)
            self.step()
            return done

        return counted


def main(folder: Path, smtp_port: int, hook_port: int) -> None:
    """Cut at each step there is."""
    log_to(None)
    template = folder / "template"
    template.mkdir()
    with office(template) as desk:
        desk.news("Ferry late")
    for at in range(1, MOST):
        here = folder / str(at)
        shutil.copytree(template, here)
        plan = replace(
            alert(), to=(*mailto(f"ann{at}", f"bob{at}"), hook(hook_port, f"hook{at}"), file(f"{here}/digests/"))
        )
        code = _forked(lambda: _first(here, plan, smtp_port, at))  # noqa: B023 - it is called at once
        _forked(lambda: _again(here, plan, smtp_port))  # noqa: B023 - as above
        with _opened(here, plan, smtp_port) as desk:
            rows = desk.store.deliveries.rows(99)
        shutil.rmtree(here)
        print(json.dumps({"at": at, "killed": code == KILLED, "deliveries": rows}), flush=True)  # noqa: T201 - its answer
        if code != KILLED:
            return


def _first(folder: Path, plan: DigestPlan, smtp_port: int, at: int) -> None:
    with _opened(folder, plan, smtp_port) as desk:
        Knife(at).watch(desk.store, folder)
        desk.deliver()


def _again(folder: Path, plan: DigestPlan, smtp_port: int) -> None:
    with _opened(folder, plan, smtp_port) as desk:
        for _ in range(3):
            desk.later(10 * MINUTE)


@contextmanager
def _opened(folder: Path, plan: DigestPlan, smtp_port: int) -> Iterator[Office]:
    with Store(folder / "news.db", writable=True) as store:
        # the system keeps what a killed process wrote; waiting for the disk would take most of the time
        store.db.execute("PRAGMA synchronous = OFF")
        yield Office(store, plan, smtp_port, now=NOW + 2 * MINUTE)


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the child must end here
            print(repr(error), file=sys.stderr, flush=True)  # noqa: T201 - why the test fails
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
