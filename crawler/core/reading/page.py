"""Reading one page: from its bytes to the article that it holds, or to why it holds none.

First what the page says of itself (JSON-LD, <meta>), then where its article is, then the article's paragraphs as trafilatura
reads them. What differs at each fetch of an unedited page (lists of links, clocks, counters) does not reach the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from w3lib.html import remove_tags

from crawler.core import urls
from crawler.core.fingerprints import overlap
from crawler.core.models import Image, Reading, Trouble
from crawler.core.reading import (
    absence,
    bylines,
    datelines,
    headline,
    languages,
    metatags,
    moments,
    paragraphs,
    pictures,
    region,
    structured,
    summary,
)
from crawler.core.reading.claims import Claims, alike, line
from crawler.core.reading.markup import Markup, parse
from crawler.core.reading.outline import Outline, outline
from crawler.core.text import clean_line
from crawler.core.volatile import volatile

# A page that says it is an article may be a flash of one sentence; any other page must show that it is more than a notice.
_SHORTEST_ARTICLE = 40
_SHORTEST_TEXT = 140
# trafilatura's own measure of a text too short to be the whole (its MIN_EXTRACTED_SIZE).
_DOUBTFUL = 250
# Of the text in JSON-LD, the page shows at least so much; one that shows less hides its text from us, not from everyone.
_SHOWN = 0.2
# The title is repeated, and the summary stands, within the first paragraphs.
_HEAD = 6
# A headline with its kicker is at most so many times as long.
_KICKER = 2


@dataclass(frozen=True, slots=True)
class _Page:
    """A page and what it says of itself."""

    address: str
    tree: HtmlElement
    structured: Claims
    tags: Claims
    site: tuple[str, ...]
    title: str | None
    cut: str
    ended: bool

    @property
    def is_article(self) -> bool:
        return self.structured.is_article or self.tags.is_article


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside an article's text, read before the text is, since that takes the tree apart."""

    authors: tuple[str, ...]
    times: moments.Times
    image: Image | None


def read_page(data: bytes, url: str, content_type: str | None = None, language: str | None = None) -> Reading | Trouble:
    """The article in `data`, the unpacked body of the page at `url`, or why there is none.

    `language` is what the outlet is said to write in (ISO 639-1), for a page that does not say.
    """
    markup = parse(data, content_type)
    if isinstance(markup, Trouble):
        return markup
    page = _page(markup, url)
    beside = _Beside(
        bylines.choose(page.structured, page.tags, page.tree, page.site),
        moments.choose(page.structured, page.tags, page.tree),
        pictures.choose(page.structured, page.tags, page.tree, page.address, page.title),
    )
    text, reader, why_not = _text(page)
    if trouble := absence.notice(page.title, text, claims_article=page.is_article):
        return trouble
    if sum(map(len, text)) < (_SHORTEST_ARTICLE if page.is_article else _SHORTEST_TEXT):
        return why_not
    return _reading(page, beside, text, reader, language)


def _reading(page: _Page, beside: _Beside, text: tuple[str, ...], reader: str, language: str | None) -> Reading:
    authors = (bylines.signed(text) if bylines.names_site(beside.authors, page.site) else ()) or beside.authors
    text = bylines.without(text, authors) or text
    return Reading(
        title=page.title,
        paragraphs=text,
        authors=authors,
        language=languages.choose((page.tags.language, page.structured.language, language), " ".join(text)),
        published_at=beside.times.published,
        published_day_only=beside.times.day_only,
        modified_at=beside.times.modified,
        image=beside.image,
        section=page.structured.section or page.tags.section,
        tags=page.structured.tags or page.tags.tags,
        paywalled=page.structured.free is False or page.tags.free is False,
        dateline=datelines.find(text),
        canonical_url=urls.canonical(page.tags.canonical, page.address) if page.tags.canonical else None,
        site_name=next(
            (name for name in (page.tags.site_name, page.structured.site_name) if name and "://" not in name), None
        ),
        extractor=reader,
        partial=bool(page.cut) or not page.ended,
        note=page.cut or ("" if page.ended else "the page came without its end tag: it may have been cut short"),
    )


