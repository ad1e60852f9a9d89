"""The pages of review, as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import html5lib
import pytest

from crawler.config import Config, Service
from crawler.web.serve import application
from storage.store import Store
from tests.deliver.pages import SEOUL
from tests.storage.newsroom import TITLE
from tests.web.asking import Browser
from tests.web.ferries import ferries
from tests.web.looking import elements, elements_of, fields, marked, text, titles


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser at the review page."""
    opened = Browser(application(ferries(tmp_path_factory.mktemp("ferries"))))
    yield opened
    opened.close()


def test_the_queue_shows_what_waits_and_what_is_noteworthy_of_it(browser: Browser) -> None:
    page = browser.get("/").text
    assert titles(page) == [TITLE, "A goat boards the ferry", "등대와 여객선"]
    flags = [text(each) for each in elements(page, "span") if "flag" in (each.get("class") or "")]
    assert {"1 silent edit", "1 copy"} <= set(flags)
    assert "2 articles of 2 outlets" in page
    assert 'lang="ko"' in page


def test_a_story_shows_its_articles_side_by_side_its_copies_folded_and_why_each_is_in_it(browser: Browser) -> None:
    page = browser.get("/story/1?outlet=Gazette").text
    columns = [element for element in elements(page, "article") if "column" in (element.get("class") or "")]
    assert len(columns) == 1
    assert "1 copy of this text" in text(columns[0])
    assert "Tribune" in text(columns[0])
    assert "Here because it was the first report of it." in text(columns[0])
    assert {"ferry", "ferries"} & {word.casefold() for word in marked(page, "mark")}
    assert 'id="next" href="/story/3?outlet=Gazette"' in page


def test_an_article_shows_its_text_with_the_topics_words_marked_and_its_versions(browser: Browser) -> None:
    page = browser.get("/article/3").text
    assert "여객선" in marked(page, "mark")
    assert "등대는 봄까지 닫힌다." in marked(page, "p")
    assert "Known as" in marked(page, "dt")
    assert "/article/1/diff?to=2" in browser.get("/article/1").text


def test_an_edit_is_shown_word_by_word(browser: Browser) -> None:
    page = browser.get("/article/1/diff").text
    assert marked(page, "del")[1:] == ["Monday"]  # the first tells what struck words mean
    assert marked(page, "ins")[1:] == ["Friday"]
    assert any("unchanged" in summary for summary in marked(page, "summary"))
    assert marked(browser.get("/article/1/diff?from=2&to=1").text, "ins")[1:] == ["Monday"]
    assert "Both are the same version." in marked(browser.get("/article/1/diff?from=2&to=2").text, "p")
    assert "It was not edited since it was first read." in marked(browser.get("/article/2/diff").text, "p")


@pytest.mark.parametrize(
    ("asked", "found"),
    [("q=goat", 1), ("q=%EC%97%AC%EA%B0%9D", 1), ("q=islan&typing=1", 2), ("q=islan", 0), ("q=nothing", 0)],
)
def test_search_finds_words_korean_and_words_that_are_being_typed(browser: Browser, asked: str, found: int) -> None:
    page = browser.get(f"/search?{asked}").text
    assert f'data-hits="{found}"' in page
    assert len(titles(page)) == found


def test_a_query_that_cannot_be_read_says_where(browser: Browser) -> None:
    for page in ("/search?q=(ferry", "/?q=(ferry"):
        [alert] = [text(each) for each in elements(browser.get(page).text, "p") if each.get("role") == "alert"]
        assert "(" in alert


def test_outlets_tell_what_they_gave_and_those_in_trouble_come_first(browser: Browser) -> None:
    page = browser.get("/outlets").text
    assert [cell for cell in marked(page, "th") if cell in {"Gazette", "Tribune"}] == ["Tribune", "Gazette"]
    assert any(cell.startswith("silent since") and "nothing for a week" in cell for cell in marked(page, "td"))


def test_an_empty_database_tells_what_to_do_next_and_an_empty_queue_where_the_stories_are(
    browser: Browser, tmp_path: Path
) -> None:
    with Store(tmp_path / "news.db", writable=True):
        pass
    empty = Browser(application(Config(Service(tmp_path / "news.db", "desk@example.org", SEOUL), (), ())))
    for page in ("/", "/?standing=kept", "/?q=ferry"):
        assert "newswatch crawl" in marked(empty.get(page).text, "code")
    assert "newswatch crawl" in marked(empty.get("/outlets").text, "code")
    empty.close()
    kept = browser.get("/?standing=kept").text
    assert "No story is here. The queue" in marked(kept, "p")
    assert marked(kept, "code") == []


def test_a_digest_is_shown_as_text_and_its_html_nowhere(browser: Browser) -> None:
    assert "the mailbox is full" in browser.get("/digests").text
    page = browser.get("/digest/1").text
    assert marked(page, "pre") == ["Read <here>"]
    assert marked(page, "h6") == []


PAGES: Sequence[str] = (
    "/", "/?q=ferry&outlet=Gazette", "/story/1", "/article/1", "/article/1/diff", "/search?q=ferry", "/outlets", "/digests", "/digest/1",
    "/story/99",
)  # fmt: skip


@pytest.mark.parametrize("target", PAGES)
def test_a_page_can_be_read_by_any_means(browser: Browser, target: str) -> None:
    page = browser.get(target).text
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert tree.get("lang") == "en"
    for landmark in ("header", "main", "footer", "h1", "title"):
        assert elements(page, landmark), landmark
    assert elements(page, "a")[0].get("href") == "#main"
    labels = elements_of(tree, "label")
    labelled = {label.get("for") for label in labels}
    inside = [field for label in labels for field in fields(label)]
    for field in fields(tree):
        assert (
            field.get("type") == "hidden" or field.get("aria-label") or field.get("id") in labelled or field in inside
        )
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("target", PAGES)
def test_a_page_asks_for_nothing_elsewhere_and_holds_no_style_or_script_of_its_own(
    browser: Browser, target: str
) -> None:
    page = browser.get(target).text
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
    assert all(script.get("src", "").startswith("/static/") and not script.text for script in elements(page, "script"))
    assert elements(page, "style") + elements(page, "img") + elements(page, "iframe") == []
    assert all(link.get("href", "").startswith("/static/") for link in elements(page, "link"))


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/newswatch/review_queue", "the stories that wait for a person"),
        ("/newswatch/review_queue", "whose article stands for it"),
        ("/newswatch/troubles", "the cause and the next step, in words"),
    ],
)
def test_tables_and_columns_are_described_where_datasette_shows_them(browser: Browser, target: str, told: str) -> None:
    assert told in browser.get(target).text
