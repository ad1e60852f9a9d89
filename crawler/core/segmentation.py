"""Text as the search index holds it: characters of scripts without spaces between words stand apart by one space each.

SQLite's `unicode61` tokenizer makes one token of an unspaced run, so that 북한 would not be found in 북한군이. Set apart,
a word of such a script becomes a phrase of characters, and is found wherever they stand in a row.

Characters that a reader takes for one are folded, one for one, so that places in the two texts can be told from each
other: full-width Latin to plain, half-width kana to full, ё to е (Russian writes one word both ways), the apostrophe that
is a letter to the one that is a mark (Ukrainian has both in п’ять, and with the letter SQLite makes one word of what is two
with the mark). What SQLite folds itself is left to it: case, and accents on Latin letters. Texts are expected in NFC, as
`crawler.core.text.clean` gives them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

_RUN = re.compile(
    "["
    "\u0e00-\u0eff\u1780-\u17ff"  # Thai, Lao, Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul: jamo and syllables; particles cling to its words
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c"  # Han: iteration marks, zero, numerals
    "\u3040-\u30ff\u31f0-\u31ff"  # kana, with the long vowel mark
    "\u3100-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "]+"
)
_WIDE_OR_HALF = re.compile("[\uff01-\uff5e\uff66-\uff9d]")
_WIDTHS = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFF01, 0xFF5F), *range(0xFF66, 0xFF9E))}
# A half-width kana and its voicing mark are two characters for one; the space in the second's place keeps the count.
_VOICED = re.compile("[\uff66-\uff9d][\uff9e\uff9f]")


@dataclass(frozen=True)
class Spaced:
    """`text` is a text as the index holds it; `_folded` the same before spaces were put in, as long as the original."""

    text: str
    _folded: str

    def original(self, position: int) -> int:
        """The offset in the original text of the character at `position` of `text`."""
        return position - bisect_left(range(len(self._breaks)), position, key=lambda k: self._breaks[k] + k)

    @cached_property
    def _breaks(self) -> tuple[int, ...]:
        """Before which characters of the original a space was put in, in order."""
        return tuple(place for run in _RUN.finditer(self._folded) for place in _breaks(run))


def spaced(text: str) -> str:
    """`text` as it goes into the index."""
    return segment(text).text


def segment(text: str) -> Spaced:
    """`text` as it goes into the index, with the way back."""
    folded = text if text.isascii() else _fold(text)
    return Spaced(_set_apart(folded), folded)


def _fold(text: str) -> str:
    text = text.replace("ё", "е").replace("Ё", "Е").replace("\u02bc", "'")
    # few texts have one, and a translation costs more than all the rest
    return _VOICED.sub(_voice, text).translate(_WIDTHS) if _WIDE_OR_HALF.search(text) else text


def _voice(pair: re.Match[str]) -> str:
    voiced = unicodedata.normalize("NFKC", pair[0])
    return f"{voiced} " if len(voiced) == 1 else pair[0]  # not every kana has a voiced form


def _set_apart(text: str) -> str:
    # split and join: one call of `re.sub` a run takes three times as long, and long texts have a thousand runs
    between, runs = _RUN.split(text), _RUN.findall(text)
    if not runs:
        return text
    between[0] += " " * _touches(between[0][-1:])
    between[1:-1] = map(_kept_apart, between[1:-1])
    between[-1] = " " * _touches(between[-1][:1]) + between[-1]
    joined = chain.from_iterable(zip(between, map(" ".join, runs), strict=False))
    return "".join((*joined, between[-1]))


def _kept_apart(between: str) -> str:
    if between == " ":
        return between
    return " " * _touches(between[0]) + between + " " * _touches(between[-1])


def _breaks(run: re.Match[str]) -> Iterator[int]:
    start, end = run.span()
    yield from range(
        start + (not _touches(run.string[max(0, start - 1) : start])), end + _touches(run.string[end : end + 1])
    )


def _touches(neighbour: str) -> bool:
    return bool(neighbour) and not neighbour.isspace()
