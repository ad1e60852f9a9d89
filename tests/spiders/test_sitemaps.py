from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.core.models import Candidate, Listing, Trouble
from spiders.sitemap_indexes import MOST_CHILDREN, Child, choose, lists_news, lists_no_articles
from spiders.sitemaps import MOST_CANDIDATES, parse_addresses, parse_sitemap

URL = "https://www.gazette.example/sitemaps/news.xml"
URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{}</urlset>'
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
NEWS = """<url><loc> https://www.gazette.example/world/1 </loc><lastmod>2025-01-14T12:00:00Z</lastmod>
<news:news><news:publication><news:name>Gazette</news:name><news:language>zh-cn</news:language></news:publication>
<news:publication_date>2025-01-14T15:00:00+09:00</news:publication_date><news:title>One &amp; two</news:title>
<news:keywords>troops</news:keywords></news:news>
<image:image><image:loc>https://img.example/1.jpg</image:loc><image:title>Not this</image:title></image:image></url>"""


def listing(text: str) -> Listing:
    found = parse_sitemap(text, URL, "Gazette")
    assert isinstance(found, Listing)
    return found


def pages(*addresses: tuple[str, str]) -> str:
    return URLSET.format(
        "".join(f"<url><loc>{loc}</loc><lastmod>{lastmod}</lastmod></url>" for loc, lastmod in addresses)
    )


def test_a_news_sitemaps_entry_is_read() -> None:
    assert listing(URLSET.format(NEWS)).candidates == (
        Candidate(
            outlet="Gazette",
            url="https://www.gazette.example/world/1",
            source=URL,
            title="One & two",
            published_at=datetime(2025, 1, 14, 6, tzinfo=UTC),
            modified_at=datetime(2025, 1, 14, 12, tzinfo=UTC),
            language="zh",
            image_url="https://img.example/1.jpg",
        ),
    )


@pytest.mark.parametrize("wrong", [' xmlns:news="x"', ' xmlns="http://www.google.com/schemas/sitemap/0.84"', ""])
def test_wrong_and_missing_namespaces_are_read_all_the_same(wrong: str) -> None:
    found = listing(f"<urlset{wrong}>{NEWS}</urlset>")
    assert [(candidate.title, candidate.language) for candidate in found.candidates] == [("One & two", "zh")]


def test_the_newest_come_first_and_those_without_a_date_last_in_their_order() -> None:
    site = "https://www.gazette.example"
    text = pages((f"{site}/a", ""), (f"{site}/b", "2025-01-13"), (f"{site}/c", "?"), (f"{site}/d", "2025-01-14"))
    assert [candidate.url[-1] for candidate in listing(text).candidates] == ["d", "b", "a", "c"]


def test_of_a_long_sitemap_the_newest_are_kept() -> None:
    addresses = [(f"https://www.gazette.example/{n}", f"2025-01-{n % 28 + 1:02}") for n in range(MOST_CANDIDATES + 500)]
    found = listing(pages(*addresses))
    assert (len(found.candidates), found.left_out) == (MOST_CANDIDATES, 500)
    assert min(c.modified_at for c in found.candidates if c.modified_at) >= datetime(2025, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://other.example/1", "file:///etc/passwd", "data:text/html,x", "http://127.0.0.1/", "//x.example/", ""],
)
def test_addresses_beyond_the_sitemaps_own_site_are_dropped_and_counted(elsewhere: str) -> None:
    found = listing(pages(("https://amp.gazette.example/1", ""), (elsewhere, "")))
    assert [candidate.url for candidate in found.candidates] == ["https://amp.gazette.example/1"]
    assert found.note == "1 addresses are on another site or none at all"


def test_a_truncated_sitemap_keeps_its_whole_addresses() -> None:
    whole = pages(*[(f"https://www.gazette.example/world/{n}", "2025-01-14") for n in range(100, 110)])
    cut = whole[: whole.index("world/105") + len("world/10")]
    found = listing(cut)
    assert [candidate.url[-3:] for candidate in found.candidates] == ["100", "101", "102", "103", "104"]
    assert found.partial
    assert "not well-formed" in found.note


@pytest.mark.parametrize("fault", ["&nbsp;", "&", "<b>", "\x0b"])
def test_a_broken_sitemap_keeps_what_can_be_read(fault: str) -> None:
    text = URLSET.format(NEWS.replace("One", "One" + fault) + NEWS.replace("world/1", "world/2"))
    found = listing(text)
    assert "https://www.gazette.example/world/1" in {candidate.url for candidate in found.candidates}
    assert found.partial


def test_an_external_entity_is_not_resolved() -> None:
    text = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + pages(
        ("https://www.gazette.example/&x;1", "")
    )
    found = listing(text)
    assert [candidate.url for candidate in found.candidates] in (
        ["https://www.gazette.example/"],
        ["https://www.gazette.example/1"],
    )


