"""From the config to a crawl: plans made, the pass opened, one crawl run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler import settings as project
from crawler.clock import clock
from crawler.config import Config, load
from crawler.core.fetched import OutletPlan
from crawler.core.models import Outlet
from crawler.core.planning import plan_outlet, plan_pages
from crawler.crawl_pass import CrawlPass, Progress
from crawler.process import CrawlProcess
from crawler.readers import Readers
from spiders.hosts import Hosts
from storage.store import Store
from storage.topics import TopicMatcher


def scrapy_settings(config: Config) -> Settings:
    """The project's settings, with the contact that the person configured."""
    settings = Settings()
    settings.setmodule(project)
    settings.set("USER_AGENT", f"{project.USER_AGENT} (+{config.service.contact})")
    return settings


def prepare(  # noqa: PLR0913 - what a crawl needs
    config: Config,
    store: Store,
    outlets: Iterable[Outlet],
    readers: Readers,
    hosts: Hosts,
    *,
    pages_only: AbstractSet[str] = frozenset(),
    recheck: bool = False,
    progress: Progress | None = None,
) -> CrawlPass:
    """A crawl of `outlets`, ready to run; its polls are open in the database.

    Of those named in `pages_only` no source is read: only the pages are fetched that are due.
    """
    now = clock()
    plans = [_plan(store, outlet, now, pages_only=outlet.name in pages_only, recheck=recheck) for outlet in outlets]
    matcher = TopicMatcher(config.topics)
    return CrawlPass(store, plans, matcher=matcher, readers=readers, hosts=hosts, now=clock, progress=progress)


def crawl(  # noqa: PLR0913 - as `prepare`
    config: Config,
    store: Store,
    outlets: Iterable[Outlet],
    *,
    pages_only: AbstractSet[str],
    recheck: bool,
    progress: Progress | None,
) -> None:
    """Crawl `outlets` once, as `prepare` says. Ends early and in order on SIGINT and SIGTERM."""
    process = CrawlProcess(scrapy_settings(config))

    async def main() -> None:
        async with Readers() as readers:
            await process.crawl(
                prepare(
                    config, store, outlets, readers, Hosts(), pages_only=pages_only, recheck=recheck, progress=progress
                )
            )

    process.run(main)


def open_pass(settings: Settings, outlet: str | None = None) -> CrawlPass:
    """The pass of a spider that was started by `scrapy crawl outlets [-a outlet=NAME]`; newswatch.toml says the rest."""
    path = Path(os.environ.get("NEWSWATCH_CONFIG", "newswatch.toml"))
    config = load(path, os.environ)
    if not isinstance(config, Config):
        raise UsageError("\n".join(str(problem) for problem in config))
    settings.set("USER_AGENT", scrapy_settings(config)["USER_AGENT"])
    outlets = [one for one in config.outlets if outlet in {None, one.name}]
    store = Store(config.service.database, writable=True)
    enter(store, config)
    return prepare(config, store, outlets, Readers(), Hosts())


def enter(store: Store, config: Config) -> None:
    """Take the config over into the database, close the polls that a crash cut short, and mend what a wrong clock put off."""
    store.polls.close_cut_short(clock())
    store.bring_forward(clock())
    take_over(store, config)


def take_over(store: Store, config: Config) -> None:
    """Take the configured outlets and topics over into the database."""
    now = clock()
    store.polls.keep_outlets(config.outlets, now)
    store.topics.keep(config.topics, now)
    store.stories.catch_up()


def _plan(store: Store, outlet: Outlet, now: datetime, *, pages_only: bool, recheck: bool) -> OutletPlan:
    stored, last_ok_at = store.polls.sources(outlet.name), store.polls.last_ok_at(outlet.name)
    pages = store.pages.due(outlet.name, now, recheck=recheck)
    if pages_only:
        return plan_pages(outlet, stored, pages, last_ok_at=last_ok_at)
    return plan_outlet(outlet, stored, pages, last_ok_at=last_ok_at, now=now)
