"""The page that a digest is, as plain values: what is told at which length, in which words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.core.clipping import Clipping, Headline, Source, clip, day, headline
from crawler.core.coverage import Item
from crawler.core.diff import Piece, PieceKind, word_diff
from crawler.core.digest import Changed, LeftOut
from crawler.core.lengths import Lengths
from crawler.core.models import RevisionKind
from crawler.core.periods import Period
from crawler.core.text import clean, clean_line

# Who has more to see to reads “newswatch status”.
MOST_TROUBLES = 10
# A subject that mail programs show; the standard's own limit for a line is 998.
_SUBJECT = 200
_MOST_SUMMARIES = 3
_NAME = 60
_WHY = 240
# Beside a change so much is quoted as tells which sentence it is in.
_AROUND = 90
# An encoded word of RFC 2047 decodes to anything, line ends too, in whatever reads the header.
_BLANK_LINES = re.compile(r"\n+")
_ENCODED_WORD = re.compile(r"=(?=\?)")


@dataclass(frozen=True, slots=True)
class Told:
    """A story: its lead, related articles, more of them by title, how many there are beyond."""

    lead: Clipping
    related: tuple[Clipping, ...]
    titles: tuple[Headline, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A changed article: what changed in a line for each edit, and the words that went and came."""

    kind: str
    headline: Headline
    found: str
    summaries: tuple[str, ...]
    pieces: tuple[Piece, ...]
    silent: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A whole digest. `beyond` counts, by outlet, the stories that are not even told by title."""

    name: str
    subject: str
    day: str
    counted: str
    caught_up: str
    corrections: tuple[ToldChange, ...]
    stories: tuple[Told, ...]
    titles: tuple[Headline, ...]
    beyond: tuple[tuple[str, int], ...]
    changes: tuple[ToldChange, ...]
    more_changes: int
    troubles: tuple[tuple[str, str], ...]
    more_troubles: int
    left_out: tuple[LeftOut, ...]
    by_topic: bool
    start: datetime
    end: datetime
    items: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a page is made of. `versions` holds title and text before and after of each changed article."""

    name: str
    topics: Sequence[str]
    period: Period
    items: Sequence[Item]
    changes: Sequence[Changed]
    sources: Mapping[int, Source]
    versions: Mapping[int, tuple[tuple[str, str], tuple[str, str]]]
    troubles: Sequence[tuple[str, str]]
    left_out: Sequence[LeftOut]


def page(gathered: Gathered, zone: ZoneInfo, lengths: Lengths) -> Page:
    """The page of a digest at the given lengths."""
    items, period = gathered.items, gathered.period
    by_title = items[lengths.stories : lengths.stories + lengths.titles]
    stories = tuple(_told(item, gathered.sources, zone, lengths) for item in items[: lengths.stories])
    beyond = Counter(
        clean_line(gathered.sources[i.lead].outlet, _NAME) for i in items[lengths.stories + lengths.titles :]
    )
    changes = [_change(changed, gathered, zone, lengths.diff) for changed in gathered.changes[: lengths.changes]]
    name = clean_line(gathered.name, _NAME)
    return Page(
        name=name,
        subject=subject(
            name, [told.lead.headline.title for told in stories], changes, len(items), len(gathered.changes)
        ),
        day=f"{period.end.astimezone(zone):%A}, {day(period.end, zone)}",
        counted=_counted(len(items), len(gathered.changes)),
        caught_up=_caught_up(period, zone),
        corrections=tuple(c for c in changes if c.kind == RevisionKind.CORRECTION),
        stories=stories,
        titles=tuple(headline(gathered.sources[item.lead], zone) for item in by_title),
        beyond=tuple(beyond.most_common()),
        changes=tuple(c for c in changes if c.kind != RevisionKind.CORRECTION),
        more_changes=max(0, len(gathered.changes) - lengths.changes),
        troubles=tuple((clean_line(n, _NAME), clean_line(why, _WHY)) for n, why in gathered.troubles[:MOST_TROUBLES]),
        more_troubles=max(0, len(gathered.troubles) - MOST_TROUBLES),
        left_out=tuple(gathered.left_out),
        by_topic=len(gathered.topics) > 1,
        start=period.start,
        end=period.end,
        items=len(items) + len(gathered.changes),
    )


