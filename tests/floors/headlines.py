"""Whether each headline is told once: `python -m tests.floors.headlines`.

A front page's history is replayed as a feed, in the order of time, with its summaries that come and go with the slot. Of each
address the first headline is its own; each other one, by its letters, is to be told the first time it stands there, and never
again. The truth is counted apart from the decision: distinct runs of letters and digits, case aside.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from crawler.core.headlines import Headline, HeadlineKind, judge_headline
from crawler.core.revising import MOST_HEADLINES
from tests.floors import corpus

COLLECTIONS = ("revisions",)


def histories() -> Iterator[dict[str, Any]]:
    """Every address of the corpus' `*headline*` files, with the headlines that stood there."""
    for path in sorted((corpus.CORPUS / "revisions").glob("*headline*.jsonl.xz")):
        yield from corpus.lines(path)


def sightings() -> list[tuple[int, str, str]]:
    """(when, address, title) of each change of a slot, in the order of time."""
    found = [(each["first_seen"], one["url"], each["title"]) for one in histories() for each in one["versions"]]
    return sorted(found, key=lambda sighting: sighting[:2])


def measure() -> dict[str, float]:
    """How many headlines there were, and how many were told, missed, and told more than once."""
    had: dict[str, list[Headline]] = defaultdict(list)
    told: Counter[tuple[str, str]] = Counter()
    distinct: set[tuple[str, str]] = set()
    kinds: Counter[HeadlineKind] = Counter()
    for at, url, title in sightings():
        if had[url]:
            distinct.add((url, _letters(title)))
            change = judge_headline(_remembered(had[url]), had[url][-1].title, title)
            kinds[change.kind] += 1
            told[url, _letters(title)] += change.kind is HeadlineKind.EDIT
        if not had[url] or had[url][-1].title != title:
            had[url].append(Headline(title, datetime.fromtimestamp(at, UTC)))
    new = distinct - {(url, _letters(titles[0].title)) for url, titles in had.items()}
    return {
        "sightings": sum(kinds.values()),
        "real_changes": len(new),
        "told": sum(told.values()),
        "missed": sum(told[each] == 0 for each in new),
        "told_twice": sum(count > 1 for count in told.values()),
        "told_wrongly": sum(count for each, count in told.items() if each not in new),
        "returns": kinds[HeadlineKind.RETURN],
        "style": kinds[HeadlineKind.STYLE],
        "summary_flicker": kinds[HeadlineKind.SAME],
        "told_once": sum(told[each] == 1 for each in new) / max(1, len(new)),
        "never_told_again": 1
        - sum(count - (each in new) for each, count in told.items() if count) / max(1, sum(kinds.values())),
    }


def _remembered(titles: list[Headline]) -> list[Headline]:
    """The last distinct headlines, as the store hands them over."""
    newest_last = {each.title: each for each in reversed(titles)}
    return list(newest_last.values())[:MOST_HEADLINES]


def _letters(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def main() -> None:
    """Print the counts."""
    scores = measure()
    if not scores["sightings"]:
        sys.exit(f"no headline histories in {corpus.CORPUS / 'revisions'}")
    for name, value in scores.items():
        print(f"{name:16} {value:8.6g}")


if __name__ == "__main__":
    main()
