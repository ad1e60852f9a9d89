"""Which words of one text stand in another, and which of them are somebody's words in quotation marks.

Two newsrooms that heard one speech share what was said; a copy also shares what stands between. So quoted words are told
apart from the newsroom's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from crawler.core.fingerprints import words
from crawler.core.volatile import stable

# Runs of six words are hardly ever shared by chance, and a text in which each tenth word was changed still consists of them.
RUN = 6
# A gap this small between two runs is a word that was put for another: British spelling, another figure.
GAP = 2
# Two or three lines of print: whole sentences, not a name with its title.
PASSAGE = 20
# "…", he said: less of a passage than this is the reporter's, where somebody was quoted.
OWN_SHARE = 0.3
# In scripts without spaces each character counts as a word, and a word has about two.
CHARACTER = 0.5

_QUOTED = re.compile(
    '(“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|"[^"]*(?:"|$)'
    # an apostrophe looks like a closing mark: what it closes must have been opened, and no letter may follow
    r"|(?<!\w)[‘'](?=\w)[^‘]{12,}?[’'](?!\w))"
)

Mask = tuple[bool, ...]


@dataclass(frozen=True)
class Words:
    """A text as words; `quoted` tells of each whether it stands in quotation marks."""

    words: tuple[str, ...]
    quoted: Mask

    @cached_property
    def sizes(self) -> tuple[float, ...]:
        """How much of a word each is: less than one in scripts without spaces."""
        return tuple(CHARACTER if len(word) == 1 and not word.isascii() else 1.0 for word in self.words)

    @cached_property
    def size(self) -> float:
        """How long it is, in words."""
        return sum(self.sizes)

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Its runs of words, as long as two texts must share one."""
        return frozenset(self.words[start:end] for start, end in self._spans())

    def count(self, mask: Mask) -> float:
        """How many words `mask` marks."""
        return sum(size for size, marked in zip(self.sizes, mask, strict=True) if marked)

    def own(self, mask: Mask) -> Mask:
        """What `mask` marks and is not quoted."""
        return tuple(marked and not quoted for marked, quoted in zip(mask, self.quoted, strict=True))

    def taken_from(self, source: Words) -> Mask:
        """The words that stand in runs which `source` has too, and small gaps between such runs."""
        taken = [False] * len(self.words)
        for start, end in self._spans():
            if self.words[start:end] in source.runs:
                taken[start:end] = [True] * (end - start)
        for marked, start, end in stretches(tuple(taken)):
            if not marked and start > 0 and end < len(taken) and sum(self.sizes[start:end]) <= GAP:
                taken[start:end] = [True] * (end - start)
        return tuple(taken)

    def passages(self, mask: Mask) -> Mask:
        """What `mask` marks, but for what is shorter than a sentence or two, or little more than a quotation."""
        kept: list[bool] = []
        for marked, start, end in stretches(mask):
            kept += [marked and self._is_passage(start, end)] * (end - start)
        return tuple(kept)

    def _is_passage(self, start: int, end: int) -> bool:
        size = sum(self.sizes[start:end])
        return size >= PASSAGE and self.quoted[start:end].count(False) >= OWN_SHARE * (end - start)

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Where runs start and end: from each word on as many as make up RUN words."""
        if self.size == len(self.sizes):
            yield from ((start, start + RUN) for start in range(len(self.sizes) - RUN + 1))
            return
        end, size = 0, 0.0
        for start, first in enumerate(self.sizes):
            while size < RUN and end < len(self.sizes):
                size += self.sizes[end]
                end += 1
            if size < RUN:
                return
            yield start, end
            size -= first


def as_words(paragraphs: Sequence[str]) -> Words:
    """A text's words; paragraphs that change by themselves are left out."""
    found = [
        (word, quoted)
        for paragraph in stable(tuple(paragraphs))
        for piece, quoted in _pieces(unicodedata.normalize("NFKC", paragraph))
        for word in words(piece)
    ]
    return Words(tuple(word for word, _ in found), tuple(quoted for _, quoted in found))


def stretches(mask: Sequence[bool]) -> Iterator[tuple[bool, int, int]]:
    """The stretches of one value in `mask`: the value, where it starts, and where the next one starts."""
    start = 0
    for value, group in groupby(mask):
        end = start + sum(1 for _ in group)
        yield value, start, end
        start = end


def _pieces(paragraph: str) -> Iterator[tuple[str, bool]]:
    for index, piece in enumerate(_QUOTED.split(paragraph)):
        yield piece, index % 2 == 1
