"""Twins: articles whose texts have something in common, and which of two came first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from crawler.core.credits import is_credited
from crawler.core.sharing import Words, as_words

FETCHED = 0  # no stored article has this id: the one that was fetched has none yet
# A day without a time is some 24 hours, in a zone that is not told.
_ZONES = timedelta(hours=14)
_DAY = timedelta(hours=24)
_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Twin:
    """A stored article whose text may be the fetched one's, or may hold it, or stand in it.

    `copy_of`, `excerpt_of`: what it is known to be a copy of, and to hold excerpts of.
    """

    article_id: int
    outlet: str
    title: str
    text: str = field(repr=False)
    exact: str
    published_at: datetime | None
    url: str = ""
    authors: tuple[str, ...] = ()
    published_day_only: bool = False
    copy_of: int | None = None
    excerpt_of: tuple[int, ...] = ()
    purged: bool = False  # its text was dropped, being old

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """As an article has them."""
        return tuple(self.text.split("\n\n"))

    @cached_property
    def words(self) -> Words:
        """Its text as words."""
        return as_words(self.paragraphs)


def came_first(one: Twin, other: Twin) -> bool:
    """Whether `one` was published before `other`, or where their times cannot say, is the one that is credited."""
    (start, end), (other_start, other_end) = _published(one), _published(other)
    if end < other_start or other_end < start:
        return end < other_start
    if bool(one.excerpt_of) != bool(other.excerpt_of):
        return bool(other.excerpt_of)  # who clips comes after what is clipped
    return credits_other(other, one) and not credits_other(one, other)


def seniority(twin: Twin) -> tuple[datetime, int]:
    """Sorts the earliest first."""
    return _published(twin)[0], twin.article_id


def credits_other(page: Twin, source: Twin) -> bool:
    """Whether `page` says that it has its text from the outlet of `source`."""
    return is_credited(source.outlet, source.url, page.authors, page.paragraphs)


def _published(twin: Twin) -> tuple[datetime, datetime]:
    """The earliest and the latest moment at which it may have been published."""
    if twin.published_at is None:
        return _EVER
    if twin.published_day_only:
        return twin.published_at - _ZONES, twin.published_at + _DAY + _ZONES
    return twin.published_at, twin.published_at
