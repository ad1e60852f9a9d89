"""What stories are told apart by: articles' vocabularies, in how many articles each word stands, and who begins with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from crawler.core.dates import from_iso
from crawler.core.likeness import Telling, rarity
from crawler.core.vocabulary import Place, Vocabulary

# Of the words that an article begins with, and of its anchors, so many of the rarest that others have too are looked up:
# reports of one event have several of them in common.
MOST_ASKED = 24
# A word that so many of the articles have tells nothing, and is not kept for looking up; nor are more anchors than these.
COMMON = 0.05
_FEW = 200  # with fewer stored articles nothing is known to be common
_MOST_ANCHORS = 40
# A word that more articles begin with is their topic's; reports of one event come within days, so the newest are looked
# at. It also keeps the cost the same however much is stored.
MOST_SHARING = 40
MOST_ALIKE = 24
# Counts of words that were asked for lately: a megabyte or two, and nearly all that the next article asks for.
_MOST_REMEMBERED = 100_000
# SQLite allows 32,766 parameters in a statement.
_AT_ONCE = 900
_TELLINGS = """
    SELECT id, language, coalesce(published_at, first_seen_at), terms, places
    FROM articles JOIN vocabularies ON article_id = id
"""


class Vocabularies:
    """The tables `vocabularies`, `terms` and `leading_terms`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._articles_with: dict[int, int] = {}
        self._counted: list[int] = []

    def keep(self, article_id: int, vocabulary: Vocabulary) -> None:
        """Keep an article's vocabulary, in the place of an earlier one."""
        self._forget()
        before = self._db.execute("SELECT terms FROM vocabularies WHERE article_id = ?", [article_id]).fetchone()
        old = np.frombuffer(before[0], dtype=np.uint32) if before else np.array([], dtype=np.uint32)
        self._count(np.setdiff1d(vocabulary.terms, old), 1)
        self._count(np.setdiff1d(old, vocabulary.terms), -1)
        self._db.execute(
            "INSERT OR REPLACE INTO vocabularies (article_id, terms, places) VALUES (?, ?, ?)",
            [article_id, vocabulary.terms.tobytes(), vocabulary.places.tobytes()],
        )
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO leading_terms (term, article_id) VALUES (?, ?)",
            [(term, article_id) for term in self._told_first(vocabulary)],
        )

    def alike(self, article: Telling) -> list[int]:
        """The articles that begin with the same rare words as `article`, those with most of them first."""
        terms = article.vocabulary.terms
        found: defaultdict[int, float] = defaultdict(float)
        for at in self._asked(article.vocabulary):
            rows = self._db.execute(
                "SELECT article_id FROM leading_terms WHERE term = ? ORDER BY article_id DESC LIMIT ?",
                [int(terms[at]), MOST_SHARING],
            )
            for (id_,) in rows:
                found[id_] += float(article.rarity[at])
        found.pop(article.article_id, None)
        return sorted(found, key=lambda id_: (-found[id_], -id_))[:MOST_ALIKE]

    def tellings(self, article_ids: Iterable[int]) -> dict[int, Telling]:
        """The articles as what they tell, by id; those whose vocabulary is not kept are left out."""
        ids = list(dict.fromkeys(article_ids))
        articles, found = self._articles(), {}
        for start in range(0, len(ids), _AT_ONCE):
            asked = ids[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(asked))
            rows = self._db.execute(
                f"{_TELLINGS} WHERE id IN ({marks})",
                asked,
            )
            for id_, language, at, *packed in rows.fetchall():
                vocabulary = _unpacked(language or "", *packed)
                weights = rarity(self._with(vocabulary.terms), articles)
                found[id_] = Telling(id_, vocabulary, weights, _rarest(articles), from_iso(at))
        return found

    def _told_first(self, vocabulary: Vocabulary) -> list[int]:
        """The words that it begins with and its anchors, without those that tell nothing."""
        articles_with = self._with(vocabulary.terms)
        rare = articles_with <= max(COMMON * self._articles(), _FEW)
        leads = np.flatnonzero((vocabulary.places & Place.LEAD).astype(bool) & rare)
        anchors = np.flatnonzero((vocabulary.places & Place.ANCHOR).astype(bool) & rare)[:_MOST_ANCHORS]
        return [int(term) for term in vocabulary.terms[np.concatenate([leads, anchors])]]

    def _asked(self, vocabulary: Vocabulary) -> list[int]:
        """Where in the vocabulary the rarest words stand that it begins with and others have too, names and figures first."""
        articles_with = self._with(vocabulary.terms)
        told = np.flatnonzero((vocabulary.places & (Place.LEAD | Place.ANCHOR)).astype(bool) & (articles_with > 1))
        order = np.lexsort(((vocabulary.places[told] & Place.NAME) == 0, articles_with[told]))
        return [int(at) for at in told[order[:MOST_ASKED]]]

    def _articles(self) -> int:
        # articles are numbered from 1 on and each has a vocabulary; counting them would read them all
        return int(self._db.execute("SELECT coalesce(max(article_id), 0) FROM vocabularies").fetchone()[0])

    def _with(self, terms: NDArray[np.uint32]) -> NDArray[np.float32]:
        """In how many articles each of `terms` stands."""
        known = self._articles_with
        asked = terms.tolist()
        unknown = [term for term in asked if term not in known]
        if unknown:
            self._remember(unknown)
        return np.array([known[term] for term in asked], dtype=np.float32)

    def _remember(self, terms: Sequence[int]) -> None:
        if len(self._articles_with) > _MOST_REMEMBERED:
            self._articles_with.clear()
        for start in range(0, len(terms), _AT_ONCE):
            asked = terms[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(asked))
            rows = self._db.execute(f"SELECT term, articles FROM terms WHERE term IN ({marks})", asked)  # noqa: S608 - marks alone
            self._articles_with.update(dict.fromkeys(asked, 0) | dict(rows.fetchall()))

    def _count(self, terms: NDArray[np.uint32], change: int) -> None:
        asked = terms.tolist()
        self._db.conn.executemany(
            "INSERT INTO terms (term, articles) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET articles = articles + excluded.articles",
            [(term, change) for term in asked],
        )
        self._counted += asked
        for term in asked:
            self._articles_with.pop(term, None)

    def _forget(self) -> None:
        """Ask again for what was counted last: it may have been rolled back."""
        for term in self._counted:
            self._articles_with.pop(term, None)
        self._counted.clear()


def _rarest(articles: int) -> float:
    return float(rarity(np.array([1], dtype=np.float32), articles)[0])


def _unpacked(language: str, terms: bytes, places: bytes) -> Vocabulary:
    return Vocabulary(
        language,
        np.frombuffer(terms, dtype=np.uint32),
        np.frombuffer(places, dtype=np.uint8),
    )
