"""The query language of topics and of search.

    north korea             both words, in any order           soldier*          words that begin so
    "north korea"           the words in this order            "north korea*"    the same, the last one going on
    a AND b, a OR b, a NOT b, ( … )                            NEAR(a b, 10)     at most ten words apart
    title:a, text:(a OR b)  in the title, in the text          *                 everything (only by itself)

NOT binds closest, then AND (written, or words side by side), then OR. Only AND, OR, NOT and NEAR in capitals are
operators. English words are stemmed: soldier finds soldiers. Korean, Japanese and Chinese are found inside unspaced text.
A word with a hyphen is found in each spelling: cease-fire in “cease-fire”, “cease fire” and “ceasefire”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Literal, cast

from crawler.core.query_tokens import Kind, QueryError, Token, tokens
from crawler.core.query_tree import Column, Group, Near, Node, Term, terms
from crawler.core.segmentation import spaced
from crawler.core.text import clean

# More than anyone writes by hand, and little enough to be answered at once.
LONGEST = 10_000
MOST_TERMS = 500
# SQLite's parser of expressions has a stack of 100 symbols; “a OR (b AND (” puts six on it a level.
DEEPEST = 12
# A word with * is up to four phrases (`_phrases`), and NEAR needs each with each of the others: five such words.
MOST_COMBINED = 4**5
# FTS5's own default and, for what still is near, the length of a long article.
NEAR, FARTHEST = 10, 1_000

# A word of fewer letters begins so many others that the search would take seconds.
_LAST_WORD = re.compile(r"(?:^|[\s(:])(?!(?:AND|OR|NOT|NEAR)$)[^\W_]{3,}$")
_STARTS = frozenset({Kind.OPEN, Kind.COLUMN, Kind.TERM, Kind.NEAR, Kind.STAR})


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """Why a query cannot be read, and at which character (from 0)."""

    message: str
    position: int


@dataclass(frozen=True)
class Query:
    """A query that can be asked. `root` is None for `*`, which everything matches."""

    written: str
    root: Node | None

    @property
    def everything(self) -> bool:
        """Whether it is `*`."""
        return self.root is None

    @cached_property
    def fts(self) -> str:
        """The FTS5 MATCH expression; empty for `*`, for which FTS5 has none."""
        # kept, since a topic's is asked of each article, and to put it together takes longer than to answer it
        return self.root.fts if self.root else ""

    def terms(self) -> Iterator[Term | Near]:
        """The words, phrases and NEAR(…) that speak for a match, from left to right."""
        return terms(self.root) if self.root else iter(())


def parse(query: str) -> Query | QueryProblem:
    """The query that `query` writes down, or what is wrong with it."""
    if len(query) > LONGEST:
        return QueryProblem(f"the query is longer than {LONGEST:,} characters", LONGEST)
    try:
        found = list(tokens(query))
        everything = [token.kind for token in found] == [Kind.STAR, Kind.END]
        return Query(query, None if everything else _Parser(found).whole())
    except QueryError as error:
        return QueryProblem(error.message, error.position)


def typed(query: str) -> str:
    """`query` while it is being typed: its last word may go on, so soldie finds soldiers."""
    goes_on = f"{query}*"
    return goes_on if _LAST_WORD.search(query) and isinstance(parse(goes_on), Query) else query


class _Parser:
    """Recursive descent: any := all (OR all)*; all := part (AND? part | AND? NOT part)*."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0
        self._terms = 0
        self._column: Column | None = None

    def whole(self) -> Node:
        if self._next.kind is Kind.END:
            raise QueryError("the query is empty; * finds everything", 0)
        root = self._any()
        if self._next.kind is Kind.CLOSE:
            raise QueryError("this ) closes nothing", self._next.position)
        return root

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, kind: Kind) -> bool:
        if self._next.kind is not kind:
            return False
        self._at += 1
        return True

    def _any(self) -> Node:
        parts = [self._all()]
        while self._takes(Kind.OR):
            parts.append(self._all())
        return _joined("OR", parts)

    def _all(self) -> Node:
        wanted: list[Node] = [self._part()]
        left_out: list[Node] = []
        while self._next.kind in _STARTS | {Kind.AND, Kind.NOT}:
            self._takes(Kind.AND)
            (left_out if self._takes(Kind.NOT) else wanted).append(self._part())
        # one NOT for all that is left out: SQLite refuses a tree of more than 256 levels
        kept = _joined("AND", wanted)
        return Group("NOT", (kept, _joined("OR", left_out))) if left_out else kept

    def _part(self) -> Node:
        token = self._take()
        match token.kind:
            case Kind.TERM:
                return self._term(token)
            case Kind.NEAR:
                return self._near(token)
            case Kind.OPEN:
                return self._group(token)
            case Kind.COLUMN:
                return self._in_column(token)
        raise self._missing(token)

    def _missing(self, token: Token) -> QueryError:
        """Why no part of a query stands at `token`."""
        before = self._tokens[self._at - 2] if self._at > 1 else None
        if token.kind is Kind.STAR:
            return QueryError("* stands by itself for everything, or at the end of a word: soldier*", token.position)
        if before is None or before.kind is Kind.OPEN:
            return self._missing_first(before, token)
        if before.kind is Kind.OR and token.kind is Kind.NOT:
            return QueryError("NOT can't follow OR: write (a NOT b) OR c", token.position)
        return QueryError(f"{before.written} needs something after it", before.position)

    def _missing_first(self, opened: Token | None, token: Token) -> QueryError:
        """Why neither a query nor a parenthesis begins with `token`."""
        if token.kind is Kind.NOT:
            return QueryError("NOT needs something before it to leave out of: a NOT b", token.position)
        if token.kind in {Kind.AND, Kind.OR}:
            return QueryError(f"{token.kind} needs something before it", token.position)
        if opened is None:
            return QueryError("this ) closes nothing", token.position)
        empty = token.kind is Kind.CLOSE
        return QueryError(
            "nothing stands between these parentheses" if empty else "this ( is not closed", opened.position
        )

    def _group(self, opened: Token) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(f"parentheses are nested deeper than {DEEPEST}", opened.position)
        inside = self._any()
        if not self._takes(Kind.CLOSE):
            raise QueryError("this ( is not closed", opened.position)
        self._depth -= 1
        return inside

    def _in_column(self, token: Token) -> Node:
        if self._column:
            raise QueryError(f"{token.written} stands inside {self._column}: already", token.position)
        self._column = cast(Column, token.inside)
        part = self._part()
        self._column = None
        return part

    def _near(self, token: Token) -> Near:
        inside, comma, distance = token.inside.rpartition(",")
        if not comma:
            inside, distance = token.inside, str(NEAR)
        if not (distance.strip().isdecimal() and 1 <= int(distance.strip()[:6]) <= FARTHEST):
            raise QueryError(f"after the comma in NEAR(a b, 10) stands a number from 1 to {FARTHEST}", token.position)
        start = token.position + token.written.index("(") + 1
        found = [each for each in tokens(inside, start) if each.kind is not Kind.END]
        if len(found) < 2 or any(each.kind is not Kind.TERM for each in found):  # noqa: PLR2004 - one word is near nothing
            raise QueryError("NEAR needs two or more words or phrases, and no operators: NEAR(a b, 10)", token.position)
        near = Near(tuple(map(self._term, found)), int(distance), self._column)
        if prod(len(term.phrases) for term in near.terms) > MOST_COMBINED:
            raise QueryError("NEAR has too many words with * or a hyphen", token.position)
        return near

    def _term(self, token: Token) -> Term:
        words = spaced(clean(token.inside))
        # what the index takes for a word: runs of letters and digits
        if not any(character.isalnum() for character in words):
            raise QueryError(f"{token.written} has no letter and no digit to look for", token.position)
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise QueryError(f"the query has more than {MOST_TERMS} words and phrases", token.position)
        return Term(token.written, words, token.prefix, self._column)


def _joined(operator: Literal["AND", "OR"], parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Group(operator, tuple(parts))
