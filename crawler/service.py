"""The service: visits each outlet when it is due, until it is told to stop. The only user of APScheduler.

`next_poll_at` in the database is the truth of what is due; the scheduler only ticks.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.beat import beat
from crawler.clock import clock
from crawler.config import Config
from crawler.core.models import Outlet
from crawler.core.planning import hosts
from crawler.core.plans import DigestPlan
from crawler.crawl import enter, prepare, scrapy_settings
from crawler.crawl_pass import CrawlPass
from crawler.deliver.channels import channels
from crawler.deliver.composing import compose
from crawler.deliver.post import Post
from crawler.deliver.queueing import queueing
from crawler.house_keeping import HouseKeeper
from crawler.logs import log_to_stderr
from crawler.process import CrawlProcess
from crawler.readers import Readers
from spiders.hosts import Hosts
from storage.store import Store

# Outlets are due to the minute at best; a tick that finds nothing costs one indexed query.
TICK_SECONDS = 5
# What is being sent when the service is stopped has so long to end; the crawls under way end meanwhile.
SENT_WITHIN_SECONDS = 5

log = structlog.get_logger("newswatch")


class Service:
    """The running service. Crawls overlap: a slow outlet does not hold up the others, and no host is in two crawls."""

    def __init__(self, config: Config, store: Store, process: CrawlProcess, readers: Readers) -> None:
        self._config, self._store, self._process, self._readers = config, store, process, readers
        self._hosts = Hosts()
        self._crawls: set[asyncio.Task[None]] = set()
        self._passes: set[CrawlPass] = set()
        self._queueing = queueing(store, config, compose)
        resend = config.mail is None or config.mail.resend
        self._house = HouseKeeper(store, config)
        self._post = Post(store, channels(config, clock), config.digests, clock, resend=resend)

    async def run(self) -> None:
        """Tick until the process is told to stop, then wait for the crawls and the deliveries under way."""
        self._post.recover()
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.start()

        def tick() -> None:
            scheduler.add_job(self.tick, id="tick", replace_existing=True, misfire_grace_time=None)

        beating = asyncio.get_running_loop().create_task(beat(TICK_SECONDS, tick, self._clock_was_set))
        log.info(
            "watching", outlets=len(self._config.outlets), database=str(self._config.service.database), stop="Ctrl-C"
        )
        await self._process.stopping.wait()
        beating.cancel()
        scheduler.shutdown(wait=False)
        await asyncio.gather(
            *self._crawls, self._house.stop(), self._post.run_out(SENT_WITHIN_SECONDS), return_exceptions=True
        )
        log.info("stopped")

    def _clock_was_set(self, jump: timedelta) -> None:
        log.warning("the clock was set; outlets are visited as if it had not been", by=str(jump))
        self._store.polls.move_with_clock(jump)

    async def tick(self) -> None:
        """Start a crawl of the outlets that are due, compose the digests that are, and deliver."""
        self._house.tick(clock())
        outlets = self._due() if self._house.may_fetch else []
        if outlets:
            task = asyncio.get_running_loop().create_task(self._crawl(outlets))
            self._crawls.add(task)
            task.add_done_callback(self._crawls.discard)
        for plan in self._config.digests:
            self._compose(plan)
        self._post.tick()

    def _compose(self, plan: DigestPlan) -> None:
        try:
            composed = self._queueing.due(plan, clock())
        except Exception:
            # one digest that cannot be composed must not hold up the others, nor the crawls
            log.exception("a digest could not be composed", digest=plan.name)
            return
        if composed is not None:
            log.info("composed", digest=plan.name)

    def _due(self) -> list[Outlet]:
        now = clock()
        names = self._store.polls.due(now) | self._store.pages.outlets_due(now)
        visiting = {name for crawl_pass in self._passes for outlet in crawl_pass.unfinished() for name in hosts(outlet)}
        return [outlet for outlet in self._config.outlets if outlet.name in names and not hosts(outlet) & visiting]

    async def _crawl(self, outlets: list[Outlet]) -> None:
        pages_only = {outlet.name for outlet in outlets} - self._store.polls.due(clock())
        crawl_pass = prepare(self._config, self._store, outlets, self._readers, self._hosts, pages_only=pages_only)
        self._passes.add(crawl_pass)
        try:
            await self._process.crawl(crawl_pass)
        except Exception:
            log.exception("crawl failed", outlets=[outlet.name for outlet in outlets])
        finally:
            self._passes.discard(crawl_pass)
            self._tell(outlets)

    def _tell(self, outlets: list[Outlet]) -> None:
        names = {outlet.name for outlet in outlets}
        rows = [row for row in self._store.reports.status(of_pages=True) if row["name"] in names]
        if len(rows) > 1 and all(row["outcome"] == "failed" for row in rows):
            # a cut cable is one trouble, not one for each outlet
            log.warning(
                "none of the outlets could be reached: is there a network? They are tried again", outlets=len(rows)
            )
            return
        for row in rows:
            told = {key: row[key] for key in ("outcome", "listed", "new", "changed", "failed", "trouble") if row[key]}
            log.info("polled", outlet=row["name"], **told)


def serve(config: Config, store: Store) -> None:
    """Run the service until SIGINT or SIGTERM."""
    log_to_stderr()
    enter(store, config)
    process = CrawlProcess(scrapy_settings(config))

    async def main() -> None:
        async with Readers() as readers:
            await Service(config, store, process, readers).run()

    process.run(main)
