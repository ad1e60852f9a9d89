"""What a key does in review at a terminal: the screen, a key, the screen after it and what is to be done.

In the list one moves and judges; a story that is opened is read over the list, and a line is typed over both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crawler.core.keys import BACKSPACE, DOWN, END, ENTER, ERASE, ESCAPE, HOME, PAGE_DOWN, PAGE_UP, UP
from crawler.core.review import Verdict
from crawler.core.text import clean_line

# Characters of a note or a query: a long paragraph.
LONGEST_LINE = 1_000
_PAGE = 10  # stories that Page Up and Page Down pass


class Over(StrEnum):
    """What is open over the list or the story."""

    NOTE = "note"
    SEARCH = "search"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Entry:
    """A story of the list, with the note that stands on it."""

    id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is on the screen. `at` is the story under the cursor, `leaf` the page that is shown of an opened one.

    `typed` is the line that is being typed, `query` the search that narrows the list, and `said` the rows of `verdicts`
    that were written from here, those of each key together, the last ones last.
    """

    entries: tuple[Entry, ...] = ()
    at: int = 0
    selected: frozenset[int] = frozenset()
    opened: bool = False
    leaf: int = 0
    leaves: int = 1
    over: Over | None = None
    typed: str = ""
    query: str = ""
    said: tuple[tuple[int, ...], ...] = ()

    @property
    def current(self) -> Entry | None:
        """The story under the cursor; None in an empty list."""
        return self.entries[self.at] if self.entries else None

    @property
    def spoken_of(self) -> tuple[int, ...]:
        """The stories that a verdict would be on: those that are selected, else the one under the cursor."""
        chosen = tuple(entry.id for entry in self.entries if entry.id in self.selected)
        return chosen or tuple(entry.id for entry in self.entries[self.at : self.at + 1])


@dataclass(frozen=True, slots=True)
class Say:
    """Give a verdict or a note on these stories; None stays as it was."""

    stories: tuple[int, ...]
    verdict: Verdict | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back what was said in these rows of `verdicts`."""

    verdict_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Browse:
    """Show the address of a story's article in the browser."""

    story: int


@dataclass(frozen=True, slots=True)
class Search:
    """Narrow the list to what a query finds; an empty one narrows nothing."""

    query: str


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


Intent = Say | TakeBack | Browse | Search | Quit
_Pressed = tuple[Screen, Intent | None]


def press(screen: Screen, key: str) -> _Pressed:
    """The screen after a key of `crawler.core.keys`, and what is to be done."""
    if screen.over is Over.HELP:
        return replace(screen, over=None), None
    if screen.over is not None:
        return _type(screen, key)
    if screen.opened and key in _IN_STORY:
        return _IN_STORY[key](screen)
    return _KEYS[key](screen) if key in _KEYS else (screen, None)


def loaded(screen: Screen, entries: Sequence[Entry], query: str) -> Screen:
    """The screen with another list; what was said from it can still be taken back."""
    return Screen(entries=tuple(entries), query=query, said=screen.said)


def continued(screen: Screen, entries: Sequence[Entry]) -> Screen:
    """The screen with more stories at the list's end; one that is in it already stays where it is."""
    there = {entry.id for entry in screen.entries}
    return replace(screen, entries=screen.entries + tuple(entry for entry in entries if entry.id not in there))


def spoken(screen: Screen, verdict_ids: Sequence[int], notes: Mapping[int, str]) -> Screen:
    """The screen after these rows of `verdicts` were written; `notes` stand on their stories now."""
    said = (*screen.said, tuple(verdict_ids)) if verdict_ids else screen.said
    return replace(_noted(screen, notes), said=said)


def taken_back(screen: Screen, notes: Mapping[int, str]) -> Screen:
    """The screen after what was said last was taken back; `notes` stand on their stories now."""
    return replace(_noted(screen, notes), said=screen.said[:-1])


def _noted(screen: Screen, notes: Mapping[int, str]) -> Screen:
    return replace(
        screen, entries=tuple(replace(entry, note=notes.get(entry.id, entry.note)) for entry in screen.entries)
    )


