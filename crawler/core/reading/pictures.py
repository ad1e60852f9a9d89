"""The picture that leads an article, with its caption and its credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.core.models import Image
from crawler.core.reading.claims import Claims, line, same_words

# The lead picture is among the first; galleries have hundreds.
_MOST_FIGURES = 8
_LONGEST_CAPTION = 1000
_LONGEST_CREDIT = 200
# Browsers take more, but nothing that names a picture in the news does.
_LONGEST_URL = 2000
# What of an address names the picture whatever size of it is asked for: a number, a hash, a file's name with digits.
_IDENTITY = re.compile(r"(?=[\w-]*\d)[A-Za-z0-9][\w-]{7,}[A-Za-z0-9]")
_SIZE = re.compile(r"^\d+[x_-]\d+|^(?:w|h|width|height|quality)[_-]?\d", re.IGNORECASE)

_SOURCES = ("src", "srcset", "data-src", "data-srcset", "data-original", "data-lazy-src")
_CREDIT_CLASS = re.compile(r"credit|copyright|source|photographer|agency|fotograf|urheber", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|[\s.,;|(/–—-])(?P<word>©|\(c\)|(?:photos?|foto(?:graf(?:ie|ía)?)?s?|bild(?:er)?|image|picture|credits?|photograph|fotoğraf|ảnh|"
    r"isithombe|zdjęcie|фото|사진|写真|图|圖)\s*(?:by\b|von\b|[:：=©/]))\s*(?P<name>[^\n]{2,120}?)\)?\.?$",
    re.IGNORECASE,
)  # fmt: skip
_FILE_NAME = re.compile(r"^(?:\S+\.\w{3,4}|[\w-]*\d[\w-]*)$")
_LEAD_IN = re.compile(
    r"^(?:©|\(c\)|(?:photos?|foto|bild|image|picture|credits?|фото|사진|写真)\s*(?:by\b|[:：=]))\s*", re.IGNORECASE
)


def choose(structured: Claims, tags: Claims, tree: HtmlElement, address: str, headline: str | None) -> Image | None:
    """The picture that JSON-LD or Open Graph names, else the first figure's; with what the figure that shows it says."""
    figures = list(_figures(tree))
    named = (_addressed(image, address) for image in (structured.image, tags.image) if image)
    if image := next(filter(None, named), None):
        shown = next((figure for figure in figures if _shows(figure, image, address)), None)
        return _with_words(image, shown, headline)
    captioned = (_addressed(figure, address) for figure in figures if figure.caption)
    first = next(filter(None, captioned), None)
    return _with_words(first, None, headline) if first else None


def _with_words(image: Image, shown: Image | None, headline: str | None) -> Image:
    """`image` with its caption and credit, or those of the figure that shows it, told apart."""
    caption, credit = image.caption, image.credit
    if caption is None or _FILE_NAME.match(caption) or (headline and same_words(caption, headline)):
        caption = shown.caption if shown else None
    credit = credit or (shown.credit if shown else None)
    if caption and (found := _CREDIT.search(caption)):
        credit = credit or found["name"]
        caption = caption[: found.start("word")].rstrip(" ,;|(/–—-")
    credit = _LEAD_IN.sub("", credit).strip(" ;.,()") if credit else None
    return replace(image, caption=caption or None, credit=credit or None)


def _figures(tree: HtmlElement) -> Iterator[Image]:
    """The page's first figures with a picture, its address as written."""
    for figure in islice(tree.iter("figure"), _MOST_FIGURES):
        sources = (
            source.strip() for each in figure.iter("img", "source") for name in _SOURCES if (source := each.get(name))
        )
        usable = next((source.split()[0] for source in sources if source and not source.startswith("data:")), None)
        if usable:
            credit = _credit(figure)
            yield Image(usable, _caption(figure, credit), credit)


def _caption(figure: HtmlElement, credit: str | None) -> str | None:
    caption = line(" ".join(" ".join(each.itertext()) for each in figure.iter("figcaption")), _LONGEST_CAPTION)
    if caption and credit:
        caption = caption.removesuffix(credit).removeprefix(credit).strip(" |/–—-")
    return caption or None


def _credit(figure: HtmlElement) -> str | None:
    marked = (
        each
        for each in figure.iter("span", "p", "div", "small", "cite", "em")
        if _CREDIT_CLASS.search(each.get("class") or "")
    )
    texts = (line(" ".join(each.itertext()), _LONGEST_CREDIT) for each in marked)
    return next((text for text in texts if text), None)


def _addressed(image: Image, address: str) -> Image | None:
    try:
        url = urljoin(address, image.url.replace("&amp;", "&").replace("&#038;", "&"))
        usable = (
            urlsplit(url).scheme in {"http", "https"}
            and len(url) <= _LONGEST_URL
            and not re.search(r"[\s\x00-\x1f]", url)
        )
    except ValueError:
        return None
    return replace(image, url=url) if usable else None


def _shows(figure: Image, image: Image, address: str) -> bool:
    """Whether a figure shows the picture, in whatever size."""
    if _identity(figure.url) & _identity(image.url):
        return True
    stands_at = _addressed(figure, address)
    return stands_at is not None and stands_at.url == image.url


def _identity(url: str) -> frozenset[str]:
    return frozenset(part.lower() for part in _IDENTITY.findall(unquote(url)) if not _SIZE.match(part))
