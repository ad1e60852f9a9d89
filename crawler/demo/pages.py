"""The pages of an edition as HTML: its articles and its lists of them."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from crawler.demo.outlets import Noise

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.demo.articles import Article
    from crawler.demo.outlets import Edition, Wording

_FOLDER = Path(__file__).parent
# What live front pages and "more from us" boxes show; enough here that a list is longer than an article's paragraphs.
_LISTED, _RELATED = 40, 5


def article_page(edition: Edition, article: Article, number: int) -> bytes:
    """The page of `article` as request `number` gets it: what its outlet's noise changes follows that number."""
    outlet = edition.outlet
    if article.script_only:
        return _filled("script", language=outlet.language, outlet=outlet.name, path=article.path)
    raw = {
        "meta": _meta(edition, article),
        "json_ld": _json_ld(edition, article),
        "menu": _links(outlet.wording.menu),
        "byline": _byline(outlet.wording, article),
        "figure": _figure(article),
        "paragraphs": _paragraphs(outlet.noise, outlet.wording, article, number),
        "subscribe": _paragraph(outlet.wording.subscribe, "paywall") if article.paywalled else "",
        "tags": "".join(f"<li>{escape(tag)}</li>" for tag in article.tags),
        "related": _related(edition, article),
        "around": _around(outlet.noise, outlet.wording, number),
    }
    return _filled(
        "article",
        raw,
        language=outlet.language,
        outlet=outlet.name,
        title=article.title,
        summary=article.summary,
        canonical=_canonical(edition, article),
        section=article.section,
        published=article.published.isoformat(),
        published_shown=_shown(article.published),
        share=outlet.wording.share,
        cookies=outlet.wording.cookies,
        related_title=outlet.wording.related,
    )


def listing_page(edition: Edition, *, links: bool = True, feed_named: bool = False) -> bytes:
    """A section or home page: headlines that link to their articles, or without `links` none."""
    outlet = edition.outlet
    listed = edition.articles()[:_LISTED] if links else ()
    named = ""
    if feed_named and outlet.feed:
        named = f'<link rel="alternate" type="{outlet.feed.content_type}" href="{outlet.feed.path}" title="News">'
    raw = {"feed": named, "menu": _links(outlet.wording.menu), "items": "\n".join(_teaser(a) for a in listed)}
    return _filled("listing", raw, language=outlet.language, outlet=outlet.name)


def picture(name: str) -> bytes | None:
    """The JPEG file `name` of the press's pictures; None where there is none of that name."""
    known = {path.name: path for path in (_FOLDER / "pictures").glob("*.jpg")}
    return known[name].read_bytes() if name in known else None


def style() -> bytes:
    """The style sheet that all pages share."""
    return (_FOLDER / "templates" / "style.css").read_bytes()


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / "templates" / f"{name}.html").read_text(encoding="utf-8"))


def _filled(name: str, raw: dict[str, str] | None = None, **texts: str) -> bytes:
    """The template with `raw` markup and with `texts`, which are escaped."""
    return _template(name).substitute(raw or {}, **{key: escape(text) for key, text in texts.items()}).encode()


def _canonical(edition: Edition, article: Article) -> str:
    return article.canonical or edition.url(article.path)


def _picture_url(edition: Edition, article: Article) -> str | None:
    return edition.url(f"/pictures/{article.picture.file}") if article.picture else None


def _meta(edition: Edition, article: Article) -> str:
    named = [("author", author) for author in article.authors]
    properties = [("article:published_time", article.published.isoformat()), ("article:section", article.section)]
    if article.modified:
        properties.append(("article:modified_time", article.modified.isoformat()))
    if image := _picture_url(edition, article):
        properties.append(("og:image", image))
    return "\n".join(
        [f'<meta name="{key}" content="{escape(value)}">' for key, value in named]
        + [f'<meta property="{key}" content="{escape(value)}">' for key, value in properties]
    )


def _json_ld(edition: Edition, article: Article) -> str:
    value = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": _canonical(edition, article),
        "headline": article.title,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.modified or article.published).isoformat(),
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": edition.outlet.name},
        "inLanguage": edition.outlet.language,
        "articleSection": article.section,
        "keywords": list(article.tags),
        "isAccessibleForFree": not article.paywalled,
        "image": _picture_url(edition, article),
    }
    # "</script>" in a headline would end the block
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def _byline(wording: Wording, article: Article) -> str:
    return escape(f"{wording.by} {', '.join(article.authors)}") if article.authors else ""


def _figure(article: Article) -> str:
    if not article.picture:
        return ""
    caption, credit = escape(article.picture.caption), escape(article.picture.credit)
    return (
        f'<figure><img src="/pictures/{escape(article.picture.file)}" alt="{caption}" width="1000" height="560">'
        f'<figcaption>{caption} <span class="credit">{credit}</span></figcaption></figure>'
    )


def _paragraphs(noise: Noise, wording: Wording, article: Article, number: int) -> str:
    lines = [_paragraph(line) for line in article.lines]
    if noise is Noise.WITHIN:
        link = f'<a href="/elsewhere/{number}">{escape(_headline(wording, number))}</a>'
        lines.insert((len(lines) + 1) // 2, f"<p><strong>{escape(wording.read_more)}</strong> {link}</p>")
        # between two and fifty-eight minutes, never the same twice in a row
        lines.append(_paragraph(wording.updated.format(n=2 + number * 7 % 57)))
    return "\n".join(lines)


def _around(noise: Noise, wording: Wording, number: int) -> str:
    if noise is Noise.NONE:
        return ""
    headlines = (_headline(wording, number + place) for place in range(len(wording.headlines) - 1))
    items = "".join(f'<li><a href="/elsewhere/{number}">{escape(headline)}</a></li>' for headline in headlines)
    counter = wording.readers.format(n=1000 + number * 13, clock=f"{number // 60 % 24:02}:{number % 60:02}")
    return f'<aside class="most-read"><h2>{escape(wording.most_read)}</h2><ul>{items}</ul>{_paragraph(counter)}</aside>'


def _related(edition: Edition, article: Article) -> str:
    others = [other for other in edition.articles() if other.path != article.path][:_RELATED]
    return "".join(f'<li><a href="{escape(a.path)}">{escape(a.title)}</a></li>' for a in others)


def _teaser(article: Article) -> str:
    link = f'<a href="{escape(article.path)}">{escape(article.title)}</a>'
    return f"<article><h3>{link}</h3><p>{escape(article.summary)}</p></article>"


def _links(menu: tuple[str, ...]) -> str:
    return " ".join(f'<a href="/menu/{place}">{escape(word)}</a>' for place, word in enumerate(menu))


def _paragraph(text: str, css_class: str = "") -> str:
    return f'<p class="{css_class}">{escape(text)}</p>' if css_class else f"<p>{escape(text)}</p>"


def _headline(wording: Wording, number: int) -> str:
    return wording.headlines[number % len(wording.headlines)]


def _shown(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"
