"""What the review page shows of stories and articles, beside their texts. Rows are as the database has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crawler.core.clipping import cut_short
from crawler.core.dates import from_iso
from crawler.core.models import ArticleState, RevisionKind
from crawler.core.review import Standing, Verdict
from crawler.core.story_wording import counted
from crawler.core.urls import canonical

Row = Mapping[str, Any]

# First words of a row: two or three lines on a desk, in UTF-8.
_BEGINNING_BYTES = 340
# A term of a query that is one word or phrase and may go on.
_BEGINNING = re.compile(r"\"?([\w' -]+\*)\"?")
EDITS = {
    RevisionKind.FIRST: "first version",
    RevisionKind.CORRECTION: "correction",
    RevisionKind.HEADLINE: "headline changed",
    RevisionKind.FIGURES: "figures changed",
    RevisionKind.SUBSTANCE: "text changed",
    RevisionKind.COSMETIC: "cosmetic",
    RevisionKind.GONE: "taken down",
}
"""The kinds of revisions, as the page says them."""
STANDINGS = {
    Standing.UNDECIDED: "undecided",
    Standing.CHANGED: "changed since you kept it",
    Standing.LATER: "for later",
    Standing.KEPT: "kept",
    Standing.DROPPED: "dropped",
    Standing.BASELINE: "there before the first visit",
}
"""Where a story stands, as the page says it."""
_DONE = {Verdict.KEEP: "kept", Verdict.DROP: "dropped", Verdict.LATER: "put off", Verdict.UNDECIDED: "noted"}


@dataclass(frozen=True, slots=True)
class Flag:
    """A word or two on a story that a reviewer should see; `tone` is `alarm`, `notice` or `plain`."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """An article of a story, beside which the others are read, with the copies of it that are folded under it."""

    article: Row
    copies: tuple[Row, ...] = ()


def flags(story: Row) -> tuple[Flag, ...]:
    """What is noteworthy of a row of the queue, the gravest first."""
    edits = Counter(edit.removesuffix(" silent") for edit in story["edits"])
    silent = sum(edit.endswith(" silent") for edit in story["edits"])
    said = [
        (story["standing"] == Standing.CHANGED, STANDINGS[Standing.CHANGED], "alarm"),
        (edits[RevisionKind.CORRECTION], counted(edits[RevisionKind.CORRECTION], "correction"), "alarm"),
        (edits[RevisionKind.GONE], EDITS[RevisionKind.GONE], "alarm"),
        (silent, counted(silent, "silent edit"), "notice"),
        (edits[RevisionKind.FIGURES], EDITS[RevisionKind.FIGURES], "notice"),
        (edits[RevisionKind.HEADLINE], EDITS[RevisionKind.HEADLINE], "notice"),
        (edits[RevisionKind.SUBSTANCE], EDITS[RevisionKind.SUBSTANCE], "plain"),
        (story["copies"], "1 copy" if story["copies"] == 1 else f"{story['copies']} copies", "plain"),
        (story["state"] == ArticleState.HEADLINE, "headline only", "plain"),
    ]
    return tuple(Flag(words, tone) for holds, words, tone in said if holds)


def beginning(text: str | None) -> str:
    """The first words of a text, on one line."""
    return cut_short(" ".join((text or "").split()), _BEGINNING_BYTES)


def columns(members: Sequence[Row], lead: int) -> tuple[Column, ...]:
    """A story's articles, the lead first, each copy folded under the article whose text it has."""
    ids = {member["id"] for member in members}
    own = [member for member in members if member["copy_of"] not in ids or member["id"] == lead]
    own.sort(key=lambda member: member["id"] != lead)  # the rest stays in its order
    carried = [member for member in members if member not in own]
    shown = {member["id"] for member in own}
    # where the lead is itself a copy, its original stands beside it, and what has the text of a copy is folded with it
    return tuple(
        Column(
            each,
            tuple(
                copy
                for copy in carried
                if (copy["copy_of"] if copy["copy_of"] in shown else own[0]["id"]) == each["id"]
            ),
        )
        for each in own
    )


def words_of(evidence: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The words that brought an article on to a topic, each once, and, with their star, the beginnings of words that did."""
    found = list(evidence)
    words = [str(each["words"]) for each in found]
    beginnings = [match[1] for each in found if (match := _BEGINNING.fullmatch(each["term"]))]
    return tuple(dict.fromkeys(words + beginnings))


def link(url: str | None) -> str | None:
    """The address to go to, where it is one of a web page."""
    return canonical(url) if url else None


def when(stored: str | None, now: datetime, zone: ZoneInfo, *, day_only: bool = False) -> str:
    """A stored time as a reader says it, in their zone: `14:05` of today, `yesterday 14:05`, `Jan 14, 14:05`."""
    moment = from_iso(stored)
    if moment is None:
        return ""
    # a day without a time is that day's midnight in UTC, and no other day elsewhere
    local, today = moment if day_only else moment.astimezone(zone), now.astimezone(zone).date()
    year = "" if local.year == today.year else f" {local.year}"
    days = {today: "today" if day_only else "", today - timedelta(days=1): "yesterday"}
    day = days.get(local.date(), f"{local:%b} {local.day}{year}")
    return day if day_only else " ".join(filter(None, (day, f"{local:%H:%M}")))


def done(verdicts: Sequence[Row]) -> str:
    """What was said just now, in a sentence: `3 stories kept`."""
    nouns = Counter("article" if row["article_id"] else "story" for row in verdicts)
    what = " and ".join(counted(number, noun) for noun, number in nouns.items())
    said = {_DONE[Verdict(row["verdict"])] for row in verdicts}
    return f"{what} {said.pop() if len(said) == 1 else 'noted'}"