def _type(screen: Screen, key: str) -> _Pressed:
    if key == ESCAPE:
        return replace(screen, over=None, typed=""), None
    if key == ENTER:
        return _typed(replace(screen, over=None, typed=""), screen.over, screen.typed.strip())
    if key == BACKSPACE:
        return replace(screen, typed=screen.typed[:-1]), None
    if key == ERASE:
        return replace(screen, typed=""), None
    if key in {UP, DOWN, HOME, END, PAGE_UP, PAGE_DOWN} or not key.isprintable():
        return screen, None
    # cleaned with a mark at its end, or the blank before the next word would go
    return replace(screen, typed=clean_line(f"{screen.typed}{key}|", LONGEST_LINE + 1)[:-1]), None


def _typed(screen: Screen, over: Over | None, line: str) -> _Pressed:
    if over is Over.SEARCH:
        return screen, Search(line)
    stories = screen.spoken_of
    return replace(screen, selected=frozenset()), Say(stories, note=line) if stories else None


def _to(screen: Screen, at: int) -> _Pressed:
    return replace(screen, at=max(0, min(at, len(screen.entries) - 1)), leaf=0, leaves=1), None


def _turn(screen: Screen, by: int) -> _Pressed:
    return replace(screen, leaf=max(0, min(screen.leaf + by, screen.leaves - 1))), None


def _say(verdict: Verdict) -> Callable[[Screen], _Pressed]:
    def pressed(screen: Screen) -> _Pressed:
        if not (stories := screen.spoken_of):
            return screen, None
        after = replace(screen, selected=frozenset())
        # on one story it leads to the next one, as a person goes through the list
        return (after if screen.selected else _to(after, screen.at + 1)[0]), Say(stories, verdict)

    return pressed


def _select(screen: Screen) -> _Pressed:
    if screen.current is None:
        return screen, None
    return _to(replace(screen, selected=screen.selected ^ {screen.current.id}), screen.at + 1)


def _note(screen: Screen) -> _Pressed:
    if screen.current is None:
        return screen, None
    return replace(screen, over=Over.NOTE, typed="" if screen.selected else screen.current.note), None


def _take_back(screen: Screen) -> _Pressed:
    return screen, TakeBack(screen.said[-1] if screen.said else ())


def _open(screen: Screen) -> _Pressed:
    return replace(screen, opened=screen.current is not None, leaf=0, leaves=1), None


def _close(screen: Screen) -> _Pressed:
    return replace(screen, opened=False, leaf=0, leaves=1), None


_KEYS: dict[str, Callable[[Screen], _Pressed]] = {
    "j": lambda screen: _to(screen, screen.at + 1),
    DOWN: lambda screen: _to(screen, screen.at + 1),
    "k": lambda screen: _to(screen, screen.at - 1),
    UP: lambda screen: _to(screen, screen.at - 1),
    PAGE_DOWN: lambda screen: _to(screen, screen.at + _PAGE),
    PAGE_UP: lambda screen: _to(screen, screen.at - _PAGE),
    HOME: lambda screen: _to(screen, 0),
    END: lambda screen: _to(screen, len(screen.entries) - 1),
    "o": _open,
    "x": _select,
    "K": _say(Verdict.KEEP),
    "D": _say(Verdict.DROP),
    "L": _say(Verdict.LATER),
    "n": _note,
    "u": _take_back,
    "/": lambda screen: (replace(screen, over=Over.SEARCH, typed=""), None),
    "?": lambda screen: (replace(screen, over=Over.HELP), None),
    ESCAPE: lambda screen: (replace(screen, selected=frozenset()), None),
    "q": lambda screen: (screen, Quit()),
}
_IN_STORY: dict[str, Callable[[Screen], _Pressed]] = {
    "o": lambda screen: (screen, Browse(screen.entries[screen.at].id)),
    " ": lambda screen: _turn(screen, 1),
    PAGE_DOWN: lambda screen: _turn(screen, 1),
    "b": lambda screen: _turn(screen, -1),
    PAGE_UP: lambda screen: _turn(screen, -1),
    ESCAPE: _close,
    "q": _close,
}
