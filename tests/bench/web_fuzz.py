"""`python -m tests.bench.web_fuzz [--requests 50000] [--seed 1]`: odd requests to the review page of a hostile database.

Prints how many answers had each status, and each request whose answer is wrong: a fault of the server, headers that are not
all there, a way to elsewhere, or markup in a page that no template wrote. Ends with 1 where there is one.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
import warnings
from pathlib import Path
from time import perf_counter

from crawler.web.serve import application
from tests.web.asking import Browser
from tests.web.fuzzing import faults
from tests.web.hostile import hostile_database

_SHOWN = 300  # characters of a request, which may be of 100 KB


def main() -> None:
    """Ask, look, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--requests", type=int, default=50_000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    warnings.filterwarnings("ignore", message="coroutine")  # Datasette's facets, where one of several cannot be made
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        browser = Browser(application(hostile_database(Path(folder))))
        began = perf_counter()
        found = faults(browser, asked.requests, asked.seed)
        took = perf_counter() - began
        browser.close()
    for status, count in sorted(found.statuses.items()):
        print(f"{status}    {count:>8,}")
    print(f"requests {asked.requests:,} in {took:.0f} s, {len(found.wrong)} with a wrong answer")
    for why, request in found.wrong:
        print(why, str(request)[:_SHOWN])
    sys.exit(bool(found.wrong))


if __name__ == "__main__":
    main()
