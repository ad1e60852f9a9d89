from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.models import Candidate, Listing, Trouble
from spiders.feeds import MOST_ENTRIES
from spiders.json_feeds import parse_json

URL = "https://gazette.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: object, **more: object) -> str:
    return json.dumps({"version": VERSION, "title": "World", "items": items, **more})


def only(text: str) -> Candidate:
    found = parse_json(text, URL, "Gazette")
    assert isinstance(found, Listing)
    (candidate,) = found.candidates
    return candidate


def test_a_json_feeds_item_is_read() -> None:
    item = {
        "id": 7,
        "url": "/world/7#top",
        "title": "Seven &amp; eight",
        "content_html": "<p>They arrived.</p>",
        "date_published": "2025-01-14T07:00:00+01:00",
        "date_modified": "2025-01-14T12:00:00Z",
        "authors": [{"name": "Mina Park"}, {"url": "https://gazette.example/park"}],
        "image": "/7.jpg",
    }
    assert only(feed(item, language="en-US")) == Candidate(
        outlet="Gazette",
        url="https://gazette.example/world/7",
        source=URL,
        title="Seven & eight",
        published_at=datetime(2025, 1, 14, 6, tzinfo=UTC),
        modified_at=datetime(2025, 1, 14, 12, tzinfo=UTC),
        guid="7",
        summary="They arrived.",
        authors=("Mina Park",),
        language="en",
        image_url="https://gazette.example/7.jpg",
    )


def test_version_1_0_has_one_author() -> None:
    item = {"url": "https://gazette.example/1", "author": {"name": "Mina Park"}}
    assert only(feed(item, version="https://jsonfeed.org/version/1")).authors == ("Mina Park",)


def test_the_posts_of_wordpress_are_read() -> None:
    post = {
        "link": "https://gazette.example/2025/01/post/",
        "title": {"rendered": "A &#8216;post&#8217;"},
        "date_gmt": "2025-01-14T06:00:00",
        "modified_gmt": "2025-01-14T07:00:00",
        "guid": {"rendered": "https://gazette.example/?p=1"},
        "excerpt": {"rendered": "<p>In short.</p>"},
    }
    found = only(json.dumps([post]))
    assert (found.title, found.summary, found.guid) == ("A ‘post’", "In short.", "https://gazette.example/?p=1")
    assert found.published_at == datetime(2025, 1, 14, 6, tzinfo=UTC)
    assert found.modified_at == datetime(2025, 1, 14, 7, tzinfo=UTC)


def test_items_without_a_page_are_counted_and_so_are_those_beyond_the_limit() -> None:
    items = [{"url": f"https://gazette.example/{n}"} for n in range(MOST_ENTRIES)]
    found = parse_json(feed({"id": "1"}, *items, {"id": "2"}), URL, "Gazette")
    assert isinstance(found, Listing)
    assert (len(found.candidates), found.left_out) == (MOST_ENTRIES - 1, 2)
    assert "1 of 2000 entries have no link" in found.note


@pytest.mark.parametrize("text", ["{", '{"items": []}', '{"version": 2}', "[" * 100_000, '"text"', "7", "null"])
def test_other_json_is_told_as_trouble(text: str) -> None:
    assert isinstance(parse_json(text, URL, "Gazette"), Trouble)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["url", "title", "items", "authors", "name", "link", "rendered", "id"]), inner),
    ),
    max_leaves=12,
)


@given(VALUES)
def test_values_of_any_type_are_no_trouble(value: object) -> None:
    assert isinstance(parse_json(feed(value), URL, "Gazette"), Listing)
    assert isinstance(parse_json(json.dumps([value]), URL, "Gazette"), Listing)
