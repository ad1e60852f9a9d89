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

from crawler.core.anchors import PARTICLE, anchors

# News says what happened at its beginning; what is read beyond tells articles apart no better (measured at 250, 400, 800).
MOST_WORDS = 400
_MOST_LETTERS = 3_000  # of which anchors are taken
# More of a text is not looked at, nor of a word: pages may be hostile.
_LONGEST_TEXT, _LONGEST_WORD = 10_000, 40
# The headline and the first paragraph or two.
LEAD_WORDS = 80

# Scripts without spaces, of which pairs of characters are taken, which overlap. Hiragana are the grammar between them.
_PAIRED = "\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f"
_KANA = "\u3041-\u309f\u30a0-\u30ff"
_RUN = re.compile(
    rf"[{_PAIRED}]+|[\u30a1-\u30ff]+|[\u3041-\u309f]+|[^\W_{_PAIRED}{_KANA}]+(?:['’][^\W_{_PAIRED}{_KANA}]+)*"
)
_IS_PAIRED, _HIRAGANA, _HANGUL = (
    re.compile(f"[{_PAIRED}]"),
    re.compile("[\u3041-\u309f]"),
    re.compile("[\uac00-\ud7af]"),
)
# Korean words carry particles and endings: a noun of two or three syllables stays (“북한이”, “북한은”).
_KOREAN_STEM = 3
_THOUSANDS = "000"  # what is left of “4,000”, and no name: the number itself is an anchor
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


# As plain numbers: putting flags together took a third of the time that a vocabulary takes.
_HEADLINE, _LEAD, _NAME = int(Place.TITLE | Place.LEAD), int(Place.LEAD), int(Place.NAME)


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
    empty = _empty_words(language or "") | {_plain(word) for word in _words(by_topic, frozenset())}
    texts = [title[:_LONGEST_TEXT], *_beginning(paragraphs)]
    for word in islice(_words(texts[:1], empty), MOST_WORDS):
        _put(word, _HEADLINE, places, shown)
    for index, word in enumerate(islice(_words(texts[1:], empty), MOST_WORDS)):
        _put(word, _LEAD if index < LEAD_WORDS else 0, places, shown)
    for anchor, word in anchors("\n".join(texts)[:_MOST_LETTERS], language or "").items():
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
            words = map("".join, pairwise(run)) if _IS_PAIRED.match(run) and len(run) > 1 else [run[:_LONGEST_WORD]]
            yield from (
                word for word in words if word != _THOUSANDS and _plain(word) not in empty and not _HIRAGANA.match(word)
            )


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _beginning(texts: Iterable[str]) -> Iterator[str]:
    """The texts, as far as they are looked at."""
    left = _LONGEST_TEXT
    for text in texts:
        yield text[:left]
        left -= len(text)
        if left <= 0:
            return


@lru_cache(maxsize=64)
def _empty_words(language: str) -> frozenset[str]:
    """The words that any text of a language is full of: a few stored articles do not tell yet which they are."""
    return frozenset(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else frozenset()


def _put(word: str, place: int, places: dict[int, int], shown: dict[int, str]) -> None:
    term = crc32(_stem(word).encode())
    name = _NAME if word[0].isupper() or word[0].isdigit() else 0
    places[term] = places.get(term, 0) | place | name
    shown.setdefault(term, word)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """What is left of a word's forms, roughly: a comparison of hundreds of words forgives what an exact stemmer would mend."""
    word = re.sub("['’]s$", "", word.casefold())
    if _HANGUL.match(word):
        return PARTICLE.sub("", word)[:_KOREAN_STEM]
    if _CYRILLIC.match(word):
        return word[:_CYRILLIC_STEM]
    for ending in _ENGLISH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and not word[0].isdigit():
            return word[: -len(ending)]
    return word
