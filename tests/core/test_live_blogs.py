from __future__ import annotations

import pytest

from crawler.core.live_blogs import is_live, timed_blocks

PLAIN = ("The ferry sails on Monday.", "At 10:30 it will leave the port.", "It returns at night.")
URL = "https://gazette.example/ferry"


@pytest.mark.parametrize(
    "block",
    [
        "10:45 The ferry left.",
        "10.45 GMT",
        "3:15 p.m. ET The ferry left.",
        "Posted 9:05am",
        "2 hours ago",
        "14h05 Le bateau part",
        "오후 3:15 배가 떠났다",
        "15時20分 船が出た",
    ],
)
def test_a_block_begins_with_the_time_it_was_written(block: str) -> None:
    assert timed_blocks([block, *PLAIN]) == 1


@pytest.mark.parametrize(
    ("title", "url", "blocks", "live"),
    [
        ("Ferry strike: live updates", URL, 2, True),
        ("Ferry strike", "https://gazette.example/news/live/ferry-strike", 3, True),
        ("Streik der Fähren im Liveticker", URL, 2, True),
        ("[실시간] 여객선 파업", URL, 2, True),
        ("Ferry strike", URL, 8, True),
        ("Ferry strike", URL, 3, False),
        ("Islanders live without a ferry", URL, 0, False),
        ("Ferry strike: live updates", URL, 0, False),
    ],
)
def test_a_live_blog_says_so_or_has_many_blocks(title: str, url: str, blocks: int, *, live: bool) -> None:
    assert is_live(title, url, (*PLAIN, *(f"1{hour}:00 The boat of this hour." for hour in range(blocks)))) == live
