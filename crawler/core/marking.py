"""A text cut where words are to be marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Scripts that are written without spaces, or join endings to words: in them a word is found inside a run of letters.
_INSIDE = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text; the parts put together are the text."""

    text: str
    marked: bool = False


def marked(text: str, words: Iterable[str]) -> tuple[Stretch, ...]:
    """`text` with each place marked where one of `words` stands, in whatever case, the longest that stands there.

    A word that ends in a star is the beginning of words.
    """
    wanted = sorted({word.strip() for word in words} - {"", "*"}, key=len, reverse=True)
    if not wanted or not text:
        return (Stretch(text),) if text else ()
    return tuple(_cut(text, re.compile("|".join(map(_pattern, wanted)), re.IGNORECASE)))


def paragraphs(text: str | None, words: Iterable[str] = ()) -> tuple[tuple[Stretch, ...], ...]:
    """The paragraphs of a stored text, each as `marked` cuts it."""
    wanted = tuple(words)
    return tuple(marked(paragraph, wanted) for paragraph in (text or "").split("\n\n") if paragraph.strip())


def between(text: str, start: str, end: str) -> tuple[Stretch, ...]:
    """`text` with what stands between the characters `start` and `end` marked; the characters themselves are left out."""
    first, *rest = text.split(start)
    stretches = [Stretch(first)]
    for part in rest:
        inside, _, after = part.partition(end)
        stretches += [Stretch(inside, marked=True), Stretch(after)]
    return tuple(stretch for stretch in stretches if stretch.text)


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[Stretch]:
    at = 0
    for found in pattern.finditer(text):
        if found.start() > at:
            yield Stretch(text[at : found.start()])
        yield Stretch(found[0], marked=True)
        at = found.end()
    if at < len(text):
        yield Stretch(text[at:])


def _pattern(word: str) -> str:
    begun = word.removesuffix("*")
    before = "" if _INSIDE.match(begun[0]) else r"(?<!\w)"
    after = "" if _INSIDE.match(begun[-1]) else r"\w*" if begun != word else r"(?!\w)"
    return before + re.escape(begun) + after
