"""Which of the sitemaps that an index names to read: those that list articles, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from crawler.core.urls import canonical, same_site

# A busy outlet writes a sitemap a day or a month; what an outlet published since the last poll is in the newest ones.
MOST_CHILDREN = 20

# Whole words of a sitemap's name, or words that run into "sitemap" (`videositemap.xml`).
_NO_ARTICLES = re.compile(
    r"(?<![a-z])(?:images?|videos?|photos?|galler(?:y|ies)|podcasts?|authors?|users?|profiles?|tags?|categor(?:y|ies)|"
    r"keywords?|taxonom(?:y|ies)|products?|attachments?)(?:[-_.]?sitemaps?)?(?![a-z]|=)"
)
_SELDOM_ARTICLES = re.compile(
    r"(?<![a-z])(?:topics?|people|persons?|places|sections?|pages?(?![-_./]?\d)|static|misc|jobs?|events?|recipes?|weather|"
    r"archives?)(?:[-_.]?sitemaps?)?(?![a-z]|=)"
)
_NEWS = re.compile(r"news|latest|recent|actualit|nachrichten")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:\D{1,7}(1[0-2]|0?[1-9])(?!\d)(?:\D{1,5}([12]\d|3[01]|0?[1-9])(?!\d))?)?"
)
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")
_NUMBER = re.compile(r"(\d{1,9})(?=\D*$)")


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names, with the index's word on when it changed."""

    loc: str
    modified_at: datetime | None = None


def choose(children: Sequence[Child], index: str) -> tuple[tuple[str, ...], str]:
    """The addresses of the sitemaps to read, best first, and a note on the others; `index` is the index's address."""
    listing = [child for child in children if not lists_no_articles(child.loc)]
    # `sorted` keeps the order of equals, so that without any hint the index's own order holds
    best_first = sorted(listing, key=_worth, reverse=True)[:MOST_CHILDREN]
    named = (canonical(child.loc, index) for child in best_first)
    own = dict.fromkeys(url for url in named if url and url != index and same_site(url, index))
    return tuple(own), "; ".join(_notes(len(children), len(listing), len(best_first), len(own)))


def lists_no_articles(url: str) -> bool:
    """Whether a sitemap's name says that it lists images, authors, tags and the like."""
    return bool(_NO_ARTICLES.search(_name(url)))


def lists_news(url: str) -> bool:
    """Whether a sitemap's name says that it lists the news of the last days."""
    return bool(_NEWS.search(_name(url)))


def _worth(child: Child) -> tuple[bool, bool, datetime, int]:
    name = _name(child.loc)
    number = _NUMBER.search(name)
    # without a date, the highest number is the newest, as WordPress counts
    recency = child.modified_at or _date_in_name(name), int(number[1]) if number else 0
    return not _SELDOM_ARTICLES.search(name), bool(_NEWS.search(name)), *recency


def _date_in_name(name: str) -> datetime:
    found = _COMPACT_DATE.search(name) or _DATE.search(name)
    year, month, day = (int(part or 1) for part in found.groups()) if found else (1, 1, 1)
    return datetime(year, month, min(day, 28), tzinfo=UTC)  # near enough to put months in order


def _name(url: str) -> str:
    """A sitemap's path and query; not its host, which may well be named for news or for pictures."""
    return unquote(url.strip().partition("://")[2].partition("/")[2]).lower()


def _notes(named: int, listing: int, best: int, own: int) -> list[str]:
    notes = [f"{named - listing} sitemaps list no articles"] if listing < named else []
    notes += [f"{listing - best} older sitemaps were left out"] if best < listing else []
    return notes + ([f"{best - own} sitemaps are on another site, named twice or no address"] if own < best else [])
