"""How well topics find what they are about: ten queries on short news with labels, by `python -m tests.floors.topics`.

The queries (topics.toml) were written from the articles with odd numbers, and the scores are of those with even numbers.
The labels are what Reuters' indexers gave; where a miss is theirs and not the query's, topics.toml says so.
"""

from __future__ import annotations

import json
import lzma
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.core.models import Topic
from crawler.core.text import clean, clean_line
from storage.topics import TopicMatcher
from tests.floors import corpus

COLLECTIONS = ("topics",)

TOPICS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["topics"]


@dataclass(frozen=True, slots=True)
class Score:
    """Of a topic: how many articles have its labels, how many its query found, and how many are both."""

    labelled: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        """The share of what was found that has the labels; 1 where nothing was found."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what has the labels that was found; 1 where nothing has them."""
        return self.both / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.both / (self.found + self.labelled) if self.found + self.labelled else 1.0


def scores(remainder: int) -> dict[str, Score]:
    """The score of each topic on the articles whose number leaves `remainder` when divided by two."""
    matcher = TopicMatcher([Topic(topic["name"], topic["query"]) for topic in TOPICS])
    counts = {topic["name"]: [0, 0, 0] for topic in TOPICS}
    for article in _articles(remainder):
        found = {match.topic for match in matcher.match(clean_line(article["title"]), clean(article["body"]))}
        for topic in TOPICS:
            labelled, matched = _has_labels(topic, article), topic["name"] in found
            for place, counted in enumerate((labelled, matched, labelled and matched)):
                counts[topic["name"]][place] += counted
    return {name: Score(*each) for name, each in counts.items()}


def measure() -> dict[str, float]:
    """Precision and recall of each topic, and the mean F1, on the articles that no query was written from."""
    measured = scores(0)
    each = {
        f"{name}, {kind}": getattr(score, kind) for name, score in measured.items() for kind in ("precision", "recall")
    }
    return {**each, "mean f1": sum(score.f1 for score in measured.values()) / len(measured)}


def _articles(remainder: int) -> Iterator[dict[str, Any]]:
    for path in sorted((corpus.CORPUS / "topics").glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from (article for article in map(json.loads, lines) if int(article["id"]) % 2 == remainder)


def _has_labels(topic: dict[str, Any], article: dict[str, Any]) -> bool:
    somewhere = "places" not in topic or not set(topic["places"]).isdisjoint(article["places"])
    return somewhere and not set(topic["labels"]).isdisjoint(article["topics"])


def main() -> None:
    """Print the scores on both halves, the reasons of the misses that were read, and the queries."""
    if not (corpus.CORPUS / "topics").is_dir():
        sys.exit(f"no topics at {corpus.CORPUS}")
    print(f"topics {corpus.sha256('topics')}")
    print(f"{'':28}    n  found  precision  recall    F1   F1 where written")
    measured, written_on = scores(0), scores(1)
    for name, score in measured.items():
        figures = f"{score.labelled:5} {score.found:6} {score.precision:10.3f} {score.recall:7.3f} {score.f1:5.3f}"
        print(f"{name:28}{figures} {written_on[name].f1:8.3f}")
    print(f"{'mean':28}{sum(score.f1 for score in measured.values()) / len(measured):37.3f}\n")
    for topic in TOPICS:
        print(f"{topic['name']}: {' '.join(topic['query'].split())}")
        print(
            f"    found, not labelled: {_reasons(topic['wrong'])}\n    labelled, not found: {_reasons(topic['missed'])}"
        )


def _reasons(counts: dict[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in counts.items())


if __name__ == "__main__":
    main()
