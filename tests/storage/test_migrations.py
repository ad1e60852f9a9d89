from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crawler.core.models import VisitState
from storage import database
from storage.database import DatabaseProblem, close_database, open_database
from storage.migrations import migrations

SCHEMAS = Path(__file__).parent / "schemas"
PAGE = Path(__file__).parents[2] / "docs" / "database.md"
STEPS = [migration.name for migration in migrations._migrations]
# The names that DESIGN promises to people who query the file: they may gain columns, and lose none.
PROMISED = {
    "outlets": "name state next_poll_at last_ok_at last_new_at trouble",
    "polls": "id outlet started_at finished_at outcome listed fetched new changed failed",
    "visits": "poll_id url state http_status bytes ms detail",
    "articles": "id outlet url title authors language published_at modified_at first_seen_at last_changed_at state text"
    " image_url image_caption revision copy_of story_id",
    "revisions": "article_id number seen_at kind title text summary",
    "matches": "article_id topic revision evidence",
    "stories": "id title lead_article_id outlets articles first_seen_at last_activity_at",
    "verdicts": "story_id article_id verdict note by at",
    "digests": "name period_start period_end composed_at subject",
    "deliveries": "digest recipient state attempts last_error delivered_at",
    "article_search": "title text",
}


@pytest.fixture
def db() -> Database:
    fresh = Database(memory=True)
    migrations.apply(fresh)
    return fresh


