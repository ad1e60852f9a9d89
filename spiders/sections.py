"""Section pages: the articles are the links whose path an expression from the configuration tells."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import re2

from crawler.core.models import Candidate, Listing, Trouble, VisitState
from spiders.links import Link, links_of, parse_html

# A section page shows some tens of articles; the rest is archive.
MOST_LINKS = 200


def parse_section(text: str, url: str, outlet: str, links: str) -> Listing | Trouble:
    """The links of the page whose path `links` is found in (an RE2 expression; paths are searched as they are read)."""
    root = parse_html(text)
    if root is None:
        return Trouble(VisitState.BAD_FEED, "a page without content")
    expression = re2.compile(links)
    all_links = links_of(root, url)
    matching = [link for link in all_links if expression.search(unquote(urlsplit(link.url).path))]
    note = "" if matching else f"none of the page's {len(all_links)} links has a path that matches “{links}”"
    return listing_of(matching, url, outlet, note)


def listing_of(articles: list[Link], url: str, outlet: str, note: str = "") -> Listing:
    """The first articles of a page as its listing."""
    shown = articles[:MOST_LINKS]
    candidates = tuple(Candidate(outlet, link.url, source=url, title=link.title or None) for link in shown)
    return Listing(candidates, left_out=len(articles) - len(shown), note=note)
