"""RSS, Atom and RDF feeds, by feedparser.

feedparser takes 22 s for a feed of a hundred thousand entries, and passes markup and odd dates through: what it is
given is bounded here, and what it gives is cleaned.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from crawler.core.dates import parse_moment
from crawler.core.hints import ttl
from crawler.core.models import Candidate, Listing, Trouble, VisitState
from crawler.core.text import clean_line
from crawler.core.urls import canonical
from spiders.markup import SUMMARY_LIMIT, language_code, plain_line

# feedparser takes 2.7 s for 20,000 entries; the longest feeds of news outlets have some hundreds (FAULTS 18).
MOST_ENTRIES = 2_000
LARGEST = 5_000_000
# No outlet names more people over one report, and an identifier that is longer is text.
MOST_AUTHORS = 20
LONGEST_ID = 500

Parsed = Any  # feedparser ships no types

_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]")
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>")
# What closes a feed after its last entry: `</channel></rss>`, and in RSS 1.0 perhaps a text box.
_LONGEST_TAIL = 1_000
# What XML 1.0 forbids: one such character, and an XML parser reads no further.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Feed:
    """What holds for all entries of one feed."""

    outlet: str
    url: str
    language: str | None
    atom: bool


def parse_feed(text: str, url: str, outlet: str) -> Listing | Trouble:
    """The entries of the feed in `text`, in its order; `url` is the feed's own address."""
    bounded, left_out = _bounded(_NOT_XML.sub(" ", text))
    parsed = _feedparser(bounded)
    if not parsed.entries and not parsed.version:
        return Trouble(
            VisitState.BAD_FEED, "neither RSS nor Atom nor JSON Feed: it begins " + repr(clean_line(text, 60))
        )
    feed = _Feed(outlet, url, language_code(parsed.feed.get("language")), parsed.version.startswith("atom"))
    found = [_candidate(entry, feed) for entry in parsed.entries]
    candidates = tuple(candidate for candidate in found if candidate)
    error = parsed.get("bozo_exception")
    broken = error if isinstance(error, SAXException) else None
    notes = _notes(len(found), len(found) - len(candidates), left_out, broken)
    said = [parsed.feed.get(name) for name in ("ttl", "sy_updateperiod", "sy_updatefrequency")]
    return Listing(candidates, left_out=left_out, partial=broken is not None, note="; ".join(notes), ttl=ttl(*said))


def note_of(entries: int, without_link: int, left_out: int) -> list[str]:
    """What is odd about a feed, in words."""
    notes = [] if entries else ["a feed without entries"]
    notes += [f"{without_link} of {entries} entries have no link to a page"] if without_link else []
    return notes + ([f"{left_out} entries beyond the first {entries} were left out"] if left_out else [])


def _notes(entries: int, without_link: int, left_out: int, broken: SAXException | None) -> list[str]:
    cause = [f"not well-formed XML, read as far as it goes ({clean_line(str(broken), 100)})"] if broken else []
    return cause + note_of(entries, without_link, left_out)


def _bounded(text: str) -> tuple[str, int]:
    """`text` with its first entries alone, and how many were cut out."""
    starts = [found.start() for found in _ENTRY.finditer(text)]
    if len(starts) <= MOST_ENTRIES and len(text) <= LARGEST:
        return text, 0
    ends = [*starts[1:], len(text)]
    # the first is kept whatever its length: a title of 10 MB is cut later
    kept = next((n for n, end in enumerate(ends) if n == MOST_ENTRIES or (n and end > LARGEST)), None)
    if kept is None or not starts:
        return text[:LARGEST], 0
    # with what follows the last entry the rest is well-formed again
    end = max((found.end() for found in _ENTRY_END.finditer(text)), default=len(text))
    return text[: starts[kept]] + text[end:][:_LONGEST_TAIL], len(starts) - kept


def _feedparser(text: str) -> Parsed:
    # in a BytesIO, since feedparser takes other values for an address or a file's name and opens it; without the feed's
    # address, since it would make an address of each guid
    return feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,  # only plain text is taken, see `plain_line`; this takes a third of the time
        resolve_relative_uris=False,
    )


def _candidate(entry: Parsed, feed: _Feed) -> Candidate | None:
    url = _link(entry, feed.url)
    if url is None:
        return None
    published, updated = (_moment(entry, "published", "created"), _moment(entry, "updated"))
    content = entry.get("content") or [{}]
    return Candidate(
        outlet=feed.outlet,
        url=url,
        source=feed.url,
        title=plain_line(entry.get("title")),
        published_at=published or updated,
        # RSS has no such date: there, feedparser's `updated` is the only date, dc:date
        modified_at=updated if published or feed.atom else None,
        guid=plain_line(entry.get("id"), LONGEST_ID),
        summary=plain_line(entry.get("summary") or content[0].get("value"), SUMMARY_LIMIT),
        authors=names(author.get("name") for author in entry.get("authors", [])),
        language=feed.language,
        image_url=_image(entry, feed.url),
    )


def names(found: Iterable[object]) -> tuple[str, ...]:
    """Authors' names without markup, each once."""
    cleaned = (plain_line(name, 100) for name in found)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:MOST_AUTHORS]


def _link(entry: Parsed, base: str) -> str | None:
    original = canonical(entry.get("feedburner_origlink") or "", base)
    link = entry.get("link") or ""
    if link == entry.get("id") and entry.get("guidislink"):
        return original or canonical(link)  # "12345" is called a permalink by default, and is none
    return original or canonical(link, base)


def _moment(entry: Parsed, *names: str) -> datetime | None:
    # `name in entry`, since feedparser answers `published` where `updated` is asked for and missing
    moments = (parse_moment(entry[name]) for name in names if name in entry)
    return next((moment.at for moment in moments if moment), None)


def _image(entry: Parsed, base: str) -> str | None:
    enclosures = (
        {**link, "url": link.get("href")} for link in entry.get("links", []) if link.get("rel") == "enclosure"
    )
    shown = [item for item in (*entry.get("media_content", []), *enclosures) if _is_image(item)]
    for item in (*shown, *entry.get("media_thumbnail", [])):
        if found := canonical(item.get("url") or "", base):
            return found
    return None


def _is_image(item: dict[str, str]) -> bool:
    kind = item.get("medium") or item.get("type") or ""
    return kind.startswith("image") or (not kind and bool(_IMAGE_FILE.search(item.get("url") or "")))
