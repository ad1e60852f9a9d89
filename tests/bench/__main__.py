"""`make bench`: stored articles a second for the whole pipeline, beside trafilatura alone in two processes.

Both read the same pages in one run, one after the other, so their ratio holds on any machine; the figures themselves do
not. The pipeline's clock runs from the first request issued to the last article committed; processes are warm in both.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from crawler.config import Config, load
from crawler.crawl import crawl, enter
from crawler.crawl_pass import CrawlPass
from storage.store import Store
from tests.bench.alone import PROCESSES, trafilatura_alone
from tests.bench.outlet import served
from tests.bench.pages import pages

FLOOR = 0.7  # of trafilatura alone: what fetching, telling apart and storing may cost


def main() -> None:
    """Measure both, print the table."""
    found = pages()
    alone = trafilatura_alone(found)
    stored, pipeline = _newswatch(found)
    print(f"pages                                  {len(found):>8}")
    print(f"trafilatura alone, {PROCESSES} processes          {alone:>8.1f} pages/s")
    print(f"newswatch, fetched to stored           {pipeline:>8.1f} articles/s ({stored} stored)")
    print(f"ratio                                  {pipeline / alone:>8.2f} (floor {FLOOR})")


def _newswatch(found: list[bytes]) -> tuple[int, float]:
    with tempfile.TemporaryDirectory() as folder, served(found) as feeds:
        config = _config(Path(folder), feeds)
        times: list[float] = []

        def note(_: CrawlPass) -> None:
            times.append(perf_counter())

        with Store(config.service.database, writable=True) as store:
            enter(store, config)
            crawl(config, store, config.outlets, recheck=False, progress=note)
        with sqlite3.connect(config.service.database) as db:
            (stored,) = db.execute("SELECT count(*) FROM visits WHERE url LIKE '%/article/%'").fetchone()
        return stored, stored / (times[-1] - times[0])


def _config(folder: Path, feeds: Sequence[str]) -> Config:
    outlets = "".join(
        f"[[outlets]]\nname = 'outlet {number}'\nfeeds = [{json.dumps(feed)}]\ndelay = '0 seconds'\nprivate_network = true\n"
        for number, feed in enumerate(feeds)
    )
    text = f"[service]\ndatabase = 'bench.db'\ncontact = 'bench@example.org'\n[[topics]]\nname = 'all'\nquery = '*'\n{outlets}"
    path = folder / "newswatch.toml"
    path.write_text(text)
    config = load(path, os.environ)
    assert isinstance(config, Config)
    return config


if __name__ == "__main__":
    main()
