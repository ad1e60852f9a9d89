"""How well articles of one event are put together, as they arrive: `python -m tests.floors.stories`.

B-cubed precision, recall and F1 (Bagga and Baldwin 1998) against the stories that people made. The articles come one at a
time into a real database: in the order of their dates, and in two shuffled orders, whose mean is told. Beside it the plain
measure: TF-IDF (headline three times, first 400 words, weights known from the whole collection), one pass, each article into
the nearest centroid above a threshold; once with the threshold that is best for each collection, which nobody can know
beforehand, and once with the one that is best for all of them together. Ours has one setting.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.core.articles import read_article
from crawler.core.fetched import PageFetched
from crawler.core.judge import New
from crawler.core.models import Candidate, Outlet, Reading, Visit, VisitState
from crawler.core.text import clean, clean_line
from crawler.core.urls import host
from storage.store import Store
from tests.floors import corpus

COLLECTIONS = ("stories",)
SHUFFLED = 2
WORDS, TITLE_TIMES = 400, 3
THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(3, 31))
Placed = Sequence[int]  # for each report, in the collection's order, the number of its story


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a collection, and the number of the story that people put it in."""

    url: str
    title: str
    text: str
    at: datetime
    story: int


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def collections() -> dict[str, list[Report]]:
    """The collections of stories, by name."""
    files = sorted((corpus.CORPUS / "stories").glob("*.json.xz"))
    return {path.name.removesuffix(".json.xz"): _reports(json.loads(lzma.open(path).read())) for path in files}


def orders(reports: Sequence[Report]) -> list[list[int]]:
    """In which orders a collection arrives: by date, then shuffled."""
    found = [sorted(range(len(reports)), key=lambda at: (reports[at].at, at))]
    for seed in range(SHUFFLED):
        shuffled = list(range(len(reports)))
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, not a secret
        found.append(shuffled)
    return found


def ours(reports: Sequence[Report], order: Sequence[int]) -> Placed:
    """The stories that newswatch makes of `reports`, which arrive in `order`."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "news.db", writable=True) as store:
        outlets = {host(report.url) or "outlet" for report in reports}
        store.polls.keep_outlets([Outlet(name) for name in sorted(outlets)], datetime.now(UTC))
        ids = {at: _arrive(store, at, reports[at]) for at in order}
        story_of = dict(store.db.execute("SELECT id, story_id FROM articles").fetchall())
    return [story_of[ids[at]] for at in range(len(reports))]


def b_cubed(reports: Sequence[Report], placed: Placed) -> Score:
    """B-cubed precision and recall."""
    true = [report.story for report in reports]
    both, ours_, theirs = Counter(zip(true, placed, strict=True)), Counter(placed), Counter(true)
    precision = sum(n * n / ours_[mine] for (_, mine), n in both.items()) / len(true)
    recall = sum(n * n / theirs[story] for (story, _), n in both.items()) / len(true)
    return Score(precision, recall)


def measure() -> dict[str, float]:
    """F1 of ours on each collection, the mean over the orders, and how far it is above the plain measure's, also in the mean."""
    found: dict[str, float] = {}
    rows = table(collections())
    for name, row in rows.items():
        found[f"{name}_f1"] = row["ours"]
        found[f"{name}_above_plain"] = row["ours"] - row["plain_one_setting"]
    found["above_plain"] = sum(row["ours"] - row["plain_one_setting"] for row in rows.values()) / len(rows)
    return found


def table(taken: dict[str, list[Report]]) -> dict[str, dict[str, float]]:
    """For each collection: ours (F1, precision, recall), and the plain measure with the best threshold of its own and of all."""
    plain_f1 = {name: _by_threshold(reports) for name, reports in taken.items()}
    together = max(THRESHOLDS, key=lambda each: sum(f1[each] for f1 in plain_f1.values()))
    found = {}
    for name, reports in taken.items():
        scores = [b_cubed(reports, ours(reports, order)) for order in orders(reports)]
        found[name] = {
            "ours": _mean(scores, lambda score: score.f1),
            "precision": _mean(scores, lambda score: score.precision),
            "recall": _mean(scores, lambda score: score.recall),
            "plain_one_setting": plain_f1[name][together],
            "plain_own_setting": max(plain_f1[name].values()),
        }
    return found


