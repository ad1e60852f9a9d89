"""What a query says, as a tree; and the same as an FTS5 expression, in which nothing that a person wrote is syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from crawler.core.endings import completions, kept_whole

Column = Literal["title", "text"]

# After a letter alone: F-16 is F16, and 2024-25 is no number of six digits.
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=\w)")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase. `written` is what the person wrote."""

    written: str
    words: str  # as the index holds them
    prefix: bool = False  # the last word may go on
    column: Column | None = None  # where alone it counts

    @property
    def fts(self) -> str:
        """The term in FTS5's syntax."""
        return _in_column(self.column, _any_of(self.phrases))

    @property
    def phrases(self) -> tuple[str, ...]:
        """The FTS5 phrases any of which is the term, in any column."""
        spellings = dict.fromkeys((self.words, _HYPHEN.sub("", self.words)))
        return tuple(phrase for words in spellings for phrase in _phrases(words, prefix=self.prefix))

    def __str__(self) -> str:
        return f"{self.column}:{self.written}" if self.column else self.written


@dataclass(frozen=True, slots=True)
class Near:
    """Terms with at most `distance` words between them."""

    terms: tuple[Term, ...]
    distance: int
    column: Column | None = None

    @property
    def fts(self) -> str:
        """The group in FTS5's syntax."""
        # FTS5 takes no OR inside NEAR
        combinations = product(*(term.phrases for term in self.terms))
        return _in_column(self.column, _any_of([f"NEAR({' '.join(each)}, {self.distance})" for each in combinations]))

    def __str__(self) -> str:
        near = f"NEAR({' '.join(term.written for term in self.terms)}, {self.distance})"
        return f"{self.column}:{near}" if self.column else near


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more parts joined by one operator; of NOT two, the second of which is left out of the first."""

    operator: Literal["AND", "OR", "NOT"]
    parts: tuple[Node, ...]

    @property
    def fts(self) -> str:
        """The group in FTS5's syntax."""
        return "(" + f" {self.operator} ".join(part.fts for part in self.parts) + ")"

    def __str__(self) -> str:
        return "(" + f" {self.operator} ".join(map(str, self.parts)) + ")"


Node = Term | Near | Group


def terms(node: Node) -> Iterator[Term | Near]:
    """What speaks for a match, from left to right: the terms of what is left out do not."""
    match node:
        case Group(operator, parts):
            for part in parts[:1] if operator == "NOT" else parts:
                yield from terms(part)
        case _:
            yield node


def _phrases(words: str, *, prefix: bool) -> Iterator[str]:
    if not prefix:
        yield _quoted(words)
        return
    whole = kept_whole(words)
    yield f"{_quoted(whole)}*"
    yield from map(_quoted, ([] if whole == words else [words]) + completions(words))


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _any_of(expressions: Sequence[str]) -> str:
    return expressions[0] if len(expressions) == 1 else f"({' OR '.join(expressions)})"


def _in_column(column: Column | None, expression: str) -> str:
    return f"{column} : {expression}" if column else expression
