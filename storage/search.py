"""Full-text search over the stored articles, and the index that it reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from sqlite_utils import Database

from crawler.core.matches import MARK_END, MARK_START
from crawler.core.query import Query
from crawler.core.segmentation import segment, spaced
from storage.database import DatabaseProblem
from storage.highlights import END, START, places
from storage.paging import direction

TOKENIZER = "porter unicode61 remove_diacritics 2"
# A prefix of one letter over a million articles runs for seconds; a person has turned away by then (FAULTS 95).
SECONDS = 2.0
# SQLite's instructions between two looks at the clock: 40 ms of a search for many prefixes in 200,000 articles, and
# microseconds of a simple one.
_STEPS_BETWEEN_LOOKS = 1_000
_ENDLESS = (1 << 63) - 1
# Characters of an excerpt before the first found words; twice as many follow.
_BEFORE = 80

# The index's own order, newest first, is had for nothing; by date or by rank all that is found would have to be sorted
_FIND = """
    SELECT a.id, a.outlet, a.title, a.url, a.published_at, a.text, highlight(article_search, 1, :start, :end)
    FROM article_search JOIN articles a ON a.id = article_search.rowid
    WHERE article_search MATCH :fts AND article_search.rowid {stretch} ORDER BY article_search.rowid {way} LIMIT :limit
"""
_ALL = """
    SELECT id, outlet, title, url, published_at, text, '' FROM articles WHERE id {stretch} ORDER BY id {way} LIMIT :limit
"""


class SearchTooSlow(DatabaseProblem):
    """The search took longer than a person waits."""

    def __init__(self) -> None:
        super().__init__(f"the search took longer than {SECONDS:g} seconds: use longer words, or add one that is rare")


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article. `snippet` is of its text; in it the found words stand between MARK_START and MARK_END."""

    article_id: int
    outlet: str
    title: str
    url: str
    published_at: str | None
    snippet: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the marks as brackets that a program can read."""
        return {**asdict(self), "snippet": self.snippet.replace(MARK_START, "[").replace(MARK_END, "]")}


def index_article(db: Database, article_id: int, title: str, text: str) -> None:
    """Put an article into the index, or put its new text there."""
    db.execute("DELETE FROM article_search WHERE rowid = ?", [article_id])
    db.execute(
        "INSERT INTO article_search (rowid, title, text) VALUES (?, ?, ?)", [article_id, spaced(title), spaced(text)]
    )


def search(db: Database, query: Query, *, limit: int, after: int | None = None, before: int | None = None) -> list[Hit]:
    """The articles that `query` finds, at most `limit`, those that came last first. Raises SearchTooSlow.

    With `after` or `before`, articles, only those that come behind the one, or ahead of the other, and next to it.
    """
    asked = {"fts": query.fts, "start": START, "end": END, "limit": limit,
             "above": before or 0, "below": _ENDLESS if after is None else after}  # fmt: skip
    statement = (_ALL if query.everything else _FIND).format(
        stretch="BETWEEN :above + 1 AND :below - 1", way=direction(before)
    )
    with bounded(db):
        rows = db.execute(statement, asked).fetchall()
    if before is not None:
        rows.reverse()
    return [
        Hit(id_, outlet, title, url, published, _snippet(text or "", highlighted))
        for id_, outlet, title, url, published, text, highlighted in rows
    ]


@contextmanager
def bounded(db: Database) -> Iterator[None]:
    """Nothing that is asked inside takes longer than SECONDS, all in all. Raises SearchTooSlow."""
    end = monotonic() + SECONDS
    db.conn.set_progress_handler(lambda: monotonic() > end, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise SearchTooSlow from error
        raise
    finally:
        db.conn.set_progress_handler(None, 0)


def _snippet(text: str, highlighted: str) -> str:
    found = list(places(highlighted, segment(text)))
    first = found[0][0] if found else 0
    left, right = max(0, first - _BEFORE), min(len(text), first + 2 * _BEFORE)
    pieces, at = ["…" if left else ""], left
    for start, end in found:
        if at <= start and end <= right:
            pieces += [_plain(text[at:start]), MARK_START, _plain(text[start:end]), MARK_END]
            at = end
    pieces += [_plain(text[at:right]), "…" if right < len(text) else ""]
    return " ".join("".join(pieces).split())


def _plain(text: str) -> str:
    """`text` without what a caller would take for our marks."""
    return text.replace(MARK_START, "").replace(MARK_END, "")
