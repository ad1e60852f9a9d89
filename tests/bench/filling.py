"""A database filled with a made-up press, fast: rows as a crawl would have left them, written in bulk.

The values (fingerprints, vocabularies, lines, the index's words) are made by the program's own functions, in a process a
core; what a crawl decides one article at a time (copies, stories) is known here beforehand. Beyond MADE_UP articles what
is there is copied, with other samples and addresses: `enlarging.py`.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.core.articles import Article
from crawler.core.dates import iso
from crawler.core.fetched import PageFetched
from crawler.core.furniture import lines_of
from crawler.core.matches import Match
from crawler.core.models import Candidate, Topic, Visit, VisitState
from crawler.core.segmentation import spaced
from crawler.core.vocabulary import Place, Vocabulary, vocabulary
from storage.articles import _columns
from storage.store import Store
from storage.vocabularies import _MOST_ANCHORS, COMMON
from tests.bench.enlarging import enlarge
from tests.bench.press import COPIES, EDITION, OUTLETS, START, article

MADE_UP = 32_000
EVERYTHING = Topic("Everything", "*")
MATCH = Match(EVERYTHING.name, ())
PROCESSES = 2
_CHUNK = 100 * len(
    EDITION
)  # articles whose rows are sorted and written together: an index's pages are then touched once
_SAMPLE = 10 * len(EDITION)  # articles that tell which words are common
_BULK = ("synchronous = OFF", "journal_mode = OFF", "foreign_keys = OFF", "cache_size = -1500000")  # 1.5 GB

Rows = dict[str, list[tuple[Any, ...]]]


def newsroom(path: Path) -> None:
    """A new database whose outlets are the made-up press, watched for everything."""
    with Store(path, writable=True) as store:
        store.polls.keep_outlets(OUTLETS, START)
        store.topics.keep([EVERYTHING], START)


def fetched(came: Article) -> PageFetched:
    """What brought it."""
    candidate = Candidate(came.outlet, came.url, came.source, title=came.said_title)
    return PageFetched(candidate, Visit(came.outlet, came.url, VisitState.OK, came.fetched_at))


def fill(path: Path, stored: int, made_up: int = MADE_UP) -> int:
    """Fill the database up to at least `stored` articles; how many there are now. The id of a made-up one is its number and 1."""
    with Store(path, writable=True) as store:
        for pragma in _BULK:
            store.db.conn.execute(f"PRAGMA {pragma}")
        _make_up(store, min(stored, made_up))
        enlarge(store, stored)
        found, now = store.db.execute("SELECT count(*), max(last_seen_at) FROM articles").fetchone()
        for outlet in OUTLETS:
            store.lines.forget(outlet.name, datetime.fromisoformat(now))
        return int(found)


def _make_up(store: Store, stored: int) -> None:
    (last,) = store.db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    end = -(-stored // len(EDITION)) * len(EDITION)  # an edition is written whole
    chunks = [(start, min(start + _CHUNK, end)) for start in range(last, end, _CHUNK)]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for rows, terms in pool.imap(_rows, chunks):
            with store.transaction():
                _write(store, rows, terms)


def _write(store: Store, rows: Rows, terms: list[tuple[int, int]]) -> None:
    for into, found in rows.items():
        marks = ", ".join("?" * len(found[0]))
        store.db.conn.executemany(f"INSERT INTO {into} VALUES ({marks})", found)  # noqa: S608 - our own names
    store.db.conn.executemany(
        "INSERT INTO terms VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET articles = articles + excluded.articles",
        terms,
    )


def _rows(chunk: tuple[int, int]) -> tuple[Rows, list[tuple[int, int]]]:
    """The rows of a run of articles, by table and columns, in the order of their keys; and in how many each term stands."""
    start, end = chunk
    rows: Rows = {}
    terms: list[NDArray[np.uint32]] = []
    for number in range(start, end):
        came = article(number)
        words, _ = vocabulary(came.title, came.paragraphs, came.language)
        terms.append(words.terms)
        for into, row in _rows_of(number, came, words):
            rows.setdefault(into, []).append(row)
    counted = np.unique(np.concatenate(terms), return_counts=True)
    ordered = {into: found if into.startswith("article") else sorted(found) for into, found in rows.items()}
    return ordered, list(zip(*(each.tolist() for each in counted), strict=True))


def _rows_of(number: int, came: Article, words: Vocabulary) -> Iterator[tuple[str, tuple[Any, ...]]]:
    id_, at, print_ = number + 1, iso(came.fetched_at), came.fingerprint()
    event, leading, original = _told(number)
    columns = _columns(came, fetched(came)) | {
        "id": id_, "outlet": came.outlet, "first_seen_at": at, "last_changed_at": at,
        "copy_of": original, "copy_share": 0.95 if original else None, "story_id": leading,
    }  # fmt: skip
    yield f"articles ({', '.join(columns)})", tuple(columns.values())
    yield "article_search (rowid, title, text)", (id_, spaced(came.title), spaced(came.text))
    yield "revisions (article_id, number, seen_at, kind, title, text, summary)", (
        id_, 1, at, "first", came.title, came.text, "",
    )  # fmt: skip
    yield "aliases", (came.keys[0], id_, at)
    yield "matches (article_id, topic, revision, evidence, matched_at)", (id_, MATCH.topic, 1, MATCH.json(), at)
    yield "fingerprints", (id_, print_.exact)
    yield from (("sketches", (piece, id_)) for piece in print_.sketch)
    yield "vocabularies (article_id, terms, places)", (id_, words.terms.tobytes(), words.places.tobytes())
    yield from (("leading_terms", (term, id_)) for term in _leading(words))
    lines = lines_of(came.title, came.paragraphs)
    yield from (("lines", (came.outlet, line.hash, id_, int(line.is_title), at)) for line in lines)
    if leading == id_:
        yield "stories (id, title, lead_article_id, outlets, articles, first_seen_at, last_activity_at)", (
            id_, came.title, id_, EDITION.count(event), EDITION.count(event), at, at,
        )  # fmt: skip
    kind, why = ("begun", "the first report of it") if leading == id_ else ("joined", "the names that both have")
    yield (
        "story_events (story_id, at, kind, article_id, nearest_article_id, why)",
        (leading, at, kind, id_, leading, why),
    )


def _told(number: int) -> tuple[int, int, int | None]:
    """The event of an article, and the ids of its story's first article and of its original."""
    edition, place = divmod(number, len(EDITION))
    first = edition * len(EDITION) + 1
    original = first + COPIES[place] if place in COPIES else None
    return EDITION[place], first + EDITION.index(EDITION[place]), original


def _leading(words: Vocabulary) -> list[int]:
    rare = ~np.isin(words.terms, _common())
    leads = words.terms[(words.places & Place.LEAD).astype(bool) & rare]
    anchors = words.terms[(words.places & Place.ANCHOR).astype(bool) & rare][:_MOST_ANCHORS]
    found: list[int] = np.concatenate([leads, anchors]).tolist()
    return found


@lru_cache
def _common() -> NDArray[np.uint32]:
    came: Sequence[Article] = [article(number) for number in range(_SAMPLE)]
    found = [vocabulary(each.title, each.paragraphs, each.language)[0].terms for each in came]
    terms, counts = np.unique(np.concatenate(found), return_counts=True)
    return terms[counts > COMMON * _SAMPLE]
