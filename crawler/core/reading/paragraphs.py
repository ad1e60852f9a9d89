"""An article's paragraphs: trafilatura's reading of the article's region. The one door to trafilatura.

trafilatura is shown the region alone, without its asides and its inline markup: so it need not guess where the article is,
and what makes it slow on hostile pages (FAULTS 2a: deep nesting, floods of inline tags) never reaches it.
"""

from __future__ import annotations

import logging
import re

from lxml import etree
from lxml.html import Element, HtmlElement
from trafilatura import __version__, bare_extraction
from trafilatura.settings import Document

from crawler.core.reading.outline import BLOCKS, SKIPPED
from crawler.core.reading.region import SHORTEST_PROSE, Region
from crawler.core.text import clean

# What it warns of, its results tell: on pages without text it would fill the log.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# What reads a page, for telling after an upgrade that a text changed because its reader did (FAULTS 81). The number
# counts changes to the rules of this project that change texts.
EXTRACTOR = f"newswatch 2, trafilatura {__version__}"

# Of 402 captured articles the largest has 9,475 elements, the deepest 28 levels; at these limits reading takes 3 s.
_MOST_ELEMENTS = 20_000
_DEEPEST = 100

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
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
    if not _is_bearable(region.element):
        return tuple(filter(None, (clean(run.text) for run in region.runs)))
    document = Element("html")
    etree.SubElement(document, "body").append(_article(region))
    return _lines(bare_extraction(document, fast=True, include_comments=False))


def read_whole(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs that trafilatura finds by itself on a page: for one where no region holds enough prose."""
    return _lines(bare_extraction(tree, include_comments=False)) if _is_bearable(tree) else ()


def _is_bearable(element: HtmlElement) -> bool:
    """Whether trafilatura, which recurses and is quadratic in places, can be given `element`."""
    depth = 0
    for count, (event, _) in enumerate(etree.iterwalk(element, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST or count > 2 * _MOST_ELEMENTS:
            return False
    return True


def _lines(found: object) -> tuple[str, ...]:
    """One line for each of the elements that trafilatura tells apart."""
    if not isinstance(found, Document) or found.body is None:
        return ()
    pieces: list[str] = []
    for event, element in etree.iterwalk(found.body, events=("start", "end")):
        mark = "\n" if element.tag in _LINES else " " if element.tag == "cell" else ""
        text = element.text if event == "start" else element.tail
        pieces += [mark, (text or "").replace("\n", " ")]
    return tuple(filter(None, map(clean, "".join(pieces).split("\n"))))


def _article(region: Region) -> HtmlElement:
    element = region.element
    for each in element.iter():
        # a character reference may name what lxml gives and does not take back
        each.text, each.tail = _without_controls(each.text), _without_controls(each.tail)
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


def _without_controls(text: str | None) -> str | None:
    return _CONTROLS.sub(" ", text) if text else text


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
    """Remove the short texts in `container` that are no paragraphs: counters, clocks, labels, separators."""
    blocks = [child for child in container if child.tag in BLOCKS and child.tag != "br"]
    for block in blocks:
        if _is_short(block.tail):
            block.tail = None
    if blocks and _is_short(container.text):
        container.text = None
    if not blocks and container.tag == "div" and _is_short(container.text_content()):
        _remove(container)


def _is_short(text: str | None) -> bool:
    return len((text or "").strip()) < SHORTEST_PROSE


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
