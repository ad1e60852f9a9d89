"""What a page says of its article beside the text: in JSON-LD, in <meta> tags.

Each says it in its own way; `Claims` is what they have in common, and the readers of the single fields choose between them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from crawler.core.models import Image
from crawler.core.text import clean_line

_NO_LETTERS = re.compile(r"[\W_]+")
# Content systems' own marks among the topics: numbers, UUIDs.
_IDENTIFIER = re.compile(r"^[\d\W]*$|^[0-9a-fA-F-]{20,}$")
# Longer lists are a content system's whole vocabulary.
MOST_TAGS = 30
LONGEST_TAG = 100


@dataclass(frozen=True, slots=True)
class Claims:
    """What one source within a page says of its article: cleaned text, dates as written. None or empty: it says nothing."""

    headline: str | None = None
    descriptions: tuple[str, ...] = ()
    body: str | None = None
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    image: Image | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    site_name: str | None = None
    canonical: str | None = None
    free: bool | None = None  # whether all of it can be read without paying
    is_article: bool = False


def line(value: object, limit: int = 300) -> str | None:
    """`value` as one clean line of at most `limit` characters, its HTML entities resolved; None where it is no text."""
    if not isinstance(value, str):
        return None
    # content systems escape once too often: a second pass resolves what the first one uncovers
    return clean_line(unescape(unescape(value[: limit * 10])), limit) or None


def tag_list(values: list[str]) -> tuple[str, ...]:
    """The topics in `values`, each of which may be a list with commas; without repetitions, the page's order kept."""
    parts = (line(part, LONGEST_TAG) for value in values for part in re.split(r"[,;、،]", value))
    return tuple(dict.fromkeys(part for part in parts if part and not _IDENTIFIER.match(part)))[:MOST_TAGS]


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but case, spaces and punctuation."""
    return bool(letters(one)) and letters(one) == letters(other)


def contains(longer: str, shorter: str) -> bool:
    """Whether the letters and digits of `shorter` stand, in one piece, in `longer`; not for a few letters (15)."""
    piece = letters(shorter) if len(shorter) <= 2 * len(longer) else ""
    return len(piece) >= 15 and piece in letters(longer)  # noqa: PLR2004 - two or three words coincide by chance


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for a kicker, a cut, or punctuation."""
    return same_words(one, other) or contains(one, other) or contains(other, one)


def same_beginning(one: str, other: str) -> bool:
    """Whether two texts begin with the same sentence or so (60 letters), as a text and a cut of it do."""
    length = 60
    return len(letters(other)) >= length and letters(one)[:length] == letters(other)[:length]


@lru_cache(maxsize=1024)
def letters(text: str) -> str:
    """The letters and digits of `text`, case-folded."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFC", text)).casefold()
