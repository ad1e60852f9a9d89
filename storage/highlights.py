"""Where the words that FTS5 found stand in the original text."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.core.segmentation import Spaced

# What `highlight()` puts around found words: control characters, which no clean text holds.
START, END = "\x02", "\x03"


def places(highlighted: str, original: Spaced) -> Iterator[tuple[int, int]]:
    """The start and end offsets, in the original text, of what `highlight()` marked in the index's form of it."""
    offset = 0
    for index, part in enumerate(highlighted.split(START)):
        inside, _, after = part.partition(END) if index else ("", "", part)
        if inside:
            yield original.original(offset), original.original(offset + len(inside) - 1) + 1
        offset += len(inside) + len(after)
