from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.core.models import Candidate, Listing, Trouble, VisitState
from spiders.feeds import LARGEST, MOST_ENTRIES, parse_feed

URL = "https://www.gazette.example/feeds/world.xml"
MORNING = datetime(2025, 1, 14, 6, 0, tzinfo=UTC)
NOON = datetime(2025, 1, 14, 12, 0, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>World</title><link>https://www.gazette.example/</link><language>en-GB</language>%s</channel></rss>"""
ITEM = """<item><title>Troops reach &lt;b&gt;Kursk&lt;/b&gt; &amp;amp; dig in</title>
<link>https://www.gazette.example/world/1?utm_source=rss</link><guid isPermaLink="false">tag:1</guid>
<pubDate>Tue, 14 Jan 2025 07:00:00 +0100</pubDate><dc:creator>Mina Park</dc:creator><dc:creator>Ivan Bondar</dc:creator>
<description>&lt;p&gt;They arrived.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<media:content url="/pictures/1.jpg" medium="image"/></item>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title>World</title><entry><title type="html">One</title>
<link rel="self" href="/api/1"/><link rel="alternate" href="../world/1"/><id>tag:1</id>
<published>2025-01-14T06:00:00Z</published><updated>2025-01-14T12:00:00Z</updated>
<author><name>Mina Park</name></author><summary>They arrived.</summary></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>World</title></channel>
<item rdf:about="https://www.gazette.example/world/1"><title>One</title><link>https://www.gazette.example/world/1</link>
<dc:date>2025-01-14T15:00:00+09:00</dc:date></item></rdf:RDF>"""


def listing(text: str) -> Listing:
    found = parse_feed(text, URL, "Gazette")
    assert isinstance(found, Listing)
    return found


def only(text: str) -> Candidate:
    (candidate,) = listing(text).candidates
    return candidate


def test_an_rss_item_is_read_and_cleaned() -> None:
    assert only(RSS % ITEM) == Candidate(
        outlet="Gazette",
        url="https://www.gazette.example/world/1",
        source=URL,
        title="Troops reach Kursk & dig in",
        published_at=MORNING,
        guid="tag:1",
        summary="They arrived.",
        authors=("Mina Park", "Ivan Bondar"),
        language="en",
        image_url="https://www.gazette.example/pictures/1.jpg",
    )


def test_an_atom_entry_tells_when_it_was_published_and_when_updated() -> None:
    entry = only(ATOM)
    assert (entry.url, entry.guid) == ("https://www.gazette.example/world/1", "tag:1")
    assert (entry.published_at, entry.modified_at) == (MORNING, NOON)
    assert entry.authors == ("Mina Park",)


def test_an_atom_entry_that_was_only_updated_was_published_then() -> None:
    entry = only(ATOM.replace("<published>2025-01-14T06:00:00Z</published>", ""))
    assert (entry.published_at, entry.modified_at) == (NOON, NOON)


def test_the_date_of_an_rdf_item_is_when_it_was_published() -> None:
    entry = only(RDF)
    assert (entry.published_at, entry.modified_at) == (MORNING, None)


@pytest.mark.parametrize("version", ["0.91", "0.92", "1.0", "2.0"])
def test_each_version_of_rss_is_read(version: str) -> None:
    assert only((RSS % ITEM).replace('version="2.0"', f'version="{version}"')).guid == "tag:1"


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link>/world/2</link>", "https://www.gazette.example/world/2"),
        ("<link>//wire.example/2</link>", "https://wire.example/2"),
        ("<link> \n https://a.example/2 \n </link>", "https://a.example/2"),
        ("<guid>https://a.example/2</guid>", "https://a.example/2"),
        (
            "<link>https://proxy.example/~r/2</link><feedburner:origLink>https://a.example/2</feedburner:origLink>",
            "https://a.example/2",
        ),
    ],
)
def test_an_items_link_is_found_where_it_stands(inside: str, url: str) -> None:
    assert only(RSS % f"<item><title>Two</title>{inside}</item>").url == url


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<guid>12345</guid>",
        '<guid isPermaLink="false">https://a.example/2</guid>',
        "<link>javascript:alert(1)</link>",
        "<link>file:///etc/passwd</link>",
        "<link>data:text/html,x</link>",
        "<link>http://user@a.example/</link>",
    ],
)
def test_an_entry_without_a_page_is_dropped_and_counted(inside: str) -> None:
    found = listing(RSS % f"{ITEM}<item><title>Two</title>{inside}</item>")
    assert len(found.candidates) == 1
    assert found.note == "1 of 2 entries have no link to a page"


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        ('<enclosure url="https://a.example/a.jpg" type="image/jpeg"/>', "https://a.example/a.jpg"),
        ('<enclosure url="https://a.example/a.mp3" type="audio/mpeg"/>', None),
        ('<media:content url="https://a.example/a.webp?w=9"/>', "https://a.example/a.webp?w=9"),
        ('<media:thumbnail url="https://a.example/t.jpg"/>', "https://a.example/t.jpg"),
        ('<media:content url="javascript:x" medium="image"/>', None),
    ],
)
def test_an_items_picture_is_found(inside: str, image: str | None) -> None:
    assert only(RSS % f"<item><link>https://a.example/2</link>{inside}</item>").image_url == image


