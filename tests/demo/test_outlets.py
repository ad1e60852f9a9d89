from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from crawler.demo.articles import Article, Change, at, paragraphs_of
from crawler.demo.outlets import Edition, FeedKind, Noise, Outlet
from crawler.demo.pages import article_page
from tests.demo.asking import BRIDGE, NOON, ask, served


def text_of(page: bytes) -> str:
    return str(lxml_html.fromstring(page.decode()).text_content())


# ---- what an outlet lists


@pytest.mark.parametrize("kind", [FeedKind.RSS, FeedKind.ATOM, FeedKind.RDF])
def test_an_xml_feed_lists_titles_links_and_times_newest_first(kind: FeedKind) -> None:
    with served(feed=kind) as (_, base):
        status, headers, body = ask(base, "/feed.xml")
    feed = feedparser.parse(body)
    assert (status, headers["content-type"], feed.bozo) == (200, f"application/{kind}+xml", False)
    assert [entry.title for entry in feed.entries] == ["Ferry & tide <late>", "Bridge closed"]
    assert [entry.link for entry in feed.entries] == [base + "/a/ferry", base + "/a/bridge"]
    stamps = [entry.get("published_parsed") or entry.updated_parsed for entry in feed.entries]
    assert [stamp[:5] for stamp in stamps] == [(2026, 1, 12, 13, 0), (2026, 1, 12, 12, 0)]


def test_a_json_feed_lists_the_same() -> None:
    with served(feed=FeedKind.JSON) as (_, base):
        _, headers, body = ask(base, "/feed.json")
    assert headers["content-type"] == "application/feed+json"
    assert b'"url": "' + base.encode() + b'/a/ferry"' in body
    assert body.index(b"Ferry & tide <late>") < body.index(b"Bridge closed")


def test_a_feed_holds_no_more_than_its_size() -> None:
    with served(feed=FeedKind.RSS, feed_size=1) as (_, base):
        assert len(feedparser.parse(ask(base, "/feed.xml")[2]).entries) == 1


def test_robots_txt_names_the_index_that_names_the_news_sitemap() -> None:
    with served(sitemap=True, sitemap_named=True) as (_, base):
        assert f"Sitemap: {base}/sitemap.xml" in ask(base, "/robots.txt")[2].decode()
        assert f"<loc>{base}/news-sitemap.xml</loc>" in ask(base, "/sitemap.xml")[2].decode()
        listed = ask(base, "/news-sitemap.xml")[2].decode()
    assert f"<loc>{base}/a/bridge</loc>" in listed
    assert "<news:title>Ferry &amp; tide &lt;late&gt;</news:title>" in listed


def links(page: bytes) -> list[str]:
    return [link for link in lxml_html.fromstring(page.decode()).xpath("//main//a/@href") if "/a/" in link]


def test_home_and_section_pages_link_to_articles_and_name_the_feed_as_they_are_told() -> None:
    with served(section="/a/", feed=FeedKind.ATOM, feed_named=True) as (_, base):
        home, section = ask(base, "/")[2], ask(base, "/a/")[2]
    assert links(home) == links(section) == ["/a/ferry", "/a/bridge"]
    assert b'<link rel="alternate" type="application/atom+xml" href="/feed.xml"' in home
    assert b"alternate" not in section


def test_a_home_page_can_link_to_nothing_and_name_nothing() -> None:
    with served(home_links=False, feed=FeedKind.RSS) as (_, base):
        home = ask(base, "/")[2]
    assert links(home) == []
    assert b"alternate" not in home


@pytest.mark.parametrize("path", ["/feed.xml", "/feed.json", "/sitemap.xml", "/a/unknown", "/pictures/../press.py"])
def test_what_an_outlet_does_not_have_is_not_found(path: str) -> None:
    with served() as (_, base):
        assert ask(base, path)[0] == 404


# ---- its pages


