"""What a person says on the pages of review, without JavaScript."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.config import Config
from crawler.web.serve import application
from storage.review import Noun, Subject
from storage.store import Store
from tests.storage.newsroom import TITLE
from tests.web.asking import Answer, Browser
from tests.web.ferries import ferries
from tests.web.looking import elements, text, titles

TOKEN = re.compile(r'name="csrftoken" value="([^"]+)"')


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return ferries(tmp_path)


@pytest.fixture
def browser(config: Config) -> Iterator[Browser]:
    """A browser at the review page."""
    opened = Browser(application(config))
    yield opened
    opened.close()


def said(config: Config) -> list[tuple[Any, ...]]:
    """What stands in the database, as its readers see it."""
    with closing(sqlite3.connect(config.service.database)) as conn:
        return conn.execute("SELECT id, standing, note, by FROM story_overview ORDER BY id").fetchall()


def send(browser: Browser, address: str, page: str, *fields: tuple[str, str], **headers: str) -> Answer:
    """Send a form that stands on `page`."""
    token = TOKEN.search(browser.get(page).text)
    assert token
    pairs: Any = [("csrftoken", html.unescape(token[1])), *fields]
    return browser.post(address, pairs, **headers)


def test_a_verdict_is_written_down_and_leads_back_to_the_same_page(browser: Browser, config: Config) -> None:
    answer = send(browser, "/say", "/?order=outlets", ("keep", "story-1"), ("back", "/?order=outlets"))
    assert (answer.status, answer.header("location")) == (303, "/?order=outlets")
    assert said(config)[0] == (1, "kept", None, None)
    page = browser.get("/").text
    assert TITLE not in titles(page)
    assert "1 story kept" in page


def test_many_are_judged_at_once_with_a_note_and_taken_back_at_once(browser: Browser, config: Config) -> None:
    browser.get("/")
    send(browser, "/reviewer", "/", ("name", "김 Kim"))
    chosen = [("select", "story-1"), ("select", "story-3"), ("note-selected", "why <not>"), ("drop", "selected")]
    send(browser, "/say", "/", *chosen)
    assert said(config)[0] == (1, "dropped", "why <not>", "김 Kim")
    assert said(config)[2] == (3, "dropped", "why <not>", "김 Kim")
    page = browser.get("/").text
    assert "2 stories dropped" in page
    numbers = [("said", each.get("value")) for each in elements(page, "input") if each.get("name") == "said"]
    send(browser, "/undo", "/", *numbers)
    assert [row[1] for row in said(config)] == ["undecided"] * 3
    assert 'data-said=""' in browser.get("/").text


def test_a_note_is_kept_beside_the_verdict_and_can_be_edited_and_emptied(browser: Browser, config: Config) -> None:
    send(browser, "/say", "/", ("keep", "story-1"))
    for note, stored in (("first\r\nsecond", "first\nsecond"), ("<b>third</b>", "<b>third</b>"), ("", None)):
        send(browser, "/say", "/story/1", ("note", "story-1"), ("note-story-1", note))
        assert said(config)[0][1:3] == ("kept", stored)
    history = [element for element in elements(browser.get("/story/1").text, "ol") if element.get("class") == "history"]
    assert "<b>third</b>" in text(history[0])


def test_a_kept_story_that_its_outlet_edits_comes_back_and_says_so(browser: Browser, config: Config) -> None:
    with closing(sqlite3.connect(config.service.database)) as conn:
        conn.execute("INSERT INTO verdicts (story_id, verdict, at) VALUES (1, 'keep', '2025-01-14T09:00:00Z')")
        conn.execute("UPDATE stories SET standing = 'changed', verdict_id = 1 WHERE id = 1")
        conn.commit()
    assert titles(browser.get("/?standing=changed").text) == [TITLE]
    assert "changed since you kept it" in browser.get("/").text
    assert "since you kept it" in browser.get("/story/1").text


def test_an_edit_that_came_after_the_page_was_shown_comes_back(browser: Browser, config: Config) -> None:
    page = browser.get("/").text
    shown = next(each.get("value") for each in elements(page, "input") if each.get("name") == "shown")
    with closing(sqlite3.connect(config.service.database)) as conn:
        conn.execute(
            "INSERT INTO revisions (article_id, number, seen_at, kind, title, text, summary, announced)"
            " SELECT id, revision + 1, ?, 'substance', title, text, 'more', 1 FROM articles WHERE id = 1",
            [shown],
        )
        conn.commit()
    send(browser, "/say", "/", ("keep", "story-1"), ("shown", str(shown)))
    assert said(config)[0][1] == "changed"


def test_the_script_is_told_what_was_done(browser: Browser) -> None:
    answer = send(browser, "/say", "/", ("later", "story-2"), accept="application/json")
    assert answer.text == '{"said": [1], "words": "1 story put off", "standings": {"2": "later"}}'


def test_a_verdict_is_written_while_the_service_has_the_database(browser: Browser, config: Config) -> None:
    with Store(config.service.database, writable=True) as service:
        send(browser, "/say", "/", ("keep", "story-1"))
        assert service.review.said(Subject(Noun.STORY, 1)) is not None


@pytest.mark.parametrize("subject", ["story-999", "story-", "outlet-1", "selected", "", "story-1 OR 1"])
def test_what_is_no_story_is_not_judged(browser: Browser, config: Config, subject: str) -> None:
    assert send(browser, "/say", "/", ("keep", subject)).status == 303
    assert [row[1] for row in said(config)] == ["undecided"] * 3


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", ""])
def test_no_form_leads_elsewhere(browser: Browser, back: str) -> None:
    assert send(browser, "/say", "/", ("keep", "story-1"), ("back", back)).header("location") == "/"
