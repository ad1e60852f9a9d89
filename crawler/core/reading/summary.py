"""An article's summary: what stands between its headline and its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import dropwhile

from crawler.core.reading.claims import alike, same_beginning
from crawler.core.reading.outline import Outline, Run
from crawler.core.text import clean

# A summary is a sentence; shorter texts in its place are dates, places and names.
_SHORTEST = 40
_SENTENCE = re.compile(r"^.{60,}[.!?…。][\"”»]?$")
# Where the article's box is said to begin, its first paragraphs may be the summary.
_WITHIN = 4


def find(page: Outline, first: int, title: str | None, descriptions: Iterable[str]) -> str | None:
    """What of the page's runs up to the `first` of its text it also gives as its description; else a deck."""
    known = tuple(descriptions)
    above = [run for run in page.runs[: first + _WITHIN] if _may_be(run, title)]
    described = (run for run in above if any(alike(run.text, each) or same_beginning(run.text, each) for each in known))
    chosen = next(described, None) or _deck(page, first, title)
    return clean(chosen.text) if chosen else None


def _deck(page: Outline, first: int, title: str | None) -> Run | None:
    """The first sentence between the headline and the text that stands in no aside."""
    below = dropwhile(lambda run: not (title and alike(run.text, title)), page.runs[:first])
    decks = (run for run in below if _may_be(run, title) and not page.boxes[run.box].signs)
    return next((run for run in decks if _SENTENCE.search(run.text)), None)


def _may_be(run: Run, title: str | None) -> bool:
    return len(run.text) >= _SHORTEST and run.linked <= len(run.text) / 2 and not (title and alike(run.text, title))