@pytest.mark.parametrize(
    "date", ["", "soon", "0000-00-00", "Thu, 01 Jan 1970 00:00:00 GMT", "-0001-11-30", "9999-12-31"]
)
def test_a_date_that_cannot_be_is_none(date: str) -> None:
    assert only(RSS % f"<item><link>https://a.example/2</link><pubDate>{date}</pubDate></item>").published_at is None


def test_a_truncated_feed_keeps_its_whole_entries() -> None:
    text = RSS % (ITEM * 3)
    found = listing(text[: text.rindex("<link>") + 40])
    assert [candidate.url for candidate in found.candidates] == ["https://www.gazette.example/world/1"] * 2
    assert found.partial
    assert "not well-formed" in found.note


@pytest.mark.parametrize("fault", ["&nbsp;", " & ", "<b>", "<undeclared:tag/>", "&#0;"])
def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(fault: str) -> None:
    found = listing(RSS % (ITEM + ITEM.replace("dig in", "dig in" + fault) + ITEM))
    assert len(found.candidates) == 3
    assert found.partial


def test_characters_that_xml_forbids_do_not_end_the_feed() -> None:
    found = listing((RSS % ITEM).replace("dig in", "dig\x00\x0b\ufffein"))
    assert found.candidates[0].title == "Troops reach Kursk & dig in"
    assert not found.partial


def test_a_feed_without_entries_is_no_trouble_and_is_told() -> None:
    assert listing(RSS % "") == Listing(note="a feed without entries")


def test_the_first_entries_of_a_long_feed_are_read_and_the_rest_counted() -> None:
    items = [f"<item><title>T{n}</title><link>https://a.example/{n}</link></item>" for n in range(MOST_ENTRIES + 5)]
    found = listing(RSS % "".join(items))
    assert (len(found.candidates), found.left_out, found.partial) == (MOST_ENTRIES, 5, False)
    assert found.candidates[-1].url == f"https://a.example/{MOST_ENTRIES - 1}"
    assert "5 entries beyond the first 2000" in found.note


def test_a_feed_beyond_the_limit_is_cut_between_entries() -> None:
    item = "<item><link>https://a.example/1</link><description>" + "x" * (LARGEST // 3) + "</description></item>"
    found = listing(RSS % (item * 4))
    assert (len(found.candidates), found.left_out, found.partial) == (2, 2, False)


def test_a_title_of_megabytes_is_cut_with_an_ellipsis() -> None:
    entry = only(RSS % f"<item><link>https://a.example/1</link><title>{'word ' * 300_000}</title></item>")
    assert entry.title is not None
    assert len(entry.title) == 300
    assert entry.title.endswith("…")


def test_what_is_no_feed_is_told_with_its_beginning() -> None:
    assert parse_feed("<opml version='2.0'><body/></opml>", URL, "Gazette") == Trouble(
        VisitState.BAD_FEED, "neither RSS nor Atom nor JSON Feed: it begins \"<opml version='2.0'><body/></opml>\""
    )
