"""Commands for the config, and those that visit outlets: exit codes, and what they print."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.desk import PATIENCE, Desk, desk, environment, look, newswatch
from tests.end_to_end.reports import report
from tests.end_to_end.stocked import KOREAN, LOOKING, OUTLETS, Looker

PROJECT = Path(__file__).parents[2]


# ---- the config --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [*LOOKING, ("check",), ("crawl",), ("run",), ("read", "http://127.0.0.1/")])
def test_without_a_config_every_command_says_how_to_get_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = look(tmp_path, *arguments)
    assert result.exit_code == 2
    assert "newswatch.toml" in result.stderr
    assert "newswatch init" in result.stderr


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "newswatch.toml").write_text('[service]\ncontact = "desk@example.org"\n[[outlets]\n', encoding="utf-8")
    said = newswatch(tmp_path, "check")
    assert (said.code, said.out) == (2, "")
    assert "newswatch.toml:3" in said.err


def test_every_mistake_in_the_config_is_told_at_once(tmp_path: Path) -> None:
    lines = (
        "[service]",
        'contact = "desk@example.org"',
        'timezone = "Asia/Soul"',
        "[[outlets]]",
        'name = "Gazette"',
        'feed = ["https://gazette.example.org/rss"]',
        "[[topics]]",
        'name = "All"',
        'query = "(crane"',
    )
    (tmp_path / "newswatch.toml").write_text("\n".join(lines), encoding="utf-8")
    result = look(tmp_path, "check")
    assert result.exit_code == 2
    for line, words in ((3, "Asia/Seoul"), (6, "feeds"), (9, "not closed")):
        assert [told for told in result.stderr.splitlines() if f"newswatch.toml:{line}:" in told and words in told]


def test_init_writes_a_config_that_is_right_and_never_writes_over_one(tmp_path: Path) -> None:
    first = newswatch(tmp_path, "init")
    assert first.code == 0
    assert "newswatch check" in first.out
    written = tmp_path / "newswatch.toml"
    assert look(tmp_path, "check").exit_code == 0
    written.write_text("# mine\n", encoding="utf-8")
    refused = look(tmp_path, "init")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert written.read_text(encoding="utf-8") == "# mine\n"
    assert look(tmp_path, "init", "--force").exit_code == 0
    assert "[[outlets]]" in written.read_text(encoding="utf-8")


def test_check_counts_what_the_config_has(looker: Looker) -> None:
    assert "3 outlets" in looker.said("check")
    told = json.loads(looker.said("check", "--json"))
    assert (told["ok"], told["outlets"], told["topics"]) == (True, 3, 1)


def test_check_online_visits_each_source_and_stores_nothing(stocked: Desk) -> None:
    before = stocked.rows("SELECT count(*), max(id) FROM visits")
    said = stocked.newswatch("check", "--online", "--json")
    assert said.code == 0
    listed = {name: [(source["state"], source["listed"]) for source in found] for name, found in said.json.items()}
    assert listed == {"Gazette": [("ok", 3)], "부두신문": [("ok", 1)], "Broken": [("http_error", None)]}
    assert stocked.rows("SELECT count(*), max(id) FROM visits") == before


# ---- visits ------------------------------------------------------------------------------------------------------


def test_an_outlet_that_is_not_configured_is_told_with_those_that_are(looker: Looker) -> None:
    result = looker("crawl", "--outlet", "Gazete")
    assert result.exit_code == 2
    assert "Gazete" in result.stderr
    assert "Gazette, 부두신문, Broken" in result.stderr


def test_a_crawl_of_what_is_due_does_nothing_where_nothing_is(looker: Looker, stocked: Desk) -> None:
    asked = len(stocked.press.log)
    assert "no outlet is due" in looker.said("crawl", "--due")
    assert len(stocked.press.log) == asked


def test_a_crawl_that_had_nothing_to_do_says_so_to_programs_too(looker: Looker) -> None:
    told = json.loads(looker.said("crawl", "--due", "--json"))
    assert (told["new"], told["outlets"]) == (0, {})


def test_a_crawl_that_reaches_no_outlet_has_done_nothing(stocked: Desk) -> None:
    said = stocked.newswatch("crawl", "--outlet", "Broken")
    assert said.code == 1
    assert "newswatch status" in said.err


def test_read_shows_what_is_read_from_a_page_and_stores_nothing(stocked: Desk) -> None:
    before = stocked.rows("SELECT count(*) FROM visits")
    page = stocked.newswatch("read", stocked.url("Gazette", report(2).path), "--json")
    assert page.code == 0
    assert (page.json["title"], page.json["authors"]) == (report(2).title, ["Ida Lund"])
    assert report(2).paragraphs[-1] in page.json["text"]
    assert stocked.rows("SELECT count(*) FROM visits") == before


def test_read_of_a_page_that_is_not_there_says_so(stocked: Desk) -> None:
    said = stocked.newswatch("read", stocked.url("Gazette", "/news/nothing"))
    assert said.code == 1
    assert "answered 404" in said.err


def test_scrapys_own_command_crawls_one_outlet_by_the_same_config(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)
    with desk(tmp_path, OUTLETS) as at_desk:
        crawled = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "outlets", "-a", "outlet=부두신문"],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        assert "Traceback" not in crawled.stderr
        assert {request.outlet for request in at_desk.press.log} == {"부두신문"}
        assert at_desk.rows("SELECT outlet, title, state FROM articles") == [("부두신문", KOREAN.title, "read")]
        assert at_desk.rows("SELECT outlet, outcome FROM polls") == [("부두신문", "ok")]
