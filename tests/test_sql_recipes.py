"""Every question of docs/recipes.md, asked of a small database."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.models import Visit, VisitState
from crawler.core.polls import Finished
from tests.storage.newsroom import TEXT, came, failed, listed, newsroom, receive

PAGE = Path(__file__).parents[1] / "docs" / "recipes.md"
SQL, SHELL = "sql", "sh"
RECIPES = {
    heading: (language, recipe)
    for heading, language, recipe in re.findall(
        r"^## (.+?)$.*?^```(\w+)\n(.+?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
}
COLUMNS = {
    "What is new since yesterday": "topic outlet title url at",
    "What was corrected this week": "seen_at outlet title kind summary text_before text_after url",
    "What was changed without a word": "seen_at outlet title kind summary url",
    "What was taken down": "outlet title first_seen_at gone_at reason edits days",
    "In which languages a topic is written about": "topic language articles outlets",
    "Who copies from whom": "original copy title copied_as share hours_later",
    "What two outlets both carry": "title url other_title other_url",
    "The stories of the last two days": "id title articles told_by first_seen_at last_activity_at",
    "Why an article is in its story": "story_id outlet title why score like_outlet like_title",
    "Articles of which only the headline is held": "outlet title url reason tries retry_at",
    "How each outlet did in the last day": "outlet polls ok trouble failed pages new changed",
    "Outlets that have gone quiet": "name state last_new_at last_ok_at trouble",
    "The slowest requests": "outlet url state seconds bytes at",
    "Full-text search": "id outlet title found url",
}
EDITED = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOLD: dict[str, Any] = {"language": "en"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    now = datetime.now(UTC)
    with newsroom(folder) as store:
        number = store.polls.begin("Gazette", now - HOUR)
        receive(store, came(at=now - 5 * HOUR, published_at=now - 6 * HOUR, **TOLD))
        receive(store, came(listed("/wire", "Tribune"), at=now - 4 * HOUR, published_at=now - 4 * HOUR, **TOLD))
        receive(store, came(at=now - 3 * HOUR, paragraphs=EDITED, published_at=now - 6 * HOUR, **TOLD))
        receive(
            store, failed(VisitState.WALL, listed("/wall", title="Ferry strike"), at=now, why="it asks for a log-in")
        )
        korean = listed("/ko", "Tribune", title="새 여객선 취항")
        receive(
            store,
            came(korean, at=now, title="새 여객선 취항", paragraphs=("여객선이 하루 두 번 다닌다.",), language="ko"),
        )
        receive(store, came(listed("/down"), at=now - 3 * DAY, title="A ferry sinks", paragraphs=("All were saved.",)))
        receive(store, failed(VisitState.GONE, listed("/down"), at=now - DAY, why="the server answered 410"))
        for ms in (90, 2_480):
            store.polls.add_visit(
                number, Visit("Gazette", f"https://gazette.example/{ms}", VisitState.OK, now, 200, 9, ms)
            )
        polled = Finished("Gazette", "ok", 4, 3, 2, 1, 1, now, (), None, HOUR)
        store.polls.finish(number, polled)
        failing = replace(polled, outlet="Tribune", outcome="failed", new=0, trouble="refuses us")
        store.polls.finish(store.polls.begin("Tribune", now - HOUR), failing)
    return folder / "news.db"


@pytest.fixture
def db(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def ask(db: sqlite3.Connection, heading: str) -> list[dict[str, Any]]:
    language, recipe = RECIPES[heading]
    assert language == SQL
    cursor = db.execute(recipe)
    names = [name for name, *_ in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def test_the_page_has_these_recipes_and_each_is_introduced_in_a_sentence() -> None:
    assert [heading for heading, (language, _) in RECIPES.items() if language == SQL] == list(COLUMNS)
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.count("```") for section in sections] == [2] * len(RECIPES)
    assert all(re.match(r".+\n\n[^`\n]", section) for section in sections)


@pytest.mark.parametrize("heading", COLUMNS)
def test_a_recipe_gives_rows_with_the_columns_it_is_known_for(db: sqlite3.Connection, heading: str) -> None:
    rows = ask(db, heading)
    assert rows
    assert list(rows[0]) == COLUMNS[heading].split()


def test_news_are_those_of_a_day_without_copies(db: sqlite3.Connection) -> None:
    news = ask(db, "What is new since yesterday")
    assert {(one["topic"], one["title"]) for one in news} == {
        ("Ferries", "Second ferry to the islands"),
        ("Ferries", "Ferry strike"),
        ("Ferries", "새 여객선 취항"),
    }


def test_a_correction_shows_the_old_and_the_new(db: sqlite3.Connection) -> None:
    (corrected,) = ask(db, "What was corrected this week")
    assert corrected["summary"].startswith("Figures: 300 → 1,000 passengers in “Officials expect")
    assert "300" in corrected["text_before"]
    assert "1,000" in corrected["text_after"]


def test_an_edit_without_a_new_time_or_a_notice_was_silent(db: sqlite3.Connection) -> None:
    (silent,) = ask(db, "What was changed without a word")
    assert silent["kind"] == "figures"


def test_what_was_taken_down_says_when_and_why(db: sqlite3.Connection) -> None:
    (down,) = ask(db, "What was taken down")
    assert (down["title"], down["reason"], down["edits"]) == ("A ferry sinks", "the server answered 410", 0)
    assert down["days"] == 2.0


def test_a_story_is_listed_once_with_all_who_tell_it(db: sqlite3.Connection) -> None:
    told = {
        one["title"]: (one["articles"], set(one["told_by"].split(",")))
        for one in ask(db, "The stories of the last two days")
    }
    assert told["Second ferry to the islands"] == (2, {"Gazette", "Tribune"})


def test_an_article_says_why_it_is_in_its_story(db: sqlite3.Connection) -> None:
    why = {(one["outlet"], one["like_outlet"], one["why"]) for one in ask(db, "Why an article is in its story")}
    assert ("Tribune", "Gazette", "its text is from that article") in why


def test_languages_are_counted_by_topic(db: sqlite3.Connection) -> None:
    counted = {(one["language"], one["articles"]) for one in ask(db, "In which languages a topic is written about")}
    assert counted == {("en", 2), ("?", 2), ("ko", 1)}


def test_a_copy_says_of_whom_how_much_and_how_long_after(db: sqlite3.Connection) -> None:
    (copy,) = ask(db, "Who copies from whom")
    assert (copy["original"], copy["copy"], copy["share"], copy["hours_later"]) == ("Gazette", "Tribune", 100, 2.0)


def test_what_two_outlets_both_carry_is_linked_at_both(db: sqlite3.Connection) -> None:
    (both,) = ask(db, "What two outlets both carry")
    assert (both["url"], both["other_url"]) == ("https://gazette.example/ferry", "https://tribune.example/wire")


def test_polls_are_counted_by_their_outcome(db: sqlite3.Connection) -> None:
    gazette, tribune = ask(db, "How each outlet did in the last day")
    assert (gazette["outlet"], gazette["polls"], gazette["ok"], gazette["failed"], gazette["new"]) == (
        "Gazette",
        1,
        1,
        0,
        2,
    )
    assert (tribune["outlet"], tribune["ok"], tribune["failed"]) == ("Tribune", 0, 1)


def test_a_quiet_outlet_says_what_is_wrong(db: sqlite3.Connection) -> None:
    (quiet,) = ask(db, "Outlets that have gone quiet")
    assert (quiet["name"], quiet["trouble"]) == ("Tribune", "refuses us")


def test_the_slowest_request_comes_first(db: sqlite3.Connection) -> None:
    assert [request["seconds"] for request in ask(db, "The slowest requests")] == [2.5, 0.1]


def test_search_finds_stems_and_words_of_unspaced_scripts(db: sqlite3.Connection) -> None:
    found = {one["title"]: one["found"] for one in ask(db, "Full-text search")}
    assert found["새 여객선 취항"].startswith("[여 객 선]")
    assert "[ferry]" in found["Second ferry to the islands"]


def test_the_table_for_a_spreadsheet_is_one(database: Path, tmp_path: Path) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("needs the sqlite3 tool")
    language, recipe = RECIPES["A table for a spreadsheet"]
    assert language == SHELL
    shutil.copy(database, tmp_path / "newswatch.db")
    subprocess.run(["sh", "-ec", recipe], cwd=tmp_path, check=True, timeout=20)
    with (tmp_path / "ferries.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 5
    assert list(table[0]) == ["published_at", "outlet", "title", "url", "state", "revision"]
