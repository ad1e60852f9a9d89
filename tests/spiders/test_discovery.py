from __future__ import annotations

import pytest

from crawler.core.models import Listing, Outlet, Source, SourceKind
from spiders.article_links import looks_like_article
from spiders.discovery import MOST_SOURCES, found_sources, parse_home, sitemaps_in_robots, usual_places
from spiders.links import Link

HOME = "https://www.gazette.example/"
OUTLET = Outlet("Gazette", home=HOME)
HEADLINE = "Ministers meet again over the border"


def home(body: str, head: str = "") -> Listing:
    found = parse_home(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>', HOME, "Gazette")
    assert isinstance(found, Listing)
    return found


def feeds(listing: Listing) -> list[str]:
    return [source.url.removeprefix(HOME) for source in listing.sources]


def alternate(href: str, kind: str = "application/rss+xml", more: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" {more}>'


def test_the_feeds_in_a_home_pages_head_are_its_sources() -> None:
    head = (
        alternate("/feed.xml")
        + alternate("atom.xml", "application/atom+xml")
        + alternate("/feed.json", "application/feed+json")
    )
    found = home("", head)
    assert feeds(found) == ["feed.xml", "atom.xml", "feed.json"]
    assert found.sources[0] == Source("Gazette", SourceKind.FEED, f"{HOME}feed.xml", found_from=HOME)


@pytest.mark.parametrize(
    "link",
    [
        alternate("/comments/feed/"),
        alternate("/feed2", more='title="Gazette » Comments Feed"'),
        alternate("/fr/feed", more='hreflang="fr"'),
        alternate("/oembed", "application/json+oembed"),
        alternate("/wp-json/wp/v2/pages/2", "application/json"),
        alternate("/mobile", "text/html"),
        alternate("javascript:x"),
        '<link rel="stylesheet" type="application/rss+xml" href="/x">',
    ],
)
def test_feeds_of_comments_or_other_languages_and_other_links_are_no_sources(link: str) -> None:
    assert feeds(home("", link)) == []


def test_a_feed_in_the_pages_language_and_one_on_another_host_are_sources() -> None:
    head = alternate("/feed", more='hreflang="en-GB"') + alternate("https://feeds.burner.example/gazette")
    assert feeds(home("", head)) == ["feed", "https://feeds.burner.example/gazette"]


def test_without_feeds_in_the_head_the_pages_links_to_feeds_are_its_sources() -> None:
    body = '<a href="/rss/world.xml">RSS</a><a href="/world/rss.xml">W</a><a href="/feed/">F</a><a href="/newsfeed-ends">N</a>'
    assert feeds(home(body)) == ["world/rss.xml", "feed/"]
    assert feeds(home(body, alternate("/main.xml"))) == ["main.xml"]


def test_headlines_on_a_home_page_are_candidates_whatever_their_path_and_navigation_is_not() -> None:
    found = home(
        '<nav><a href="/">Home</a> <a href="/section">World</a> <a href="/about">About</a> <a href="/subscribe">Subscribe</a>'
        '</nav><main><article><h3><a href="/2025/01/14/kursk">Kursk</a></h3></article>'
        '<article><h3><a href="/story/12">Twelve</a></h3></article></main><footer><a href="/imprint">Who we are here</a></footer>'
    )
    assert [candidate.url.removeprefix(HOME) for candidate in found.candidates] == ["2025/01/14/kursk", "story/12"]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("world/troops-reach-the-border", "Troops reach the border"),
        ("world/troops-reach-the-border-1234/", "Troops reach the border"),
        ("troops_reach_the_border.html", "Troops reach the border"),
        ("2025/01/14/border", "Troops at border"),
        ("news/2025-01-14/7", "Troops at border"),
        ("20250114/7", "Troops at border"),
        ("view/AEN20250114001200325", "Troops at the border, says ministry"),
        ("articleView.html?idxno=123456", "북한군 병사들이 국경에 도착했다고 밝혀"),
        ("archives/63076", "Troops at the border, says ministry"),
        ("%EA%B5%AD%EA%B2%BD-%EB%B3%91%EC%82%AC-%EB%8F%84%EC%B0%A9", "국경에 도착한 병사들이"),
    ],
)
def test_an_address_and_its_words_tell_an_article(path: str, title: str) -> None:
    assert looks_like_article(Link(HOME + path, title))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", HEADLINE),
        ("world", HEADLINE),
        ("world/troops-reach-the-border", "Read more"),
        ("tag/war-in-the-east", HEADLINE),
        ("author/mina-park-of-seoul", HEADLINE),
        ("terms-and-conditions-of-use", HEADLINE),
        ("search?q=12345678", HEADLINE),
        ("topic/1234567", "Eastern Europe"),
        ("people/1234567", "Mina Park, Seoul bureau"),
        ("archive/", HEADLINE),
    ],
)
def test_navigation_is_no_article(path: str, title: str) -> None:
    assert not looks_like_article(Link(HOME + path, title))


