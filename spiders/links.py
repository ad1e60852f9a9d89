"""The links of an HTML page, one for each address, with the words that tell what they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from crawler.core.text import TITLE_LIMIT, clean_line
from crawler.core.urls import canonical, key, same_site
from spiders.markup import INLINE

# Front pages have some hundreds; more are a hostile page or an archive.
MOST_ANCHORS = 5_000
# How far above a link its card's element is looked for.
_CARD_DEPTH = 8

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CARDS = frozenset({"article", "li"})
_FURNITURE = frozenset({"nav", "footer"})
_UNSHOWN = frozenset({"script", "style", "noscript", "template", "svg"})

Element = Any  # lxml ships no types


@dataclass(frozen=True, slots=True)
class Link:
    """A page that is linked to.

    `headline` says that its title is a heading; `in_article` that it stands in an `<article>`; `furniture` that it only
    stands in the page's navigation or footer.
    """

    url: str
    title: str
    headline: bool = False
    in_article: bool = False
    furniture: bool = False

    def merged(self, other: Link) -> Link:
        """What two links to one page tell together: a heading before other text, the longer before the shorter."""
        best = max(self, other, key=lambda link: (link.headline, len(link.title)))
        return Link(
            self.url,
            best.title,
            best.headline,
            self.in_article or other.in_article,
            self.furniture and other.furniture,
        )


def parse_html(text: str) -> Element:
    """The root element of an HTML page, or None where there is none."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None


def base_of(root: Element, url: str) -> str:
    """The address that the page's links are relative to."""
    href = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    return canonical(href, url) or url if href else url


def links_of(root: Element, url: str) -> list[Link]:
    """The links of the page at `url` to other pages of its site, in the page's order, one for each `urls.key`."""
    base, own, cards = base_of(root, url), key(url), _Cards()
    found: dict[str, Link] = {}
    for anchor in islice(root.iter("a"), MOST_ANCHORS):
        address = _target(anchor, base)
        if address is None or not same_site(address, url):
            continue
        identity = key(address)
        if identity != own:
            link = _link(anchor, address, cards)
            found[identity] = found[identity].merged(link) if identity in found else link
    return list(found.values())


def shown_text(element: Element) -> str:
    """The text of an element on one line, words of neighbouring blocks apart."""
    return clean_line("".join(_pieces(element)), TITLE_LIMIT)


def _pieces(element: Element) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        gap = "" if node.tag in INLINE else " "
        if event == "start" and node.tag in _UNSHOWN:
            walk.skip_subtree()
        elif event == "start":
            yield gap + (node.text or "")
        elif node is not element:
            yield gap + (node.tail or "")


def _target(anchor: Element, base: str) -> str | None:
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith("#"):
        return None
    try:
        return canonical(urljoin(base, href))
    except ValueError:
        return None


def _link(anchor: Element, address: str, cards: _Cards) -> Link:
    above = {node.tag for node in anchor.iterancestors()}
    text, headline = shown_text(anchor), bool(above & _HEADINGS)
    inner = list(anchor.iter(*_HEADINGS))
    if not headline and inner:
        text, headline = shown_text(inner[0]) or text, True
    elif not headline:
        card = cards.around(anchor)
        text, headline = (card.heading, card.links == 1) if card and card.heading else (text, False)
    text = text or clean_line(anchor.get("aria-label") or anchor.get("title") or "", TITLE_LIMIT)
    return Link(address, text, headline and bool(text), "article" in above, bool(above & _FURNITURE))


@dataclass(frozen=True, slots=True)
class _Card:
    """A part of a page that tells of one article: its only heading, where that is no link itself, and its links."""

    heading: str
    links: int


class _Cards:
    """The cards of a page, each looked at once: a page that is one card with thousands of links costs no more."""

    def __init__(self) -> None:
        self._seen: dict[Element, _Card] = {}

    def around(self, anchor: Element) -> _Card | None:
        node = next((node for node in islice(anchor.iterancestors(), _CARD_DEPTH) if node.tag in _CARDS), None)
        if node is None:
            return None
        if node not in self._seen:
            self._seen[node] = _card(node)
        return self._seen[node]


def _card(node: Element) -> _Card:
    headings = list(islice(node.iter(*_HEADINGS), 2))
    own = (
        len(headings) == 1
        and next(headings[0].iter("a"), None) is None
        and next(headings[0].iterancestors("a"), None) is None
    )
    return _Card(shown_text(headings[0]) if own else "", len({a.get("href") for a in node.iter("a") if a.get("href")}))
