"""What a source lists, whatever it turns out to be. Runs in a child process that may be killed: no framework here."""

from __future__ import annotations

from dataclasses import replace

from crawler.core.models import Listing, SourceKind, Trouble, VisitState
from spiders.decoding import Prolog, decode, read_prolog
from spiders.discovery import advertised_feeds, parse_home
from spiders.feeds import parse_feed
from spiders.json_feeds import parse_json
from spiders.sections import parse_section
from spiders.sitemaps import parse_addresses, parse_sitemap

_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_PAGES = frozenset({SourceKind.HOME, SourceKind.SECTION})


def parse(  # noqa: PLR0913, PLR0917 - what a job for the child process says
    kind: SourceKind, data: bytes, url: str, content_type: str | None, outlet: str, links: str | None
) -> Listing | Trouble:
    """What the answer `data` of the source at `url` lists, or why it lists nothing.

    `data` is without content encoding and at most 10 MiB long. `kind` is what the source is said to be; a feed or a
    sitemap is read as what it is. `links` tells a section's articles.
    """
    if not data.strip(b" \t\r\n\0"):
        return Trouble(VisitState.BAD_FEED, f"an empty answer instead of a {kind}; it is asked again later")
    document = decode(data, content_type)
    listing = _read(kind, document.text, url, outlet, links)
    if isinstance(listing, Trouble) or not document.note:
        return listing
    return replace(listing, note="; ".join(filter(None, (document.note, listing.note))))


def _read(kind: SourceKind, text: str, url: str, outlet: str, links: str | None) -> Listing | Trouble:
    prolog = read_prolog(text)
    if prolog.root in _SITEMAPS:
        return parse_sitemap(text, url, outlet)
    if prolog.root in _FEEDS:
        return parse_feed(text, url, outlet)
    if kind in _PAGES:
        return parse_section(text, url, outlet, links) if links else parse_home(text, url, outlet)
    return _read_unnamed(kind, prolog, text, url, outlet)


def _read_unnamed(kind: SourceKind, prolog: Prolog, text: str, url: str, outlet: str) -> Listing | Trouble:
    """A feed or sitemap whose root element does not tell what it is."""
    if prolog.entities:
        return Trouble(
            VisitState.BAD_FEED,
            "it declares entities, which feeds have no need of and attacks have: it is not read; tell the outlet, or leave it out",
        )
    if prolog.root == "html":
        return _page_instead(kind, text, url)
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        return parse_json(text, url, outlet)
    return parse_addresses(text, url, outlet) if kind is SourceKind.SITEMAP else parse_feed(text, url, outlet)


def _page_instead(kind: SourceKind, text: str, url: str) -> Trouble:
    feeds = advertised_feeds(text, url)
    advice = (
        f"; it names {' and '.join(feeds[:3])}"
        if feeds
        else f"; look for the {kind}'s new address on the outlet's site"
    )
    return Trouble(VisitState.BAD_FEED, f"an HTML page instead of a {kind}{advice}")
