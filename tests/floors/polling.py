"""Whether new articles are found as fast as by polls every 15 minutes, with half the requests: `python -m tests.floors.polling`.

A slice of the simulated year (`tests.bench.year`, which has the whole table), mostly from the time when nothing is known yet.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from tests.bench.year import Result, both, median, p95
from tests.bench.year_press import press, sightings
from tests.floors import corpus

COLLECTIONS = ("revisions",)
SLICE = timedelta(weeks=4)


def measure() -> dict[str, float]:
    """Ratios to fixed polls over a slice: four weeks of the front page and of every fifteenth outlet."""
    outlets = press(sightings(), SLICE)
    ours, theirs = Result(), Result()
    for _, one, other in map(both, outlets[::15]):
        ours.add(one)
        theirs.add(other)
    return {
        "requests_saved": 1 - ours.requests / theirs.requests,
        "median_faster": median(theirs) / median(ours),
        "p95_faster": p95(theirs) / p95(ours),
    }


def main() -> None:
    """Print the ratios."""
    if not sightings():
        sys.exit(f"no headline histories in {corpus.CORPUS / 'revisions'}")
    for name, value in measure().items():
        print(f"{name:16} {value:8.3f}")


if __name__ == "__main__":
    main()