def test_a_heading_makes_an_article_and_the_footer_none() -> None:
    assert looks_like_article(Link(f"{HOME}x/1", HEADLINE, headline=True))
    assert looks_like_article(Link(f"{HOME}x/1", "Short", headline=True, in_article=True))
    assert not looks_like_article(Link(f"{HOME}world", "World", headline=True))
    assert not looks_like_article(Link(f"{HOME}about", HEADLINE, headline=True, in_article=True))
    assert not looks_like_article(Link(f"{HOME}x/how-we-work-here", "How we work", furniture=True))


def test_a_page_with_nothing_on_it_says_so() -> None:
    assert home('<a href="/x">x</a>').note == "none of the page's 1 links looks like an article or a feed"


ROBOTS = """User-agent: *
Disallow: /private/
Sitemap: https://www.gazette.example/sitemap.xml
sitemap: /news-sitemap.xml
Sitemap: https://www.gazette.example/sitemap.xml
Sitemap: https://www.gazette.example/video-sitemap.xml
Sitemap: https://other.example/sitemap.xml
Sitemap: file:///sitemap.xml
"""


def test_the_sitemaps_of_a_robots_txt_are_found_once_each_and_of_its_own_site() -> None:
    assert sitemaps_in_robots(ROBOTS, f"{HOME}robots.txt") == (
        f"{HOME}sitemap.xml",
        f"{HOME}news-sitemap.xml",
        f"{HOME}video-sitemap.xml",
    )


def tried(listing: Listing, robots: str = "") -> list[str]:
    return [source.url.removeprefix(HOME) for source in found_sources(OUTLET, listing, robots)]


def test_the_first_feed_and_the_news_sitemap_come_first_and_general_sitemaps_not_at_all() -> None:
    head = alternate("/all.xml") + alternate("/world.xml") + alternate("/sport.xml") + alternate("/arts.xml")
    assert tried(home("", head), ROBOTS) == ["all.xml", "news-sitemap.xml", "world.xml", "sport.xml"]


def test_two_forms_of_one_feed_are_one() -> None:
    head = alternate("/feed/") + alternate("/feed/atom/", "application/atom+xml") + alternate("/feed/?alt=rss")
    assert tried(home("", head)) == ["feed/"]


def test_where_nothing_is_named_the_usual_places_are_tried() -> None:
    places = tried(Listing())
    assert places[:3] == ["feed/", "rss", "news-sitemap.xml"]
    assert len(places) == MOST_SOURCES


def test_general_sitemaps_are_tried_after_the_usual_places() -> None:
    places = tried(Listing(), "Sitemap: /map.xml\nSitemap: /tag-map.xml")
    assert places[0] == "feed/"
    assert places[-1] == "map.xml"
    assert len(places) == MOST_SOURCES


def test_an_edition_has_a_feed_of_its_own() -> None:
    kind, first = usual_places("https://gazette.example/english")[0]
    assert (kind, first) == (SourceKind.FEED, "https://gazette.example/english/feed/")


def test_an_outlet_without_a_home_page_has_no_usual_places() -> None:
    assert found_sources(Outlet("Gazette"), Listing(), "") == ()
