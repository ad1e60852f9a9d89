"""Which topics an article is on, and why: an index in memory that holds just this article.

It is asked with the search's own queries, so a topic's query means exactly what it means in search: the same words,
phrases and prefixes, the same stemming.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest

from crawler.core.matches import Evidence, Match
from crawler.core.models import Topic
from crawler.core.query import Query, QueryProblem, parse
from crawler.core.query_tree import Group, Near, Node, Term
from crawler.core.segmentation import Spaced, segment
from crawler.core.text import excerpt
from storage.highlights import END, START, places
from storage.search import TOKENIZER

# As many places as a reader wants to see before believing that an article is on a topic.
MOST_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of a query, whether the article has it and, of a term, where it stands first; `depth` counts groups around it."""

    part: str
    found: bool
    depth: int
    place: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an article is on a topic or is not: the query's parts from the outside in."""

    topic: str
    match: Match | None
    findings: tuple[Finding, ...]


class TopicMatcher:
    """Matches articles on topics. Topics whose query has a mistake match nothing: the config's check tells them."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        parsed = ((topic.name, parse(topic.query)) for topic in topics)
        self._queries = [(name, query) for name, query in parsed if not isinstance(query, QueryProblem)]
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.execute(f"CREATE VIRTUAL TABLE article USING fts5 (title, text, tokenize = '{TOKENIZER}')")

    def match(self, title: str, text: str) -> tuple[Match, ...]:
        """The topics that an article with this title and text is on."""
        with self._holding(title, text) as article:
            found = (_match(name, query, article) for name, query in self._queries)
            return tuple(match for match in found if match)

    def explain(self, title: str, text: str) -> tuple[Explanation, ...]:
        """For each topic, which parts of its query the article has."""
        with self._holding(title, text) as article:
            return tuple(
                Explanation(name, _match(name, query, article), tuple(_findings(query.root, article)))
                for name, query in self._queries
            )

    @contextmanager
    def _holding(self, title: str, text: str) -> Iterator[_Article]:
        article = _Article(self._db, {"title": (title, segment(title)), "text": (text, segment(text))})
        # rolled back and not deleted: deletions pile up in an FTS5 index, and made it three times as slow in 3,000 articles
        self._db.execute("BEGIN")
        try:
            indexed = [piece.text for _, piece in article.columns.values()]
            self._db.execute("INSERT INTO article (title, text) VALUES (?, ?)", indexed)
            yield article
        finally:
            self._db.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class _Article:
    """The one article in the index; of each column the original and the indexed text."""

    db: sqlite3.Connection
    columns: dict[str, tuple[str, Spaced]]

    def has(self, fts: str) -> bool:
        return self.db.execute("SELECT 1 FROM article WHERE article MATCH ?", [fts]).fetchone() is not None

    def evidence(self, term: Term | Near) -> Iterator[Evidence]:
        """The places of a term, each different wording once a column."""
        highlighted = self.db.execute(
            "SELECT highlight(article, 0, :start, :end), highlight(article, 1, :start, :end) FROM article WHERE article MATCH :fts",
            {"start": START, "end": END, "fts": term.fts},
        ).fetchone()
        seen = set()
        for (name, (original, indexed)), marked in zip(self.columns.items(), highlighted or (), strict=False):
            for start, end in places(marked, indexed):
                words = original[start:end]
                if (name, words.casefold()) not in seen:
                    seen.add((name, words.casefold()))
                    yield Evidence(str(term), words, name, start, excerpt(original, start, end))


def _match(topic: str, query: Query, article: _Article) -> Match | None:
    if query.everything:
        return Match(topic, ())
    if not article.has(query.fts):
        return None
    return Match(topic, tuple(islice(_spread(article.evidence(term) for term in query.terms()), MOST_EVIDENCE)))


def _spread(by_term: Iterable[Iterator[Evidence]]) -> Iterator[Evidence]:
    """One place of each term, then the second of each, and so on; no place twice."""
    seen = set()
    for evidence in (each for row in zip_longest(*by_term) for each in row if each):
        if (evidence.column, evidence.start) not in seen:
            seen.add((evidence.column, evidence.start))
            yield evidence


def _findings(node: Node | None, article: _Article, depth: int = 0) -> Iterator[Finding]:
    match node:
        case Term() | Near():
            place = next(article.evidence(node), None)
            yield Finding(str(node), place is not None, depth, place)
        case Group(operator, parts):
            yield Finding(_WORDS[operator], article.has(node.fts), depth)
            for part in parts:
                yield from _findings(part, article, depth + 1)


_WORDS = {"AND": "all of", "OR": "one of", "NOT": "the first without the second"}
