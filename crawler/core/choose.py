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

# Another try will not change these, unless the source says that the article was changed.
FINAL = frozenset(
    {
        VisitState.GONE,
        VisitState.NOT_FOUND,
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


def next_try(state: VisitState, tries: int, now: datetime) -> datetime | None:
    """When to fetch a page again that ended in `state` for the `tries`-th time; None for never."""
    if state in FINAL or tries >= MOST_TRIES:
        return None
    return now + FIRST_RETRY * (1 << max(0, tries - 1))


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
