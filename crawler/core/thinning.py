"""Whether an outlet's articles have become thinner than they used to be: shorter, or without dates, authors or pictures.

An outlet that changes its layout still gives pages that can be read, and half of each is missing. No page tells that; the
last ones together, beside those before, do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from crawler.core.articles import Article

# What is judged: the newest articles, against those before. A day of a busy outlet, two weeks of a quiet one.
NEWEST = 10
MOST_BEFORE = 90
FEWEST_BEFORE = 20
# A batch of briefs comes within an hour and is no new layout.
_SPREAD = timedelta(hours=6)
# So much of what was is left: texts of half their length, a third of the dates.
_HALF, _THIRD = 0.5, 0.3
# It was well again from here on.
_AS_BEFORE = 0.7
# What an outlet hardly had before it can't lose.
_OFTEN = 0.5
# That the newest are so by chance, once in ten thousand articles.
_BY_CHANCE = 1e-4
# What has been so for two months is the outlet's own now.
ACCEPTED = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Form:
    """What an article had when it was first read. `length` is that of its text, in characters."""

    at: datetime
    length: int
    dated: bool
    signed: bool
    pictured: bool


@dataclass(frozen=True, slots=True)
class Forms:
    """The articles before and the newest ones, each oldest first."""

    before: tuple[Form, ...] = ()
    newest: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that articles have: how much of it before and now, and whether it fell and has come back."""

    name: str
    before: str
    now: str
    fell: bool
    as_before: bool


def form_of(article: Article) -> Form:
    """What an article has."""
    return Form(
        article.fetched_at, len(article.text), article.own_date, bool(article.authors), article.image is not None
    )


def with_more(forms: Forms, more: Sequence[Form], *, held: bool) -> Forms:
    """With articles that were read since; while `held`, those before stay what the newest are compared with."""
    everything = (*forms.newest, *more)
    passed = () if held else everything[:-NEWEST]
    return Forms((*forms.before, *passed)[-MOST_BEFORE:], everything[-NEWEST:])


def accepted(forms: Forms) -> Forms:
    """The newest taken for what the outlet's articles are like."""
    return Forms(forms.newest, ())


def fallen(forms: Forms) -> tuple[Measure, ...]:
    """What the newest articles have markedly less of."""
    if len(forms.newest) < NEWEST or len(forms.before) < FEWEST_BEFORE:
        return ()
    if forms.newest[-1].at - forms.newest[0].at < _SPREAD:
        return ()
    return tuple(measure for measure in _measures(forms) if measure.fell)


def is_as_before(forms: Forms) -> bool:
    """Whether the newest articles have again what those before had."""
    return len(forms.newest) == NEWEST and all(measure.as_before for measure in _measures(forms))


def _measures(forms: Forms) -> Iterator[Measure]:
    yield _length([each.length for each in forms.before], [each.length for each in forms.newest])
    for name in ("dated", "signed", "pictured"):
        yield _share(name, [getattr(f, name) for f in forms.before], [getattr(f, name) for f in forms.newest])


def _length(before: Sequence[int], newest: Sequence[int]) -> Measure:
    usual, now, short = median(before), median(newest), quantiles(before, n=10)[0]
    shorter = sum(length < short for length in newest)
    fell = now < _HALF * usual and at_least(shorter, len(newest), 0.1) < _BY_CHANCE
    return Measure("length", f"{usual:,.0f}", f"{now:,.0f}", fell, now >= _AS_BEFORE * usual)


def _share(name: str, before: Sequence[bool], newest: Sequence[bool]) -> Measure:
    usual, now = sum(before) / len(before), sum(newest) / len(newest)
    # one of those before is taken to have lacked it, so that what all had is no certainty
    lacking = 1 - sum(before) / (len(before) + 1)
    chance = at_least(newest.count(False), len(newest), lacking)
    fell = usual >= _OFTEN and now <= _THIRD * usual and chance < _BY_CHANCE
    return Measure(name, f"{usual:.0%}", f"{now:.0%}", fell, now >= _AS_BEFORE * usual or usual < _OFTEN)


def at_least(count: int, of: int, chance: float) -> float:
    """The probability that at least so many of so many happen, each with this chance."""
    return sum(math.comb(of, n) * chance**n * (1 - chance) ** (of - n) for n in range(count, of + 1))
