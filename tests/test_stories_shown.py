"""How the commands tell of stories: which there are, what is in one, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console, RenderableType

from crawler.cli.articles_shown import article_lines
from crawler.cli.stories_shown import story_lines, story_table
from crawler.core.story_wording import because
from storage.reports import Row
from storage.store import Store
from storage.story_reports import StoryFilter
from tests.storage.newsroom import NOW, TEXT, came, listed, newsroom, receive

HOUR = timedelta(hours=1)
UTC = ZoneInfo("UTC")
BREAD = (
    "Bakers will sell bread by weight in every ferry harbour from March on, their guild decided on Monday evening.",
    "Customers on the market square called the plan strange, and said that they would rather wait and see.",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A report, its copy at another outlet, and a report of something else."""
    with newsroom(tmp_path) as opened:
        for at, page in enumerate(
            (
                came(language="en", published_at=NOW - 2 * HOUR),
                came(
                    listed(outlet="Tribune"),
                    published_at=NOW - HOUR,
                    language="en",
                    paragraphs=TEXT[:3],
                    title="Two boats",
                ),
                came(listed("/bread"), title="Bread by weight", paragraphs=BREAD, language="en"),
            )
        ):
            judgement = receive(opened, page)
            opened.stories.place(at + 1, page.article, page.matches, judgement)
        yield opened


def printed(parts: Iterable[RenderableType]) -> str:
    console = Console(width=200, record=True, file=StringIO())
    for part in parts:
        console.print(part)
    return console.export_text()


def one_story(store: Store, story_id: int) -> Row:
    row = store.reports.story(story_id)
    assert row is not None
    return row


def test_stories_are_listed_with_their_outlets(store: Store) -> None:
    rows = store.reports.stories(StoryFilter())
    assert {(row["title"], row["outlets"], row["articles"]) for row in rows} == {
        ("Second ferry to the islands", 2, 2),
        ("Bread by weight", 1, 1),
    }
    assert "Gazette, Tribune" in printed([story_table(rows, UTC)])


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (StoryFilter(outlets=2), ["Second ferry to the islands"]),
        (StoryFilter(topic="Ferries"), ["Bread by weight", "Second ferry to the islands"]),
        (StoryFilter(topic="Trains"), []),
        (StoryFilter(since=NOW + HOUR), []),
        (StoryFilter(limit=1), ["Bread by weight"]),
    ],
)
def test_stories_are_narrowed_as_asked(store: Store, wanted: StoryFilter, titles: list[str]) -> None:
    assert [row["title"] for row in store.reports.stories(wanted)] == titles


def test_a_story_is_shown_with_why_each_article_is_in_it(store: Store) -> None:
    said = printed(story_lines(one_story(store, 1), UTC))
    assert "Story 1: Second ferry to the islands" in said
    assert "2 articles of 2 outlets" in said
    assert "it was the first report of it" in said
    assert "it has the text of article 1 (Gazette)" in said


def test_an_article_is_shown_with_its_story_and_why_it_is_in_it(store: Store) -> None:
    row = store.reports.article(2)
    assert row is not None
    said = printed(article_lines(row, UTC))
    assert "Story 1: Second ferry to the islands, 2 articles of 2 outlets" in said
    assert "In it because it has the text of article 1 (Gazette)" in said


def test_the_words_that_tell_the_event_are_the_reason() -> None:
    why = {"kind": "joined", "nearest_article_id": 7, "nearest_outlet": "Gazette", "score": 3.5, "why": "ferry, 4,000"}
    assert because(why) == "it tells what article 7 (Gazette) tells: ferry, 4,000"


def test_a_story_that_was_merged_is_shown_as_the_one_it_is_part_of(store: Store) -> None:
    store.db.execute("UPDATE stories SET merged_into = 1 WHERE id = 2")
    assert one_story(store, 2)["id"] == 1
    assert [row["id"] for row in store.reports.stories(StoryFilter())] == [1]


def test_there_is_no_story_of_a_number_that_was_never_given(store: Store) -> None:
    assert store.reports.story(99) is None


def test_an_article_that_was_moved_or_split_off_is_told_in_both_stories(store: Store) -> None:
    with store.transaction():
        store.db.execute("UPDATE stories SET merged_into = NULL WHERE id = 2")
        store.stories._carry(3, 1)
        store.stories._part([3], 1, NOW)
    left, own = one_story(store, 1), one_story(store, 3)
    assert "article 3 was split off into story 3: Bread by weight" in printed(story_lines(left, UTC))
    assert "it was told apart from the rest of story 1" in printed(story_lines(own, UTC))


def test_an_article_that_was_moved_says_where_it_was() -> None:
    why: Row = {
        "kind": "moved", "nearest_article_id": 2, "nearest_outlet": "Tribune", "score": 1.5, "why": "Norwood, 212",
        "other_story_id": 7,
    }  # fmt: skip
    assert because(why) == "it tells what article 2 (Tribune) tells: Norwood, 212 (it was in story 7 before)"
