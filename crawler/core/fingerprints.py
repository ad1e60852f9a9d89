"""Fingerprints: what makes two texts equal, and how much of one stands in another.

Two fingerprints are kept of each text. The exact one is equal for texts that differ in nothing but punctuation, case and
volatile lines. The sketch holds some of the text's shingles (runs of words), chosen by winnowing (Schleimer and others 2003):
of each window of shingles the one with the least hash. Two texts that share as long a run of words as a window spans are
certain to share a piece of their sketches, however short or long the rest is: a copy that was cut to half, retitled and
given a local paragraph is found. MinHash bands promise that only for texts that are alike as a whole. Texts that share a
piece are candidates; `Overlap` is the judgement.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b, sha256

from crawler.core.volatile import stable

# Four words in a row are rarely shared by chance and survive light editing; the corpus' own scores use the same length.
SHINGLE = 4
# Texts that share a run of WINDOW + SHINGLE - 1 = 27 words, two lines of print, meet. Two shingles in 25 are kept: a text
# of 400 words leaves about 32 rows.
WINDOW = 24
# Of a text as long as a short book its beginning is enough to find its copies.
_MOST_SKETCHED = 20_000

_WORD = re.compile(
    # Han, kana, Hangul and Thai are written without (reliable) spaces: each character counts as a word
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_]+"
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`exact`: 32 hex digits, empty for no text; `sketch`: signed 64-bit hashes of shingles; `words`: how many there are."""

    exact: str
    sketch: tuple[int, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share, 0 to 1: `of_first` of the first one's shingles stand in the second, and the reverse."""

    of_first: float
    of_second: float

    @property
    def resemblance(self) -> float:
        """The share that both have: low as soon as one holds much that the other has not."""
        return min(self.of_first, self.of_second)

    @property
    def containment(self) -> float:
        """The share of the shorter in the longer: high also where one was cut."""
        return max(self.of_first, self.of_second)


def words(text: str) -> list[str]:
    """The words of `text`, case-folded; a character each in scripts without spaces."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def fingerprint(paragraphs: tuple[str, ...]) -> Fingerprint:
    """The fingerprint of a text, volatile paragraphs left out."""
    found = words("\n".join(stable(paragraphs)))
    exact = sha256(" ".join(found).encode()).hexdigest()[:32] if found else ""
    return Fingerprint(exact, _sketch(found[:_MOST_SKETCHED]), len(found))


def overlap(first: str, second: str) -> Overlap:
    """How much of each text stands in the other."""
    one, other = set(_shingles(words(first))), set(_shingles(words(second)))
    if not one or not other:
        return Overlap(0.0, 0.0)
    shared = len(one & other)
    return Overlap(shared / len(one), shared / len(other))


def _shingles(found: list[str]) -> list[str]:
    if not found:
        return []
    return [" ".join(found[i : i + SHINGLE]) for i in range(max(1, len(found) - SHINGLE + 1))]


def _sketch(found: list[str]) -> tuple[int, ...]:
    hashes = [int.from_bytes(blake2b(s.encode(), digest_size=8).digest(), signed=True) for s in _shingles(found)]
    starts = range(max(1, len(hashes) - WINDOW + 1)) if hashes else ()
    return tuple(sorted({min(hashes[start : start + WINDOW]) for start in starts}))
