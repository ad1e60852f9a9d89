from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.core.matches import MARK_END, MARK_START
from crawler.core.query import Query, parse
from storage import search as searching
from storage.database import close_database, open_database
from storage.search import SearchTooSlow, index_article, search

ARTICLES = {
    1: ("Harbour reopens", "The ferry to the island sailed again on Monday.\n\nFishermen waved."),
    2: ("Ferries delayed", "Fog held the boats back for a third day."),
    3: ("북한군 훈련 재개", "북한군이 동해안에서 훈련을 다시 시작했다고 군 당국이 밝혔다."),
    4: ("フェリー再開", "島へのﾌｪﾘｰが月曜日に再開した。"),
    5: ("Паром снова ходит", "Артём Климов ждал паром три часа; зелёный свет дали утром."),
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "news.db", writable=True)
    at = "2025-01-14T06:00:00Z"
    database.execute("INSERT INTO outlets (name, state, first_seen_at) VALUES ('Daily', 'active', ?)", [at])
    for number, (title, text) in ARTICLES.items():
        add(database, number, title, text)
    yield database
    close_database(database)


def add(db: Database, number: int, title: str, text: str) -> None:
    at = "2025-01-14T06:00:00Z"
    db.execute(
        "INSERT INTO articles (id, outlet, url, title, text, first_seen_at, last_changed_at, state)"
        " VALUES (?, 'Daily', ?, ?, ?, ?, ?, 'read')",
        [number, f"https://daily.example/{number}", title, text, at, at],
    )
    index_article(db, number, title, text)


def query(text: str) -> Query:
    parsed = parse(text)
    assert isinstance(parsed, Query), parsed
    return parsed


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ferry", [2, 1]),
        ("title:ferry", [2]),
        ("ferry NOT fog", [1]),
        ('"third day"', [2]),
        ('"day third"', []),
        ("북한", [3]),
        ("동해", [3]),
        ("フェリー", [4]),
        ("月曜", [4]),
        ("паром*", [5]),
        ("артем OR зеленый", [5]),
        ("island OR 島", [4, 1]),
        ("*", [5, 4, 3, 2, 1]),
        ("nothing", []),
    ],
)
def test_articles_are_found_the_newest_first(db: Database, asked: str, found: list[int]) -> None:
    assert [hit.article_id for hit in search(db, query(asked), limit=10)] == found


def test_no_more_are_found_than_asked_for(db: Database) -> None:
    assert [hit.article_id for hit in search(db, query("*"), limit=2)] == [5, 4]
    assert [hit.article_id for hit in search(db, query("ferry"), limit=1)] == [2]


def test_the_found_words_are_marked_in_the_original_text(db: Database) -> None:
    (hit,) = search(db, query('"north korea*" OR 북한군 훈련'), limit=10)
    assert (
        hit.snippet
        == f"{MARK_START}북한군{MARK_END}이 동해안에서 {MARK_START}훈련{MARK_END}을 다시 시작했다고 군 당국이 밝혔다."
    )
    assert hit.as_dict()["snippet"].startswith("[북한군]이 동해안에서")
    (hit,) = search(db, query("フェリー"), limit=10)
    assert f"{MARK_START}ﾌｪﾘｰ{MARK_END}" in hit.snippet


def test_a_long_text_is_cut_around_the_first_found_word(db: Database) -> None:
    add(db, 6, "Long", "before " * 300 + "needle " + "after " * 300)
    (hit,) = search(db, query("needle"), limit=10)
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert f"before {MARK_START}needle{MARK_END} after" in hit.snippet
    assert len(hit.snippet) < 300


def test_an_outlets_own_private_characters_are_not_taken_for_marks(db: Database) -> None:
    add(db, 6, "Icons", f"{MARK_END}An {MARK_START}icon{MARK_END} beside a needle")
    (hit,) = search(db, query("needle"), limit=10)
    assert hit.snippet == f"An icon beside a {MARK_START}needle{MARK_END}"


def test_a_headline_without_text_is_found_by_its_title(db: Database) -> None:
    add(db, 6, "Needle found", "")
    assert [(hit.title, hit.snippet) for hit in search(db, query("needle"), limit=10)] == [("Needle found", "")]


def test_a_text_that_was_edited_is_found_by_its_new_words_alone(db: Database) -> None:
    index_article(db, 1, "Harbour closes", "No boat sails.")
    assert [hit.article_id for hit in search(db, query("island"), limit=10)] == []
    assert [hit.article_id for hit in search(db, query("closes"), limit=10)] == [1]


def test_a_search_that_takes_too_long_is_ended_and_the_next_one_answered(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = query(" OR ".join(f"{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"))
    with monkeypatch.context() as patched:
        patched.setattr(searching, "SECONDS", 0.0)
        patched.setattr(searching, "_STEPS_BETWEEN_LOOKS", 1)
        with pytest.raises(SearchTooSlow, match="longer words"):
            search(db, asked, limit=10)
    assert [hit.article_id for hit in search(db, asked, limit=10)] == [2, 1]


def test_newest_first_sorts_nothing(db: Database) -> None:
    find = searching._FIND.format(stretch="BETWEEN :above + 1 AND :below - 1", way="DESC")
    asked = {"fts": "a", "start": "", "end": "", "limit": 1, "above": 0, "below": 9}
    rows = db.execute(f"EXPLAIN QUERY PLAN {find}", asked)
    assert not [row for row in rows if "TEMP B-TREE" in row[3]]
