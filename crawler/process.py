"""The crawler process: the only user of Scrapy's. One event loop carries the crawls, the readers and the scheduler."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from spiders.crawl_pass import CrawlPass
from spiders.outlet import OutletSpider
from spiders.politeness import STOPPED

# FAULTS 104: what is not finished by then is abandoned, and asked for again by the next crawl.
STOP_SECONDS = 6  # and four to end the reading processes and the interpreter, on a machine that is busy


class CrawlProcess:
    """Runs crawls. There can be one in a program's life, since the framework's event loop cannot be started twice."""

    def __init__(self, settings: Settings) -> None:
        # where the service logs, the framework's own handler would say everything twice
        settings.set("LOG_INSTALL_ROOT_HANDLER", not logging.getLogger().handlers)
        self._process = AsyncCrawlerProcess(settings)
        self._stopping = asyncio.Event()
        self._crawlers: dict[CrawlPass, Crawler] = {}

    @property
    def stopping(self) -> asyncio.Event:
        """Set as soon as the program was told to stop."""
        return self._stopping

    async def crawl(self, crawl_pass: CrawlPass) -> None:
        """Run one crawl to its end, also where it is cancelled: what it has not finished is marked so."""
        crawler = self._crawlers[crawl_pass] = self._process.create_crawler(OutletSpider)
        try:
            await self._process.crawl(crawler, crawl_pass=crawl_pass)
        finally:
            del self._crawlers[crawl_pass]
            crawl_pass.close()

    def stop(self, crawl_pass: CrawlPass) -> None:
        """Tell one crawl to send nothing more, and to end when what is under way has come."""
        crawler = self._crawlers[crawl_pass]
        crawler.signals.send_catch_log(STOPPED)
        asyncio.ensure_future(crawler.stop_async())  # noqa: RUF006 - whoever runs the crawl waits for its end

    def use(self, settings: Settings) -> None:
        """Take `settings` for the crawls that begin from now on."""
        self._process.settings = settings

    def run(self, main: Callable[[], Awaitable[None]]) -> None:
        """Run `main` to its end; on SIGINT or SIGTERM end its crawls in order, on a second one stop at once."""
        loop = asyncio.get_event_loop()
        task = loop.create_task(self._until_done(main))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal, task)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)
        if not task.cancelled():
            task.result()  # what `main` raised is raised here

    async def _until_done(self, main: Callable[[], Awaitable[None]]) -> None:
        from twisted.internet import reactor as installed  # noqa: PLC0415 - importing it earlier would install the wrong one

        reactor: Any = installed  # the module is the reactor

        try:
            await main()
        finally:
            reactor.callLater(0, reactor.stop)

    def _on_signal(self, task: asyncio.Task[None]) -> None:
        if self._stopping.is_set():
            os._exit(1)  # a second signal; what is committed is safe, SQLite rolls the rest back
        self._stopping.set()
        for crawler in self._process.crawlers:
            crawler.signals.send_catch_log(STOPPED)
        loop = asyncio.get_event_loop()
        loop.create_task(self._process.stop())  # noqa: RUF006 - `main` waits for the crawls that it ends
        loop.call_later(STOP_SECONDS, task.cancel)
