"""How edits are graded, on captured pairs of versions: `python -m tests.floors.changes`.

Of the pairs in `revisions` (each two captures of one article, edited in between): the share that is seen as changed, the share
that has a line, and how many of the hand-made grades in grades.json are met. Of their texts: how often one is called changed
beside itself under noise (clocks, counters, related headlines, other blanks, quotes and normal forms, advertisements, credits).
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.core.changes import Change, Version, compare
from crawler.core.text import clean
from tests.floors import corpus

COLLECTIONS = ("revisions",)
GRADES: dict[str, Any] = json.loads(Path(__file__).with_name("grades.json").read_text(encoding="utf-8"))
_LINE = 200  # characters: what a line of a digest has room for
_EACH = 3  # of the texts one in three is fetched again, to keep within seconds
NOISE = (
    "Updated 5 minutes ago",
    "31 comments",
    "1.2K shares",
    "Advertisement",
    "Photo: Ben South/The Gazette",
    "Read more: Markets close higher",
    "Source: The Gazette",
)
RELATED = ("Markets close higher as harbour reopens", "Bread by weight, bakers decide")


def pairs() -> Iterator[dict[str, Any]]:
    """Every pair of versions in the corpus' `*pairs*` files."""
    for path in sorted((corpus.CORPUS / "revisions").glob("*pairs*.jsonl.xz")):
        yield from corpus.lines(path)


def graded(pair: dict[str, Any]) -> Change | None:
    """What is told of a pair."""
    return compare(version(pair["old"]), version(pair["new"]))


def version(capture: dict[str, Any]) -> Version:
    """A capture as it is compared."""
    return Version(capture["title"], tuple(filter(None, map(clean, capture["text"].split("\n\n")))))


def noisy(one: Version) -> Iterator[Version]:
    """The same version as other fetches bring it."""
    text = one.paragraphs
    middle = len(text) // 2
    yield one
    yield from (replace(one, paragraphs=(*text[:middle], line, *text[middle:])) for line in NOISE)
    yield replace(one, paragraphs=(*text, *RELATED))
    yield replace(one, paragraphs=tuple(clean(paragraph.replace(" ", " \u00a0")) for paragraph in text))
    yield replace(one, paragraphs=tuple(paragraph.translate(str.maketrans("“”‘’–", "\"\"''-")) for paragraph in text))
    yield replace(one, paragraphs=tuple(unicodedata.normalize("NFD", paragraph) for paragraph in text))
    yield replace(one, title=f"{one.title.rpartition(' | ')[0] or one.title} | The Gazette")


def measure() -> dict[str, float]:
    """All scores."""
    taken = list(pairs())
    changes = {_named(pair): graded(pair) for pair in taken}
    texts = [version(pair["old"]) for pair in taken[::_EACH]]
    false = sum(compare(one, other) is not None for one in texts for other in noisy(one))
    seen = [change for change in changes.values() if change]
    return {
        "pairs": len(changes),
        "seen": len(seen) / len(changes),
        "with_a_line": sum(0 < len(change.summary) <= _LINE for change in seen) / len(changes),
        "agreement": _agreement(changes, "labels"),
        "agreement_held_out": _agreement(changes, "held_out"),
        "refetches": len(texts) * len(list(noisy(texts[0]))),
        "true_refetches": 1 - false / (len(texts) * len(list(noisy(texts[0])))),
    }


def _agreement(changes: dict[tuple[str, str], Change | None], labels: str) -> float:
    judged = [
        (label["kind"], changes[key]) for label in GRADES[labels] if (key := (label["url"], label["seen"])) in changes
    ]
    right = sum(change is not None and change.kind == kind for kind, change in judged)
    return right / len(judged) if judged else 0.0


def _named(pair: dict[str, Any]) -> tuple[str, str]:
    return pair["url"], pair["new"]["date"][: len("2025-01-14T06:00:00")]


def main() -> None:
    """Print the scores, the grades, and where they differ from the hand-made ones."""
    taken = list(pairs())
    if not taken:
        sys.exit(f"no pairs of versions in {corpus.CORPUS / 'revisions'}")
    for name, value in measure().items():
        print(f"{name:20} {value:9.4g}")
    changes = {_named(pair): graded(pair) for pair in taken}
    print("\ngrades:", dict(Counter(change.kind.value if change else "none" for change in changes.values())))
    for label in (*GRADES["labels"], *GRADES["held_out"]):
        change = changes.get((label["url"], label["seen"]))
        if change and change.kind != label["kind"]:
            print(f"{label['kind']:10} by hand, {change.kind:10} here: {label['url']} {label['seen']}")


if __name__ == "__main__":
    main()
