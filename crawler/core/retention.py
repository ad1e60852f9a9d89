"""What is old enough to go. Nothing that a person reviewed is, and nothing that is on its way to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

EVERY = timedelta(days=1)
"""How often it is looked for what is to go."""
# A service that was off for a week, or a clock that jumped by years: the look after such a gap drops nothing, and the next
# one, a day later, does. A clock is set right within that day.
_LONGEST_GAP = timedelta(days=7)


@dataclass(frozen=True)
class Retention:
    """How long each kind of thing is kept; articles for ever where it is None.

    `off_topic` counts from when an address was last listed.
    """

    visits: timedelta = timedelta(days=30)
    polls: timedelta = timedelta(days=400)
    off_topic: timedelta = timedelta(days=90)
    articles: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Aged:
    """An article, and what speaks for keeping its texts.

    `active_at` is when it, or its story, last came or changed; `reviewed` says that a person gave a verdict on either;
    `awaited` that a digest which tells it has not arrived everywhere.
    """

    article_id: int
    active_at: datetime
    reviewed: bool = False
    awaited: bool = False


def is_due(last: datetime | None, now: datetime) -> bool:
    """Whether to look again for what is old; a look in the future is of a clock that was wrong."""
    return last is None or not timedelta() <= now - last < EVERY


def is_trusted(last: datetime | None, now: datetime) -> bool:
    """Whether the clock is to be believed as far as to drop something by it."""
    return last is not None and timedelta() <= now - last <= _LONGEST_GAP


def may_go(article: Aged, kept: timedelta, now: datetime) -> bool:
    """Whether the texts of an article go."""
    return now - article.active_at >= kept and not article.reviewed and not article.awaited
