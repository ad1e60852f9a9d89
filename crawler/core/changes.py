"""What changed between two versions of an article, graded as news.

The grade is the most important thing about the edit, as a desk would name it:

1. correction: a notice says so, or a sentence (the headline too) says the opposite in otherwise the same words
2. figures of the headline, where the headline only follows them
3. headline: it came to say something else; where only small words of it changed and the text says more, the text counts
4. figures: a number, name, place or day became another, and little else was written
5. substance: sentences or clauses came or went
6. cosmetic: spelling, blanks, words of style, credits and notes; kept, and not announced
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.core.corrections import is_reversed, notice
from crawler.core.figures import Figure, changed_figures, only_figures
from crawler.core.headlines import headline
from crawler.core.models import RevisionKind
from crawler.core.sentences import Edits, compared, edits, glued
from crawler.core.small_words import said_anew
from crawler.core.text import clean_line

# A summary is one line of a digest: two quotations and a few words.
_LINE = 200
_QUOTE = 80
# With more sentences that are new than this, an edit is reporting, and the figures in it are part of that.
_MOST_NEW = 2
_MOST_FIGURES = 3
# Before a change as many letters are quoted as tell what it is about.
_LEAD = 30
# What stands before a headline's colon files it: "Ferry: …". Alone, it tells nothing new.
_LABEL = re.compile(r"^[^:：]{1,40}[:：]\s+")
_MARK = re.compile(r"[^\W_]+|[.,;:!?。、]")


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared of an article: its title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How one version differs from the one before: its grade, and one line that says what changed.

    `noticed` is True where the text itself says that it was edited: a correction's notice, "this story has been updated".
    """

    kind: RevisionKind
    summary: str
    noticed: bool = False


def compare(old: Version, new: Version) -> Change | None:
    """The change from `old` to `new`, or None where nobody edited anything."""
    titles = (headline(old.title), headline(new.title))
    retitled = glued(titles[0]) != glued(titles[1])
    before, after = compared(old.paragraphs), compared(new.paragraphs)
    text = edits(before, after)
    if not retitled and not text:
        return _trifle(before, after)
    graded = (
        _correction(titles, text)
        or (_retitled(titles) if retitled else None)
        or _figures(text)
        or _substance(text)
        or (_headline(titles) if retitled else _cosmetic(text))
    )
    return Change(graded.kind, clean_line(graded.summary, _LINE), noticed=graded.noticed or bool(text.notes))


def _trifle(before: Sequence[str], after: Sequence[str]) -> Change | None:
    """What is left where no sentence says anything else: a capital, a stop, a blank, a dateline that came or went."""
    if _marks(before) == _marks(after):
        return None
    gone, came = _middles(" ".join(before).split(), " ".join(after).split())
    return Change(RevisionKind.COSMETIC, clean_line(f"Style: “{_quote(gone)}” → “{_quote(came)}”", _LINE))


def _marks(paragraphs: Sequence[str]) -> Counter[str]:
    # quotes, dashes and the width of blanks are a page's typography: they change with its template
    return Counter(_MARK.findall(unicodedata.normalize("NFKC", "\n".join(paragraphs))))


def _correction(titles: tuple[str, str], text: Edits) -> Change | None:
    told = notice((*text.added, *text.notes, *(after for _, after in text.edited), *text.moved))
    if told is not None:
        return Change(RevisionKind.CORRECTION, f"Correction: {clean_line(told, _LINE)}", noticed=True)
    for before, after in (titles, *text.edited):
        if is_reversed(before, after):
            was, now = _middles(before.split(), after.split())
            return Change(
                RevisionKind.CORRECTION, f"Reversed: “{_quote(was)}” → “{_quote(now)}” in “{_around(after, now)}”"
            )
    return None


def _retitled(titles: tuple[str, str]) -> Change | None:
    if only_figures(*titles):
        return _told(changed_figures(*titles), titles[1])
    labels = [bool(_LABEL.match(title)) for title in titles]
    was, now = (_LABEL.sub("", title) for title in titles) if labels[0] != labels[1] else titles
    return _headline(titles) if any(said_anew(was, now)) else None


def _headline(titles: tuple[str, str]) -> Change:
    was, now = titles
    if max(len(was), len(now)) > _QUOTE:
        gone, came = _middles(was.split(), now.split())
        was, now = _around(was, gone), _around(now, came)
    return Change(RevisionKind.HEADLINE, f"Headline: “{_quote(was)}” → “{_quote(now)}”")


def _figures(text: Edits) -> Change | None:
    if len(text.added) > _MOST_NEW:
        return None
    for before, after in text.edited:
        figures = changed_figures(before, after)
        if figures:
            return _told(figures, after)
    return None


def _told(figures: tuple[Figure, ...], after: str) -> Change:
    return Change(
        RevisionKind.FIGURES,
        f"Figures: {', '.join(map(str, figures[:_MOST_FIGURES]))} in “{_around(after, figures[0].now)}”",
    )


def _substance(text: Edits) -> Change | None:
    if text.added or text.removed:
        said = ", ".join(filter(None, (_count(text.added, "added"), _count(text.removed, "removed"))))
        quoted = _quote((text.added or text.removed)[0], _LINE - len(said) - 5)
        return Change(RevisionKind.SUBSTANCE, f"{said}: “{quoted}”")
    for before, after in text.edited:
        if any(said_anew(before, after)):
            return Change(RevisionKind.SUBSTANCE, _reworded(before, after))
    return None


def _cosmetic(text: Edits) -> Change:
    if text.edited:
        return Change(RevisionKind.COSMETIC, _reworded(*text.edited[0]))
    told = (*text.notes, *text.moved)
    return Change(RevisionKind.COSMETIC, f"{'Note' if text.notes else 'Moved'}: “{_quote(told[0])}”")


def _reworded(before: str, after: str) -> str:
    was, now = _middles(before.split(), after.split())
    if not was:
        return f"Added: “{_quote(now)}” in “{_around(after, now)}”"
    if not now:
        return f"Removed: “{_quote(was)}” from “{_around(before, was)}”"
    return f"Reworded: “{_quote(was)}” → “{_quote(now)}” in “{_around(after, now)}”"


def _quote(text: str, limit: int = _QUOTE) -> str:
    return clean_line(text, limit)


def _around(text: str, part: str) -> str:
    """As much of `text` as a summary has room for, from a little before `part` on."""
    at = text.find(part)
    if len(text) <= _QUOTE or at <= _LEAD:
        return _quote(text)
    start = text.find(" ", at - _LEAD) + 1
    return _quote(f"…{text[start if 0 < start <= at else at :]}")


def _middles(before: list[str], after: list[str]) -> tuple[str, str]:
    """What stands between the words that both begin with and those that both end with."""
    start = _shared(before, after)
    end = min(_shared(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    return " ".join(before[start : len(before) - end]), " ".join(after[start : len(after) - end])


def _shared(one: list[str], other: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _count(found: Sequence[str], verb: str) -> str:
    return f"{len(found)} sentence{'s' if len(found) > 1 else ''} {verb}" if found else ""
