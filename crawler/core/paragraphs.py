"""An article's paragraphs: trafilatura's reading of the article's region. The one door to trafilatura.

trafilatura is shown the region alone, without its asides and its inline markup: so it need not guess where the article is,
and what makes it slow on hostile pages (FAULTS 2a: deep nesting, floods of inline tags) never reaches it.
"""

from __future__ import annotations

from lxml import etree
from lxml.html import Element, HtmlElement
from trafilatura import __version__, bare_extraction
from trafilatura.settings import Document

from crawler.core.outline import BLOCKS, SKIPPED
from crawler.core.region import SHORTEST_PROSE, Region
from crawler.core.text import clean

# What reads a page, for telling after an upgrade that a text changed because its reader did (FAULTS 81). The number
# counts changes to the rules of this project that change texts.
EXTRACTOR = f"newswatch 1, trafilatura {__version__}"

_INLINE = (
    "b strong i em span font u small mark abbr cite time wbr sub sup q s del ins code kbd samp tt big data bdi bdo acronym "
    "address nobr"
).split()
_DIVISIONS = ("section", "main", "article", "center", "header")
# The elements of trafilatura's result that begin and end a line.
_LINES = frozenset("p head list item quote code table row lb div".split())
_HOLDS_LOOSE_TEXT = ("div", "article", "body", "td", "th", "details", "form", "fieldset", "blockquote", "li")


def read(region: Region) -> tuple[str, ...]:
    """The paragraphs of `region`, headings and list items among them. Takes the region's element out of its page."""
    document = Element("html")
    etree.SubElement(document, "body").append(_article(region))
    found = bare_extraction(document, fast=True, include_comments=False)
    return _lines(found.body) if isinstance(found, Document) and found.body is not None else ()


def read_whole(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs that trafilatura finds by itself on a page: for one where no region holds enough prose."""
    found = bare_extraction(tree, include_comments=False)
    return _lines(found.body) if isinstance(found, Document) and found.body is not None else ()


def _lines(body: HtmlElement) -> tuple[str, ...]:
    """One line for each of the elements that trafilatura tells apart."""
    for element in body.iter():
        end = "\n" if element.tag in _LINES else " " if element.tag == "cell" else ""
        element.text = end + (element.text or "").replace("\n", " ")
        element.tail = (end if element.tag != "lb" else "") + (element.tail or "").replace("\n", " ")
    return tuple(filter(None, map(clean, "".join(body.itertext()).split("\n"))))


def _article(region: Region) -> HtmlElement:
    element = region.element
    for aside in region.asides:
        _remove(aside)
    for skipped in list(element.iterdescendants(*SKIPPED)):
        _remove(skipped)
    etree.strip_tags(element, *_INLINE)
    for each in element.iter():
        each.attrib.clear()
    for division in list(element.iterdescendants(*_DIVISIONS)):
        division.tag = "div"
    for container in list(element.iter(*_HOLDS_LOOSE_TEXT)):
        if region.loose:
            _wrap_loose_text(container)
        else:
            _drop_stray_text(container)
    element.tail = None
    element.tag = "article"
    return element


def _remove(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _wrap_loose_text(container: HtmlElement) -> None:
    """Put what stands directly in `container`, around blocks and between line breaks, into paragraphs."""
    wrapped: list[HtmlElement] = []
    paragraph: HtmlElement | None = None
    for piece in _pieces(container):
        if not isinstance(piece, str) and piece.tag in BLOCKS:
            paragraph = None
            wrapped += [piece] if piece.tag != "br" else []
        elif paragraph is not None or not isinstance(piece, str) or piece.strip():
            if paragraph is None:
                paragraph = Element("p")
                wrapped.append(paragraph)
            _append(paragraph, piece)
    container.text = None
    container[:] = wrapped


def _drop_stray_text(container: HtmlElement) -> None:
    """Remove the short texts between the blocks in `container`: counters, labels, separators."""
    blocks = [child for child in container if child.tag in BLOCKS and child.tag != "br"]
    for block in blocks:
        if block.tail and len(block.tail.strip()) < SHORTEST_PROSE:
            block.tail = None
    if blocks and container.text and len(container.text.strip()) < SHORTEST_PROSE:
        container.text = None


def _pieces(container: HtmlElement) -> list[HtmlElement | str]:
    pieces: list[HtmlElement | str] = [container.text or ""]
    for child in container:
        pieces += [child, child.tail or ""]
        child.tail = None
    return pieces


def _append(paragraph: HtmlElement, piece: HtmlElement | str) -> None:
    if not isinstance(piece, str):
        paragraph.append(piece)
    elif len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + piece
    else:
        paragraph.text = (paragraph.text or "") + piece
