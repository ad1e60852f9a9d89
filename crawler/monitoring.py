"""What the service tells of itself while it runs: a line a poll, figures, health, and systemd that it lives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from crawler.config.addresses import Listen
from crawler.crawl_pass import CrawlPass
from crawler.endpoints import Endpoints
from crawler.metrics import Metrics
from crawler.notify import Supervisor
from crawler.watchdog import Beat
from storage.store import Store

# So often it is looked whether ticks come; systemd hears of it at most as often.
_LOOK_SECONDS = 1.0
_TOLD = (
    "outcome",
    "listed",
    "fetched",
    "new",
    "changed",
    "failed",
    "requests",
    "bytes",
    "seconds",
    "next_poll_at",
    "trouble",
)

log = structlog.get_logger("newswatch")


class Monitoring:
    """Knows which polls are open, and asks the database for those that have ended. `crawls`: how many run."""

    def __init__(self, store: Store, beat: Beat, supervisor: Supervisor, crawls: Callable[[], int]) -> None:
        self._operation, self._beat, self._supervisor, self._crawls = store.operation, beat, supervisor, crawls
        self._metrics = Metrics(store.operation, beat, crawls)
        self._endpoints = Endpoints(self._health, self._metrics.text)
        self._moving: asyncio.Task[None] | None = None
        self._open: list[int] = []
        self._status = "begins"

    async def begin(self, address: Listen | None) -> None:
        """Answer monitors at `address`; the service runs."""
        await self._endpoints.listen(address)
        self._supervisor.ready(self._status)

    def move(self, address: Listen | None) -> None:
        """Answer monitors at another address from now on."""
        self._moving = asyncio.get_running_loop().create_task(self._endpoints.listen(address))

    async def end(self) -> None:
        """Answer monitors no more."""
        await self._endpoints.close()

    async def watch(self) -> None:
        """While ticks come, tell systemd that the service lives; where they stop, say so."""
        every = self._supervisor.alive_every
        loop = asyncio.get_running_loop()
        told, alive = float("-inf"), True
        while True:
            if alive and not self._beat.alive:
                log.warning("ticks stopped", seconds=round(self._beat.age, 1))
            alive = self._beat.alive
            if alive and every is not None and loop.time() - told >= every - _LOOK_SECONDS:
                self._supervisor.alive()
                told = loop.time()
            await asyncio.sleep(_LOOK_SECONDS)

    @contextmanager
    def reloading(self) -> Iterator[None]:
        """Systemd is told that the config is read, and afterwards that the service runs."""
        self._supervisor.reloading()
        try:
            yield
        finally:
            self._supervisor.ready(self._status)

    def stopping(self) -> None:
        """Systemd is told that the service was told to stop."""
        self._supervisor.stopping()

    def polls_begun(self, ids: list[int]) -> None:
        """These polls are under way."""
        self._open += ids

    def crawled(self, crawl_pass: CrawlPass, seconds: float, overrun: str | None) -> None:
        """A crawl has ended, or was cut short because of `overrun`."""
        self._metrics.crawled(seconds, cut_short=overrun is not None)
        if overrun is not None:
            names = [outlet.name for outlet in crawl_pass.unfinished()]
            log.error("a crawl was cut short; what it has not asked for, the next one does", why=overrun, outlets=names)

    def tell_polls(self) -> None:
        """A line for each poll that has ended since the last time, and one where none of several reached its outlet."""
        rows = self._operation.ended_polls(self._open) if self._open else []
        for row in rows:
            self._open.remove(row["id"])
            self._metrics.polled(row)
            log.info("polled", outlet=row["outlet"], **{key: row[key] for key in _TOLD})
        if len(rows) > 1 and all(row["outcome"] == "failed" for row in rows):
            log.warning(
                "none of the outlets could be reached: is there a network? They are tried again", outlets=len(rows)
            )
        if rows:
            self._tell_status()

    def _tell_status(self) -> None:
        outlets = self._operation.outlets()
        trouble = sum(row["state"] != "active" for row in outlets)
        last = max((row["last_poll_at"] or "" for row in outlets), default="")
        self._status = f"{len(outlets)} outlets, {trouble} in trouble, last poll {last or 'none yet'}"
        self._supervisor.status(self._status)

    def _health(self) -> tuple[bool, dict[str, Any]]:
        why_not = self._operation.why_not_writable()
        last = max((row["last_poll_at"] or "" for row in self._operation.outlets()), default="")
        well = self._beat.alive and why_not is None
        return well, {
            "status": "ok" if well else "failing",
            "ticks": {
                "alive": self._beat.alive,
                "age_seconds": round(self._beat.age, 1),
                "skipped": self._beat.skipped,
            },
            "database": {"writable": why_not is None, "why": why_not},
            "last_poll_at": last or None,
            "crawls_under_way": self._crawls(),
        }
