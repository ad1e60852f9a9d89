"""What the tests of digests begin with: articles to show, gathered pages, and how a real parser sees what was rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import html5lib

from crawler.core.clipping import Source
from crawler.core.coverage import Item
from crawler.core.digest import Changed, Edit, LeftOut, Listed, Rendered
from crawler.core.digest_page import Gathered, page
from crawler.core.lengths import Lengths
from crawler.core.models import Image, RevisionKind
from crawler.core.periods import Period
from crawler.deliver.render import render

NOW = datetime(2025, 1, 14, 22, 30, tzinfo=UTC)
PERIOD = Period(NOW - timedelta(days=1), NOW)
SEOUL = ZoneInfo("Asia/Seoul")
ROOMY = Lengths(2400, 1800, 900, related_pictures=True)
TEXT = (
    "SEOUL, Jan 14 (Northwire) – The ferry to the northern islands will run twice a day from Monday, the harbour office said.",
    "Officials expect some 300 passengers on the first day, and twice as many once the fishing season has begun.",
)
SOURCE = Source(
    outlet="The Gazette",
    url="https://www.gazette.example/ferry?id=7",
    title="Second ferry to the islands",
    seen_at=NOW,
    language="en",
    published_at=datetime(2025, 1, 14, 6, 0, tzinfo=UTC),
    paragraphs=TEXT,
    dateline="SEOUL, Jan 14 (Northwire) –",
    image=Image("https://www.gazette.example/ferry.jpg", "The old ferry leaves the harbour.", "Ida Lund/Gazette"),
    topics=("Ferries",),
)
OTHER = replace(
    SOURCE,
    outlet="Tribune Asia",
    url="https://www.tribune.example/boats",
    title="Islanders welcome a second boat",
    image=Image("https://www.tribune.example/boat.jpg", "A boat.", "Tribune"),
)


def gathered(sources: Mapping[int, Source], items: Sequence[Item] = (), **more: Any) -> Gathered:
    """What a page is made of; without `items` each source is a story."""
    items = items or tuple(Item(id_, id_) for id_ in sources)
    made = Gathered("morning", ("Ferries",), PERIOD, items, (), sources, {}, (), ())
    return replace(made, **more)


def rendered(made: Gathered, lengths: Lengths = ROOMY) -> Rendered:
    """The digest that is made of it, for a reader in Seoul."""
    return render(page(made, SEOUL, lengths), NOW)


def hostile(text: str) -> Gathered:
    """A digest with every part, and `text` in each place to which somebody else's text comes."""
    listed = Listed(1, 1, text, NOW)
    source = replace(
        SOURCE,
        outlet=text, url=text, title=text, language=text, paragraphs=(text, f"{text} {text}"), summary=text, dateline=text,
        image=Image(f"https://gazette.example/{text}", text, text), carriers=((text, text), ("Tribune", f"https://x/{text}")),
        topics=(text, "Ferries"), reason=text, off_topic_since=NOW,
    )  # fmt: skip
    edits = [
        Changed((Edit(replace(listed, article_id=id_), 2, NOW, kind, text, silent=True),))
        for id_, kind in ((1, RevisionKind.CORRECTION), (2, RevisionKind.FIGURES), (3, RevisionKind.GONE))
    ]
    sources = dict.fromkeys(range(1, 6), source)
    return Gathered(
        text,
        (text, "Ferries"),
        replace(PERIOD, caught_up=True),
        (Item(1, 1, (2, 3), (4,), 3), Item(2, 5)),
        edits,
        sources,
        {1: (("Old", f"{text} was"), (text, f"{text} is")), 2: (("A", "Text"), ("A", f"Text {text}"))},
        ((text, text),),
        (LeftOut(3, "dropped in review"),),
    )


def parsed(html: str, *, strict: bool = False) -> ET.Element:
    """A document as browsers parse it. `strict`: any error that a validator would name is raised."""
    parser = html5lib.HTMLParser(strict=strict, namespaceHTMLElements=False)
    tree: ET.Element = parser.parse(html)
    return tree


def entry_of(digest: Rendered) -> ET.Element:
    """A digest's Atom entry."""
    return ET.fromstring(digest.entry)  # noqa: S314 - our own


_ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "srcset", "xlink:href"}
_ELEMENTS = frozenset(
    "html head meta title style body div h1 h2 h3 p a img figure figcaption i b bdi br span ul li del ins".split()
)


def executable(tree: ET.Element) -> Iterator[str]:
    """Whatever in a parsed document could run, or that the templates do not write."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # the comments that Outlook reads
        if element.tag not in _ELEMENTS:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name == "srcdoc":
                yield f"{name}={value}"
            if name.lower() in _ADDRESSES and not re.match(r'https?://[^\s<>"]+$', value):
                yield f"{name}={value}"
            if name == "style" and re.search(r"url\(|expression|@import|javascript", value, re.IGNORECASE):
                yield f"{name}={value}"


def words(tree: ET.Element) -> str:
    """The text that a document shows."""
    body = tree.find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())
