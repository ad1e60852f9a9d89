"""An article's vocabulary: which words tell its event, and where they stand.

It is small (about 220 words of 5 bytes), so that it can be stored beside the article and compared without reading the text
again. Words are kept as 32-bit hashes: in a database of a million articles one word in 5,000 shares its hash with another,
which moves no comparison.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from functools import lru_cache
from itertools import islice, pairwise
from zlib import crc32

import numpy as np
import stopwordsiso
from numpy.typing import NDArray

from crawler.core.anchors import anchors

# News says what happened at its beginning; what is read beyond tells articles apart no better (measured at 250, 400, 800).
MOST_WORDS = 400
_MOST_LETTERS = 3_000  # about as many words
# The headline and the first paragraph or two.
LEAD_WORDS = 80

_RUN = re.compile(
    # scripts without (reliable) spaces, whose words overlap as pairs of characters; in all others a word is a word
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+|[^\W_]+(?:['’][^\W_]+)*"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Cyrillic languages decline their names and nouns: the first letters stay ("Курск", "Курску", "Курском").
_CYRILLIC_STEM = 5
_ENGLISH_ENDINGS = ("ing", "ies", "ed", "es", "s")
_SHORTEST_STEM = 4


class Place(IntFlag):
    """Where a word stands, or what it is."""

    TEXT = 0
    LEAD = 1
    TITLE = 2
    NAME = 4  # written with a capital, or in digits
    ANCHOR = 8  # no word of the language, but what other languages write too: see `crawler.core.anchors`


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Two arrays of one length, sorted by `terms`: hashes, and where each stands (`Place`).

    `language` is ISO 639-1, or empty where it is not known.
    """

    language: str
    terms: NDArray[np.uint32] = field(repr=False)
    places: NDArray[np.uint8] = field(repr=False)


def vocabulary(
    title: str, paragraphs: Sequence[str], language: str | None, by_topic: Iterable[str] = ()
) -> tuple[Vocabulary, dict[int, str]]:
    """The vocabulary of a text, and for each term the word as the text first has it.

    The words `by_topic`, for which it is on its topic, are left out: every other article there has them too.
    """
    places: dict[int, int] = {}
    shown: dict[int, str] = {}
    empty = _empty_words(language or "") | {word.casefold() for word in _words(by_topic, frozenset())}
    for word in islice(_words([title], empty), MOST_WORDS):
        _put(word, Place.TITLE | Place.LEAD, places, shown)
    for index, word in enumerate(islice(_words(paragraphs, empty), MOST_WORDS)):
        _put(word, Place.LEAD if index < LEAD_WORDS else Place.TEXT, places, shown)
    for anchor, word in anchors("\n".join([title, *paragraphs])[:_MOST_LETTERS]).items():
        term = crc32(anchor.encode())
        places[term], shown[term] = Place.ANCHOR, word
    terms = np.array(sorted(places), dtype=np.uint32)
    return Vocabulary(
        language or "",
        terms,
        np.array([places[int(t)] for t in terms], dtype=np.uint8),
    ), shown


def _words(texts: Iterable[str], empty: frozenset[str]) -> Iterator[str]:
    for text in texts:
        for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
            if _UNSPACED.match(run) and len(run) > 1:
                yield from map("".join, pairwise(run))
            elif run.casefold().replace("’", "'") not in empty:
                yield run


@lru_cache(maxsize=64)
def _empty_words(language: str) -> frozenset[str]:
    """The words that any text of a language is full of: a few stored articles do not tell yet which they are."""
    return frozenset(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else frozenset()


def _put(word: str, place: int, places: dict[int, int], shown: dict[int, str]) -> None:
    term = crc32(_stem(word).encode())
    name = Place.NAME if word[0].isupper() or word[0].isdigit() else 0
    places[term] = places.get(term, 0) | place | name
    shown.setdefault(term, word)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """What is left of a word's forms, roughly: a comparison of hundreds of words forgives what an exact stemmer would mend."""
    word = re.sub("['’]s$", "", word.casefold())
    if _CYRILLIC.match(word):
        return word[:_CYRILLIC_STEM]
    for ending in _ENGLISH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and not word[0].isdigit():
            return word[: -len(ending)]
    return word
