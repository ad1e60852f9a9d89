from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.core.urls import LONGEST, canonical, host, key, same_site, site

PAGE = "https://www.gazette.example/world/index.html"


@pytest.mark.parametrize(
    ("written", "fetched"),
    [
        ("https://Gazette.Example:443/World/Kursk", "https://gazette.example/World/Kursk"),
        ("http://gazette.example:80", "http://gazette.example/"),
        ("http://gazette.example:8080/a", "http://gazette.example:8080/a"),
        ("https://gazette.example./a", "https://gazette.example/a"),
        ("https://gazette.example/a/./b/../c", "https://gazette.example/a/c"),
        ("https://gazette.example/a//b/", "https://gazette.example/a//b/"),
        ("https://gazette.example/a#comments", "https://gazette.example/a"),
        ("\n  https://gazette.example/a \t", "https://gazette.example/a"),
        ("https://gazette.example/two words", "https://gazette.example/two%20words"),
        ("https://한빛.example/기사/1", "https://xn--xx3br43b.example/%EA%B8%B0%EC%82%AC/1"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://gazette.example/%ea%b8%b0", "https://gazette.example/%EA%B8%B0"),
        ("https://gazette.example/a;v=1?b=2&a=1", "https://gazette.example/a;v=1?b=2&a=1"),
        ("https://gazette.example/?20250114", "https://gazette.example/?20250114"),
        ("https://gazette.example/?p=1&amp;page=2", "https://gazette.example/?p=1&page=2"),
        ("https://gazette.example/?p=1&#038;page=2", "https://gazette.example/?p=1&page=2"),
        (
            "https://gazette.example/go?to=https://other.example/b",
            "https://gazette.example/go?to=https://other.example/b",
        ),
        ("http://[2001:DB8::0:1]:80/a", "http://[2001:db8::1]/a"),
        ("//wire.example/a", "https://wire.example/a"),
        ("/world/1", "https://www.gazette.example/world/1"),
        ("2", "https://www.gazette.example/world/2"),
        ("?id=2", "https://www.gazette.example/world/index.html?id=2"),
    ],
)
def test_an_address_is_made_absolute_and_keeps_its_meaning(written: str, fetched: str) -> None:
    assert canonical(written, PAGE) == fetched


@pytest.mark.parametrize(
    "refused",
    [
        "",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "mailto:desk@gazette.example",
        "ftp://gazette.example/a",
        "https://gazette.example\n.other.example/",
        "https://gazette.example/a\x00b",
        "https://gazette.example\\@other.example/",
        "http://gazette.example@127.0.0.1/",
        "http://user:password@gazette.example/",
        "http:///no-host",
        "http://a..example/",
        "http://gazette.example:port/",
        "http://gazette.example:99999/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://" + "a" * 64 + ".example/",
        "https://gazette.example/" + "a" * LONGEST,
        "https://gazette.example/\ud800",
    ],
)
def test_what_is_no_fetchable_address_is_refused(refused: str) -> None:
    assert canonical(refused, PAGE) is None


@pytest.mark.parametrize(
    "tracked",
    [
        "utm_source=rss&utm_medium=feed",
        "fbclid=IwAR1",
        "gclid=x",
        "ref=rss",
        "partner=rss&emc=rss",
        "mod=rss_world",
        "xtor=RSS-3208",
        "at_medium=RSS&at_campaign=KARANGA",
        "CMP=share_btn_tw",
        "maca=en-rss-en-all-1573-rdf",
        "_ga=1.2&_gl=3",
        "mc_cid=1&mc_eid=2",
    ],
)
def test_parameters_that_track_readers_are_dropped(tracked: str) -> None:
    assert canonical(f"https://gazette.example/a?{tracked}&id=7") == "https://gazette.example/a?id=7"


@pytest.mark.parametrize(
    "kept", ["ref=1234", "source=kyiv", "uid=7", "eid=7", "gallery=7", "sid=7", "outputType=xml", "format=rss"]
)
def test_parameters_that_may_name_an_article_stay(kept: str) -> None:
    assert canonical(f"https://gazette.example/a?{kept}") == f"https://gazette.example/a?{kept}"


@pytest.mark.parametrize(
    "same",
    [
        "http://gazette.example/news/1",
        "https://www.gazette.example/news/1/",
        "https://m.gazette.example/news/1",
        "https://mobile.gazette.example/news/1",
        "https://amp.gazette.example/news/1",
        "https://gazette.example/news/1/index.html",
        "https://gazette.example/news/1/amp",
        "https://gazette.example/news/1/amp/",
        "https://gazette.example/amp/news/1",
        "https://gazette.example/news/1.amp",
        "https://gazette.example/news/1?amp=1",
        "https://gazette.example/news/1?outputType=amp",
        "https://www-gazette-example.cdn.ampproject.org/c/s/www.gazette.example/news/1",
        "https://www.google.com/amp/s/gazette.example/news/1/amp/",
        "https://gazette.example/news/1?utm_source=rss#top",
        "gazette.example/news/1",
    ],
)
def test_forms_of_one_article_have_one_key(same: str) -> None:
    assert key(same) == "gazette.example/news/1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://gazette.example/news/1", "https://gazette.example/news/2"),
        ("https://gazette.example/?id=1", "https://gazette.example/?id=2"),
        ("https://gazette.example/News/a", "https://gazette.example/news/a"),
        ("https://gazette.example/m.a", "https://gazette.example/a"),
        ("https://gazette.example/camp", "https://gazette.example/c"),
        ("https://gazette.example/a.html", "https://gazette.example/a"),
        ("https://news.gazette.example/a", "https://sport.gazette.example/a"),
        ("https://gazette.example:8080/a", "https://gazette.example:9090/a"),
        ("https://m.co/a", "https://www.co/a"),
    ],
)
def test_different_articles_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_key_sorts_parameters_and_drops_the_amp_form_of_a_file() -> None:
    assert key("https://gazette.example/a?b=2&a=1") == key("https://gazette.example/a?a=1&b=2")
    assert key("https://gazette.example/a.amp.html") == key("https://gazette.example/a.html")


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("en.yna.co.kr", "yna.co.kr"),
        ("www3.nhk.or.jp", "nhk.or.jp"),
        ("alice.blogspot.com", "alice.blogspot.com"),
        ("xn--80ak6aa92e.xn--p1ai", "xn--80ak6aa92e.xn--p1ai"),
        ("deep.news.gazette.unlisted", "gazette.unlisted"),
        ("localhost", "localhost"),
        ("127.0.0.11", "127.0.0.11"),
        ("::1", "::1"),
        ("", ""),
    ],
)
def test_a_site_is_what_one_owner_registered(name: str, domain: str) -> None:
    assert site(name) == domain


