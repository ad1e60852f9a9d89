"""`python -m tests.bench.web [--sizes 100000 200000]`: how long the review page takes with so many articles stored.

The database is filled in bulk (`filling.py`). Each page is asked for through all of the application (guard, Datasette, SQL,
template) in this process, at other places each time, after some that warm it up. Printed are the median and the 95th of a
hundred, in milliseconds, and for the last size how many times as long as at the first.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from urllib.parse import quote_plus

from crawler.config import Config, Service, Web
from crawler.web.serve import application
from tests.bench.filling import fill, newsroom
from tests.bench.press import EDITION, article
from tests.deliver.pages import SEOUL
from tests.web.asking import Browser

SIZES = (100_000,)
ASKED, WARM = 100, 5
_STEADY = 10 * len(EDITION)  # articles whose words are asked for

Targets = dict[str, Callable[[random.Random], str]]


def targets(stored: int) -> Targets:
    """For each kind of page, an address of one of that kind."""
    return {
        "queue": lambda chance: f"/?order={chance.choice(('newest', 'outlets'))}",
        "queue of one outlet": lambda chance: f"/?outlet={quote_plus(article(chance.randrange(_STEADY)).outlet)}",
        "story": lambda chance: f"/story/{chance.randrange(1, stored // 10)}",
        "article": lambda chance: f"/article/{chance.randrange(1, stored)}",
        "search, one word": lambda chance: f"/search?q={quote_plus(_word(chance))}",
        "search, two words": lambda chance: f"/search?q={quote_plus(_word(chance))}+{quote_plus(_word(chance))}",
        "facets of articles": lambda chance: (
            f"/newswatch/articles?_facet=outlet&_facet=language&_size={chance.randrange(20, 50)}"
        ),
        "outlets": lambda _: "/outlets",
    }


def measure(path: Path, stored: int) -> dict[str, list[float]]:
    """The milliseconds of each answer, by kind of page, in order."""
    browser = Browser(application(Config(Service(path, "desk@example.org", SEOUL), (), (), web=Web())))
    chance = random.Random(stored)  # noqa: S311 - no secret
    taken = {kind: sorted(_times(browser, address, chance)) for kind, address in targets(stored).items()}
    browser.close()
    return taken


def main() -> None:
    """Fill, ask, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = sorted(arguments.parse_args().sizes)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        newsroom(path)
        for size in sizes:
            stored = fill(path, size)
            found.append(measure(path, stored))
    print(
        f"{'milliseconds: median, 95th':<28}"
        + "".join(f"{size:>20,}" for size in sizes)
        + ("   slope" if sizes[1:] else "")
    )
    for kind, times in found[0].items():
        columns = "".join(f"{_at(each[kind], 0.5):>12.1f}{_at(each[kind], 0.95):>8.1f}" for each in found)
        slope = f"{_at(found[-1][kind], 0.95) / _at(times, 0.95):>8.1f}" if sizes[1:] else ""
        print(f"{kind:<28}{columns}{slope}")


def _times(browser: Browser, address: Callable[[random.Random], str], chance: random.Random) -> list[float]:
    times = []
    for _ in range(WARM + ASKED):
        target = address(chance)
        began = perf_counter()
        answer = browser.get(target)
        times.append(1000 * (perf_counter() - began))
        assert answer.status in {200, 404}, target  # a story that another one took in is not there
    return times[WARM:]


def _word(chance: random.Random) -> str:
    return chance.choice(
        [word for word in article(chance.randrange(_STEADY)).title.split() if word.isalpha()] or ["news"]
    )


def _at(times: list[float], share: float) -> float:
    return times[int(share * (len(times) - 1))]


if __name__ == "__main__":
    main()
