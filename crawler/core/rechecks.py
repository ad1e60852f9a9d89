"""When a stored article is looked at again for edits: often while it is young, ever less often, and after a month no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.core.dates import effective

# The ladder: up to which age an article is looked at again, and how often. Most edits are made within hours.
RUNGS = (
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=3)),
    (timedelta(days=30), timedelta(days=3)),
)
FOLLOWED_FOR = RUNGS[-1][0]
SHORTEST = RUNGS[0][1]
# Articles that one poll brought come due together; a twentieth of a pause takes them apart and delays no edit much.
SPREAD = 0.05
LONGEST_RECHECK = RUNGS[-1][1] * (1 + SPREAD)
# Multiples of the golden ratio fill an interval evenly, however many there are: consecutive ids never bunch.
_GOLDEN = 0.6180339887498949
# At the usual delay of a second these take a minute, and as long the outlet is then let alone: so rechecks take half of a
# host's time at most, and keep no poll waiting for more than that minute.
MOST_AT_ONCE = 60
REST = timedelta(minutes=1)
# Servers that answer 304 for ever exist (FAULTS 33): a source, and a page while it is followed, is fetched whole at least so often.
FETCHED_WHOLE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Followed:
    """An article whose text is held. `edits` counts those that were told and a live blog's growth, `edited_at` is the last."""

    article_id: int
    published_at: datetime | None
    published_day_only: bool
    first_seen_at: datetime
    edits: int = 0
    edited_at: datetime | None = None


def next_recheck(followed: Followed, now: datetime) -> datetime | None:
    """When to look again at an article that was fetched `now`; None for never.

    One that was edited is as young as its last edit, and one that is edited often is looked at as often.
    """
    born = _born(followed)
    if now - born >= FOLLOWED_FOR:
        return None
    pauses = [_pause(now - born)]
    if followed.edits and followed.edited_at:
        pauses += [_pause(now - followed.edited_at), max(SHORTEST, (now - born) / followed.edits)]
    due = now + min(pauses) * (1 + SPREAD * (followed.article_id * _GOLDEN % 1))
    return due if due - born <= FOLLOWED_FOR else None


def _pause(age: timedelta) -> timedelta:
    return next((pause for until, pause in RUNGS if age < until), RUNGS[-1][1])


def _born(followed: Followed) -> datetime:
    """When it was published, as far as is known: it cannot have been after it was seen, nor after the day that is told."""
    published = effective(followed.published_at, followed.first_seen_at)
    if published is None:
        return followed.first_seen_at
    return min(followed.first_seen_at, published + timedelta(days=followed.published_day_only))
