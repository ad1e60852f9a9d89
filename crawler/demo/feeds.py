"""What an edition lists for programs: feeds in four formats, a sitemap index and a news sitemap."""

from __future__ import annotations

import json
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from crawler.demo.outlets import NEWS_SITEMAP, FeedKind

if TYPE_CHECKING:
    from crawler.demo.articles import Article
    from crawler.demo.outlets import Edition

_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def feed(edition: Edition, kind: FeedKind) -> bytes:
    """The edition's feed in the format `kind`."""
    return {FeedKind.RSS: _rss, FeedKind.ATOM: _atom, FeedKind.RDF: _rdf, FeedKind.JSON: _json_feed}[kind](edition)


def sitemap_index(edition: Edition) -> bytes:
    """A sitemap index that names the news sitemap."""
    inner = _tag("sitemap", _tag("loc", escape(edition.url(NEWS_SITEMAP))))
    return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">{inner}</sitemapindex>'.encode()


def news_sitemap(edition: Edition) -> bytes:
    """A news sitemap of all that is listed."""
    urls = "".join(_sitemap_url(edition, article) for article in edition.articles())
    return f'{_XML}<urlset xmlns="{_SITEMAPS}" xmlns:news="{_NEWS}">\n{urls}</urlset>'.encode()


def _sitemap_url(edition: Edition, article: Article) -> str:
    outlet = edition.outlet
    publication = _tag("news:name", escape(outlet.name)) + _tag("news:language", outlet.language)
    news = (
        _tag("news:publication", publication)
        + _tag("news:publication_date", article.published.isoformat())
        + _tag("news:title", escape(article.title))
    )
    modified = _tag("lastmod", (article.modified or article.published).isoformat())
    return _tag("url", _tag("loc", escape(edition.url(article.path))) + modified + _tag("news:news", news)) + "\n"


def _rss(edition: Edition) -> bytes:
    items = "".join(_rss_item(edition, article) for article in _fed(edition))
    head = _channel(edition) + _tag("language", edition.outlet.language)
    return f'{_XML}<rss version="2.0" {_DC}><channel>{head}\n{items}</channel></rss>'.encode()


def _rss_item(edition: Edition, article: Article) -> str:
    parts = (
        _tag("title", escape(article.title)),
        _tag("link", escape(edition.url(article.path))),
        f'<guid isPermaLink="false">{escape(_guid(edition, article))}</guid>',
        _tag("pubDate", format_datetime(article.published)),
        _tag("description", escape(article.summary)),
        *(_tag("dc:creator", escape(author)) for author in article.authors),
        *(_tag("category", escape(tag)) for tag in article.tags),
        _enclosure(edition, article),
    )
    return _tag("item", "".join(parts)) + "\n"


def _enclosure(edition: Edition, article: Article) -> str:
    if not article.picture:
        return ""
    return f'<enclosure url="{escape(edition.url("/pictures/" + article.picture.file))}" type="image/jpeg" length="0"/>'


def _rdf(edition: Edition) -> bytes:
    urls = [escape(edition.url(article.path)) for article in _fed(edition)]
    order = _tag("items", _tag("rdf:Seq", "".join(f'<rdf:li rdf:resource="{url}"/>' for url in urls)))
    channel = f'<channel rdf:about="{edition.url("/")}">{_channel(edition)}{order}</channel>\n'
    items = "".join(_rdf_item(edition, article) for article in _fed(edition))
    names = f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {_DC}'
    return f"{_XML}<rdf:RDF {names}>{channel}{items}</rdf:RDF>".encode()


def _rdf_item(edition: Edition, article: Article) -> str:
    url = escape(edition.url(article.path))
    parts = (
        _tag("title", escape(article.title)),
        _tag("link", url),
        _tag("description", escape(article.summary)),
        _tag("dc:date", article.published.isoformat()),
        *(_tag("dc:creator", escape(author)) for author in article.authors),
    )
    return f'<item rdf:about="{url}">{"".join(parts)}</item>\n'


def _atom(edition: Edition) -> bytes:
    entries = "".join(_atom_entry(edition, article) for article in _fed(edition))
    updated = max((a.modified or a.published for a in _fed(edition)), default=None)
    head = _tag("title", escape(edition.outlet.name)) + _tag("id", edition.url("/"))
    head += _tag("updated", updated.isoformat()) if updated else ""
    return f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>'.encode()


def _atom_entry(edition: Edition, article: Article) -> str:
    parts = (
        _tag("title", escape(article.title)),
        f'<link rel="alternate" type="text/html" href="{escape(edition.url(article.path))}"/>',
        _tag("id", escape(_guid(edition, article))),
        _tag("published", article.published.isoformat()),
        _tag("updated", (article.modified or article.published).isoformat()),
        *(_tag("author", _tag("name", escape(author))) for author in article.authors),
        _tag("summary", escape(article.summary)),
    )
    return _tag("entry", "".join(parts)) + "\n"


def _json_feed(edition: Edition) -> bytes:
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": edition.outlet.name,
        "home_page_url": edition.url("/"),
        "feed_url": edition.url(FeedKind.JSON.path),
        "language": edition.outlet.language,
        "items": [_json_item(edition, article) for article in _fed(edition)],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _json_item(edition: Edition, article: Article) -> dict[str, object]:
    return {
        "id": _guid(edition, article),
        "url": edition.url(article.path),
        "title": article.title,
        "summary": article.summary,
        "date_published": article.published.isoformat(),
        "date_modified": (article.modified or article.published).isoformat(),
        "authors": [{"name": author} for author in article.authors],
        "tags": list(article.tags),
    }


def _fed(edition: Edition) -> tuple[Article, ...]:
    return edition.articles()[: edition.outlet.feed_size]


def _guid(edition: Edition, article: Article) -> str:
    return article.guid or edition.url(article.path)


def _channel(edition: Edition) -> str:
    name = escape(edition.outlet.name)
    return _tag("title", name) + _tag("link", edition.url("/")) + _tag("description", name)


def _tag(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"
