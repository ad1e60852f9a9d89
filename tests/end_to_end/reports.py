"""Invented reports by number: each its own words, so that no two are taken for copies of one text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from crawler.demo.articles import Article, Change

# Phrases of three words at most: two reports share a run of four only where chance puts two equal phrases side by side.
_WHO = (
    "The harbour council", "A retired pilot", "Tram drivers", "The lighthouse keeper", "Two biologists", "The mayor",
    "A ferry company", "Night nurses", "The museum's director", "Beekeepers", "The fire brigade", "A court clerk",
    "Allotment holders", "The orchestra", "Bakers", "A surveyor",
)  # fmt: skip
_DID = (
    "counted", "refused", "repaired", "inherited", "measured", "auctioned", "hid", "painted", "borrowed", "flooded",
    "praised", "dismantled", "photographed", "reopened", "mislaid", "defended",
)  # fmt: skip
_WHAT = (
    "eleven rowing boats", "the old crane", "a brass bell", "four hundred lanterns", "the western pier",
    "an unsigned letter", "the tide tables", "seven empty warehouses", "a stone bridge", "the winter market",
    "ninety apple trees", "a weather balloon", "the signal box", "two church organs", "a disputed fence",
    "the swimming baths",
)  # fmt: skip
_WHERE = (
    "in Ambergate", "near Oxley Sound", "outside Fernhollow", "on Gull Island", "behind Saint Odile", "at Marrow Quay",
    "below Tarn Hill", "between two canals", "along Cooper Street", "above the estuary", "in Lower Wick",
    "at Eastbrook station", "on the moor", "beside Kettle Lake", "across Dunmere", "in the vault",
)  # fmt: skip
_WHEN = (
    "before dawn on Monday", "during Tuesday's storm", "after the long frost", "while nobody looked",
    "without any permit", "for a third year", "despite heavy rain", "with borrowed tools", "under police guard",
    "as the tide turned", "to general applause", "against legal advice", "by candle light", "within nine minutes",
    "over the weekend", "at public expense",
)  # fmt: skip

YESTERDAY = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
PARAGRAPHS, SENTENCES = 5, 3


def report(number: int, **about: Any) -> Article:
    """Report `number`; `about` are further fields of the article. The lower its number, the newer it is."""
    words = Random(number)  # noqa: S311 - a report's words are no secret
    title = " ".join(words.choice(part) for part in (_WHO, _DID, _WHAT, _WHERE))
    slug = "-".join(title.lower().replace("'", "").split())
    made = Article(
        path=f"/news/{number}-{slug}",
        title=title,
        paragraphs=tuple(_paragraph(words) for _ in range(PARAGRAPHS)),
        published=YESTERDAY - timedelta(minutes=number),
        authors=("Ida Lund",),
        summary=_sentence(words),
    )
    return replace(made, **about)


def reports(first: int, count: int) -> tuple[Article, ...]:
    """The reports from number `first` on."""
    return tuple(report(number) for number in range(first, first + count))


def changed(article: Article, **change: Any) -> Article:
    """`article` with one change more, at step 1."""
    return replace(article, changes=(*article.changes, Change(step=1, **change)))


def rewritten(article: Article, *, told: bool) -> Article:
    """`article` with another second paragraph at step 1; `told` where the outlet says that it was modified."""
    edit = (article.paragraphs[1], _paragraph(Random(article.title)))  # noqa: S311 - as above
    modified = article.published + timedelta(hours=1) if told else None
    return changed(article, edits=(edit,), modified=modified)


def _paragraph(words: Random) -> str:
    return " ".join(_sentence(words) for _ in range(SENTENCES))


def _sentence(words: Random) -> str:
    return " ".join(words.choice(part) for part in (_WHO, _DID, _WHAT, _WHERE, _WHEN)) + "."
