"""What a person said in review, and where a story stands by it.

Nothing that was said is changed: each word is a row of its own, the last one counts, and to take one back is to say again
what stood before it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a person said of a story or an article. The database's words."""

    KEEP = "keep"
    DROP = "drop"
    LATER = "later"
    UNDECIDED = "undecided"  # what was said is taken back


class Standing(StrEnum):
    """Where a story stands in review. The database's words."""

    UNDECIDED = "undecided"
    CHANGED = "changed"  # kept, and edited by its outlet since
    LATER = "later"
    KEPT = "kept"
    DROPPED = "dropped"
    BASELINE = "baseline"  # all of it was listed already when its outlets were first visited


TO_REVIEW = frozenset({Standing.UNDECIDED, Standing.CHANGED})
"""The standings that wait for a person."""

_STANDING = {Verdict.KEEP: Standing.KEPT, Verdict.DROP: Standing.DROPPED, Verdict.LATER: Standing.LATER}
# Of a story whose articles were judged one by one, what wants most from the reviewer.
_GRAVEST = (Verdict.LATER, Verdict.KEEP, Verdict.DROP)


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict with its note, who gave it (in their words, empty for nobody in particular), and when.

    `seen_at`: when the verdict's giver was shown what it is about; None for `at`.
    """

    verdict: Verdict
    at: datetime
    note: str = ""
    by: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An article of a story, as far as review asks. `edited_at`: its last announced edit; `said`: of it alone."""

    announced: bool = True
    edited_at: datetime | None = None
    said: Said | None = None


def say(  # noqa: PLR0913 - what a person says, and when
    before: Said | None,
    verdict: Verdict | None,
    note: str | None,
    *,
    by: str,
    at: datetime,
    seen_at: datetime | None = None,
) -> Said:
    """What stands once a person has spoken who was shown the story at `seen_at`. What is None stays as it was.

    A note alone says nothing of what was edited since the verdict.
    """
    kept = before or Said(Verdict.UNDECIDED, at)
    seen = min(seen_at or at, at) if verdict else kept.seen_at or kept.at
    return Said(verdict or kept.verdict, at, kept.note if note is None else note.strip(), by, seen)


def take_back(before: Said | None, *, by: str, at: datetime) -> Said:
    """What stands once the last word is taken back; `before` is what stood before it."""
    kept = before or Said(Verdict.UNDECIDED, at)
    return Said(kept.verdict, at, kept.note, by, kept.seen_at or kept.at)


def standing(said: Said | None, articles: Collection[Reviewed]) -> Standing:
    """Where a story stands of which `said` was said, and these are the articles."""
    if any(_edited_since_kept(_decided(article.said) or said, article) for article in articles):
        return Standing.CHANGED
    if (decided := _decided(said)) is not None:
        return _STANDING[decided.verdict]
    news = [article for article in articles if article.announced]
    if not news:
        return Standing.BASELINE
    return _one_by_one(news)


def _edited_since_kept(said: Said | None, article: Reviewed) -> bool:
    # an edit of the very second may not have been seen
    return bool(
        said and said.verdict is Verdict.KEEP and article.edited_at and article.edited_at >= (said.seen_at or said.at)
    )


def _one_by_one(articles: Collection[Reviewed]) -> Standing:
    decided = [_decided(article.said) for article in articles]
    verdicts = {said.verdict for said in decided if said}
    if None in decided:
        return Standing.UNDECIDED
    return next(_STANDING[verdict] for verdict in _GRAVEST if verdict in verdicts)


def _decided(said: Said | None) -> Said | None:
    return None if said is None or said.verdict is Verdict.UNDECIDED else said
