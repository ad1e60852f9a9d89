"""A query's text taken apart: words, phrases, operators, parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"  # the whole of NEAR(…)
    COLUMN = "column"
    TERM = "term"
    STAR = "*"
    END = "end"


class QueryError(Exception):
    """What is wrong, and where. Only the parser catches it, and makes it a value."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message, self.position = message, position


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `written` as it stands from offset `position` on, `inside` without its quotes, star, colon or brackets."""

    kind: Kind
    written: str
    position: int
    inside: str = ""
    prefix: bool = False


# What closes what: German closes „ with the mark that opens in English, Swedish opens and closes with ”, and keyboards
# mix the curly and the straight ones.
_CLOSERS = {'"': '"', "“": '”“"', "„": '“”"', "”": "”", "«": "»", "»": "«", "「": "」", "『": "』"}
_QUOTES = "".join(_CLOSERS)
_QUOTED = "|".join(f"{opener}[^{closers}]*[{closers}]" for opener, closers in _CLOSERS.items())
_TOKEN = re.compile(
    rf"""\s+
    | (?P<bracket> [()] )
    | NEAR \s* \( (?P<near> (?: {_QUOTED} | [^(){_QUOTES}] )* ) \)
    | (?P<column> (?i: title | text ) ) \s* :
    | (?P<quoted> {_QUOTED} ) (?P<star> \*? )
    | (?P<word> [^\s(){_QUOTES}]+ )
    """,
    re.VERBOSE,
)
# East Asian keyboards give these; one character each, so that offsets stay.
_FROM_FULL_WIDTH = str.maketrans("（）＊：，＂", '()*:,"')
_FIELD = re.compile(r"([A-Za-z]{2,}):(?!//)\S")
_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


def tokens(query: str, start: int = 0) -> Iterator[Token]:
    """The tokens of `query`, an END last; raises QueryError. Their positions count from `start`."""
    text, position = query.translate(_FROM_FULL_WIDTH), 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:  # nothing but a quotation mark fits no token
            raise QueryError("this quotation mark is not closed", start + position)
        if match.lastgroup:
            yield _token(match, start + position)
        position = match.end()
    yield Token(Kind.END, "", start + len(query))


def _token(match: re.Match[str], position: int) -> Token:
    written = match[0]
    if match["bracket"]:
        return Token(Kind(written), written, position)
    if match["near"] is not None:
        return Token(Kind.NEAR, written, position, match["near"])
    if match["column"]:
        return Token(Kind.COLUMN, written, position, match["column"].lower())
    if match["quoted"]:
        return _term(written, match["quoted"][1:-1].strip() + match["star"], position)
    return _word(written, position)


def _word(word: str, position: int) -> Token:
    if word in _OPERATORS:
        return Token(_OPERATORS[word], word, position)
    if word == "NEAR":
        raise QueryError("NEAR is written NEAR(a b, 10), with words and phrases alone inside", position)
    if word.startswith("-") and word[1:2].isalnum():
        raise QueryError(f"what is left out is written NOT {word[1:]}", position)
    field = _FIELD.match(word)
    if field:
        known = "only title: and text: can stand before a colon"
        raise QueryError(f'{known}; if “{word}” is what you look for, put it in quotes: "{word}"', position)
    return _term(word, word, position)


def _term(written: str, inside: str, position: int) -> Token:
    words = inside.rstrip("*")
    if not words:
        return Token(Kind.STAR if inside else Kind.TERM, written, position)
    if "*" in words:
        raise QueryError("* stands at the end of a word or a phrase: soldier*", position)
    return Token(Kind.TERM, written, position, words, prefix=words != inside)
