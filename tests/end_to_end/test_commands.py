"""Every command: its exit code, what it prints for people, and what it prints for programs.

Commands that visit outlets run in a process of their own. Those that only look are called in this one, as the script
calls them, which saves a second each.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from crawler.cli.printing import console
from crawler.demo.articles import Article
from crawler.demo.outlets import Fault, FeedKind, Outlet
from tests.end_to_end.desk import PATIENCE, Desk, desk, look, newswatch
from tests.end_to_end.reports import changed, report, reports

PROJECT = Path(__file__).parents[2]
EDITED_TITLE = "The swimming baths open a day early"
EDITED = changed(replace(report(1), title="The swimming baths open on Friday"), title=EDITED_TITLE)
KOREAN = Article(
    path="/news/7-crane",
    title="항만위원회가 낡은기중기를 고치기로 했다",
    paragraphs=(
        "항만위원회는 월요일 회의에서 서쪽부두의 낡은기중기를 허물지 않고 고치기로 했다고 밝혔다.",
        "위원 여섯 명이 찬성했고 한 명은 자리를 비웠다. 수리에는 석 달이 걸릴 것으로 보인다.",
        "이 기중기는 칠십 년 전에 세워졌으며 지금은 새들만 앉아 쉬는 곳이 되었다.",
    ),
    published=report(7).published,
    summary="허물지 않고 고친다.",
)
OUTLETS = (
    Outlet("Gazette", (EDITED, *reports(2, 2)), feed=FeedKind.RSS),
    Outlet("부두신문", (KOREAN,), language="ko", feed=FeedKind.ATOM),
    Outlet("Broken", reports(10, 1), feed=FeedKind.RSS, faults=(Fault("/feed.xml", status=500),)),
)
LOOKING = (
    ("articles",),
    ("show", "1"),
    ("diff", "1"),
    ("search", "crane"),
    ("topic", "test"),
    ("status",),
)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk after two crawls; between them one headline was edited."""
    with desk(tmp_path_factory.mktemp("commands"), OUTLETS) as at_desk:
        at_desk.crawl()
        at_desk.press.step = 1
        at_desk.crawl("--outlet", "Gazette")
        yield at_desk


class Looker:
    """Calls the command in this process, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, *arguments: str) -> Result:
        return look(self._folder, *arguments)

    def said(self, *arguments: str) -> str:
        """What it prints for people, when all is well."""
        result = self(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def told(self, *arguments: str) -> list[dict[str, object]]:
        """What it prints for programs: a list of records."""
        found: list[dict[str, object]] = json.loads(self.said(*arguments, "--json"))
        return found


@pytest.fixture
def looker(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> Looker:
    # wide enough that no cell is folded
    monkeypatch.setattr(console, "width", 400)
    return Looker(stocked.folder)


def _edited_id(looker: Looker) -> str:
    return next(str(row["id"]) for row in looker.told("articles") if row["title"] == EDITED_TITLE)


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


# ---- what is stored ----------------------------------------------------------------------------------------------


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
    for words in (EDITED_TITLE, "Gazette", "Ida Lund", EDITED.paragraphs[0], "SOURCE: "):
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
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        assert "Traceback" not in crawled.stderr
        assert {request.outlet for request in at_desk.press.log} == {"부두신문"}
        assert at_desk.rows("SELECT outlet, title, state FROM articles") == [("부두신문", KOREAN.title, "read")]
        assert at_desk.rows("SELECT outlet, outcome FROM polls") == [("부두신문", "ok")]
