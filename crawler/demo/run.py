"""The demo: two crawls of the demo's press, before and after its outlets edited, added, moved and lost articles; a digest."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from crawler.clock import clock
from crawler.config import Config, load
from crawler.crawl import enter, prepare, scrapy_settings
from crawler.crawl_pass import Progress
from crawler.demo.digest import write_digest
from crawler.demo.script import demo_config, demo_press
from crawler.process import CrawlProcess
from crawler.readers import Readers
from spiders.hosts import Hosts
from storage.store import Store


def run_demo(folder: Path, *, tell: Callable[[int, Store], None], progress: Progress | None = None) -> Config:
    """Serve the press on loopback, crawl it at its step 0 and 1 into `folder`, and `tell` after each; the config used.

    In the end digest.html and digest.txt in `folder` tell what was found.
    """
    start = clock().replace(microsecond=0)  # the database keeps whole seconds
    press = demo_press(start)
    with press.serve() as addresses:
        config = _config(folder, demo_config(addresses, folder.resolve()))
        process = CrawlProcess(scrapy_settings(config))
        with Store(config.service.database, writable=True) as store:
            enter(store, config)

            async def main() -> None:
                async with Readers() as readers:
                    for step in (0, 1):
                        press.step = step
                        # a recheck also looks at what no feed tells of: silent edits, and pages taken down
                        recheck = step > 0
                        await process.crawl(
                            prepare(config, store, config.outlets, readers, Hosts(), recheck=recheck, progress=progress)
                        )
                        tell(step, store)

            process.run(main)
            write_digest(folder, store, start, clock() + timedelta(seconds=1))
    return config


def _config(folder: Path, text: str) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "newswatch.toml"
    path.write_text(text, encoding="utf-8")
    config = load(path, os.environ)
    assert isinstance(config, Config)  # noqa: S101 - the demo's own config, which a test loads
    return config
