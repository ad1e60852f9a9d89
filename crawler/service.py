"""The service: visits each outlet when it is due, until it is told to stop. The only user of APScheduler.

`next_poll_at` in the database is the truth of what is due; the scheduler only ticks.
"""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.beat import beat
from crawler.clock import clock
from crawler.config import Config
from crawler.core.health_told import OURSELVES, said
from crawler.core.models import Outlet
from crawler.core.planning import hosts
from crawler.core.plans import DigestPlan
from crawler.crawl import enter, prepare, scrapy_settings, take_over
from crawler.crawl_pass import CrawlPass
from crawler.deliver.channels import channels
from crawler.deliver.composing import compose
from crawler.deliver.post import Post
from crawler.deliver.queueing import queueing
from crawler.house_keeping import HouseKeeper
from crawler.logs import logging_to
from crawler.monitoring import Monitoring
from crawler.notify import Supervisor
from crawler.process import CrawlProcess
from crawler.readers import Readers
from crawler.reloading import read_again
from crawler.watchdog import Beat, Limits, within
from spiders.hosts import Hosts
from storage.store import Store
from storage.topics import TopicMatcher

# Outlets are due to the minute at best; a tick that finds nothing costs one indexed query.
TICK_SECONDS = 5
# What is being sent when the service is stopped has so long to end; the crawls under way end meanwhile.
SENT_WITHIN_SECONDS = 5

log = structlog.get_logger("newswatch")


class Service:
    """The running service. Crawls overlap: a slow outlet does not hold up the others, and no host is in two crawls."""

    def __init__(self, path: Path, config: Config, store: Store, process: CrawlProcess, readers: Readers) -> None:
        self._path, self._store, self._process, self._readers = path, store, process, readers
        self._hosts = Hosts()
        self._crawls: set[asyncio.Task[None]] = set()
        self._passes: set[CrawlPass] = set()
        self._house = HouseKeeper(store, config)
        self._beat = Beat(TICK_SECONDS)
        self._monitoring = Monitoring(store, self._beat, Supervisor(os.environ), lambda: len(self._passes))
        self._post = Post(store, {}, (), clock, resend=True)
        self._use(config)
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    async def run(self) -> None:
        """Tick until the process is told to stop, then wait for the crawls and the deliveries under way."""
        self._post.recover()
        self._scheduler.start()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.reload)
        log.info(
            "watching", outlets=len(self._config.outlets), database=str(self._config.service.database), stop="Ctrl-C"
        )
        await self._monitoring.begin(self._config.service.metrics)
        loop = asyncio.get_running_loop()
        beating = loop.create_task(beat(TICK_SECONDS, self._tick_now, self._clock_was_set))
        watching = loop.create_task(self._monitoring.watch())
        await self._process.stopping.wait()
        self._monitoring.stopping()
        beating.cancel()
        watching.cancel()
        self._scheduler.shutdown(wait=False)
        await asyncio.gather(
            *self._crawls,
            self._house.stop(),
            self._post.run_out(SENT_WITHIN_SECONDS),
            self._monitoring.end(),
            return_exceptions=True,
        )
        self._monitoring.tell_polls()
        log.info("stopped")

    def _clock_was_set(self, jump: timedelta) -> None:
        log.warning("the clock was set; outlets are visited as if it had not been", by=str(jump))
        self._store.move_with_clock(jump)
        self._hosts.pauses.move_with_clock(jump)

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
        self._monitoring.tell_polls()
        self._beat.tick()

    def reload(self) -> None:
        """Read the config again. A crawl under way ends with the outlets as it began with them."""
        with self._monitoring.reloading():
            config = read_again(self._path, os.environ, self._config)
            if config is None:
                return
            take_over(self._store, config)
            if config.topics != self._config.topics:
                for crawl_pass in self._passes:
                    crawl_pass.match_with(TopicMatcher(config.topics))
            self._process.use(scrapy_settings(config))
            self._use(config)
            self._monitoring.move(config.service.metrics)
            self._tick_now()
            log.info("the config was read again", outlets=len(config.outlets), topics=len(config.topics))

    def _tick_now(self) -> None:
        # one that comes late is done all the same, once for all that were missed
        self._scheduler.add_job(self.tick, id="tick", replace_existing=True, misfire_grace_time=None)

    def _use(self, config: Config) -> None:
        self._config = config
        self._queueing = queueing(self._store, config, compose)
        resend = config.mail is None or config.mail.resend
        self._house.use(config)
        self._post.use(channels(config, clock), config.digests, resend=resend)

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
        self._monitoring.polls_begun(crawl_pass.poll_ids)
        began, why = monotonic(), None
        try:
            why = await within(
                Limits(),
                self._process.crawl(crawl_pass),
                lambda: crawl_pass.ended_count,
                lambda: self._process.stop(crawl_pass),
            )
        except Exception:
            log.exception("crawl failed", outlets=[outlet.name for outlet in outlets])
        finally:
            self._passes.discard(crawl_pass)
            self._monitoring.crawled(crawl_pass, monotonic() - began, why)
            crawl_pass.forget_if_matched_anew()
            self._tell_health(crawl_pass)

    def _tell_health(self, crawl_pass: CrawlPass) -> None:
        """Log each trouble once when it begins, and once when it has ended."""
        for trouble in crawl_pass.health_told:
            name, words = trouble.outlet or OURSELVES, said(trouble, self._config.service.timezone)
            if trouble.ended_at:
                log.info("outlet is well again", outlet=name, kind=trouble.kind, said=words)
            else:
                log.warning("outlet in trouble", outlet=name, kind=trouble.kind, by=trouble.by, said=words)


def serve(path: Path, config: Config, store: Store) -> None:
    """Run the service until SIGINT or SIGTERM. Raises OSError where its log cannot be written."""
    with logging_to(config.service.log, config.secrets):
        try:
            enter(store, config)
            process = CrawlProcess(scrapy_settings(config))

            async def main() -> None:
                async with Readers() as readers:
                    await Service(path, config, store, process, readers).run()

            process.run(main)
        except Exception:
            log.exception("newswatch ends: an error of its own")
            raise SystemExit(1) from None