def _page(markup: Markup, url: str) -> _Page:
    tree = markup.tree
    tags = metatags.read(tree)
    title_tag = line(tree.findtext(".//title"))
    shown = [text for heading in tree.iter("h1") if (text := clean_line(" ".join(heading.itertext())))]
    titles = [text for text in (tags.headline, title_tag, *shown) if text]
    said = structured.read(tree, titles)
    site = _names_of_site(said, tags, url)
    title = headline.choose(tags.headline, said.headline, shown, title_tag, site)
    return _Page(url, tree, said, tags, site, title, markup.cut, markup.ended)


def _names_of_site(said: Claims, tags: Claims, url: str) -> tuple[str, ...]:
    return tuple(filter(None, (tags.site_name, said.site_name, urlsplit(url).hostname)))


def _text(page: _Page) -> tuple[tuple[str, ...], str, Trouble]:
    """The article's paragraphs, what read them, and what is wrong if they are too few. Takes the tree apart."""
    body = page.tree.find(".//body")
    body = page.tree if body is None else body
    heading = _heading(body, [title for title in (page.title, page.structured.headline, page.tags.headline) if title])
    outlined = outline(body, frozenset(heading.iterancestors()) if heading is not None else frozenset())
    found = region.find(outlined, heading)
    descriptions = (*page.structured.descriptions, *page.tags.descriptions)
    stands_above = summary.find(outlined, found.first, page.title, descriptions)
    why = absence.cause(page.tree, sum(len(run.text) for run in outlined.runs), page.cut)
    whole = _whole(page.tree, outlined) if found.prose < _DOUBTFUL else ()
    read = paragraphs.read(found)
    text = _article_only(max(read, whole, key=lambda each: sum(map(len, each))), page.title, stands_above)
    hidden = _structured(text, page.structured.body)
    # of one article the two differ in form, which is no edit
    return (hidden, f"{paragraphs.EXTRACTOR}, structured data", why) if hidden else (text, paragraphs.EXTRACTOR, why)


def _whole(tree: HtmlElement, page: Outline) -> tuple[str, ...]:
    """What trafilatura finds on the whole page, without the lines that are links elsewhere: an index is no article."""
    elsewhere = {run.text for run in page.runs if region.points_elsewhere(run)}
    return tuple(each for each in paragraphs.read_whole(tree) if each not in elsewhere)


def _heading(body: HtmlElement, titles: list[str]) -> HtmlElement | None:
    """The heading that shows the article's title, in whichever of its forms."""
    texts = [(each, "".join(each.itertext())) for each in (*body.iter("h1"), *body.iter("h2"))]
    shown = (each for title in titles for each, text in texts if alike(text, title))
    return next(shown, None)


def _article_only(text: tuple[str, ...], title: str | None, above: str | None) -> tuple[str, ...]:
    """`text` without its headline and without lines that change by themselves, with the article's summary at its head."""
    kept = [
        paragraph
        for index, paragraph in enumerate(text)
        if not volatile(paragraph) and not (index < _HEAD and title and _repeats(paragraph, title))
    ]
    if above and not any(alike(each, above) for each in kept[:_HEAD]):
        kept.insert(0, above)
    return tuple(kept)


def _repeats(paragraph: str, title: str) -> bool:
    return len(paragraph) <= _KICKER * len(title) and alike(paragraph, title)


def _structured(text: tuple[str, ...], body: str | None) -> tuple[str, ...]:
    """The text in the page's JSON-LD where the page shows hardly any of that."""
    if not body or overlap(body, "\n".join(text)).of_first >= _SHOWN:
        return ()
    lines = re.split(r"\n+|</p>|<br\s*/?>", body)
    return tuple(filter(None, (line(remove_tags(each), 20_000) for each in lines)))
