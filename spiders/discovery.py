"""What an outlet's home page and robots.txt tell of where its articles are listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawler.core.models import Listing, Outlet, Source, SourceKind, Trouble, VisitState
from crawler.core.urls import canonical, key, same_site
from spiders.article_links import looks_like_article
from spiders.links import Element, base_of, links_of, parse_html
from spiders.markup import language_code
from spiders.sections import listing_of
from spiders.sitemap_indexes import lists_news, lists_no_articles

# An outlet's feeds and sitemaps overlap nearly whole: a few of them tell all that is new.
MOST_SOURCES = 6
# Of a list of all its feeds, these many are looked at.
_MOST_NAMED = 20

_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json", re.IGNORECASE)
_VAGUE_TYPE = re.compile(r"(?:text|application)/(?:xml|json)", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss\d?|feeds?|atom|rdf)(?:/?|\.(?:xml|rss|json|php|rdf))$|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"(?<![a-z])(?:comments?|kommentare|commentaires|comentarios)(?![a-z])", re.IGNORECASE)
_FLAVOUR = re.compile(r"(?<![a-z])(?:rss2?|atom|rdf|json|feed|xml|alt=\w+)(?![a-z])|[/.?_-]", re.IGNORECASE)

# The addresses that most outlets use, by lists of 180 publishers and of 12 countries' feeds: `/feed/` and `/rss` come
# far before all others, `news-sitemap.xml` and `sitemap-news.xml` are a third of the news sitemaps.
_USUAL_PLACES = (
    (SourceKind.FEED, "/feed/"),
    (SourceKind.FEED, "/rss"),
    (SourceKind.SITEMAP, "/news-sitemap.xml"),
    (SourceKind.SITEMAP, "/sitemap-news.xml"),
    (SourceKind.FEED, "/rss.xml"),
    (SourceKind.SITEMAP, "/sitemap.xml"),
)


def parse_home(text: str, url: str, outlet: str) -> Listing | Trouble:
    """The feeds that a home page names, and the links on it that look like articles."""
    root = parse_html(text)
    if root is None:
        return Trouble(VisitState.BAD_FEED, "a page without content")
    links = links_of(root, url)
    feeds = list(_advertised(root, url)) or [link.url for link in links if _FEED_PATH.search(urlsplit(link.url).path)]
    sources = [Source(outlet, SourceKind.FEED, feed, found_from=url) for feed in dict.fromkeys(feeds)]
    articles = [link for link in links if looks_like_article(link)]
    note = "" if articles or sources else f"none of the page's {len(links)} links looks like an article or a feed"
    return replace(listing_of(articles, url, outlet, note), sources=tuple(sources[:_MOST_NAMED]))


def advertised_feeds(text: str, url: str) -> tuple[str, ...]:
    """The feeds that the HTML page in `text` names in its head."""
    root = parse_html(text)
    return tuple(dict.fromkeys(_advertised(root, url))) if root is not None else ()


def sitemaps_in_robots(text: str, url: str) -> tuple[str, ...]:
    """The sitemaps of its own site that a robots.txt names; `url` is its address or any other of its host."""
    named = (canonical(sitemap, url) for sitemap in Protego.parse(text).sitemaps)
    return tuple(dict.fromkeys(sitemap for sitemap in named if sitemap and same_site(sitemap, url)))


def usual_places(home: str) -> tuple[tuple[SourceKind, str], ...]:
    """Where outlets keep their feeds and sitemaps, the likeliest first: to be tried when nothing is named."""
    folder = home if home.endswith("/") else home + "/"
    # an edition has its own: https://gazette.example/english/feed/
    of_edition = [(SourceKind.FEED, urljoin(folder, "feed/"))] if urlsplit(folder).path != "/" else []
    return (*of_edition, *((kind, urljoin(home, place)) for kind, place in _USUAL_PLACES))


def found_sources(outlet: Outlet, home: Listing, robots: str) -> tuple[Source, ...]:
    """The feeds and sitemaps to try for an outlet, best first.

    `home` is what its home page listed, `robots` the text of its robots.txt. The home page's first feed and a news
    sitemap come first. Where neither is named, the usual places are tried, and general sitemaps, which list years, last.
    """
    page = outlet.home or ""
    feeds = _unlike(home.sources)
    named = [url for url in sitemaps_in_robots(robots, page) if not lists_no_articles(url)]
    news = _sitemaps([url for url in named if lists_news(url)], outlet)
    if feeds or news:
        return (*feeds[:1], *news[:1], *feeds[1:3], *news[1:2])
    general = _sitemaps(named, outlet)[:2]
    usual = [Source(outlet.name, kind, url, found_from=page) for kind, url in usual_places(page)] if page else []
    return (*usual[: MOST_SOURCES - len(general)], *general)


def _sitemaps(urls: Iterable[str], outlet: Outlet) -> list[Source]:
    robots = urljoin(outlet.home or "", "/robots.txt")
    return [Source(outlet.name, SourceKind.SITEMAP, url, found_from=robots) for url in urls]


def _advertised(root: Element, url: str) -> Iterator[str]:
    base = base_of(root, url)
    language = language_code(root.get("lang"))
    for link in root.iter("link"):
        feed = canonical(link.get("href") or "", base)
        if feed and _is_feed_link(link, feed) and _is_for(language, link.get("hreflang")):
            yield feed


def _is_feed_link(link: Element, feed: str) -> bool:
    kind, path = link.get("type") or "", urlsplit(feed).path
    named = _FEED_TYPE.match(kind) or (_VAGUE_TYPE.match(kind) and _FEED_PATH.search(path))
    of_comments = _COMMENTS.search(path) or _COMMENTS.search(link.get("title") or "")
    return "alternate" in (link.get("rel") or "").lower().split() and bool(named) and not of_comments


def _is_for(language: str | None, hreflang: str | None) -> bool:
    of_feed = language_code(hreflang)
    return language is None or of_feed is None or of_feed == language


def _unlike(sources: Iterable[Source]) -> list[Source]:
    """The sources without those that are another's RSS, Atom or JSON form."""
    forms: dict[str, Source] = {}
    for source in sources:
        forms.setdefault(_FLAVOUR.sub("", key(source.url)), source)
    return list(forms.values())
