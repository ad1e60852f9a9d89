"""Every question of docs/recipes.md, asked of a small database whose answers are known, and how much of it each one reads."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.core.dates import iso
from tests.asked import asked_newsroom
from tests.storage.newsroom import NOW

PAGE = (Path(__file__).parents[1] / "docs" / "recipes.md").read_text(encoding="utf-8")
SQL, SHELL = "sql", "sh"
RECIPES = {
    heading: (introduced, language, recipe)
    for heading, introduced, language, recipe in re.findall(
        r"^### (.+?)\n(.*?)^```(\w+)\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL
    )
}
GAZETTE, TRIBUNE, PUDU = "Gazette", "Tribune", "Pudu"
FERRY, PIER, SINKS, STRIKE = (
    "Second ferry to the islands",
    "Pier closes, ferry moves to the fish market",
    "A ferry sinks",
    "Ferry strike",
)
ADRIFT, IN_KOREAN = (
    "Ferry Hanbada adrift off Ulsan with 1,284 on board",
    "울산 앞바다서 여객선 한바다 표류…1284명 탑승",
)
FIGURES = "300 → 1,000 passengers in “Officials expect some 1,000 passengers on the first day, and twice as many once…”"
CORRECTION = "Correction: an earlier version of this article named the wrong pier."
# Of each question some of its columns, and what stands in them.
ANSWERS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "What waits for review, by topic": (
        "topic waiting changed oldest",
        [("Ferries", 4, 1, "2025-01-13T08:00:00Z")],
    ),
    "What was kept this week": (
        "by title note outlets",
        [("ana", FERRY, "for Friday", 2), ("ana", PIER, "after all", 1)],
    ),
    "What changed since it was kept": (
        "title by note kept_at seen_at kind",
        [(FERRY, "ana", "for Friday", "2025-01-14T04:30:00Z", "2025-01-14T05:00:00Z", "figures")],
    ),
    "Who reviewed how much, and how long it took": (
        "reviewer stories kept dropped mean_hours most_hours",
        [("ana", 1, 1, 0, 1.5, 1.5), ("ben", 1, 0, 1, 24.0, 24.0)],
    ),
    "What is new since yesterday": (
        "topic outlet title",
        [
            ("Ferries", GAZETTE, STRIKE),
            ("Ferries", PUDU, IN_KOREAN),
            ("Ferries", GAZETTE, ADRIFT),
            ("Ferries", GAZETTE, FERRY),
        ],
    ),
    "The stories of the last two days": (
        "title articles told_by",
        [(ADRIFT, 2, "Gazette,Pudu"), (FERRY, 2, "Gazette,Tribune"), (STRIKE, 1, GAZETTE), (SINKS, 1, GAZETTE)],
    ),
    "The biggest stories of each week": (
        "week title outlets place",
        [
            ("2025-02", FERRY, 2, 1),
            ("2025-02", ADRIFT, 2, 2),
            ("2025-02", STRIKE, 1, 3),
            ("2025-01", PIER, 1, 1),
            ("2025-01", SINKS, 1, 2),
        ],
    ),
    "Who was first, and how long the others took": (
        "title outlet first_outlet hours_behind",
        [
            (ADRIFT, GAZETTE, GAZETTE, 0.0),
            (ADRIFT, PUDU, GAZETTE, 1.5),
            (FERRY, GAZETTE, GAZETTE, 0.0),
            (FERRY, TRIBUNE, GAZETTE, 2.0),
        ],
    ),
    "The timeline of one story": (
        "at who what said",
        [
            ("2025-01-14T02:00:00Z", GAZETTE, "report", FERRY),
            ("2025-01-14T04:00:00Z", TRIBUNE, "copy", FERRY),
            ("2025-01-14T04:30:00Z", "ana", "keep", "for Friday"),
            ("2025-01-14T05:00:00Z", GAZETTE, "figures", f"Figures: {FIGURES}"),
        ],
    ),
    "Stories told in two languages or more": ("languages outlets titles", [("en,ko", 2, f"{ADRIFT} / {IN_KOREAN}")]),
    "Why an article is in its story": (
        "outlet why like_title",
        [(PUDU, "1284, 62, 347", ADRIFT), (TRIBUNE, "its text is from that article", FERRY)],
    ),
    "Who copies from whom": ("original copy share hours_later", [(GAZETTE, TRIBUNE, 100, 2.0)]),
    "Copies by the agency that is credited": (
        "agency articles copies outlets",
        [("Reuters", 2, 1, 2), ("연합뉴스", 1, 0, 1)],
    ),
    "What two outlets both carry": (
        "url other_url",
        [("https://gazette.example/ferry", "https://tribune.example/wire")],
    ),
    "What was corrected this week": ("outlet title summary", [(TRIBUNE, PIER, CORRECTION)]),
    "Which figures were changed, from what to what": ("outlet from_to silent", [(GAZETTE, FIGURES, 1)]),
    "What was changed without a word": ("outlet kind", [(GAZETTE, "figures")]),
    "Which outlet edits silently most": (
        "outlet edits silent percent",
        [(GAZETTE, 1, 1, 100), (TRIBUNE, 1, 0, 0)],
    ),
    "What was taken down": (
        "outlet title gone_at reason edits days text",
        [(GAZETTE, SINKS, "2025-01-13T08:00:00Z", "the server answered 410", 0, 2.0, "All were saved.")],
    ),
    "In which languages a topic is written about": (
        "topic language articles outlets",
        [("Ferries", "en", 5, 2), ("Ferries", "ko", 1, 1), ("Ferries", "?", 1, 1)],
    ),
    "Each outlet's share of a topic, by month": (
        "month outlet articles percent",
        [("2025-01", GAZETTE, 4, 66.7), ("2025-01", PUDU, 1, 16.7), ("2025-01", TRIBUNE, 1, 16.7)],
    ),
    "Which words bring articles on to a topic": (
        "words term articles",
        [("ferry", "ferry", 6), ("여객선", "여객선", 1)],
    ),
    "Full-text search": ("title", [(IN_KOREAN,), (ADRIFT,), (SINKS,), (STRIKE,), (PIER,), (FERRY,), (FERRY,)]),
    "Which outlets are in trouble, and since when": (
        "outlet kind by since days",
        [(TRIBUNE, "blocked", "HTTP 403", "2025-01-14T06:00:00Z", 0.1)],
    ),
    "Outlets that have gone quiet": (
        "name state trouble",
        [(TRIBUNE, "trouble", "refuses us"), (PUDU, "active", None)],
    ),
    "Articles of which only the headline is held": (
        "outlet title reason tries",
        [(GAZETTE, STRIKE, "it asks for a log-in", 1)],
    ),
    "How each outlet did in the last day": (
        "outlet polls ok failed new",
        [(GAZETTE, 1, 1, 0, 2), (TRIBUNE, 2, 0, 2, 0)],
    ),
    "What polls yield": ("outlet polls new requests requests_each megabytes", [(GAZETTE, 1, 2, 3, 1.5, 1.5)]),
    "The slowest requests": ("outlet seconds", [(GAZETTE, 2.5), (GAZETTE, 0.1), (GAZETTE, 0.0)]),
    "Deliveries that did not arrive": (
        "name recipient state attempts last_error",
        [("Morning", "desk", "deferred", 2, "450 come back later")],
    ),
}
# What these hold is what waits for a person, however much is stored.
WAITING = {"stories_to_review", "stories_to_review_by_outlets"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asked_newsroom(tmp_path_factory.mktemp("recipes"))


@pytest.fixture
def db(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def asked_at_now(heading: str) -> str:
    return RECIPES[heading][2].replace("'now'", f"'{iso(NOW)}'")


def read_whole(db: sqlite3.Connection, sql: str) -> set[str]:
    """The tables of which a question reads every row: a cursor is set on the first or last one, and no bound is looked at."""
    held = {
        page: (name, table) for name, table, page in db.execute("SELECT name, tbl_name, rootpage FROM sqlite_master")
    }
    steps = db.execute(f"EXPLAIN {sql}").fetchall()
    opened = {step["p1"]: held[step["p2"]] for step in steps if step["opcode"] == "OpenRead" and step["p2"] in held}
    bounded = {step["p1"] for step in steps if step["opcode"] in {"IdxLE", "IdxLT", "IdxGE", "IdxGT"}}
    whole = {step["p1"] for step in steps if step["opcode"] in {"Rewind", "Last"}} & opened.keys() - bounded
    return {table for name, table in map(opened.__getitem__, whole) if name not in WAITING}


def test_the_page_has_these_recipes_and_each_is_introduced_in_a_sentence() -> None:
    assert [heading for heading, (_, language, _) in RECIPES.items() if language == SQL] == list(ANSWERS)
    assert [section.count("```") for section in PAGE.split("\n### ")[1:]] == [2] * len(RECIPES)
    assert all(re.match(r"\n[^`\n]+", introduced) for introduced, _, _ in RECIPES.values())


@pytest.mark.parametrize("heading", ANSWERS)
def test_a_recipe_gives_the_right_answer(db: sqlite3.Connection, heading: str) -> None:
    columns, rows = ANSWERS[heading]
    assert [tuple(row[name] for name in columns.split()) for row in db.execute(asked_at_now(heading))] == rows


@pytest.mark.parametrize("heading", ANSWERS)
def test_a_recipe_reads_through_indexes_or_says_what_it_reads_whole(db: sqlite3.Connection, heading: str) -> None:
    introduced, _, recipe = RECIPES[heading]
    told = re.search(r"reads all of (`.+`)\.", introduced.replace("\n", " "))
    assert read_whole(db, recipe) == (set(re.findall(r"`(\w+)`", told[1])) if told else set())


def test_search_finds_stems_and_words_of_unspaced_scripts_in_their_place(db: sqlite3.Connection) -> None:
    found = {row["title"]: row["found"] for row in db.execute(asked_at_now("Full-text search"))}
    assert "[여 객 선] 한 바 다" in found[IN_KOREAN]
    assert "[ferry]" in found[FERRY]


def test_a_correction_stands_between_both_texts(db: sqlite3.Connection) -> None:
    (row,) = db.execute(asked_at_now("What was corrected this week"))
    assert row["text"] == f"{row['text_before']}\n\n{CORRECTION}"


def test_the_table_for_a_spreadsheet_is_one(database: Path, tmp_path: Path) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("needs the sqlite3 tool")
    _, language, recipe = RECIPES["A table for a spreadsheet"]
    assert language == SHELL
    shutil.copy(database, tmp_path / "newswatch.db")
    subprocess.run(["sh", "-ec", recipe], cwd=tmp_path, check=True, timeout=20)
    with (tmp_path / "ferries.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 7
    assert list(table[0]) == ["published_at", "outlet", "title", "url", "state", "revision"]
