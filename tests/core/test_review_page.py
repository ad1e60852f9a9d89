from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.core.review_page import columns, done, flags, link, when, words_of

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)


def flagged(**row: Any) -> list[tuple[str, str]]:
    usual = {"standing": "undecided", "edits": [], "copies": 0, "state": "read"}
    return [(flag.words, flag.tone) for flag in flags(usual | row)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, []),
        ({"standing": "changed", "edits": ["headline"]}, [("changed since you kept it", "alarm"), ("headline changed", "notice")]),
        (
            {"edits": ["correction", "correction silent"], "copies": 2},
            [("2 corrections", "alarm"), ("1 silent edit", "notice"), ("2 copies", "plain")],
        ),
        ({"edits": ["gone"]}, [("taken down", "alarm")]),
        ({"edits": ["figures", "substance"], "copies": 1}, [("figures changed", "notice"), ("text changed", "plain"), ("1 copy", "plain")]),
        ({"state": "headline"}, [("headline only", "plain")]),
    ],
)  # fmt: skip
def test_a_row_says_what_a_reviewer_should_see_the_gravest_first(
    row: dict[str, Any], said: list[tuple[str, str]]
) -> None:
    assert flagged(**row) == said


def side_by_side(lead: int, *members: tuple[int, int | None]) -> dict[int, list[int]]:
    rows = [{"id": id_, "copy_of": of} for id_, of in members]
    return {column.article["id"]: [copy["id"] for copy in column.copies] for column in columns(rows, lead)}


def test_copies_are_folded_under_the_article_whose_text_they_have_and_the_lead_comes_first() -> None:
    assert side_by_side(2, (1, None), (2, None), (3, 1), (4, 2)) == {2: [4], 1: [3]}
    assert list(side_by_side(2, (1, None), (2, None))) == [2, 1]


def test_a_copy_that_leads_stands_beside_its_original() -> None:
    assert side_by_side(2, (1, None), (2, 1), (3, 1)) == {2: [], 1: [3]}


def test_a_copy_of_an_article_in_another_story_is_read_by_itself() -> None:
    assert side_by_side(1, (1, None), (2, 99)) == {1: [], 2: []}


def test_no_article_is_lost_where_a_copy_was_copied() -> None:
    shown = side_by_side(1, (1, None), (2, 1), (3, 2))
    assert sorted([*shown, *(copy for copies in shown.values() for copy in copies)]) == [1, 2, 3]


@pytest.mark.parametrize(
    ("stored", "day_only", "said"),
    [
        ("2025-01-14T05:05:00Z", False, "14:05"),
        ("2025-01-13T05:05:00Z", False, "yesterday 14:05"),
        ("2025-01-13T15:05:00Z", False, "00:05"),  # already today in Seoul
        ("2025-01-02T05:05:00Z", False, "Jan 2 14:05"),
        ("2024-12-31T00:00:00Z", False, "Dec 31 2024 09:00"),
        ("2025-01-14T00:00:00Z", True, "today"),
        ("2025-01-13T00:00:00Z", True, "yesterday"),
        ("2024-12-31T00:00:00Z", True, "Dec 31 2024"),
        (None, False, ""),
    ],
)
def test_a_time_is_said_in_the_readers_zone(stored: str | None, *, day_only: bool, said: str) -> None:
    assert when(stored, NOW, ZoneInfo("Asia/Seoul"), day_only=day_only) == said


def test_what_was_done_is_said_in_a_sentence() -> None:
    story, article = {"article_id": None, "verdict": "keep"}, {"article_id": 1, "verdict": "drop"}
    assert done([story]) == "1 story kept"
    assert done([story, story]) == "2 stories kept"
    assert done([story, article]) == "1 story and 1 article noted"


def test_words_come_from_the_evidence_with_beginnings_where_the_query_has_them() -> None:
    evidence = [
        {"term": '"north korea*"', "words": "North Korean"}, {"term": "troops", "words": "troops"},
        {"term": "troops", "words": "troops"}, {"term": "NEAR(a* b*, 3)", "words": "about bears"},
    ]  # fmt: skip
    assert words_of(evidence) == ("North Korean", "troops", "about bears", "north korea*")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a.example/", "", None]
)
def test_only_addresses_of_web_pages_become_links(url: str | None) -> None:
    assert link(url) is None


def test_an_address_of_a_web_page_becomes_a_link() -> None:
    assert link("https://gazette.example/ferry") == "https://gazette.example/ferry"
