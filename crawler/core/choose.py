"""Which of a source's candidates to fetch, given what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.core.fingerprints import words
from crawler.core.models import Candidate, VisitState

# A page that could not be read is tried again after this long, doubling each time: 10 minutes to two and a half days,
# which outlasts an outlet's bad weekend.
FIRST_RETRY = timedelta(minutes=10)
MOST_TRIES = 9
LONGEST_RETRY = FIRST_RETRY * (1 << (MOST_TRIES - 2))
# Publishers list a page before it is everywhere. It is tried again after 2, 4, 8, 16 and 32 minutes, together the hour after
# which also a page that was there counts as gone (`removal.LONG_ENOUGH`).
FIRST_RETRY_NOT_FOUND = timedelta(minutes=2)
MOST_TRIES_NOT_FOUND = 6
# What was published longer ago is everywhere by now: a listing that leads nowhere is a dead link.
ON_ITS_WAY = timedelta(days=1)

# Another try will not change these, unless the source says that the article was changed.
FINAL = frozenset(
    {
        VisitState.GONE,
        VisitState.BAD_URL,
        VisitState.UNSUPPORTED_TYPE,
        VisitState.TOO_LARGE,
        VisitState.BLOCKED_ADDRESS,
    }
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is stored of a candidate's address: what the source said of it last time, and when to try again."""

    source: str
    said_title: str | None
    said_modified_at: datetime | None
    retry_at: datetime | None = None


def to_fetch(candidates: Iterable[Candidate], known: Mapping[str, Remembered], now: datetime) -> list[Candidate]:
    """The candidates to fetch: those not known, those whose source says that they changed, those due for another try.

    `known` is keyed by the candidate's URL. The source's order is kept.
    """
    return [
        candidate
        for candidate in candidates
        if (memory := known.get(candidate.url)) is None or _due(memory, now) or _said_to_change(candidate, memory)
    ]


def next_try(state: VisitState, tries: int, now: datetime, published_at: datetime | None = None) -> datetime | None:
    """When to fetch a page again that could not be read for the `tries`-th time, and ended in `state`; None for never.

    `published_at` is what is said of it, if anything is.
    """
    first, most = FIRST_RETRY, MOST_TRIES
    if state is VisitState.NOT_FOUND:
        on_its_way = published_at is None or now - published_at < ON_ITS_WAY
        first, most = FIRST_RETRY_NOT_FOUND, MOST_TRIES_NOT_FOUND if on_its_way else 0
    if state in FINAL or tries >= most:
        return None
    return now + first * (1 << max(0, tries - 1))


def _due(memory: Remembered, now: datetime) -> bool:
    return memory.retry_at is not None and memory.retry_at <= now


def _said_to_change(candidate: Candidate, memory: Remembered) -> bool:
    # one article stands in several sources under several titles: only the source that gave it first is believed
    if candidate.source != memory.source:
        return False
    if candidate.title and memory.said_title and words(candidate.title) != words(memory.said_title):
        return True
    return bool(
        candidate.modified_at and (memory.said_modified_at is None or candidate.modified_at > memory.said_modified_at)
    )
