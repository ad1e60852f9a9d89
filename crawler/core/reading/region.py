"""Where on a page its article is: the smallest box that holds nearly all of its prose, and what in it is not the article.

The methods are old ones: prose is told from menus by length and by its share of links (Kohlschütter et al. 2010, "Boilerplate
Detection using Shallow Text Features"); the article's box is found from the top down by where the prose is. Names of
classes are only signs: what they mark goes, unless hardly any prose would be left.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.core.reading.outline import CONTAINERS, HEADINGS, Outline, Run

# All figures below were chosen on 402 captured pages and are flat there: half or twice as much changes F1 by under 0.005.
# A run of fewer characters may be anything: a button, a label, a name.
SHORTEST_PROSE = 40
# The article's box holds this share of the prose of the box around it.
_HOLDS_NEARLY_ALL = 0.9
# Unless it has a paragraph of this length beside the box within: the beginning, and a box that hides the rest until a click.
_OWN_PROSE = 200
# Signs are believed while so much prose remains without what they mark, in characters or as a share of the page's.
_ENOUGH_PROSE = 1500
_ENOUGH_SHARE = 0.3
_MOST_DOUBTED = 20
# An <article> around the headline is the article from so much prose on, in characters or as a share.
_ARTICLE_PROSE = 600
_ARTICLE_SHARE = 0.3
# A run of which more is in links points elsewhere.
_LINKED = 0.8
_LABEL = re.compile(r"^.{1,40}[:|»>›]$")
# Loose text (directly in a <div>, between <br>) is dropped as furniture unless it is this much of the prose.
_LOOSE_SHARE = 0.2
# Boxes that ask for consent are never the article, however little else a page holds.
_CONSENT = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_WRITTEN_IN = frozenset("p li blockquote pre dd dt".split()) | HEADINGS


@dataclass(frozen=True, slots=True)
class Region:
    """An article's place: its box, the elements within it that are not the article, and the runs that are.

    `loose` tells that much of its prose stands directly in containers and not in paragraphs.
    """

    element: HtmlElement
    asides: frozenset[HtmlElement]
    runs: tuple[Run, ...]
    first: int  # the index of the page's run with which it begins
    prose: int  # in characters
    loose: bool


def prose(run: Run, tag: str) -> int:
    """How many characters of `run` are prose: none where it is short, a heading, or mostly links."""
    if len(run.text) < SHORTEST_PROSE or tag in HEADINGS or run.linked > len(run.text) / 2:
        return 0
    return len(run.text) - run.linked


def points_elsewhere(run: Run) -> bool:
    """Whether `run` is nothing but links, or a label ("Read more:") and links."""
    if run.linked >= _LINKED * len(run.text):
        return True
    label = run.text[: len(run.text) - run.linked].rstrip()
    return run.linked > len(label) and bool(_LABEL.match(label))


def find(page: Outline, headline: HtmlElement | None) -> Region:
    """The article's region. `headline` is the element that shows the article's title."""
    weights = [prose(run, page.boxes[run.box].element.tag) for run in page.runs]
    believed = _believed_signs(page, weights)
    kept = [not page.boxes[run.box].signs & believed for run in page.runs]
    mass = _mass(page, [weight if keep else 0 for weight, keep in zip(weights, kept, strict=True)])
    top = _descend(page, mass, _own(page, weights, kept), _start(page, mass, headline))
    return _region(page, top, weights, kept, believed)


def _believed_signs(page: Outline, weights: list[int]) -> frozenset[str]:
    """The signs under which hardly any prose stands; those with the most prose are doubted first."""
    under: Counter[str] = Counter()
    rest = 0
    for run, weight in zip(page.runs, weights, strict=True):
        if weight:
            signs = page.boxes[run.box].signs
            under.update(dict.fromkeys(signs, weight))
            rest += 0 if signs else weight
    enough = min(_ENOUGH_PROSE, _ENOUGH_SHARE * sum(weights))
    believed = frozenset(sign for box in page.boxes for sign in box.signs)
    doubtful = (sign for sign, _ in under.most_common(_MOST_DOUBTED) if not _CONSENT.search(sign))
    while rest < enough:
        if (sign := next(doubtful, None)) is None:
            return frozenset()  # a page that marks all its text marks nothing
        believed -= {sign}
        rest = sum(
            weight for run, weight in zip(page.runs, weights, strict=True) if not page.boxes[run.box].signs & believed
        )
    return believed


def _mass(page: Outline, weights: list[int]) -> list[int]:
    """The prose in each box and all boxes within it."""
    mass = [0] * len(page.boxes)
    for run, weight in zip(page.runs, weights, strict=True):
        mass[run.box] += weight
    for index in range(len(page.boxes) - 1, 0, -1):
        mass[page.boxes[index].parent] += mass[index]
    return mass


def _start(page: Outline, mass: list[int], headline: HtmlElement | None) -> int:
    """The <article> around the headline, where it holds the prose; else the body. Comments and further articles follow."""
    enough = min(_ARTICLE_PROSE, _ARTICLE_SHARE * mass[0])
    at = next((index for index, box in enumerate(page.boxes) if box.element is headline), 0)
    articles = (index for index in page.around(at) if page.boxes[index].element.tag == "article")
    return next((index for index in articles if mass[index] >= enough), 0)


def _own(page: Outline, weights: list[int], kept: list[bool]) -> list[int]:
    """The prose in paragraphs that stand directly in each box."""
    own = [0] * len(page.boxes)
    for run, weight, keep in zip(page.runs, weights, kept, strict=True):
        if keep and page.boxes[run.box].element.tag == "p":
            own[page.boxes[run.box].parent] += weight
    return own


def _descend(page: Outline, mass: list[int], own: list[int], top: int) -> int:
    heaviest: dict[int, int] = {}
    for index in range(len(page.boxes) - 1, 0, -1):
        parent = page.boxes[index].parent
        if mass[index] >= mass[heaviest.get(parent, index)]:
            heaviest[parent] = index
    while (inner := heaviest.get(top)) and mass[inner] and mass[inner] >= _HOLDS_NEARLY_ALL * mass[top]:
        if page.boxes[inner].element.tag not in CONTAINERS or own[top] >= _OWN_PROSE:
            break
        top = inner
    return top


def _region(page: Outline, top: int, weights: list[int], kept: list[bool], believed: frozenset[str]) -> Region:
    within = [top == 0] * len(page.boxes)
    for index in range(top + 1, len(page.boxes)):
        within[index] = top == page.boxes[index].parent or within[page.boxes[index].parent]
    within[top] = True
    chosen = [at for at, run in enumerate(page.runs) if kept[at] and within[run.box]]
    loose = sum(weights[at] for at in chosen if page.boxes[page.runs[at].box].element.tag not in _WRITTEN_IN)
    total = sum(weights[at] for at in chosen)
    pointers = _pointers(page)
    return Region(
        page.boxes[top].element,
        frozenset(
            page.boxes[index].element
            for index in range(top + 1, len(page.boxes))
            if within[index] and (page.boxes[index].signs & believed or index in pointers)
        ),
        tuple(page.runs[at] for at in chosen),
        first=chosen[0] if chosen else len(page.runs),
        prose=total,
        loose=loose >= _LOOSE_SHARE * total,
    )


def _pointers(page: Outline) -> frozenset[int]:
    """The boxes that hold nothing but a run that points elsewhere."""
    holding_boxes = {box.parent for box in page.boxes}
    return frozenset(run.box for run in page.runs if run.box not in holding_boxes and points_elsewhere(run))
