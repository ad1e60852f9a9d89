"""What an article that came shows about earlier placements: who is told better by its story, and that a story is two.

The first reports of an event are placed when little is known of it. So the story that an article came to is looked at again:
its event may be that of an article that stands elsewhere, and two of its members may have been brought together by what is
now seen to be two events. Only what is clear changes, and each change is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from crawler.core.likeness import Likeness, Telling, likeness
from crawler.core.stories import JOINS, Nearest, StoryCandidate, blend

# So much more an article has to be like another story than its own, and so much less than it takes to join two parts of a
# story have to be alike: what was shown changes where the odds are nearly three to one, three or four times in 200 articles.
# From 0.5 to 1.5 the scores are the same.
MOVES, PARTS = 1.0, 1.0
# All pairs of a story are compared: a longer one is not taken apart.
MOST_COMPARED = 12
_NOTHING = float("-inf")
_Alike = Callable[[Telling, Telling], Likeness]


@dataclass(frozen=True, slots=True)
class Move:
    """An article that leaves its story for the one under review; `nearest` says what it has of the article that came."""

    article_id: int
    nearest: Nearest


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What changes: the articles that come to the story that was looked at again, and those that leave it for a story of their own."""

    moved: tuple[Move, ...] = ()
    parted: tuple[int, ...] = ()


def regroup(
    article: Telling, story: StoryCandidate, others: Sequence[StoryCandidate], settled: frozenset[int] = frozenset()
) -> Regrouping:
    """What `article`, which came to `story` and is one of its members, shows about it and the stories near it.

    Copies and pages of excerpts are no members here: they go where their originals go. Articles that are `settled` stay.
    """
    alike, members, moved = _compared(), story.members, list[Move]()
    while found := _best_move(article, members, others, settled, alike):
        others = [StoryCandidate(each.story_id, tuple(m for m in each.members if m is not found)) for each in others]
        told = alike(found, article)
        moved.append(Move(found.article_id, Nearest(article.article_id, told.score, told.shared)))
        members = (*members, found)
    return Regrouping(tuple(moved), _parted(members, settled.union(move.article_id for move in moved), alike))


def _compared() -> _Alike:
    """`likeness`, each pair once."""
    once = cache(likeness)
    return lambda one, other: once(one, other) if one.article_id < other.article_id else once(other, one)


def _best_move(
    article: Telling,
    members: Sequence[Telling],
    others: Sequence[StoryCandidate],
    settled: frozenset[int],
    alike: _Alike,
) -> Telling | None:
    """The article that the story explains better than its own does, by the most. One alone is a matter of merging."""
    best: float = MOVES
    found: Telling | None = None
    for story in others:
        for each in story.members:
            if each.article_id in settled or alike(each, article).score < JOINS:
                continue
            rest = [alike(each, other) for other in story.members if other is not each]
            gain = blend([alike(each, other) for other in members]) - max(blend(rest), JOINS)
            if rest and gain >= best:
                best, found = gain, each
    return found


def _parted(members: Sequence[Telling], settled: frozenset[int], alike: _Alike) -> tuple[int, ...]:
    """The articles of the smaller part of a story that is two (the younger part of two as large), unless one is settled."""
    if not 1 < len(members) <= MOST_COMPARED:
        return ()
    parts = _parts(members, alike)
    if not parts or not _NOTHING < blend([alike(one, other) for one in parts[0] for other in parts[1]]) < JOINS - PARTS:
        return ()
    found = [tuple(sorted(each.article_id for each in part)) for part in parts]
    free = [part for part in found if not settled.intersection(part)]
    return min(free, key=lambda part: (len(part), -part[0]), default=())


def _parts(members: Sequence[Telling], alike: _Alike) -> tuple[list[Telling], list[Telling]] | None:
    """The two parts of a story: around the two members least alike, each taking what it is most alike."""
    pairs = [(one, other) for at, one in enumerate(members) for other in members[:at]]
    compared = [pair for pair in pairs if alike(*pair).score > _NOTHING]
    if not compared:
        return None
    first, second = min(compared, key=lambda pair: alike(*pair).score)
    parts = ([first], [second])
    rest = [each for each in members if each is not first and each is not second]
    while rest:
        part, each = max(
            ((part, each) for each in rest for part in parts),
            key=lambda choice: blend([alike(choice[1], other) for other in choice[0]]),
        )
        part.append(each)
        rest.remove(each)
    return parts
