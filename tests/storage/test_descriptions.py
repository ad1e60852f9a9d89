from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import descriptions
from storage.descriptions import Description
from storage.migrations import migrations

PAGE = Path(__file__).parents[2] / "docs" / "database.md"


@pytest.fixture(scope="module")
def db() -> Database:
    fresh = Database(memory=True)
    migrations.apply(fresh)
    return fresh


@pytest.fixture(scope="module")
def described(db: Database) -> dict[str, Description]:
    return descriptions.described(db)


@pytest.mark.parametrize(
    ("table", "column", "told"),
    [
        ("outlets", "language", "ISO 639-1, as configured"),
        # added later, by another migration
        ("outlets", "reached_at", "when the last poll began in which its server could be reached"),
        ("sources", "ttl", "seconds that the feed asks to be left alone after a visit"),
        # and what stood there before kept its own
        ("sources", "failures", "visits in a row that failed"),
        ("revisions", "announced", "1: told as news; 0: kept, the summary says why"),
        ("articles", "state", "headline: the page could not be read"),
        ("review_queue", "title", "its lead article's"),
        ("changes", "text_before", "the text before"),
    ],
)
def test_a_column_is_described_by_its_comment(
    described: dict[str, Description], table: str, column: str, told: str
) -> None:
    assert described[table].columns[column] == told


def test_tables_and_views_are_described_by_the_comment_at_their_head(described: dict[str, Description]) -> None:
    assert described["articles"].what == "one text at one outlet, on a topic"
    assert described["review_queue"].what == "the stories that wait for a person"


def test_all_tables_and_views_of_the_schema_page_are_described(described: dict[str, Description]) -> None:
    named = re.findall(r"^### `(\w+)`", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(described) == set(named) - {"article_search"}


def test_every_column_of_a_view_is_described(db: Database, described: dict[str, Description]) -> None:
    for view in db.view_names():
        assert list(described[view].columns) == list(db[view].columns_dict)


def test_nothing_but_columns_is_described(db: Database, described: dict[str, Description]) -> None:
    for name, description in described.items():
        assert set(description.columns) <= {row[1] for row in db.execute(f"PRAGMA table_xinfo({name})")}


def test_no_comment_is_lost(db: Database, described: dict[str, Description]) -> None:
    for name, description in described.items():
        (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
        assert sql.count(" -- ") + sql.count("/* ") == 1 + len(description.columns)
