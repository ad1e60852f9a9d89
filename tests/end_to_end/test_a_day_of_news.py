"""Fifteen outlets, crawled twice on the first day, looked over five times, and crawled twice on the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from crawler.demo.articles import Article, at
from crawler.demo.outlets import Outlet, Validators
from tests.end_to_end import day
from tests.end_to_end.desk import Crawled, Desk, desk

RECHECKS = 5
MOVED_TO = {day.REDIRECTED: "/moved/180-by-a-redirect", day.MOVED: "/moved/190-without-a-word"}


@dataclass(frozen=True)
class Days:
    """The crawls in their order: `day_two` by what the sources tell, `recheck` by looking at every page again."""

    desk: Desk
    first: Crawled
    again: Crawled
    rechecks: tuple[Crawled, ...]
    day_two: Crawled
    recheck: Crawled

    @property
    def all(self) -> tuple[Crawled, ...]:
        return (self.first, self.again, *self.rechecks, self.day_two, self.recheck)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with desk(tmp_path_factory.mktemp("day"), day.OUTLETS) as at_desk:
        first, again = at_desk.crawl(), at_desk.crawl()
        noisy = [word for name in day.NOISIEST for word in ("--outlet", name)]
        rechecks = tuple(at_desk.crawl("--recheck", *noisy) for _ in range(RECHECKS))
        at_desk.press.step = 1
        # the redirected article is left to the recheck, which meets it at its old address
        others = [word for outlet in day.OUTLETS if outlet.name != day.REDIRECTED for word in ("--outlet", outlet.name)]
        day_two = at_desk.crawl(*others)
        _make_a_day_pass(at_desk, day.LYING)
        yield Days(at_desk, first, again, rechecks, day_two, at_desk.crawl("--recheck"))


def _make_a_day_pass(at_desk: Desk, outlet: str) -> None:
    long_ago = (datetime.now(UTC) - timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M:%SZ")
    at_desk.change("UPDATE sources SET fetched_at = ? WHERE outlet = ?", long_ago, outlet)


def _addresses(days: Days, articles: list[tuple[Outlet, Article]]) -> list[str]:
    return sorted(days.desk.url(outlet.name, article.path) for outlet, article in articles)


def _listed(step: int) -> list[tuple[Outlet, Article]]:
    return [(outlet, at(one, step)) for outlet in day.OUTLETS for one in outlet.articles if one.listed_from == step]


def _urls(crawled: Crawled, sql: str) -> list[str]:
    return sorted(url for (url,) in crawled.rows(sql))


def _edits(crawled: Crawled) -> dict[str, str]:
    """The path of each article that was revised, and the kind of its last revision."""
    found = crawled.rows(
        "SELECT url, kind FROM articles JOIN revisions ON article_id = id AND number = revision WHERE revision > 1"
    )
    return {urlsplit(url).path: kind for url, kind in found if kind != "gone"}


def test_every_crawl_ends_well(days: Days) -> None:
    for crawled in days.all:
        assert (crawled.said.code, crawled.said.err) == (0, "")
        assert {outlet["outcome"] for outlet in crawled.said.json["outlets"].values()} == {"ok"}


def test_the_first_crawl_stores_each_listed_article_exactly_once(days: Days) -> None:
    assert _urls(days.first, "SELECT url FROM articles") == _addresses(days, _listed(0))
    assert days.first.said.json["new"] == day.LISTED * len(day.OUTLETS)


def test_an_article_is_stored_with_its_own_title_and_whole_text(days: Days) -> None:
    stored = {url: (title, text) for url, title, text in days.first.rows("SELECT url, title, text FROM articles")}
    for outlet, article in _listed(0):
        title, text = stored[days.desk.url(outlet.name, article.path)]
        assert title == article.title
        assert [paragraph for paragraph in article.paragraphs if paragraph not in text] == []


def test_each_request_of_each_crawl_has_exactly_one_visit(days: Days) -> None:
    for crawled in days.all:
        assert Counter(url for url, _ in crawled.visits()) == days.desk.urls(crawled.requests)


def test_a_hop_on_the_way_to_a_page_has_a_visit_of_its_own(days: Days) -> None:
    address = days.desk.url("RSS with dates", day.SENT_ON)
    states = dict(days.first.visits())
    assert (states[address], states[f"{address}?session=1"]) == ("redirected", "ok")


def test_a_poll_counts_what_its_crawl_did(days: Days) -> None:
    counts = days.first.rows("SELECT outcome, listed, fetched, new, changed, failed FROM polls")
    assert counts == [("ok", day.LISTED, day.LISTED, day.LISTED, 0, 0)] * len(day.OUTLETS)


def test_a_second_crawl_fetches_no_article(days: Days) -> None:
    assert [request.path for request in days.again.requests if request.path.startswith("/news/1")] == []
    assert _urls(days.again, "SELECT url FROM articles") == _addresses(days, _listed(0))
    assert {name: days.again.said.json[name] for name in ("fetched", "new", "changed")} == {
        "fetched": 0,
        "new": 0,
        "changed": 0,
    }


def test_an_unchanged_source_with_validators_is_not_sent_again(days: Days) -> None:
    with_validators = {outlet.name for outlet in day.OUTLETS if outlet.validators is not Validators.NONE}
    answers = {
        (request.outlet, request.path): request.status
        for request in days.again.requests
        if request.outlet in with_validators and request.path != "/robots.txt"
    }
    assert {outlet for outlet, _ in answers} == with_validators
    assert set(answers.values()) == {304}


def test_the_very_bytes_of_last_time_are_unchanged_too(days: Days) -> None:
    states = {state for url, state in days.again.visits() if not url.endswith("/robots.txt")}
    assert states == {"unchanged"}


def test_noise_around_and_within_the_text_is_never_a_change(days: Days) -> None:
    for crawled in days.rechecks:
        told = crawled.said.json
        assert (told["fetched"], told["new"], told["changed"]) == (day.LISTED * len(day.NOISIEST), 0, 0)
    assert days.rechecks[-1].rows("SELECT count(*) FROM revisions WHERE number > 1") == [(0,)]


def test_on_the_second_day_exactly_the_new_articles_are_new(days: Days) -> None:
    before, after = (set(_urls(crawled, "SELECT url FROM articles")) for crawled in (days.first, days.recheck))
    moved = {days.desk.url(outlet, path) for outlet, path in MOVED_TO.items()}
    assert sorted(after - before - moved) == _addresses(days, _listed(1))
    assert days.day_two.said.json["new"] + days.recheck.said.json["new"] == len(day.OUTLETS)


def test_edits_that_a_source_tells_of_are_found_without_a_recheck(days: Days) -> None:
    assert set(_edits(days.day_two)) == day.EDITS_TOLD
    assert days.day_two.said.json["changed"] == len(day.EDITS_TOLD)


def test_a_headline_edit_is_seen_from_the_feed_alone(days: Days) -> None:
    assert _edits(days.day_two)[day.HEADLINE] == "headline"
    assert days.day_two.rows("SELECT title FROM articles WHERE url LIKE ?", f"%{day.HEADLINE}") == [(day.NEW_HEADLINE,)]


def test_a_recheck_finds_exactly_the_edits_that_no_source_told_of(days: Days) -> None:
    assert set(_edits(days.recheck)) == day.EDITS_TOLD | day.EDITS_SILENT
    assert days.recheck.said.json["changed"] == len(day.EDITS_SILENT)


def test_an_edited_article_keeps_its_earlier_text(days: Days) -> None:
    edited = next(one for outlet in day.OUTLETS for one in outlet.articles if one.path in day.EDITS_SILENT)
    versions = days.recheck.rows(
        "SELECT r.text FROM revisions r JOIN articles ON id = article_id WHERE url LIKE ? ORDER BY number",
        f"%{edited.path}",
    )
    old, new = edited.paragraphs[1], at(edited, 1).paragraphs[1]
    assert [(old in text, new in text) for (text,) in versions] == [(True, False), (False, True)]


@pytest.mark.parametrize("outlet", [day.REDIRECTED, day.MOVED])
def test_an_article_that_moved_is_the_same_article_at_its_new_address(days: Days, outlet: str) -> None:
    old, new = (days.desk.url(outlet, path) for path in (day.OLD_PATHS[outlet], MOVED_TO[outlet]))
    stored = days.first.rows("SELECT id FROM articles WHERE url = ?", old)
    assert days.recheck.rows("SELECT id, url, revision FROM articles WHERE id = ?", *stored[0]) == [
        (*stored[0], new, 1)
    ]
    keys = days.recheck.rows("SELECT key FROM aliases WHERE article_id = ? ORDER BY key", *stored[0])
    assert keys == sorted((url.removeprefix("http://"),) for url in (old, new))


def test_other_guids_on_every_entry_make_no_article_new(days: Days) -> None:
    newest = next(article for outlet, article in _listed(1) if outlet.name == day.RENUMBERED)
    assert days.day_two.asked(day.RENUMBERED) == ["/robots.txt", "/feed.xml", newest.path]


def test_an_article_that_was_taken_down_keeps_its_text(days: Days) -> None:
    taken = next(one for outlet in day.OUTLETS for one in outlet.articles if one.path == day.DOWN)
    state, text, kind = days.recheck.rows(
        "SELECT state, a.text, kind FROM articles a JOIN revisions ON article_id = id AND number = revision WHERE url LIKE ?",
        f"%{day.DOWN}",
    )[0]
    assert (state, kind) == ("gone", "gone")
    assert taken.paragraphs[0] in text


def test_a_server_that_says_unchanged_for_ever_is_asked_for_the_whole_feed_after_a_day(days: Days) -> None:
    newest = next(article for outlet, article in _listed(1) if outlet.name == day.LYING)
    assert newest.path not in days.day_two.asked(day.LYING)
    assert newest.path in days.recheck.asked(day.LYING)


def test_the_database_is_sound_after_all_that(days: Days) -> None:
    assert days.recheck.rows("PRAGMA integrity_check") == [("ok",)]
    assert days.recheck.rows("PRAGMA foreign_key_check") == []