def schema(db: Database) -> list[str]:
    """The statements that make the database, but for what SQLite and sqlite-utils add themselves."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    return [sql for name, sql in rows if not re.search("article_search_|sqlite_", name)]


def our_tables(db: Database) -> list[str]:
    return [name for name in db.table_names() if not name.startswith(("article_search", "_sqlite", "sqlite_"))]


@pytest.mark.parametrize("applied", range(1, len(STEPS) + 1))
def test_every_earlier_schema_becomes_the_newest(db: Database, applied: int) -> None:
    earlier = Database(memory=True)
    migrations.apply(earlier, stop_before=STEPS[applied:])
    migrations.apply(earlier)
    assert schema(earlier) == schema(db)


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_a_released_migration_is_never_edited(number: int) -> None:
    released = Database(memory=True)
    migrations.apply(released, stop_before=STEPS[number:])
    assert ";\n".join(schema(released)) + ";\n" == (SCHEMAS / f"{number}.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize(("table", "columns"), PROMISED.items())
def test_the_names_that_people_query_are_there(db: Database, table: str, columns: str) -> None:
    assert set(columns.split()) <= set(db[table].columns_dict)


def test_every_table_is_strict(db: Database) -> None:
    strict = {name for name, is_strict in db.execute("SELECT name, strict FROM pragma_table_list") if is_strict}
    assert set(our_tables(db)) <= strict


def test_every_table_says_in_the_schema_what_it_holds(db: Database) -> None:
    for table in our_tables(db):
        assert re.match(rf"CREATE TABLE {table} \( -- \w", db[table].schema)


# Nobody asks whose lead an article is, nor which story a verdict is the last word on, nor for an article's sketch or words,
# which are most of the rows; events are read with their story or their article.
UNASKED = {
    ("stories", "lead_article_id"),
    ("sketches", "article_id"),
    ("leading_terms", "article_id"),
    ("story_events", "other_story_id"),
    ("story_events", "nearest_article_id"),
    ("stories", "verdict_id"),
    ("verdicts", "takes_back"),
}


def test_every_reference_has_an_index_where_rows_are_looked_up_by_it(db: Database) -> None:
    for table in our_tables(db):
        keys = {(table, key.column) for key in db[table].foreign_keys} - UNASKED
        indexed = {(table, index.columns[0]) for index in db[table].indexes} | {(table, db[table].pks[0])}
        assert keys <= indexed


@pytest.mark.parametrize(
    "question",
    [
        "SELECT article_id FROM aliases WHERE key = 'x'",
        "SELECT article_id FROM fingerprints WHERE exact = 'x'",
        "SELECT article_id FROM sketches WHERE hash IN (1, 2)",
        "SELECT url FROM off_topic WHERE key IN ('x', 'y')",
        "SELECT url FROM off_topic WHERE outlet = 'x' AND retry_at <= 'y'",
        "SELECT id FROM articles WHERE outlet = 'x' AND retry_at <= 'y'",
        "SELECT id FROM articles WHERE outlet = 'x' AND recheck_at <= 'y' AND retry_at IS NULL",
        "SELECT max(id) FROM polls WHERE outlet = 'x'",
        "SELECT finished_at, listed_new FROM polls WHERE outlet = 'x' AND outcome IN ('ok', 'trouble') ORDER BY id DESC LIMIT 40",
        "SELECT language, count(*) FROM (SELECT * FROM articles) WHERE language IS NOT NULL GROUP BY language",
        "SELECT * FROM publishing WHERE outlet = 'x'",
        "SELECT * FROM visits WHERE poll_id = 1",
        "SELECT article_id FROM matches WHERE topic = 'x'",
        "SELECT id FROM articles WHERE copy_of = 1",
        "SELECT id FROM articles WHERE story_id = 1 ORDER BY id DESC LIMIT 10",
        "SELECT * FROM troubles WHERE ended_at IS NULL AND outlet = 'x' ORDER BY kind",
        "SELECT id FROM troubles WHERE confirmed_at >= 'x' AND confirmed_at < 'y'",
        "SELECT id FROM troubles WHERE ended_at >= 'x' AND ended_at < 'y'",
        "SELECT article_id FROM leading_terms WHERE term = 1 ORDER BY article_id DESC LIMIT 40",
        "SELECT id FROM stories WHERE merged_into = 1",
        "SELECT * FROM stories WHERE merged_into IS NULL ORDER BY last_activity_at DESC LIMIT 50",
        "SELECT id, title, note FROM review_queue ORDER BY last_activity_at DESC LIMIT 50",
        "SELECT id, title, note FROM review_queue ORDER BY outlets DESC, last_activity_at DESC LIMIT 50",
        "SELECT id FROM stories WHERE merged_into IS NULL AND standing = 'kept' ORDER BY last_activity_at DESC LIMIT 50",
        "SELECT * FROM story_events WHERE story_id = 1 ORDER BY id",
        "SELECT * FROM story_events WHERE article_id = 1",
        "SELECT id FROM articles ORDER BY last_changed_at DESC, id DESC LIMIT 50",
    ],
)
def test_what_is_asked_often_is_answered_from_an_index(db: Database, question: str) -> None:
    plan = " | ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {question}"))
    assert "INDEX" in plan or "PRIMARY KEY" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_the_schema_page_explains_every_column_and_no_other(db: Database) -> None:
    told = {}
    for section in re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        # a row without a meaning is no row
        told[section.split("`")[1]] = re.findall(r"^\| `(\w+)` \| \S", section, flags=re.MULTILINE)
    assert told == {name: columns(db, name) for name in (*our_tables(db), *db.view_names(), "article_search")}


def columns(db: Database, table: str) -> list[str]:
    """All that can be asked for by name, generated ones too."""
    hidden = 1
    return [
        name for name, kind in db.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [table]) if kind != hidden
    ]


def test_the_diagrams_of_the_schema_page_show_every_reference(db: Database) -> None:
    lines = re.findall(r"^    (\w+) (\S+) (\w+) : (\w+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(line for line in lines if "--" in line[1]) == sorted(
        (table, drawn(db, table, key.column), key.other_table, key.column)
        for table in our_tables(db)
        for key in db[table].foreign_keys
    )
    for table, line, other, column in lines:
        assert ".." not in line or (column in {*columns(db, table), "rowid"} and columns(db, other))


def drawn(db: Database, table: str, column: str) -> str:
    """A reference as a line: from many rows or, by a key of its own, from one; to one row or to none."""
    alone = db[table].pks == [column]
    needed = alone or any(each.name == column and each.notnull for each in db[table].columns)
    return f"{'|o' if alone else '}o'}--{'||' if needed else 'o|'}"


def test_the_schema_page_explains_every_end_of_a_visit() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## `visits`")[1].split("\n## ")[0]
    assert {state.value for state in VisitState} <= set(re.findall(r"`(\w+)`", section))


def test_the_examples_of_the_schema_page_run(db: Database) -> None:
    examples = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)[0].split(";\n")
    assert [db.execute(example).fetchall() for example in examples] == [[]] * len(examples)


def test_a_copy_is_made_before_a_database_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "news.db"
    close_database(open_database(path, writable=True))
    monkeypatch.setattr(database, "migrations", _with_one_more())
    with pytest.raises(DatabaseProblem, match="older newswatch"):
        open_database(path, writable=False)
    close_database(open_database(path, writable=True))
    with closing(sqlite3.connect(path)) as migrated, closing(sqlite3.connect(f"{path}.before-m999_more")) as copy:
        assert migrated.execute("SELECT count(*) FROM more").fetchone() == (0,)
        assert copy.execute("SELECT name FROM sqlite_master WHERE name = 'more'").fetchone() is None
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _with_one_more() -> Migrations:
    more = Migrations(migrations.name)
    more._migrations = list(migrations._migrations)

    @more(name="m999_more")
    def _add(db: Database) -> None:
        db.execute("CREATE TABLE more (x INTEGER)")

    return more


def test_sources_that_were_read_before_they_had_a_baseline_have_it_behind_them() -> None:
    earlier = Database(memory=True)
    migrations.apply(earlier, stop_before=["m010_rechecks"])
    then = "2026-01-01T00:00:00Z"
    earlier.execute("INSERT INTO outlets (name, state, first_seen_at) VALUES ('Gazette', 'active', ?)", [then])
    earlier.conn.executemany(
        "INSERT INTO sources (outlet, url, kind, fetched_at, last_visit_at, failures) VALUES ('Gazette', ?, 'feed', ?, ?, ?)",
        [
            ("read", then, then, 0),
            ("fails since", then, then, 3),
            ("new topics", None, then, 0),
            ("never", None, then, 3),
        ],
    )
    migrations.apply(earlier)
    assert dict(earlier.execute("SELECT url, first_read_at FROM sources").fetchall()) == {
        "read": then,
        "fails since": then,
        "new topics": then,
        "never": None,
    }


def test_articles_of_the_last_month_are_followed_from_the_migration_on() -> None:
    earlier = Database(memory=True)
    migrations.apply(earlier, stop_before=["m010_rechecks"])
    earlier.execute(
        "INSERT INTO outlets (name, state, first_seen_at) VALUES ('Gazette', 'active', '2026-01-01T00:00:00Z')"
    )
    for id_, days, state in ((1, 3, "read"), (2, 40, "read"), (3, 3, "headline"), (4, 3, "read")):
        earlier.execute(
            """
            INSERT INTO articles (id, outlet, url, title, state, first_seen_at, last_fetched_at, last_changed_at)
            SELECT ?, 'Gazette', 'x', 'x', ?, at, at, at FROM (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?) AS at)
            """,
            [id_, state, f"-{days} days"],
        )
    earlier.execute(
        "INSERT INTO matches (article_id, topic, revision, evidence, matched_at)"
        " SELECT id, 'Ferries', 1, '[]', last_changed_at FROM articles WHERE id < 4"
    )
    migrations.apply(earlier)
    assert earlier.execute("SELECT id FROM articles WHERE recheck_at = last_fetched_at").fetchall() == [(1,)]


def test_an_apostrophe_that_is_a_letter_is_indexed_anew_as_the_mark() -> None:
    earlier = Database(memory=True)
    migrations.apply(earlier, stop_before=["m002_apostrophe_letter"])
    earlier.execute(
        "INSERT INTO outlets (name, state, first_seen_at) VALUES ('Вісті', 'active', '2026-01-01T00:00:00Z')"
    )
    earlier.execute(
        """
        INSERT INTO articles (id, outlet, url, title, text, state, first_seen_at, last_changed_at)
        VALUES (7, 'Вісті', 'https://visti.example/7', 'Пам\u02bcять', 'Ім\u02bcя', 'read', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
        """
    )
    earlier.execute("INSERT INTO article_search (rowid, title, text) VALUES (7, 'Пам\u02bcять', 'Ім\u02bcя')")
    migrations.apply(earlier)
    found = earlier.execute("""SELECT rowid FROM article_search WHERE article_search MATCH '"пам''ять" AND "ім''я"'""")
    assert found.fetchall() == [(7,)]
