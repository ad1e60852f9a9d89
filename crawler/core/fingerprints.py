"""Fingerprints: what makes two texts equal, and how much of one stands in another.

Two fingerprints are kept of each text. The exact one is equal for texts that differ in nothing but punctuation, case and
volatile lines. The sketch is a sample of the text's shingles (runs of words): the sample is taken by the shingle's own
hash, the same for every text (Broder 1997, "mod m"), so that a copy that was cut to half still shares half of its sketch,
which MinHash bands do not promise. Two texts that share a piece of a sketch are candidates; `Overlap` is the judgement.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b, sha256

from crawler.core.volatile import stable

# Four words in a row are rarely shared by chance and survive light editing; the corpus' own scores use the same length.
SHINGLE = 4
# One shingle in 16 is kept: a text of 400 words leaves 25 rows, and 100 shared shingles are met with 99.8%.
SAMPLE = 16

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
    return Fingerprint(exact, _sketch(found), len(found))


def overlap(first: str, second: str) -> Overlap:
    """How much of each text stands in the other."""
    one, other = _shingles(words(first)), _shingles(words(second))
    if not one or not other:
        return Overlap(0.0, 0.0)
    shared = len(one & other)
    return Overlap(shared / len(one), shared / len(other))


def _shingles(found: list[str]) -> set[str]:
    if not found:
        return set()
    return {" ".join(found[i : i + SHINGLE]) for i in range(max(1, len(found) - SHINGLE + 1))}


def _sketch(found: list[str]) -> tuple[int, ...]:
    hashes = {
        int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), signed=True) for shingle in _shingles(found)
    }
    return tuple(sorted(value for value in hashes if value % SAMPLE == 0))
