"""Sitemaps: news sitemaps, plain ones, indexes of sitemaps, and lists of addresses as plain text (sitemaps.org).

A sitemap speaks for its own site alone: addresses on another registered domain are dropped and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lxml import etree

from crawler.core.dates import parse_moment
from crawler.core.models import Candidate, Listing, Trouble, VisitState
from crawler.core.text import clean_line
from crawler.core.urls import canonical, same_site
from spiders.links import Element
from spiders.markup import language_code, plain_line
from spiders.sitemap_indexes import Child, choose

# The protocol's own limit for one file.
MOST_ADDRESSES = 50_000
# As for a feed: what was published since the last poll is far less, and the rest is archive.
MOST_CANDIDATES = 2_000

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_ADDRESS_END = re.compile(r"</(?:[\w.-]+:)?(?:url|sitemap)\s*>")
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>\s*(?:<!--.*-->\s*)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Address:
    """One `<url>` or `<sitemap>`: its elements' texts by local name, those of `<news:news>` as `news.title`."""

    fields: dict[str, str] = field(repr=False)

    @property
    def loc(self) -> str:
        return self.fields.get("loc", "")

    def moment(self, name: str) -> datetime | None:
        found = parse_moment(self.fields.get(name))
        return found.at if found else None

    @property
    def newest_by(self) -> datetime:
        return self.moment("news.publication_date") or self.moment("lastmod") or _EARLIEST


def parse_sitemap(text: str, url: str, outlet: str) -> Listing | Trouble:
    """What the XML sitemap in `text` lists: the newest pages, newest first, and of an index the sitemaps to read."""
    whole = _whole(text)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(whole.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        return Trouble(VisitState.BAD_FEED, f"a sitemap that cannot be read: {error}")
    if root is None:
        return Trouble(VisitState.BAD_FEED, "a sitemap that cannot be read: no element in it is whole")
    broken = f"not well-formed XML, read as far as it goes ({parser.error_log[0].message})" if parser.error_log else ""
    children, not_read = choose(
        [Child(found.loc, found.moment("lastmod")) for found in _addresses(root, "sitemap")], url
    )
    listing = _listing(list(_addresses(root, "url")), url, outlet)
    notes = [note for note in (broken, not_read, listing.note) if note]
    if not (listing.candidates or children or notes):
        notes = ["a sitemap without addresses"]
    return replace(listing, children=children, partial=bool(broken), note="; ".join(notes))


def parse_addresses(text: str, url: str, outlet: str) -> Listing | Trouble:
    """The pages that a sitemap of plain text lists, one address a line."""
    lines = [_Address({"loc": line}) for line in text.split() if line.startswith(("http://", "https://"))]
    if not lines:
        return Trouble(VisitState.BAD_FEED, "no sitemap: it begins " + repr(clean_line(text, 60)))
    return _listing(lines, url, outlet)


def _listing(addresses: Sequence[_Address], url: str, outlet: str) -> Listing:
    newest_first = sorted(addresses[:MOST_ADDRESSES], key=lambda address: address.newest_by, reverse=True)
    newest = newest_first[:MOST_CANDIDATES]
    pages = [(canonical(address.loc, url), address) for address in newest]
    own = [_candidate(address, page, url, outlet) for page, address in pages if page and same_site(page, url)]
    left_out = len(addresses) - len(newest)
    return Listing(tuple(own), left_out=left_out, note="; ".join(_notes(len(newest) - len(own), left_out)))


def _notes(foreign: int, left_out: int) -> list[str]:
    notes = [f"{foreign} addresses are on another site or none at all"] if foreign else []
    return notes + ([f"{left_out} older addresses were left out"] if left_out else [])


def _candidate(address: _Address, page: str, url: str, outlet: str) -> Candidate:
    return Candidate(
        outlet=outlet,
        url=page,
        source=url,
        title=plain_line(address.fields.get("news.title")),
        published_at=address.moment("news.publication_date"),
        modified_at=address.moment("lastmod"),
        language=language_code(address.fields.get("news.publication.language")),
        image_url=canonical(address.fields.get("image.loc", ""), url),
    )


def _whole(text: str) -> str:
    """`text` up to its last whole entry, since a parser would take the beginning for it all."""
    if _ROOT_END.search(text, max(0, len(text) - 2_000)):
        return text
    end = max((found.end() for found in _ADDRESS_END.finditer(text)), default=0)
    return text[:end] if end else text


def _addresses(root: Element, name: str) -> Iterator[_Address]:
    for element in root.iter("{*}" + name):
        yield _Address(dict(reversed(list(_fields(element, "")))))  # of two alike the first holds


def _fields(element: Element, path: str) -> Iterator[tuple[str, str]]:
    for child in element.iterchildren(etree.Element):
        # by local name: half of the sitemaps that err do so in their namespaces
        name = path + str(child.tag).rpartition("}")[2].rpartition(":")[2]
        yield name, (child.text or "").strip()
        if name in {"news", "news.publication", "image"}:
            yield from _fields(child, name + ".")
