from __future__ import annotations

import pytest

from crawler.core.models import Candidate, Listing
from spiders.links import Link, links_of, parse_html
from spiders.sections import MOST_LINKS, parse_section

URL = "https://www.gazette.example/world/"


def listing(body: str, links: str = "^/world/.+") -> Listing:
    found = parse_section(f"<!doctype html><html><body>{body}</body></html>", URL, "Gazette", links)
    assert isinstance(found, Listing)
    return found


def links(body: str) -> list[Link]:
    return links_of(parse_html(f"<body>{body}</body>"), URL)


def test_links_that_match_are_candidates_in_the_pages_order() -> None:
    found = listing(
        '<nav><a href="/">Home</a><a href="/about">About</a></nav>'
        '<a href="/world/2?utm_source=home">Second thing</a><a href="1">First thing</a><a href="/sport/3">Match</a>'
    )
    assert found.candidates == (
        Candidate("Gazette", "https://www.gazette.example/world/2", URL, title="Second thing"),
        Candidate("Gazette", "https://www.gazette.example/world/1", URL, title="First thing"),
    )


def test_paths_are_matched_as_they_are_read() -> None:
    assert len(listing('<a href="/%EC%84%B8%EA%B3%84/1">기사</a>', "^/세계/").candidates) == 1


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ('<a href="1">Short</a><a href="1">The longer words of it</a>', "The longer words of it"),
        ('<a href="1"><img alt="x"></a><a href="https://m.gazette.example/world/1/">Words</a>', "Words"),
        ('<a href="1"><h3>Headline</h3><p>And a teaser that is much longer</p></a>', "Headline"),
        ('<h2><a href="1">Headline</a></h2><a href="1">Read the whole of this story now</a>', "Headline"),
        ('<article><a href="1"><img></a><h3>Headline</h3><a href="1">Read the whole story</a></article>', "Headline"),
        ('<ul><li><a href="1">Read on</a><h3><b>H</b>eadline</h3></li><li><h3>Other</h3></li></ul>', "Headline"),
        ('<a href="1"><span>World</span><div>Words</div><style>a{}</style><script>x</script></a>', "World Words"),
        ('<a href="1" aria-label="Spoken words"><svg><title>icon</title></svg></a>', "Spoken words"),
        ('<a href="1"></a>', None),
    ],
)
def test_a_links_title_is_its_heading_or_else_its_longest_text(body: str, title: str | None) -> None:
    (candidate,) = listing(body).candidates
    assert candidate.title == title


def test_other_sites_other_schemes_and_the_page_itself_are_no_links() -> None:
    assert not links(
        '<a href="https://other.example/world/1">x</a><a href="javascript:x">x</a><a href="#top">x</a><a href="">x</a>'
        '<a href="mailto:a@gazette.example">x</a><a href="https://www.gazette.example/world?utm_source=x">x</a><a>x</a>'
        '<a href="http://[">x</a>'
    )


def test_relative_links_start_from_the_pages_base() -> None:
    found = links_of(parse_html('<head><base href="/news/"></head><a href="1">x</a>'), URL)
    assert [link.url for link in found] == ["https://www.gazette.example/news/1"]


def test_a_link_knows_where_it_stands() -> None:
    found = links(
        '<nav><a href="/a">A</a><a href="/b">B</a></nav><article><h3><a href="/b">B and more</a></h3></article>'
        '<article><a href="/c"></a><h3>Headline of C</h3></article><article><a href="/d"></a><a href="/e"></a><h3>X</h3></article>'
    )
    site = "https://www.gazette.example"
    assert found == [
        Link(f"{site}/a", "A", furniture=True),
        Link(f"{site}/b", "B and more", headline=True, in_article=True),
        Link(f"{site}/c", "Headline of C", headline=True, in_article=True),
        Link(f"{site}/d", "X", in_article=True),
        Link(f"{site}/e", "X", in_article=True),
    ]


def test_beyond_the_limit_links_are_left_out_and_counted() -> None:
    found = listing("".join(f'<a href="{n}">Thing</a>' for n in range(MOST_LINKS + 7)))
    assert (len(found.candidates), found.left_out) == (MOST_LINKS, 7)


def test_an_expression_that_matches_nothing_is_told_with_the_number_of_links() -> None:
    assert (
        listing('<a href="/sport/1">Match</a>').note
        == "none of the page's 1 links has a path that matches “^/world/.+”"
    )