def test_a_sitemap_without_addresses_is_told() -> None:
    assert listing(URLSET.format("")).note == "a sitemap without addresses"


def test_a_sitemap_of_plain_text_is_read() -> None:
    found = parse_addresses("https://www.gazette.example/1\r\nhttps://www.gazette.example/2\n#\n", URL, "Gazette")
    assert isinstance(found, Listing)
    assert [candidate.url[-1] for candidate in found.candidates] == ["1", "2"]
    assert isinstance(parse_addresses("User-agent: *", URL, "Gazette"), Trouble)


def test_an_index_gives_the_sitemaps_to_read() -> None:
    text = INDEX.format(
        "<sitemap><loc>https://www.gazette.example/sitemap-2025-01.xml</loc><lastmod>2025-01-14</lastmod></sitemap>"
        "<sitemap><loc>https://www.gazette.example/sitemap-images.xml</loc></sitemap>"
        "<sitemap><loc>/sitemap-2024-12.xml.gz</loc><lastmod>2024-12-31</lastmod></sitemap>"
    )
    found = listing(text)
    assert found.children == (
        "https://www.gazette.example/sitemap-2025-01.xml",
        "https://www.gazette.example/sitemap-2024-12.xml.gz",
    )
    assert (found.candidates, found.note) == ((), "1 sitemaps list no articles")


SITE = "https://gazette.example"


def chosen(*locs: str) -> list[str]:
    urls, _ = choose([Child(f"{SITE}{loc}") for loc in locs], f"{SITE}/index.xml")
    return [url.removeprefix(SITE) for url in urls]


@pytest.mark.parametrize(
    "best_first",
    [
        ["/sitemap-2025-01.xml", "/sitemap-2024-12.xml", "/sitemap-2024-02.xml"],
        ["/sitemap.xml?yyyy=2025&mm=01&dd=14", "/sitemap.xml?yyyy=2025&mm=01&dd=13"],
        ["/sitemap/20250114.xml", "/sitemap/20250113.xml", "/sitemap/20241231.xml"],
        ["/2025.xml", "/2024.xml"],
        ["/post-sitemap12.xml", "/post-sitemap2.xml", "/post-sitemap.xml"],
        ["/news-sitemap.xml", "/sitemap-2025-01.xml", "/page-sitemap.xml"],
        ["/sitemap.xml?page=2", "/sitemap.xml?page=1"],
        ["/b.xml", "/a.xml"],
    ],
)
def test_the_names_of_sitemaps_tell_which_are_newest(best_first: list[str]) -> None:
    assert chosen(*best_first) == best_first
    if best_first[0] != "/b.xml":
        assert chosen(*reversed(best_first)) == best_first


def test_the_date_of_its_last_change_comes_before_a_sitemaps_name() -> None:
    old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2025, 1, 14, tzinfo=UTC)
    urls, _ = choose([Child(f"{SITE}/a-2025-02.xml", old), Child(f"{SITE}/b-2019-01.xml", new)], f"{SITE}/index.xml")
    assert urls == (f"{SITE}/b-2019-01.xml", f"{SITE}/a-2025-02.xml")


def test_an_index_names_neither_itself_nor_another_site_nor_more_than_are_worth_reading() -> None:
    own = [Child(f"{SITE}/s{n}.xml") for n in range(MOST_CHILDREN - 2)]
    other = [
        Child(f"{SITE}/index.xml"),
        Child("https://other.example/s.xml"),
        Child("file:///s0.xml"),
        Child(f"{SITE}/s1.xml"),
    ]
    urls, note = choose([*own, *other], f"{SITE}/index.xml")
    assert sorted(urls) == sorted(child.loc for child in own[: len(urls)])
    assert "left out" in note


@pytest.mark.parametrize(
    ("url", "articles"),
    [
        ("/post-sitemap.xml", True),
        ("/sitemap-articles-2025.xml", True),
        ("/sitemap.xml?page=3", True),
        ("/tagesschau-sitemap.xml", True),
        ("/post_tag-sitemap.xml", False),
        ("/category-sitemap2.xml", False),
        ("/videositemap.xml", False),
        ("/sitemap/images/1.xml", False),
        ("/author-sitemap.xml", False),
    ],
)
def test_a_sitemaps_name_tells_whether_it_lists_articles(url: str, articles: bool) -> None:  # noqa: FBT001 - a table's column
    assert lists_no_articles(f"https://images.tags.example{url}") is not articles


def test_a_news_sitemap_is_told_by_its_path_and_not_by_its_host() -> None:
    assert lists_news("https://gazette.example/sitemap_news.xml")
    assert not lists_news("https://dailynews.example/sitemap.xml")