def _by_threshold(reports: Sequence[Report]) -> dict[float, float]:
    vectors, found = _tf_idf(reports), {}
    products = vectors @ vectors.T
    for threshold in THRESHOLDS:
        scores = [b_cubed(reports, _one_pass(products, order, threshold)) for order in orders(reports)]
        found[threshold] = _mean(scores, lambda score: score.f1)
    return found


def _mean(scores: Sequence[Score], of: Callable[[Score], float]) -> float:
    return sum(map(of, scores)) / len(scores)


def _tf_idf(reports: Sequence[Report]) -> NDArray[np.float64]:
    documents = [
        Counter(re.findall(r"\w+", each.title.lower()) * TITLE_TIMES + re.findall(r"\w+", each.text.lower())[:WORDS])
        for each in reports
    ]
    columns = {word: at for at, word in enumerate(sorted(set().union(*documents)))}
    counts = np.zeros((len(documents), len(columns)))
    for row, document in enumerate(documents):
        counts[row, [columns[word] for word in document]] = list(document.values())
    weighted = counts * np.log((1 + len(documents)) / (1 + (counts > 0).sum(axis=0)))
    vectors: NDArray[np.float64] = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-9)
    return vectors


def _one_pass(products: NDArray[np.float64], order: Sequence[int], threshold: float) -> Placed:
    """Each article into the nearest centroid. `products`: of each two vectors; a centroid is the sum of its articles'."""
    centroids, squares = np.zeros_like(products), np.zeros(len(products))
    placed, made = [0] * len(products), 0
    for at in order:
        near = centroids[:made, at] / np.sqrt(np.maximum(squares[:made], 1e-9))
        story = int(near.argmax()) if made and near.max() >= threshold else made
        made = max(made, story + 1)
        squares[story] += 2 * centroids[story, at] + products[at, at]
        centroids[story] += products[at]
        placed[at] = story
    return placed


def _reports(groups: list[dict[str, Any]]) -> list[Report]:
    found = [(at, article) for at, group in enumerate(groups) for article in group["articles"]]
    return [
        Report(article["ext_url"], clean_line(article["title"] or ""), clean(article["text"] or ""), _date(article), at)
        for at, article in found
    ]


def _date(article: dict[str, Any]) -> datetime:
    created = article["created_at"]
    moment = datetime.fromisoformat(created["$date"] if isinstance(created, dict) else created)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _arrive(store: Store, at: int, report: Report) -> int:
    """A report comes in, on a topic, as a page that was read."""
    outlet = host(report.url) or "outlet"
    candidate = Candidate(outlet, f"{report.url}#{at}", f"https://{outlet}/", published_at=report.at)
    paragraphs = tuple(filter(None, (line.strip() for line in report.text.split("\n"))))
    reading = Reading(report.title, paragraphs or (report.title,), language="en", published_at=report.at)
    article = read_article(candidate, reading, f"https://{outlet}/{at}", report.at)
    visit = Visit(outlet, candidate.url, VisitState.OK, article.fetched_at)
    with store.transaction():
        id_ = store.articles.record(
            New(), article, article.fingerprint(), (), PageFetched(candidate, visit), announced=True
        )
        assert id_ is not None
        store.stories.place(id_, article, (), New())
    return id_


def main() -> None:
    """Print the scores."""
    taken = collections()
    if not taken:
        sys.exit(f"no stories at {corpus.CORPUS}")
    print(f"{'collection':20} {'reports':>7} {'P':>6} {'R':>6} {'F1':>6}   TF-IDF: one setting, its own best")
    for name, row in table(taken).items():
        print(
            f"{name:20} {len(taken[name]):7} {row['precision']:6.3f} {row['recall']:6.3f} {row['ours']:6.3f}"
            f"   {row['plain_one_setting']:6.3f} {row['plain_own_setting']:6.3f}"
        )


if __name__ == "__main__":
    main()