def test_two_hosts_of_one_owner_are_one_site_and_two_addresses_of_loopback_are_not() -> None:
    assert same_site("https://www.bbc.co.uk/news", "http://feeds.bbc.co.uk:80/rss")
    assert not same_site("https://www.bbc.co.uk/", "https://www.theguardian.co.uk/")
    assert not same_site("http://127.0.0.11:8800/", "http://127.0.0.12:8800/")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("HTTPS://Gazette.Example:8443/A", "gazette.example"),
        ("https://한빛.example", "xn--xx3br43b.example"),
        ("mailto:x", ""),
        ("http://[", ""),
    ],
)
def test_a_host_is_told_without_its_port(url: str, name: str) -> None:
    assert host(url) == name


PIECES = st.sampled_from([
    "http://", "https://", "www.", "m.", "amp.", "gazette", ".example", ".co.uk", "/", "//", "..", ".", "amp", "/amp/",
    ".amp", ".html", "index.html", "?", "&", "=", "id=1", "amp=1", "utm_source=x", "ref=rss", "&amp;", "#", "%", "%2e",
    "%41", "%2F", ";", ":", ":80", ":443", "@", "[", "]", "::1", "127.0.0.1", "é", "북한", "+", " ", "|", "%%30a",
    "cdn.ampproject.org/c/s/", "www.google.com/amp/s/",
])  # fmt: skip
ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=9).map(lambda pieces: "https://gazette.example/" + "".join(pieces)),
)


@given(ADDRESSES, st.sampled_from([None, PAGE]))
@example("https://gazette.example/%252e%2541?%2", None)
def test_what_is_canonical_stays_as_it_is(url: str, page: str | None) -> None:
    address = canonical(url, page)
    if address is not None:
        assert canonical(address) == address
        assert canonical(address, page) == address
        assert address.isascii()
        assert len(address) <= LONGEST
        assert host(address)


@given(ADDRESSES)
@example("http://gazette.example:443/")
@example("https://amp.www.m.gazette.example/amp/amp/index.html/amp")
def test_a_key_is_its_own_key(url: str) -> None:
    assert key(key(url)) == key(url)


@given(ADDRESSES)
def test_the_canonical_form_of_an_address_has_its_key(url: str) -> None:
    address = canonical(url)
    if address is not None:
        assert key(address) == key(url)


@given(
    st.lists(
        st.tuples(st.sampled_from(["utm_campaign", "fbclid", "gclid", "xtor"]), st.text("abc123", max_size=5)),
        max_size=4,
    )
)
def test_a_key_knows_nothing_of_tracking(trackers: list[tuple[str, str]]) -> None:
    tracking = "".join(f"&{name}={value}" for name, value in trackers)
    assert key(f"https://gazette.example/a?id=1{tracking}") == key("https://gazette.example/a?id=1")
