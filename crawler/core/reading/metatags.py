"""What a page's <head> says of its article: <meta> (Open Graph, Dublin Core, publishers' own), <link>, <html lang>."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.html import HtmlElement

from crawler.core.models import Image
from crawler.core.reading.claims import Claims, line, tag_list

# Of 402 captured pages the one with the most has 160.
_MOST = 1000

_HEADLINE = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
_AUTHOR = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "cxenseparse:author",
    "byl",
    "creator",
)
_PUBLISHED = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "parsely-pub-date",
    "sailthru.date", "cxenseparse:publishtime", "pubdate", "publishdate", "publish_date", "publication_date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "date.available", "article.published", "dc.date", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "datemodified", "og:article:modified_time", "og:updated_time", "article:updated", "lastmod",
    "dcterms.modified", "date.modified", "last-modified",
)  # fmt: skip
_IMAGE = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnailurl")
_LANGUAGE = ("content-language", "og:locale", "dc.language", "inlanguage", "language")
_SITE = ("og:site_name", "application-name", "apple-mobile-web-app-title")
# The values of Facebook's article:content_tier for what cannot be read to its end without paying.
_LOCKED = frozenset({"locked", "paid", "premium"})


def read(tree: HtmlElement) -> Claims:
    """What the tags in the head of `tree` claim."""
    said = _collect(tree)
    authors = [name for key in _AUTHOR for name in said.get(key, ()) if _is_name(name)]
    tier = _first(said, "article:content_tier")
    return Claims(
        headline=line(_first(said, *_HEADLINE)),
        descriptions=tuple(filter(None, (line(_first(said, key), 1000) for key in _DESCRIPTION))),
        authors=tuple(dict.fromkeys(filter(None, (line(name, 200) for name in authors)))),
        published=tuple(said[key][0] for key in _PUBLISHED if key in said),
        modified=tuple(said[key][0] for key in _MODIFIED if key in said),
        image=Image(image) if (image := _first(said, *_IMAGE)) else None,
        section=line(_first(said, "article:section", "section", "parsely-section", "cxenseparse:section"), 100),
        tags=tag_list(list(said.get("article:tag", ()) or said.get("news_keywords", ()) or said.get("keywords", ()))),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or _first(said, *_LANGUAGE),
        site_name=line(_first(said, *_SITE), 100),
        canonical=_canonical(tree) or _first(said, "og:url"),
        free=None if tier is None else tier.lower() not in _LOCKED,
        is_article=(_first(said, "og:type") or "").lower() in {"article", "news", "newsarticle"}
        or "article:published_time" in said,
    )


def _collect(tree: HtmlElement) -> Mapping[str, list[str]]:
    said: dict[str, list[str]] = {}
    for count, element in enumerate(tree.iter("meta")):
        if count >= _MOST:
            break
        attributes = element.attrib
        content = (attributes.get("content") or "").strip()
        for naming in ("property", "name", "itemprop", "http-equiv"):
            if content and (key := attributes.get(naming)):
                said.setdefault(key.strip().lower(), []).append(content)
    return said


def _first(said: Mapping[str, list[str]], *keys: str) -> str | None:
    return next((said[key][0] for key in keys if key in said), None)


def _canonical(tree: HtmlElement) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    return next((href.strip() for href in links if href and href.strip()), None)


def _is_name(text: str) -> bool:
    """Not an address, a handle, or an identifier, as these tags also hold."""
    return not (text.startswith(("http", "@", "//", "/")) or text.isdigit())
