"""The commands that show what is stored: what they print for people, and what for programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.desk import Desk, look
from tests.end_to_end.reports import report
from tests.end_to_end.stocked import EDITED, EDITED_TITLE, KOREAN, LOOKING, Looker


def _edited_id(looker: Looker) -> str:
    return next(str(row["id"]) for row in looker.told("articles") if row["title"] == EDITED_TITLE)


@pytest.mark.parametrize("arguments", LOOKING)
def test_before_the_first_crawl_every_look_says_what_to_do(
    tmp_path: Path, stocked: Desk, arguments: tuple[str, ...]
) -> None:
    shutil.copy(stocked.folder / "newswatch.toml", tmp_path)
    result = look(tmp_path, *arguments)
    assert result.exit_code == 1
    assert "newswatch.db" in result.stderr
    assert "newswatch crawl" in result.stderr
    assert not (tmp_path / "newswatch.db").exists()


def test_articles_are_listed_for_people_and_for_programs(looker: Looker) -> None:
    titles = {row["title"] for row in looker.told("articles")}
    assert titles == {EDITED_TITLE, KOREAN.title, report(2).title, report(3).title}
    said = looker.said("articles")
    for title in titles:
        assert str(title) in said


@pytest.mark.parametrize(
    ("option", "found"),
    [
        (("--outlet", "부두신문"), 1),
        (("--topic", "Everything"), 4),
        (("--changed",), 1),
        (("--state", "read"), 4),
        (("--since", "2 days"), 4),
        (("--since", "2099-01-01"), 0),
        (("--limit", "2"), 2),
        (("--changed", "--outlet", "부두신문"), 0),
    ],
)
def test_articles_are_narrowed_by_each_option(looker: Looker, option: tuple[str, ...], found: int) -> None:
    assert len(looker.told("articles", *option)) == found


def test_an_empty_list_says_so(looker: Looker) -> None:
    assert "no stored article fits" in looker.said("articles", "--state", "gone")
    assert looker.told("articles", "--state", "gone") == []


def test_an_article_is_shown_by_its_number_and_by_its_address(looker: Looker, stocked: Desk) -> None:
    by_number = json.loads(looker.said("show", _edited_id(looker), "--json"))
    by_address = json.loads(looker.said("show", stocked.url("Gazette", EDITED.path), "--json"))
    assert by_number == by_address
    assert [revision["kind"] for revision in by_number["revisions"]] == ["first", "headline"]
    assert by_number["matches"][0]["topic"] == "Everything"
    said = looker.said("show", _edited_id(looker))
    for words in (EDITED_TITLE, "Gazette", "Ida Lund", EDITED.paragraphs[0], "Source: Gazette"):
        assert words in said


def test_an_article_that_is_not_there_is_told(looker: Looker) -> None:
    for named in ("999", "https://gazette.example.org/nothing"):
        result = looker("show", named)
        assert (result.exit_code, result.stdout) == (1, "")
        assert named in result.stderr


def test_a_difference_is_shown_word_by_word(looker: Looker) -> None:
    told = json.loads(looker.said("diff", _edited_id(looker), "--json"))
    assert (told["old"], told["new"], told["kind"]) == (1, 2, "headline")
    pieces = {kind: " ".join(p["text"] for p in told["pieces"] if p["kind"] == kind) for kind in ("removed", "added")}
    assert "on Friday" in pieces["removed"]
    assert "a day early" in pieces["added"]
    said = looker.said("diff", _edited_id(looker))
    assert "[-on Friday" in said
    assert "{+a day early" in said


@pytest.mark.parametrize("revisions", [("1", "9"), ("7",)])
def test_a_revision_that_is_not_there_is_told(looker: Looker, revisions: tuple[str, ...]) -> None:
    result = looker("diff", _edited_id(looker), *revisions)
    assert result.exit_code == 1
    assert "has the revisions 1 to 2" in result.stderr


def test_an_article_that_was_never_edited_has_no_difference(looker: Looker) -> None:
    unedited = next(str(row["id"]) for row in looker.told("articles") if row["title"] == KOREAN.title)
    result = looker("diff", unedited)
    assert result.exit_code == 1
    assert "never edited" in result.stderr


def test_a_search_finds_two_syllables_inside_a_korean_word(looker: Looker) -> None:
    hits = looker.told("search", "기중")
    assert [hit["title"] for hit in hits] == [KOREAN.title]
    assert "낡은[기중]기를" in str(hits[0]["snippet"])
    assert KOREAN.title in looker.said("search", "기중")


def test_a_search_without_a_hit_says_so(looker: Looker) -> None:
    assert "nothing found" in looker.said("search", "zeppelin")
    assert looker.told("search", "zeppelin") == []


@pytest.mark.parametrize(("query", "position"), [("(crane OR pier", 1), ("crane AND", 7), ("crane )", 7)])
def test_a_search_with_bad_syntax_tells_the_place(looker: Looker, query: str, position: int) -> None:
    result = looker("search", query)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"at character {position}" in result.stderr


def test_a_topic_is_tried_on_what_is_stored(looker: Looker) -> None:
    assert {row["title"] for row in looker.told("topic", "test", "Everything")} == {
        row["title"] for row in looker.told("articles")
    }
    tried = looker.told("topic", "test", "--query", "title:swimming NOT friday")
    assert [(row["title"], row["words"]) for row in tried] == [(EDITED_TITLE, ["swimming"])]
    assert "1 of 4 stored articles match" in looker.said("topic", "test", "--query", "title:swimming NOT friday")


def test_a_topic_tells_part_by_part_why_an_article_is_not_on_it(looker: Looker) -> None:
    said = looker.said("topic", "test", "--query", "swimming AND zeppelin", "--article", _edited_id(looker))
    assert "does not match" in said
    found = {line.split()[-1]: line.split()[0] for line in said.splitlines() if line.startswith(("yes", "no"))}
    assert (found["swimming"], found["zeppelin"]) == ("yes", "no")


@pytest.mark.parametrize("arguments", [("Nothing",), ("--query", "crane AND")])
def test_a_topic_that_is_not_there_or_not_right_is_wrong_use(looker: Looker, arguments: tuple[str, ...]) -> None:
    assert looker("topic", "test", *arguments).exit_code == 2


def test_the_status_has_a_line_for_each_outlet(looker: Looker) -> None:
    rows = {row["name"]: row for row in looker.told("status")}
    assert set(rows) == {"Gazette", "부두신문", "Broken"}
    assert (rows["Gazette"]["outcome"], rows["Gazette"]["changed"], rows["Gazette"]["articles"]) == ("ok", 1, 3)
    assert (rows["Broken"]["state"], rows["Broken"]["outcome"]) == ("trouble", "failed")
    said = looker.said("status")
    assert "the server answered 500" in said
    for name in rows:
        assert str(name) in said
