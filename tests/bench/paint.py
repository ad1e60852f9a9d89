"""`python -m tests.bench.paint [--size 100000]`: how soon a browser paints the review page's pages.

The database is filled in bulk (`filling.py`) and served as the command serves it. Each page is opened in one tab of Chromium, as
a reviewer goes from page to page, after some that warm it up. Printed are the median and the 95th of the milliseconds from the
click to the first text painted (first contentful paint); first those of a page of two lines, which is what the browser takes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Page, sync_playwright

from crawler.config import Config, Service, Web
from tests.bench.filling import fill, newsroom
from tests.bench.web import targets
from tests.deliver.pages import SEOUL
from tests.web.serving import served

OPENED, WARM = 40, 5
NOTHING = "a page of two lines"
PAGES = (NOTHING, "queue", "story", "article", "search, one word", "outlets")
_PAINTED = """
    new Promise(done => new PerformanceObserver(list => {
        for (const each of list.getEntries()) if (each.name === "first-contentful-paint") done(each.startTime)
    }).observe({type: "paint", buffered: true}))
"""


def painted(page: Page, address: str) -> float:
    """Milliseconds until the page at `address` is painted."""
    page.goto(address)
    at: float = page.evaluate(_PAINTED)
    return at


def main() -> None:
    """Fill, open, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int, default=100_000)
    size = arguments.parse_args().size
    chromium = shutil.which("chromium") or sys.exit("no Chromium on the path: on Debian, apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        newsroom(path)
        stored = fill(path, size)
        config = Config(Service(path, "desk@example.org", SEOUL), (), (), web=Web())
        with served(config) as home, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            print(f"{'milliseconds to the first paint':<34}{'median':>8}{'95th':>8}   {stored:,} articles")
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            addresses = targets(stored) | {NOTHING: lambda _: "/nothing-here"}
            for kind in PAGES:
                chance = random.Random(stored)  # noqa: S311 - no secret
                times = [painted(tab, home + addresses[kind](chance)) for _ in range(WARM + OPENED)][WARM:]
                print(f"{kind:<34}{quantiles(times, n=2)[0]:>8.0f}{quantiles(times, n=20)[-1]:>8.0f}", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
