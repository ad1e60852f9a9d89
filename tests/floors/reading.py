"""How well pages are read, beside plain trafilatura: `python -m tests.floors.reading`.

On `publishers`: body F1 (mean over pages, runs of four words; single characters where a script has no spaces), titles equal
but for spaces and invisible characters, titles that hold the true one, the day, the minute, all authors. On `pages`: precision
and recall over all strings that a text must hold and must not hold.
"""

from __future__ import annotations

import gc
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from trafilatura import bare_extraction

from crawler.core.dates import parse_moment
from crawler.core.models import Reading
from crawler.core.reading import read_page
from crawler.core.text import clean, clean_line
from tests.floors import corpus

RUN = 4
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])\w)+")


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a page. `published` is an ISO date, with a time where the reader gives one."""

    text: str = ""
    title: str = ""
    authors: frozenset[str] = frozenset()
    published: str = ""


Reader = Callable[[corpus.Page], Read]


def newswatch(page: corpus.Page) -> Read:
    found = read_page(page.data, page.url)
    if not isinstance(found, Reading):
        return Read()
    published = found.published_at.isoformat() if found.published_at else ""
    return Read(found.text, found.title or "", _names(found.authors), published)


def plain_trafilatura(page: corpus.Page) -> Read:
    found = bare_extraction(page.data, url=page.url, with_metadata=True)
    if found is None:
        return Read()
    return Read(found.text or "", found.title or "", _names((found.author or "").split(";")), found.date or "")


def measure(reader: Reader) -> dict[str, float]:
    """All scores of `reader` on both collections."""
    scores: Counter[str] = Counter()
    taken = list(corpus.publishers())
    for page in taken:
        scores.update(_judged(reader(page), page))
    scores["body_f1"] /= len(taken)
    return {**scores, **_held(reader, corpus.pages())}


def milliseconds(reader: Reader) -> float:
    """The mean CPU time that `reader` takes for a page of `publishers`; it must have read some before."""
    taken = list(corpus.publishers())
    gc.collect()
    gc.freeze()
    started = time.process_time()
    for page in taken:
        reader(page)
    return 1000 * (time.process_time() - started) / len(taken)


def _judged(read: Read, page: corpus.Page) -> dict[str, float]:
    truth = page.truth
    title = clean_line(truth["title"])
    said, true = parse_moment(read.published), parse_moment(truth["published"])
    close = said is not None and true is not None and abs(said.at - true.at) < timedelta(minutes=1)
    day = read.published[:10] == truth["published"][:10] or (
        said is not None and true is not None and said.at.date() == true.at.date()
    )
    return {
        "body_f1": _f1(read.text, "\n".join(truth["paragraphs"])),
        "title": clean_line(read.title) == title,
        "title_held": title in clean_line(read.title),
        "day": day,
        "minute": close and len(read.published) > len("2025-01-14"),
        "authors": bool(truth["authors"]) and read.authors == _names(truth["authors"]),
        "authors_held": bool(truth["authors"]) and read.authors >= _names(truth["authors"]),
    }


def _held(reader: Reader, pages: Iterable[corpus.Page]) -> dict[str, float]:
    right = wrong = missing = 0
    for page in pages:
        text = " ".join(reader(page).text.split())
        held = [" ".join(each.split()) in text for each in page.truth["with"]]
        right, missing = right + sum(held), missing + len(held) - sum(held)
        wrong += sum(" ".join(each.split()) in text for each in page.truth["without"])
    precision, recall = right / (right + wrong), right / (right + missing)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def _f1(text: str, truth: str) -> float:
    found, true = _runs(text), _runs(truth)
    shared = sum((found & true).values())
    return 2 * shared / (sum(found.values()) + sum(true.values()))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(clean(text).lower())
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(clean_line(name).casefold() for name in names if name.strip())


def main() -> None:
    """Print the scores of both readers, and their times."""
    if not corpus.CORPUS.is_dir():
        sys.exit(f"no corpus at {corpus.CORPUS}")
    ours, plain = measure(newswatch), measure(plain_trafilatura)
    ours["ms"], plain["ms"] = milliseconds(newswatch), milliseconds(plain_trafilatura)
    for collection in ("publishers", "pages"):
        print(f"{collection} {corpus.sha256(collection)}")
    print(f"{'':12} newswatch  trafilatura")
    for name, value in ours.items():
        print(f"{name:12} {value:9.4g}  {plain[name]:9.4g}")
    print(f"{'CPU share':12} {ours['ms'] / plain['ms']:9.2f}")


if __name__ == "__main__":
    main()