def subject(name: str, titles: Sequence[str], changes: Sequence[ToldChange], stories: int, changed: int) -> str:
    """The line that a digest comes under: its first story, and how much more there is; of at most 200 characters."""
    first = titles[0] if titles else f"changed: {changes[0].headline.title}" if changes else "no news"
    more = stories + changed - 1
    after = f" – and {more} more" if more > 0 else ""
    line = f"{name}: {clean_line(first, _SUBJECT - len(name) - len(after) - 2)}{after}"
    # a blank parts the two characters with which an encoded word begins
    return clean_line(_ENCODED_WORD.sub("= ", line), _SUBJECT)


def _counted(stories: int, changed: int) -> str:
    parts = [_plural(stories, "story", "stories"), _plural(changed, "changed article", "changed articles")]
    return " and ".join(part for part in parts if part) or "No news"


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""


def _caught_up(period: Period, zone: ZoneInfo) -> str:
    if not period.caught_up:
        return ""
    return f"Digests were missed: this one tells everything since {day(period.start, zone)}."


def _told(item: Item, sources: Mapping[int, Source], zone: ZoneInfo, lengths: Lengths) -> Told:
    others = [sources[id_] for id_ in (*item.related, *item.titles) if id_ in sources]
    whole, rest = others[: lengths.most_related], others[lengths.most_related :]
    return Told(
        clip(sources[item.lead], zone, lengths.lead, picture=lengths.pictures),
        tuple(clip(source, zone, lengths.related, picture=lengths.related_pictures) for source in whole),
        tuple(headline(source, zone) for source in rest[: lengths.lines]),
        item.more + max(0, len(rest) - lengths.lines),
    )


def _change(changed: Changed, gathered: Gathered, zone: ZoneInfo, room: int) -> ToldChange:
    kind = changed.gravest.kind
    old, new = gathered.versions.get(changed.article_id, (("", ""), ("", "")))
    if kind is RevisionKind.GONE or room == 0:
        pieces: tuple[Piece, ...] = ()
    elif old[0] != new[0]:
        pieces = excerpted(word_diff(clean("\n\n".join(old)), clean("\n\n".join(new))), room)
    else:
        pieces = excerpted(word_diff(clean(old[1]), clean(new[1])), room)
    return ToldChange(
        kind,
        headline(gathered.sources[changed.article_id], zone),
        f"Found {day(changed.edits[-1].seen_at, zone)}",
        _summaries(changed),
        pieces,
        silent=all(edit.silent for edit in changed.edits),
    )


def _summaries(changed: Changed) -> tuple[str, ...]:
    """A line for each of the last edits; that a page was taken down its kind says."""
    told = (edit.summary for edit in reversed(changed.edits) if edit.kind is not RevisionKind.GONE)
    return tuple(dict.fromkeys(clean_line(summary, _WHY) for summary in told))[:_MOST_SUMMARIES]


def excerpted(pieces: Sequence[Piece], room: int) -> tuple[Piece, ...]:
    """The changes of a word diff with the words beside them, in about `room` bytes; an ellipsis stands for what is left out."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        text = _BLANK_LINES.sub("\n", piece.text)
        if piece.kind is PieceKind.KEPT:
            text = _beside(text, first=place == 0, last=place == len(pieces) - 1)
        size = len(text.encode())
        if size > room:
            found.append(Piece(piece.kind, text.encode()[:room].decode(errors="ignore") + "…"))
            break
        room -= size
        found.append(Piece(piece.kind, text))
    changed = any(piece.kind is not PieceKind.KEPT for piece in found)
    return tuple(found) if changed else ()


def _beside(text: str, *, first: bool, last: bool) -> str:
    """What is quoted of a run that was kept: its end before a change, its beginning after one, to whole words."""
    if len(text) <= (_AROUND if first or last else 2 * _AROUND):
        return text
    before = "" if last else text[-_AROUND:].partition(" ")[2] or text[-_AROUND:]
    after = "" if first else text[:_AROUND].rpartition(" ")[0] or text[:_AROUND]
    quoted = f"{after} … {before}"
    # the blank beside a change stays: it parts the words
    return quoted.lstrip() if first else quoted.rstrip() if last else quoted
