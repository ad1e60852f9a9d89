"""Furniture: the lines that an outlet puts into its articles beside their text, learned from its other pages.

Newsletter boxes, "follow us" lines, notes on an author, copyright lines and the headlines of other articles pass for
paragraphs. By itself none can be told from text. But they stand on several pages of the outlet, which a sentence that was
written for an article does not. Of each page the short lines are kept as hashes; what others have too is left out when
versions are compared. A stored text keeps every paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from rapidfuzz import fuzz

from crawler.core.changes import Version
from crawler.core.corrections import notice
from crawler.core.fingerprints import words
from crawler.core.sentences import compared, glued, sentences

# A note on an author, the longest furniture, has two or three sentences; paragraphs of reports are rarely that short and
# hardly ever stand in several.
LONGEST = 300
# A page has a few lines of furniture; of a page of a thousand short lines (a table, a poem) the first tell enough.
MOST_LINES = 60
# Two reports of one event may share a sentence by the same hand; three that do repeat it as furniture is repeated.
OTHER_PAGES = 2
# A line of print or less, word for word in another article already, is no news in this one.
BRIEF = 100
# A line that came and one that went are one line, edited, where they share so much (rapidfuzz ratio, 0 to 100).
SAME_LINE = 75


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, to be remembered: a signed 64-bit hash of its words, and what it is there."""

    hash: int
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """On how many other pages of its outlet a line was seen, whether it is the title of one, and what it did on its own.

    A line `is_unsteady` that was seen on its page before and is not in the text that is held: it comes and goes.
    """

    pages: int
    is_title: bool = False
    is_unsteady: bool = False


def line_hash(text: str) -> int:
    """The hash of a line's words; lines that differ in case, punctuation and spaces alone have one."""
    return int.from_bytes(blake2b(glued(text).encode(), digest_size=8).digest(), signed=True)


def lines_of(title: str, paragraphs: Sequence[str]) -> list[Line]:
    """What is remembered of a page: its title and its short lines."""
    short = dict.fromkeys(line_hash(each) for each in _short(paragraphs)[:MOST_LINES])
    return [Line(line_hash(title), is_title=True), *map(Line, short)]


def body_line(exact: str) -> Line:
    """What is remembered of the whole text, whose fingerprint is `exact`: many addresses with one text are a wall."""
    return Line(line_hash(exact))


def is_furniture(seen: Seen, length: int) -> bool:
    """Whether a line of `length` characters that was `seen` so is furniture.

    That is the title of another article, a line on several pages, and one that came and went on this page.
    """
    return seen.is_title or seen.is_unsteady or seen.pages >= (1 if length <= BRIEF else OTHER_PAGES)


def doubtful(old: Version, new: Version) -> dict[int, int]:
    """The lines to ask about before two versions are compared: those that one of them has alone.

    By their hashes, their lengths in characters. A correction's notice is never asked about, however often it is used.
    """
    changed = (line for lines in lines_changed(old, new) for line in _short(lines))
    return {line_hash(line): len(line) for line in changed if not _is_correction(line)}


def _is_correction(line: str) -> bool:
    return notice([line]) is not None


def without(version: Version, learned: frozenset[int]) -> Version:
    """`version` without the lines that were `learned` as furniture; whole where nothing else would be left of it."""
    kept = tuple(each for each in version.paragraphs if len(each) > LONGEST or line_hash(each) not in learned)
    return Version(version.title, kept) if kept and learned else version


def only_lines(old: Version, new: Version) -> bool:
    """Whether all that differs are short lines that came or went, none of them reworded: it may be furniture."""
    came, went = lines_changed(old, new)
    changed = (*came, *went)
    same_title = words(old.title) == words(new.title)
    reworded = any(fuzz.ratio(one, other) >= SAME_LINE for one in came for other in went)
    return bool(changed) and same_title and not reworded and all(len(each) <= LONGEST for each in changed)


def second_look_tells(old: Version, new: Version, learned: frozenset[int]) -> bool:
    """Whether a page is to be fetched once more before it is judged: all that differs may be furniture, and no other page has it.

    What a page shows at only one of two looks came and went by itself.
    """
    return only_lines(without(old, learned), without(new, learned))


def lines_changed(old: Version, new: Version) -> tuple[list[str], list[str]]:
    """The lines that came, and those that went; not those that were only split or joined."""
    before, after = compared(old.paragraphs), compared(new.paragraphs)
    return _not_in(after, before), _not_in(before, after)


def _not_in(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    had = set(map(glued, sentences(others)))
    return [line for line in lines if any(glued(sentence) not in had for sentence in sentences([line]))]


def _short(paragraphs: Iterable[str]) -> list[str]:
    return [each for each in paragraphs if len(each) <= LONGEST]
