"""What is wrong with a configuration, in the words of the person who wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from crawler.config.lines import KeyPath

# Below this likeness (of 100) a suggestion puzzles more than it helps: "feed" and "feeds" are 89 alike.
_LIKE_ENOUGH = 65
# A longer value would push the fault and its remedy out of sight.
_SHOWN_LENGTH = 60
# The tables that are written with two brackets; an entry is told by its place and its name.
_NAMED_TABLES = frozenset({"outlets", "topics", "digests"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a value can't be used, as the rest of a sentence that begins with the value; and what to write instead.

    Neither quotes the value, which may be a secret from the environment.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place in the document; `message` is a whole sentence."""

    path: KeyPath
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with its file and line; `line` is None where the fault is of the whole file. `str` tells all of it."""

    file: str
    line: int | None
    where: str  # the table: 'outlets[2] "Reuters"', counted from 1
    message: str
    hint: str = ""

    def __str__(self) -> str:
        file = self.file if self.line is None else f"{self.file}:{self.line}"
        told = ": ".join(part for part in (file, self.where, self.message, self.hint) if part)
        # a key or a value may hold what moves a terminal's cursor or turns its text around
        return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in told)


def about(path: KeyPath, document: object, wrong: Wrong) -> Finding:
    """The finding that the value at `path` of `document` is wrong."""
    path, value = reached(path, document)
    return Finding(path, f"{key_of(path)} = {shown(value)} {wrong.message}", wrong.hint)


def where(path: KeyPath, document: object) -> str:
    """The table that `path` leads into, as a person finds it: `outlets[2] "Reuters"`, `service`, or nothing."""
    head = path[: _head_length(path)]
    name = value_at((*head, "name"), document)
    told = _dotted(head)
    return f"{told} {shown(name)}" if isinstance(name, str) else told


def key_of(path: KeyPath) -> str:
    """The key of `path` inside its table: `every`, `sections[1].links`."""
    return _dotted(path[_head_length(path) :]) or _dotted(path)


def reached(path: KeyPath, document: object) -> tuple[KeyPath, object]:
    """As much of `path` as leads somewhere in `document`, and what is there.

    The rest is left of a path into a list whose only entry is written without brackets.
    """
    here = document
    for length, part in enumerate(path):
        in_table = isinstance(here, dict) and part in here
        in_list = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if not (in_table or in_list):
            return path[:length], here
        here = here[part]  # type: ignore[index]  # one of the two, which mypy does not see
    return path, here


def value_at(path: KeyPath, document: object) -> object:
    """The value at `path`, or None where there is none."""
    found, value = reached(path, document)
    return value if found == path else None


def shown(value: object) -> str:
    """A value as it is written in TOML, shortened; tables and lists only by what they are."""
    if isinstance(value, dict):
        return "{ … }" if value else "{}"
    if isinstance(value, list):
        return "[ … ]" if value else "[]"
    if isinstance(value, str | bool):
        told = json.dumps(value, ensure_ascii=False)
        return told if len(told) <= _SHOWN_LENGTH else told[: _SHOWN_LENGTH - 2] + '…"'
    return str(value)


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `word` was probably meant to be."""
    found = process.extractOne(word, list(names), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_LIKE_ENOUGH)
    return found[0] if found else None


def did_you_mean(word: str, names: Iterable[str], otherwise: str = "") -> str:
    """The hint that names what was probably meant."""
    found = nearest(word, names)
    return f"did you mean {shown(found)}?" if found else otherwise


def _head_length(path: KeyPath) -> int:
    if len(path) > 1 and path[0] in _NAMED_TABLES and isinstance(path[1], int):
        return 2
    return 1 if len(path) > 1 else 0


def _dotted(path: KeyPath) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