@given(title=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn")), min_size=1))
def test_any_title_stands_in_the_page_as_text(title: str) -> None:
    article = Article("/a/x", title, (title,), NOON, summary=title, authors=(title,))
    page = article_page(Edition(Outlet("Gazette"), "http://127.0.0.11:1", 0), article, 1)
    tree = lxml_html.fromstring(page.decode())
    assert tree.xpath("//h1")[0].text_content() == title
    assert tree.xpath("//div[@class='article-body']/p")[0].text_content() == title
    assert len(tree.xpath("//script")) == 1


def test_a_wire_report_opens_with_its_dateline() -> None:
    article = Article("/a/wire", "Wire", ("It rained.",), NOON, place="SEOUL", agency="Northwire")
    assert article.lines == ("SEOUL, Jan 12 (Northwire) – It rained.",)


def test_a_page_that_needs_a_script_holds_neither_text_nor_title() -> None:
    with served(Article("/a/map", "A map", ("Hidden.",), NOON, script_only=True)) as (_, base):
        page = ask(base, "/a/map")[2]
    assert b"Hidden" not in page
    assert b"A map" not in page


def test_a_paywalled_page_says_so_to_people_and_programs() -> None:
    with served(Article("/a/pay", "Long read", ("The first lines.",), NOON, paywalled=True)) as (_, base):
        page = ask(base, "/a/pay")[2]
    assert b'"isAccessibleForFree": false' in page
    assert b"Subscribe to read" in page


@pytest.mark.parametrize(
    ("noise", "page_differs", "text_differs"),
    [(Noise.NONE, False, False), (Noise.AROUND, True, False), (Noise.WITHIN, True, True)],
)
def test_noise_changes_the_page_at_every_request(noise: Noise, *, page_differs: bool, text_differs: bool) -> None:
    with served(noise=noise) as (_, base):
        pages = [ask(base, "/a/bridge")[2] for _ in range(2)]
    bodies = [lxml_html.fromstring(page.decode()).xpath("//div[@class='article-body']")[0] for page in pages]
    assert (pages[0] != pages[1]) is page_differs
    assert (bodies[0].text_content() != bodies[1].text_content()) is text_differs
    assert "The old bridge is closed." in bodies[1].text_content()


# ---- what becomes of its articles


def test_an_article_appears_at_its_step() -> None:
    with served(Article("/a/new", "New", ("New.",), NOON, listed_from=2), feed=FeedKind.RSS) as (press, base):
        assert ask(base, "/a/new")[0] == 404
        press.step = 2
        assert ask(base, "/a/new")[0] == 200
        assert b"/a/new" in ask(base, "/feed.xml")[2]


def test_revisions_add_up_from_step_to_step() -> None:
    later = NOON + timedelta(days=1)
    changes = (
        Change(2, paragraphs=("All is new.",), guid="urn:2"),
        Change(
            1,
            title="Bridge open",
            edits=(("closed", "open"), ("hurt.", "hurt.\n\nCorrection: it is open.")),
            modified=later,
        ),
    )
    article = Article("/a/bridge", "Bridge closed", BRIDGE.paragraphs, NOON, changes=changes)
    first = at(article, 1)
    assert first.paragraphs == ("The old bridge is open.", "Nobody was hurt.", "Correction: it is open.")
    assert (at(article, 0).title, first.title, first.modified) == ("Bridge closed", "Bridge open", later)
    assert (at(article, 2).title, at(article, 2).paragraphs, at(article, 2).guid) == (
        "Bridge open",
        ("All is new.",),
        "urn:2",
    )


def test_an_edit_whose_words_are_not_in_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="the new bridge"):
        at(Article("/a", "T", ("The old bridge.",), NOON, changes=(Change(1, edits=(("the new bridge", ""),)),)), 1)


@pytest.mark.parametrize(("former", "location"), [(301, "/b/bridge"), (410, None), (404, None)])
def test_an_article_that_moved_leaves_its_old_address_as_told(former: int, location: str | None) -> None:
    article = Article("/a/bridge", "Bridge", ("Closed.",), NOON, changes=(Change(1, path="/b/bridge", former=former),))
    with served(article, section="/b/") as (press, base):
        press.step = 1
        status, headers, _ = ask(base, "/a/bridge")
        assert (status, headers.get("location")) == (former, location)
        assert "Closed." in text_of(ask(base, "/b/bridge")[2])
        assert b'href="/b/bridge"' in ask(base, "/b/")[2]


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_is_gone_is_no_longer_listed(status: int) -> None:
    article = Article("/a/bridge", "Bridge", ("Closed.",), NOON, changes=(Change(1, gone=status),))
    with served(article, feed=FeedKind.RSS) as (press, base):
        press.step = 1
        assert ask(base, "/a/bridge")[0] == status
        assert b"/a/bridge" not in ask(base, "/feed.xml")[2]


@given(st.lists(st.text("ab ", min_size=1).filter(str.strip)))
def test_paragraphs_are_what_blank_lines_part(parts: list[str]) -> None:
    assert paragraphs_of("\n\n".join(parts)) == tuple(" ".join(part.split()) for part in parts)
