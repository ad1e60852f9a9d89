from __future__ import annotations

import socket
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.models import Listing, SourceKind, Trouble, VisitState
from spiders.listings import parse

URL = "https://www.gazette.example/feed.xml"
HOSTILE = Path(__file__).parents[3] / "shared" / "corpus" / "hostile"

RSS = "<rss version='2.0'><channel><item><title>One</title><link>https://a.example/1</link></item></channel></rss>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>One</title><link href='https://a.example/1'/></entry></feed>"
JSON = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://a.example/1", "title": "One"}]}'
SITEMAP = "<urlset><url><loc>https://www.gazette.example/1</loc></url></urlset>"
PAGE = "<!doctype html><html><article><h3><a href='/story/1'>Headline one</a></h3></article></html>"


def read(data: str | bytes, kind: SourceKind = SourceKind.FEED, links: str | None = None) -> Listing | Trouble:
    return parse(kind, data.encode() if isinstance(data, str) else data, URL, "text/plain", "Gazette", links)


def urls(found: Listing | Trouble) -> list[str]:
    assert isinstance(found, Listing)
    return [candidate.url for candidate in found.candidates]


@pytest.mark.parametrize(
    ("data", "kind", "url"),
    [
        (RSS, SourceKind.FEED, "https://a.example/1"),
        (ATOM, SourceKind.FEED, "https://a.example/1"),
        (JSON, SourceKind.FEED, "https://a.example/1"),
        (f"\n \ufeff{RSS}", SourceKind.FEED, "https://a.example/1"),
        (f"<br>Warning: x in y.php\n{RSS}", SourceKind.FEED, "https://a.example/1"),
        (RSS, SourceKind.SITEMAP, "https://a.example/1"),
        (SITEMAP, SourceKind.SITEMAP, "https://www.gazette.example/1"),
        (SITEMAP, SourceKind.FEED, "https://www.gazette.example/1"),
        ("https://www.gazette.example/1\n", SourceKind.SITEMAP, "https://www.gazette.example/1"),
        (PAGE, SourceKind.HOME, "https://www.gazette.example/story/1"),
        (PAGE, SourceKind.SECTION, "https://www.gazette.example/story/1"),
        (RSS, SourceKind.HOME, "https://a.example/1"),
    ],
)
def test_a_source_is_read_as_what_it_is(data: str, kind: SourceKind, url: str) -> None:
    assert urls(read(data, kind)) == [url]


def test_a_section_is_read_by_its_expression() -> None:
    assert urls(read(PAGE, SourceKind.SECTION, "^/story/")) == ["https://www.gazette.example/story/1"]
    assert urls(read(PAGE, SourceKind.SECTION, "^/world/")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-le"])
@pytest.mark.parametrize(
    "attack",
    [
        "<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % a SYSTEM 'http://127.0.0.1/x.dtd'> %a;",
    ],
)
@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.SITEMAP])
def test_declared_entities_are_refused(attack: str, encoding: str, kind: SourceKind) -> None:
    found = read(f"<!DOCTYPE rss [{attack}]>{RSS}".encode(encoding), kind)
    assert isinstance(found, Trouble)
    assert found.state is VisitState.BAD_FEED
    assert "entities" in found.detail


@pytest.mark.parametrize("kind", list(SourceKind))
@pytest.mark.parametrize("nothing", [b"", b" \r\n\t", b"\0\0"])
def test_an_empty_answer_is_told(kind: SourceKind, nothing: bytes) -> None:
    assert read(nothing, kind) == Trouble(
        VisitState.BAD_FEED, f"an empty answer instead of a {kind}; it is asked again later"
    )


def test_a_page_instead_of_a_feed_is_told_with_the_feed_that_it_names() -> None:
    page = (
        "<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/right.xml'></head></html>"
    )
    assert read(page) == Trouble(
        VisitState.BAD_FEED, "an HTML page instead of a feed; it names https://www.gazette.example/right.xml"
    )
    assert read("<html></html>", SourceKind.SITEMAP) == Trouble(
        VisitState.BAD_FEED,
        "an HTML page instead of a sitemap; look for the sitemap's new address on the outlet's site",
    )


def test_an_encoding_that_had_to_be_guessed_is_noted() -> None:
    found = read(RSS.replace("One", "Größe fällt früher").encode("cp1252"))
    assert isinstance(found, Listing)
    assert found.candidates[0].title == "Größe fällt früher"
    assert "cp1252" in found.note


def test_the_framework_is_not_loaded_where_listings_are_parsed() -> None:
    import subprocess  # noqa: PLC0415 - this test alone

    check = "import sys, spiders.listings; sys.exit(bool({'scrapy', 'twisted', 'trafilatura'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@given(st.binary(max_size=400), st.sampled_from(SourceKind))
def test_any_bytes_are_a_listing_or_a_trouble(data: bytes, kind: SourceKind) -> None:
    assert isinstance(read(data, kind), Listing | Trouble)


PIECES = st.sampled_from([
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<link>", "</link>", "https://a.example/1", "<title>", "&lt;b&gt;",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<link href='/2'/>", "<urlset>", "<url>", "<loc>", "</loc>", "</url>",
    "<sitemapindex>", "<sitemap>", "<html>", "<a href='/3'>", "<article>", "<h3>", "]]>", "<![CDATA[", "<!--", "-->", "&", "<",
    "<base href='//['>", "<guid>", "\x00", "\ud800", "é", "{", "[", '"items":', "<?xml version='1.0' encoding='utf-16'?>", "<updated>",
])  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(SourceKind))
def test_any_markup_is_a_listing_or_a_trouble(text: str, kind: SourceKind) -> None:
    assert isinstance(read(text.encode("utf-8", "surrogatepass"), kind), Listing | Trouble)


def hostile_feeds() -> Iterator[tuple[str, bytes]]:
    """Each seventh of the feeds that feedparser is tested with, and all entity attacks."""
    for path in sorted(HOSTILE.glob("*.xml")):
        yield path.name, path.read_bytes()
    with tarfile.open(HOSTILE / "feedparser_feeds.tar.xz") as archive:
        for member in archive.getmembers()[::7]:
            file = archive.extractfile(member)
            if file is not None:
                yield member.name, file.read()


@pytest.mark.skipif(not HOSTILE.exists(), reason="the corpus is not here")
def test_hostile_feeds_raise_nothing_and_open_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address: asked.append(address))
    outcomes = {name: read(data) for name, data in hostile_feeds()}
    assert len(outcomes) > 300
    assert asked == []
    for name in ("xmlbomb.xml", "quadratic.xml", "cyclic.xml", "external_file.xml"):
        assert outcomes[name] == read("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    read_at_all = sum(isinstance(outcome, Listing) for outcome in outcomes.values())
    assert read_at_all / len(outcomes) > 0.9
