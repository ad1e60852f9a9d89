"""What a whole poll tells of its edits: an outlet that puts a box into every article, or shows all of them in a new form.

One article that gained a line was edited. When most of the articles that were looked at again gained or lost lines in one
way, and not a sentence of theirs was reworded, the outlet was redesigned (FAULTS 80).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.core.changes import Version, compare
from crawler.core.fingerprints import words
from crawler.core.furniture import line_hash, lines_changed, only_lines, without
from crawler.core.sentences import compared

# Fewer articles that change at once are a coincidence: a newsroom updates three reports of one event within the hour.
A_FEW = 4
# Two articles of one event may be edited alike.
A_WAY = 3
# Lines of one kind ("Topics: …", "… is our correspondent") begin or end with the same words.
SAME_WORDS = 2

FURNITURE = "No edit: a line that the outlet puts into its articles"
REDESIGN = "No edit: the outlet was redesigned"


@dataclass(frozen=True, slots=True)
class Edit:
    """How an article differs from its stored version, and whether a poll made a revision of it that is told.

    Of one that is told, furniture is left out already; where all of the difference was furniture, none is told.
    """

    article_id: int
    old: Version
    new: Version
    told: bool = True


@dataclass(frozen=True, slots=True)
class LookedBack:
    """The articles whose revision was no edit, by what it was; and a line for the outlet where it was redesigned."""

    furniture: tuple[int, ...] = ()
    redesign: tuple[int, ...] = ()
    note: str | None = None


def look_back(edits: Sequence[Edit], rechecked: int, furniture_of: Callable[[Edit], frozenset[int]]) -> LookedBack:
    """Which of a poll's `edits` that are told were none, after `rechecked` known articles were read again.

    `furniture_of` tells which lines of an edit are known to be furniture by now.
    """
    at_once = _came_to_several(edits)
    told = [edit for edit in edits if edit.told]
    left = [_without(edit, furniture_of(edit) | at_once) for edit in told]
    boxes = [edit for edit in left if compare(edit.old, edit.new) is None]
    whole = [edit for edit in left if edit not in boxes and only_lines(edit.old, edit.new)]
    alike = _in_one_way(whole)
    count = len({edit.article_id for edit in (*boxes, *alike)} | _share_a_line(edits, told))
    if count < A_FEW or 2 * count <= rechecked:
        return LookedBack(tuple(edit.article_id for edit in boxes))
    # in that poll no line that came or went can be told from the redesign's
    note = (
        f"{count} of {rechecked} articles that were read again differ in whole lines alone and in one way: the outlet was"
        " redesigned; these differences are kept and not announced"
    )
    return LookedBack((), tuple(edit.article_id for edit in (*boxes, *whole)), note)


def _without(edit: Edit, furniture: frozenset[int]) -> Edit:
    return Edit(edit.article_id, without(edit.old, furniture), without(edit.new, furniture))


def _in_one_way(edits: Sequence[Edit]) -> list[Edit]:
    ways = {edit.article_id: _ways(edit) for edit in edits}
    common = {way for way, count in Counter(w for found in ways.values() for w in found).items() if count >= A_WAY}
    return [edit for edit in edits if ways[edit.article_id] & common]


def _ways(edit: Edit) -> set[tuple[str, ...]]:
    """In which ways lines came or went: above or below the text, or which words they begin or end with."""
    came, went = lines_changed(edit.old, edit.new)
    old, new = compared(edit.old.paragraphs), compared(edit.new.paragraphs)
    ways: set[tuple[str, ...]] = set()
    ways |= {("came above",)} if new[:1] and new[0] in came else set()
    ways |= {("went above",)} if old[:1] and old[0] in went else set()
    ways |= {("went below",)} if old[-1:] and old[-1] in went else set()
    for line in (*came, *went):
        found = words(line)
        ways |= {("begins", *found[:SAME_WORDS]), ("ends", *found[-SAME_WORDS:])} if len(found) > SAME_WORDS else set()
    return ways


def _came_to_several(edits: Sequence[Edit]) -> frozenset[int]:
    """The lines that came to, or went from, more than one article at once."""
    counted = Counter(line for edit in edits for line in _changed(edit))
    return frozenset(line for line, count in counted.items() if count > 1)


def _share_a_line(edits: Sequence[Edit], told: Sequence[Edit]) -> set[int]:
    """The articles that have the line which most have of those that nobody knew before this poll."""
    having = ({edit.article_id for edit in edits if line in _changed(edit)} for edit in told for line in _changed(edit))
    return max((found for found in having if len(found) > 1), key=len, default=set())


def _changed(edit: Edit) -> set[int]:
    return {line_hash(each) for lines in lines_changed(edit.old, edit.new) for each in lines}
