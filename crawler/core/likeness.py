"""How alike two articles are as reports of one event.

News says what happened at its beginning. Within a language four things speak, and add up to one number, the logarithm of
the odds that the two tell of one event: how much of the shorter beginning stands in the other one, how rare the names are
that both begin with, how much of one's headline the other begins with, and how far apart they were published. A word counts by
how rare it is among the stored articles: what every article on a topic says tells none of them apart. Across languages the
anchors alone speak (`crawler.core.anchors`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from crawler.core.vocabulary import Place, Vocabulary

# Fitted by logistic regression on the pairs of the corpus' two collections of stories together. Of the signs that were
# tried (overlap and cosine of the whole texts, of their names, the rarest shared words, a headline told anywhere in a text)
# these four score best; whole texts bring articles of one topic together. BIAS is the fit's, and half a point more: stories
# are best where an article joins at a little less than even odds (from a quarter to three quarters they are the same).
BEGINNING, NAMES, HEADLINE, DAYS, BIAS = 19.1, 5.7, 4.8, -2.5, -6.6
# One name that few others begin with is a person or a place; two are an event.
_MOST_NAMES = 2
# What is thought of words before articles are stored: as if so many had come of which each has any given word with this
# probability. From 20 to 100 the scores are the same; with none, the first reports of an event do not find each other.
_BEFORE, _HAS_ANY = 50, 0.005
# Raised to this power, what most articles of a topic have counts even less beside what few have.
_CONTRAST = 1.5
# What lies further apart is not told from each other by time any more: the longest stories of the corpus run for two weeks.
_FURTHEST_DAYS = 14.0
# A headline alone has few words, and half of them may be in any article of its topic: no beginning counts as shorter.
_SHORTEST = 8.0
# Across languages: so many anchors in common, with at least a quarter of what the poorer one has, within so many days.
# With a third, a report that its own outlets copied is lost to other languages: names that copies share look telling.
_ANCHORS, _ANCHOR_SHARE, _ANCHOR_DAYS, _ANCHOR_WEIGHT = 3, 0.25, 3.0, 15.0
_MOST_SHOWN = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """An article as what it tells: its vocabulary, how rare each term is (see `rarity`), and when it was published.

    `rarest` is the rarity of a word that one article alone has.
    """

    article_id: int
    vocabulary: Vocabulary = field(repr=False)
    rarity: NDArray[np.float32] = field(repr=False)
    rarest: float
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score`: the logarithm of the odds that two articles tell of one event. `shared`: the terms that say so most."""

    score: float
    shared: tuple[int, ...] = ()


UNLIKE = Likeness(float("-inf"))


def rarity(articles_with: NDArray[np.float32], articles: int) -> NDArray[np.float32]:
    """How rare terms are that stand in `articles_with` of so many stored articles: next to 0 for one that all have.

    The natural logarithm of the inverse share, to the power of _CONTRAST.
    """
    found = np.log((articles + _BEFORE + 1) / (articles_with + _BEFORE * _HAS_ANY + 0.5))
    return (np.maximum(found, 0) ** _CONTRAST).astype(np.float32)


def likeness(one: Telling, other: Telling) -> Likeness:
    """How alike two articles are. The same from both sides."""
    first, second = np.intersect1d(
        one.vocabulary.terms, other.vocabulary.terms, assume_unique=True, return_indices=True
    )[1:]
    languages = {one.vocabulary.language, other.vocabulary.language} - {""}
    if len(languages) > 1:
        return _across(one, other, first, second)
    return _within(one, other, first, second)


def _within(one: Telling, other: Telling, first: NDArray[np.intp], second: NDArray[np.intp]) -> Likeness:
    places = one.vocabulary.places[first] & other.vocabulary.places[second]
    both_begin = one.rarity[first] * _at(places, Place.LEAD)
    names = np.sort(both_begin * _at(places, Place.NAME))[-_MOST_NAMES:]
    least = max(min(_beginning(one), _beginning(other)), _SHORTEST * one.rarest)
    score = (
        BEGINNING * float(both_begin.sum()) / least
        + NAMES * float(names.sum()) / (_MOST_NAMES * one.rarest)
        + HEADLINE * max(_told(one, first, other, second), _told(other, second, one, first))
        + DAYS * min(_days(one, other) or 0.0, _FURTHEST_DAYS) / _FURTHEST_DAYS
        + BIAS
    )
    return Likeness(score, _terms(one, first, both_begin))


def _at(places: NDArray[np.uint8], place: Place) -> NDArray[np.bool_]:
    return (places & place).astype(bool)


def _beginning(telling: Telling) -> float:
    """What all words that an article begins with count."""
    return float((telling.rarity * _at(telling.vocabulary.places, Place.LEAD)).sum())


def _told(telling: Telling, shared: NDArray[np.intp], other: Telling, there: NDArray[np.intp]) -> float:
    """How much of a headline the other article begins with, by rarity."""
    headline = _at(telling.vocabulary.places, Place.TITLE)
    whole = float(telling.rarity[headline].sum())
    told = headline[shared] & _at(other.vocabulary.places[there], Place.LEAD)
    return float((telling.rarity[shared] * told).sum()) / whole if whole > 0 else 0.0


def _across(one: Telling, other: Telling, first: NDArray[np.intp], second: NDArray[np.intp]) -> Likeness:
    """Two languages: the anchors that both have, by rarity. The score has the same zero: as likely as not."""
    mine, theirs = _anchors(one), _anchors(other)
    shared = np.minimum(mine[first], theirs[second])
    least = min(mine.sum(), theirs.sum())
    days = _days(one, other)
    if np.count_nonzero(shared) < _ANCHORS or least <= 0 or (days is not None and days > _ANCHOR_DAYS):
        return UNLIKE
    return Likeness(float(_ANCHOR_WEIGHT * (shared.sum() / least - _ANCHOR_SHARE)), _terms(one, first, shared))


def _anchors(telling: Telling) -> NDArray[np.float32]:
    """What each anchor counts. One that no other article has is a name in no other language, or none at all."""
    shared = telling.rarity < telling.rarest
    weights: NDArray[np.float32] = telling.rarity * shared * _at(telling.vocabulary.places, Place.ANCHOR)
    return weights


def _days(one: Telling, other: Telling) -> float | None:
    return abs((one.at - other.at) / _DAY) if one.at and other.at else None


def _terms(telling: Telling, shared: NDArray[np.intp], weights: NDArray[np.float32]) -> tuple[int, ...]:
    order = np.argsort(-weights, kind="stable")[:_MOST_SHOWN]
    return tuple(int(telling.vocabulary.terms[shared[at]]) for at in order if weights[at] > 0)
