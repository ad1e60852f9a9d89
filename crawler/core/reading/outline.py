"""A page's outline: its runs of text, and the boxes (block elements) that they stand in.

A run is what a reader sees as one paragraph, heading, list item or cell: text that no block element interrupts. All that
decides where a page's article is works on the outline, which is linear in the page however its tags are nested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

# What never holds an article's text. `figure` goes with its caption, `aside` and `footer` by their meaning.
SKIPPED = frozenset(
    "script style noscript template svg iframe object embed video audio canvas button select option label textarea input "
    "nav aside footer figure picture menu dialog head map applet math datalist progress output link meta".split()
)
_SKIPPED_BLOCKS = frozenset("aside dialog figure footer menu nav".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
CONTAINERS = frozenset("body div section article main table tbody tr td center header details fieldset form".split())
BLOCKS = (
    HEADINGS
    | CONTAINERS
    | frozenset("html address blockquote br dd dl dt figcaption hr li ol p pre summary thead th ul".split())
)
# By their meaning they hold the page's content, whatever their class says.
_CONTENT = frozenset({"body", "main", "article"})

# Words in a box's class or id that say it is not the article: shared by content systems and themes the world over.
_ASIDES = (
    r"related|recommend\w*|see-?also|read-?(?:more|also|next)|more-?(?:on|from|stories)|teasers?|trending|popular|"
    r"most-?(?:read|popular|viewed)|taboola|outbrain|sidebar|info-?box|factbox|faktaboks|fact|poll|quiz|"
    r"expandable|collapsible|accordion|ai-?(?:article-?)?summary|tldr|"
    r"newsletters?|subscri\w+|sign-?up|login|register|share|sharing|sharebar|shareable|social\w*|comments?|rating|"
    r"advert\w*|ads?|adslot|sponsor\w*|promos?|promoted|promotion|"
    r"bylines?|authors?|captions?|credits?|images?|photos?|pictures?|gallery|slideshow|videos?|"
    r"meta|metadata|timestamp|kicker|tags|taglist|breadcrumbs?|copyright|disclaimer|"
    r"nav|navbar|navigation|menu|toolbar|footer|modal|popup|overlay|cookies?|consent|"
    r"hidden|sr-only|visually-?hidden|screen-reader-text"
)
_ASIDE = re.compile(rf"(?:^|[\s_-])(?:{_ASIDES})(?:$|[\s_-])", re.IGNORECASE)
# Content systems write an article's own topics into the class of its box ("tag-newsletters", "category-gallery").
_TOPIC = re.compile(r"\b(?:tag|category|cat|topic|term)-\S+")
_CAMEL = re.compile(r"([a-z])([A-Z])")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# The longest class that a content system writes is well below; longer ones are not worth a search (FAULTS 70).
_LONGEST_CLASS = 1000
# Boxes within boxes that each look like an aside: beyond so many it makes no difference.
_MOST_SIGNS = 20


class Box(NamedTuple):
    """A block element, the index of the box around it, and the signs on it and around it that it is no article text."""

    element: HtmlElement
    parent: int
    signs: frozenset[str]


class Run(NamedTuple):
    """A run of text on one line, the index of its box, and how many of its characters are in links."""

    text: str
    box: int
    linked: int


class Outline(NamedTuple):
    """Both in the order of the page; `boxes[0]` is the body, whose parent is itself."""

    boxes: list[Box]
    runs: list[Run]

    def around(self, box: int) -> Iterable[int]:
        """`box` and the boxes around it, innermost first."""
        yield box
        while box:
            box = self.boxes[box].parent
            yield box


def outline(body: HtmlElement, holding_title: frozenset[HtmlElement] = frozenset()) -> Outline:
    """The outline of a page's `body`. Elements around the title are no asides, whatever their class says."""
    walk = _Walk(body, holding_title)
    events = iterwalk(body, events=("start", "end"))
    for event, element in events:
        if event == "end":
            walk.leave(element)
        elif element is not body and element.tag in SKIPPED:
            events.skip_subtree()
            walk.skip(element)
        else:
            walk.enter(element)
    walk.end_run()
    return Outline(walk.boxes, walk.runs)


def is_block(element: HtmlElement) -> bool:
    """Whether `element` sets its text apart. Elements of a site's own make ("x-factbox") are as good as always blocks."""
    return element.tag in BLOCKS or "-" in element.tag


def sign(element: HtmlElement) -> str | None:
    """What about `element` says that it is not the article: its class, or id, or that it is hidden."""
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if name != " " and _names_an_aside(name[:_LONGEST_CLASS]):
        return name
    attributes = element.attrib
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or _INVISIBLE.search(attributes.get("style", ""))
    ):
        return "hidden"
    return None


@lru_cache(maxsize=4096)
def _names_an_aside(name: str) -> bool:
    return bool(_ASIDE.search(_CAMEL.sub(r"\1-\2", _TOPIC.sub("", name))))


class _Walk:
    """The state of one walk through a page."""

    def __init__(self, body: HtmlElement, holding_title: frozenset[HtmlElement]) -> None:
        self.boxes: list[Box] = []
        self.runs: list[Run] = []
        self._body = body
        self._holding_title = holding_title
        self._skipped: HtmlElement | None = None
        self._open: list[int] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0

    def enter(self, element: HtmlElement) -> None:
        if is_block(element) or not self._open:
            self.end_run()
            self._open_box(element)
        elif element.tag == "a":
            self._links += 1
        if element.text:
            self._add(element.text)

    def leave(self, element: HtmlElement) -> None:
        if element is self._skipped:
            self._skipped = None
        elif is_block(element) or element is self._body:
            self.end_run()
            self._open.pop()
        elif element.tag == "a":
            self._links -= 1
        if element.tail and element is not self._body:
            self._add(element.tail)

    def skip(self, element: HtmlElement) -> None:
        self._skipped = element
        if element.tag in _SKIPPED_BLOCKS:
            self.end_run()

    def end_run(self) -> None:
        text = " ".join("".join(self._pieces).split())
        if text and self._open:
            self.runs.append(Run(text, self._open[-1], min(self._linked, len(text))))
        self._pieces.clear()
        self._linked = 0

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _open_box(self, element: HtmlElement) -> None:
        parent = self._open[-1] if self._open else 0
        signs = self.boxes[parent].signs if self._open else frozenset()
        marked = element.tag not in _CONTENT and element not in self._holding_title and len(signs) < _MOST_SIGNS
        if marked and (own := sign(element)):
            signs |= {own}
        self._open.append(len(self.boxes))
        self.boxes.append(Box(element, parent, signs))
