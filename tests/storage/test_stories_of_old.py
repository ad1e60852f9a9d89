"""Articles that were stored before there were stories."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.store import Store
from tests.storage.newsroom import NOW, TEXT, came, listed, newsroom, receive, rows

HOUR = timedelta(hours=1)
_FORGET = (
    "DELETE FROM story_events",
    "UPDATE articles SET story_id = NULL",
    "DELETE FROM stories",
    "DELETE FROM vocabularies",
    "DELETE FROM terms",
    "DELETE FROM leading_terms",
)


def without_stories(path: Path) -> Store:
    """A store of two reports and a copy, as a version without stories left it."""
    store = newsroom(path)
    bread = ("Bakers will sell bread by weight from March on, as the ferry brings less flour, their guild decided.",)
    for page in (
        came(language="en", published_at=NOW - 2 * HOUR),
        came(listed("/bread"), language="en", title="Bread by weight", paragraphs=bread),
        came(listed(outlet="Tribune"), language="en", published_at=NOW - HOUR, paragraphs=TEXT[:3], title="Two boats"),
    ):
        receive(store, page)
    for statement in _FORGET:
        store.db.execute(statement)
    return store


def test_articles_of_an_earlier_version_are_put_into_stories(tmp_path: Path) -> None:
    with without_stories(tmp_path) as store:
        store.stories.catch_up()
        assert rows(store, "SELECT group_concat(id) FROM articles GROUP BY story_id ORDER BY 1") == [("1,3",), ("2",)]


def test_catching_up_again_changes_nothing(tmp_path: Path) -> None:
    with without_stories(tmp_path) as store:
        store.stories.catch_up()
        events = rows(store, "SELECT * FROM story_events")
        store.stories.catch_up()
        assert rows(store, "SELECT * FROM story_events") == events
