"""Which story an article belongs to, and which article leads a story.

Articles come one at a time: each into the story that it is most alike, or into one of its own. One that ties two stories
together merges the younger into the older. What it shows about earlier placements is told by `crawler.core.regrouping`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.core.likeness import Likeness, Telling, likeness

# As likely as not, by the fit of `crawler.core.likeness`.
JOINS = 0.0
# Two stories are one only where that is clearer than it has to be for one article.
MERGES = 0.5
# Of a story's score so much is its likest member's, the rest the mean of all: one member alone chains stories together,
# the mean alone never lets a long one grow.
_LIKEST = 0.3
# The nearest stories on the topic, as a digest shows them: told with the same names and words, no longer one event.
RELATED = -5.0


@dataclass(frozen=True, slots=True)
class StoryCandidate:
    """A stored story that an article may belong to, with (some of) its members."""

    story_id: int
    members: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Why an article is in a story: the member that it is most alike, how much, and the terms that say so."""

    article_id: int
    score: float
    shared: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article goes: into `story_id` for the reason `nearest`, or (None) into a story of its own.

    `merged` are the stories that it shows to be the same one.
    """

    story_id: int | None = None
    nearest: Nearest | None = None
    merged: tuple[int, ...] = ()


def place(article: Telling, candidates: Sequence[StoryCandidate]) -> Placement:
    """The story of `article`, of those that it may belong to."""
    scored = sorted(
        ((story, *_score(article, story)) for story in candidates), key=lambda each: (-each[1], each[0].story_id)
    )
    if not scored or scored[0][1] < JOINS:
        return Placement()
    (best, _, nearest), others = scored[0], scored[1:]
    joined = StoryCandidate(best.story_id, (*best.members, article))
    same = [best, *(story for story, _, _ in others if _are_one(joined, story))]
    oldest = min(story.story_id for story in same)
    return Placement(oldest, nearest, tuple(story.story_id for story in same if story.story_id != oldest))


def related(article: Telling, candidates: Sequence[StoryCandidate]) -> tuple[int, ...]:
    """The stories near that of `article`, the nearest first."""
    scored = sorted((-_score(article, story)[0], story.story_id) for story in candidates)
    return tuple(story_id for score, story_id in scored if -score >= RELATED)


def _score(article: Telling, story: StoryCandidate) -> tuple[float, Nearest]:
    found = [(member.article_id, likeness(article, member)) for member in story.members]
    nearest_id, nearest = max(found, key=lambda each: (each[1].score, -each[0]))
    return blend([each for _, each in found]), Nearest(nearest_id, nearest.score, nearest.shared)


def _are_one(story: StoryCandidate, other: StoryCandidate) -> bool:
    pairs = [likeness(one, another) for one in story.members for another in other.members]
    return blend(pairs) >= JOINS + MERGES


def blend(found: Sequence[Likeness]) -> float:
    """The score of a group: between its best and its mean. What cannot be compared (another language) says nothing.

    Minus infinity where nothing can be compared.
    """
    scores = [each.score for each in found if each.score > float("-inf")]
    return _LIKEST * max(scores) + (1 - _LIKEST) * sum(scores) / len(scores) if scores else float("-inf")


def carrier(copy_of: int | None, excerpts: Sequence[tuple[int, float]]) -> int | None:
    """The article that this one goes with, wherever that is: its original, or the one that a page of excerpts has most of.

    `excerpts`: of each article that it clips the id, and the share that it has of it. None for a report of its own.
    """
    if copy_of is not None:
        return copy_of
    return max(excerpts, key=lambda each: (each[1], -each[0]))[0] if excerpts else None


@dataclass(frozen=True, slots=True)
class Member:
    """A story's article, as far as it matters for who leads: `length` of its text in characters, 0 for a headline alone."""

    article_id: int
    at: datetime
    length: int
    own: bool  # no copy, and no page of excerpts
    gone: bool = False


# The first report is the lead, unless it is a flash that others tell in full: then the first full one is.
_FULL = 0.5


def lead(members: Sequence[Member], leading: int | None = None) -> int:
    """The id of the article that leads a story: of its own text, full, first. The one `leading` stays while it can.

    `members` is not empty.
    """
    by_id: Mapping[int, Member] = {member.article_id: member for member in members}
    present = by_id.get(leading) if leading is not None else None
    longest = max(member.length for member in members)
    if present and present.own and not present.gone and present.length >= _FULL * longest:
        return present.article_id

    def rank(member: Member) -> tuple[bool, bool, bool, datetime, int]:
        full = member.length >= _FULL * longest
        return (member.gone, not member.own, not full, member.at, member.article_id)

    return min(members, key=rank).article_id
