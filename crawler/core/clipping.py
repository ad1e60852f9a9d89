"""What a digest shows of an article: the page that people clip by hand, in as much room as there is.

All text is cleaned and all addresses are checked here once more, so that whatever is rendered holds nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.core.models import Image
from crawler.core.text import clean_line
from crawler.core.urls import canonical, host

# Languages written from right to left; of Kurdish, Azerbaijani and Punjabi the letters decide, as for an unknown language.
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ps sd syr ug ur yi".split())
_EITHER = frozenset("az ku pa".split())
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SENTENCE_END = re.compile(r"[.!?…][”’»\"')\]]*\s|[。！？][」』）]*")
# A caption says what the picture shows; agencies append paragraphs of background.
_CAPTION = 240
_NAME = 80
# Headings within a text are shorter than a line.
_HEADING = 80
_REASON = 160


@dataclass(frozen=True, slots=True)
class Source:
    """What is stored of an article, to be shown. `reason` says why there is no text, or no page any more."""

    outlet: str
    url: str
    title: str
    seen_at: datetime
    language: str | None = None
    published_at: datetime | None = None
    day_only: bool = False
    paragraphs: tuple[str, ...] = ()
    summary: str | None = None
    dateline: str | None = None
    image: Image | None = None
    reason: str | None = None
    paywalled: bool = False
    off_topic_since: datetime | None = None  # where an edit brought it on topic
    carriers: tuple[tuple[str, str], ...] = ()  # the name and address of each copy
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """How text is marked for its language: the attributes `lang` (may be empty: not known) and `dir`."""

    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Headline:
    """An article in one line. `url` is of http or https; None where the outlet named no such address."""

    title: str
    url: str | None
    outlet: str
    dated: str
    script: Script


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at its outlet's address; `alt` is never empty."""

    url: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """An outlet that carries the same text."""

    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Clipping:
    """An article as it is shown. `dateline` is set where the text has none; `site` is the host of its address."""

    headline: Headline
    site: str
    dateline: str
    paragraphs: tuple[str, ...]
    picture: Picture | None = None
    notes: tuple[str, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    topics: tuple[str, ...] = ()


def clip(source: Source, zone: ZoneInfo, room: int, *, picture: bool = True) -> Clipping:
    """The clipping of an article: of its text as many paragraphs as go into `room` bytes of UTF-8.

    Bytes and not characters, since an ideogram of three bytes says about as much as three letters.
    """
    paragraphs = source.paragraphs or ((source.summary,) if source.summary else ())
    cut = first_paragraphs(paragraphs, room)
    dateline = clean_line(source.dateline or "")
    return Clipping(
        headline(source, zone),
        host(source.url) or clean_line(source.outlet, _NAME),
        dateline if cut and not any(p.startswith(dateline) for p in cut) else "",
        cut,
        _picture(source) if picture else None,
        _notes(source, zone),
        tuple(Carrier(clean_line(name, _NAME), canonical(url)) for name, url in source.carriers),
        tuple(clean_line(topic, _NAME) for topic in source.topics),
    )


def headline(source: Source, zone: ZoneInfo) -> Headline:
    """An article in one line."""
    title = clean_line(source.title) or clean_line(source.url) or "(no title)"
    return Headline(
        title, canonical(source.url), clean_line(source.outlet, _NAME), _dated(source, zone), script(source.language)
    )


def script(language: str | None) -> Script:
    """The marks of a language (ISO 639-1, or a BCP 47 tag)."""
    if not language or not _LANGUAGE.fullmatch(language):
        return Script("", "auto")
    main = language.partition("-")[0].lower()
    return Script(language, "auto" if main in _EITHER else "rtl" if main in _RIGHT_TO_LEFT else "ltr")


def day(moment: datetime, zone: ZoneInfo) -> str:
    """The day of `moment` in the reader's zone: January 14, 2025."""
    return _day(moment.astimezone(zone))


def first_paragraphs(paragraphs: Sequence[str], room: int) -> tuple[str, ...]:
    """The first paragraphs that go into `room` bytes, at least the beginning of the first; none where there is no room."""
    taken: list[str] = []
    for paragraph in paragraphs if room > 0 else ():
        # a paragraph that is longer than all of the room is not cleaned to its end
        text = clean_line(paragraph, limit=max(room, 2))
        size = len(text.encode())
        if size > room:
            if not taken:
                taken.append(cut_short(text, room))
            break
        if text:
            taken.append(text)
            room -= size
    while len(taken) > 1 and _is_heading(taken[-1]):
        taken.pop()
    return tuple(taken)


def cut_short(text: str, room: int) -> str:
    """`text` in `room` bytes: to the end of a sentence where one ends in the second half, else with an ellipsis."""
    if len(text.encode()) <= room:
        return text
    kept = text.encode()[: max(0, room - len("…".encode()))].decode(errors="ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(kept)]
    if ends and ends[-1] * 2 > len(kept):
        return kept[: ends[-1]].rstrip()
    whole_words = kept.rpartition(" ")[0]
    return f"{(whole_words if len(whole_words) * 2 > len(kept) else kept).rstrip()}…"


def _is_heading(paragraph: str) -> bool:
    """Whether a paragraph heads what comes after it: a text that is cut does not end with it."""
    return len(paragraph) <= _HEADING and not _SENTENCE_END.search(f"{paragraph} ")


def _day(local: datetime) -> str:
    return f"{local:%B} {local.day}, {local.year}"


def _dated(source: Source, zone: ZoneInfo) -> str:
    if source.published_at is None:
        return f"First seen {day(source.seen_at, zone)}"
    # a day without a time is the outlet's day, in whatever zone it is read
    return f"Published {_day(source.published_at) if source.day_only else day(source.published_at, zone)}"


def _picture(source: Source) -> Picture | None:
    image = source.image
    url = canonical(image.url) if image else None
    if image is None or url is None:
        return None
    caption, credit = clean_line(image.caption or "", _CAPTION), clean_line(image.credit or "", _NAME)
    return Picture(url, caption or f"Picture: {clean_line(source.title)}", caption, "" if credit in caption else credit)


def _notes(source: Source, zone: ZoneInfo) -> tuple[str, ...]:
    found = []
    if source.off_topic_since:
        found.append(f"On topic by an edit; it was first seen, off topic, on {day(source.off_topic_since, zone)}.")
    if source.reason and not source.paragraphs:
        found.append(f"Headline only: {clean_line(source.reason, _REASON)}")
    elif source.reason:
        found.append("Taken down by the outlet; this is its last text.")
    if source.paywalled:
        found.append("The outlet says that it is not free to read.")
    return tuple(found)
