"""Lists and exports for other programs: all that SQL has, in the documented columns."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from crawler.core.review import Verdict
from storage.review import Noun, Subject
from storage.store import Store
from tests.end_to_end.desk import rows
from tests.end_to_end.six_stories import TITLES, call, edit, six_stories, told
from tests.storage.newsroom import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return six_stories(tmp_path)


@pytest.mark.parametrize("what", ["articles", "stories", "changes", "verdicts"])
def test_an_export_has_all_that_sql_has_in_each_form(folder: Path, what: str) -> None:
    with Store(folder / "news.db", writable=True) as store:
        edit(store)
        for story in (5, 6):
            store.review.say([Subject(Noun.STORY, story)], verdict=Verdict.KEEP, note="=1+1\x1b[31m", now=NOW)
    view = {"stories": "story_overview"}.get(what, what)
    key = "article_id" if what == "changes" else "id"
    expected = [id_ for (id_,) in rows(folder / "news.db", f"SELECT {key} FROM {view} ORDER BY {key}")]  # noqa: S608 - names
    out = {form: call(folder, "export", "--what", what, "--format", form).stdout for form in ("csv", "json", "ndjson")}
    as_csv = list(csv.DictReader(io.StringIO(out["csv"], newline="")))
    as_json, lines = json.loads(out["json"]), [json.loads(line) for line in out["ndjson"].splitlines()]
    assert as_json == lines
    assert [row[key] for row in as_json] == [int(row[key]) for row in as_csv] == expected != []
    assert tuple(as_csv[0]) == tuple(as_json[0])
    assert not [each for row in as_csv for each in row.values() if each.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "\x1b" not in "".join(out.values())
    if what == "articles":
        assert [row["text"] for row in as_json] == [
            text for (text,) in rows(folder / "news.db", "SELECT text FROM articles ORDER BY id")
        ]
        assert [row["title"] for row in as_csv][4] == f"'{TITLES[4]}"


def test_a_file_is_replaced_whole_or_left_as_it_was(folder: Path) -> None:
    to = folder / "out.csv"
    assert call(folder, "export", "--to", str(to)).exit_code == 0
    assert to.read_text(encoding="utf-8") == call(folder, "export").stdout
    to.write_text("before", encoding="utf-8")
    assert "no file that could be replaced" in call(folder, "export", "--to", "/dev/null").output
    with Store(folder / "news.db", writable=True) as store:
        store.db.execute("UPDATE articles SET authors = 'no JSON' WHERE id = 4")
    assert call(folder, "export", "--to", str(to)).exit_code == 1
    assert to.read_text(encoding="utf-8") == "before"
    assert [path.name for path in folder.glob(".out*")] == []


@pytest.mark.parametrize("command", [("articles",), ("stories",), ("search", "ferry"), ("show", "1")])
def test_lists_are_csv_with_the_columns_of_json(folder: Path, command: tuple[str, ...]) -> None:
    as_csv = call(folder, *command, "--csv")
    assert as_csv.exit_code == 0, as_csv.output
    found = list(csv.DictReader(io.StringIO(as_csv.stdout, newline="")))
    expected = told(folder, *command)
    if command[0] == "show":
        assert (len(found), found[0]["text"], found[0]["title"]) == (1, expected["text"], TITLES[0])
        return
    assert [tuple(row) for row in found] == [tuple(row) for row in expected]
    assert [row["title"].lstrip("'") for row in found] == [row["title"] for row in expected]
    both = call(folder, *command, "--csv", "--json")
    assert both.exit_code == 2


def test_a_list_tells_how_to_go_on_and_does(folder: Path) -> None:
    first = call(folder, "articles", "--limit", "4").stdout
    (last,) = re.findall(r"--after (\d+) goes on", first)
    assert [row["id"] for row in told(folder, "articles", "--limit", "4", "--after", last)] == [2, 1]
