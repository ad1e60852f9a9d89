"""The measure of growth measures what it says: a press that is the same each time, stored as a crawl stores it."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.store import Store
from tests.bench.filling import fill, newsroom
from tests.bench.growth import EDIT, NEW, STEPS, cost_at, table
from tests.bench.press import EDITION, article, edited


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("growth") / "growth.db"
    newsroom(path)
    assert fill(path, 10 * len(EDITION), made_up=4 * len(EDITION)) == 10 * len(EDITION)
    return path


def test_an_article_is_the_same_each_time() -> None:
    assert article(1234) == article(1234)
    assert article(1234).text != article(1235).text
    assert edited(1234, article(1234).fetched_at).paragraphs[:3] == article(1234).paragraphs[:3]


def test_what_is_written_in_bulk_refers_to_what_is_there(filled: Path) -> None:
    with Store(filled, writable=False) as store:
        assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert store.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        wrong = "SELECT id FROM stories WHERE articles != (SELECT count(*) FROM articles WHERE story_id = stories.id)"
        assert store.db.execute(wrong).fetchall() == []
        found = store.db.execute("SELECT count(*) FROM article_search WHERE article_search MATCH 'herald'").fetchone()
        assert found == store.db.execute("SELECT count(*) FROM articles").fetchone() == (10 * len(EDITION),)


def test_further_articles_are_judged_as_a_crawl_judges_them_and_each_step_is_measured(filled: Path) -> None:
    before = 10 * len(EDITION)
    cost = cost_at(filled, before, 2 * len(EDITION), made_up=4 * len(EDITION))
    assert set(cost.cpu) == {*STEPS, NEW, EDIT}
    head, *lines = table([cost])
    assert head.split() == ["stored", "320", "slope"]
    assert len(lines) == len(STEPS) + 6
    with Store(filled, writable=False) as store:
        new, copies, edits = store.db.execute(
            "SELECT (SELECT count(*) FROM articles WHERE id > :before),"
            " (SELECT count(*) FROM articles WHERE id > :before AND copy_of > :before),"
            " (SELECT count(*) FROM revisions WHERE number = 2)",
            {"before": before},
        ).fetchone()
    assert new == 96
    assert copies == 9
    assert edits == 30
