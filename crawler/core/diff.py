"""The word diff of two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Words with the blanks that follow them, so that the pieces put together are the text again; a figure with its
# separators is one; a character each in scripts without spaces.
_TOKEN = re.compile(
    r"\n+|\d+(?:[.,:]\d+)*[^\S\n]*|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]|[^\W_]+[^\S\n]*|[^\w\n][^\S\n]*|_[^\S\n]*"
)

# Where a kept run is cut for a fold: at a blank, unless none is near, as in scripts without spaces.
_BLANK = re.compile(r"\s+")
_LONGEST_WORD = 40

# difflib is quadratic in the worst case: two texts of 3,000 words compare in 0.2 s; beyond that, paragraphs are compared.
_MOST_TOKENS = 6_000


class PieceKind(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that was kept, removed or added."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A kept run that may be folded away: it is long, and no change is near."""

    text: str
    words: int  # in scripts without spaces, runs of letters


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from `old` to `new`: kept and removed ones make `old`, kept and added ones make `new`."""
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece(PieceKind.KEPT, "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(PieceKind.REMOVED, "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(PieceKind.ADDED, "".join(after[j1:j2])))
    return tuple(pieces)


def around_changes(pieces: Sequence[Piece], around: int = 120) -> tuple[Piece, ...]:
    """The pieces with long kept runs cut to `around` characters beside each change, for a look at the changes alone."""
    return tuple(piece if piece.kind is not PieceKind.KEPT else _cut(piece, around) for piece in pieces)


def folded(pieces: Sequence[Piece], around: int = 160) -> tuple[Piece | Fold, ...]:
    """The pieces, with what is kept further than about `around` characters from a change in folds. No text is left out."""
    return tuple(
        part
        for index, piece in enumerate(pieces)
        for part in _folds(piece, around, first=index == 0, last=index == len(pieces) - 1)
    )


def _folds(piece: Piece, around: int, *, first: bool, last: bool) -> Iterator[Piece | Fold]:
    text = piece.text
    start = 0 if first else _blank_after(text, around)
    end = len(text) if last else _blank_before(text, len(text) - around)
    # a fold of a line or two saves nothing
    if piece.kind is not PieceKind.KEPT or end - start < 2 * around:
        yield piece
        return
    if start:
        yield Piece(piece.kind, text[:start])
    yield Fold(text[start:end], len(text[start:end].split()))
    if end < len(text):
        yield Piece(piece.kind, text[end:])


def _blank_after(text: str, at: int) -> int:
    found = _BLANK.search(text, at, at + _LONGEST_WORD)
    return found.end() if found else min(at, len(text))


def _blank_before(text: str, at: int) -> int:
    found = list(_BLANK.finditer(text, max(0, at - _LONGEST_WORD), max(0, at)))
    return found[-1].end() if found else max(0, at)


def _cut(piece: Piece, around: int) -> Piece:
    text = piece.text
    return piece if len(text) <= 2 * around else Piece(piece.kind, f"{text[:around]} … {text[-around:]}")


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    if len(found) <= _MOST_TOKENS and sum(map(len, found)) == len(text):
        return found
    return text.splitlines(keepends=True)
