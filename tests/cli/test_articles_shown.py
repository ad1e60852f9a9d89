from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console, RenderableType

from crawler.cli.articles_shown import article_lines, article_list, article_table
from crawler.cli.stories_shown import story_list
from crawler.core.review import Verdict
from storage.reports import ArticleFilter
from storage.review import Noun, Subject
from storage.story_reports import StoryFilter
from tests.core.test_copies import BREAD, FERRY
from tests.storage.newsroom import NOW, came, listed, newsroom, receive

UTC = ZoneInfo("UTC")


def printed(parts: Iterable[RenderableType], width: int = 200) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return capture.get()


def test_a_page_of_excerpts_is_told_in_the_list_on_its_page_and_at_its_source(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, came(title="A ferry", paragraphs=FERRY))
        receive(store, came(listed("/bread"), title="Ferry bread", paragraphs=BREAD))
        receive(store, came(listed("/both", "Tribune"), title="Press", paragraphs=(*FERRY, *BREAD)))
        (row,) = store.reports.articles(ArticleFilter(outlet="Tribune"))
        page, source = store.reports.article(3), store.reports.article(1)
    assert page is not None
    assert source is not None
    first, second = row["excerpts"]
    assert f"excerpts of {first['id']} (50%), {second['id']} (50%)" in printed([article_table([row], UTC)])
    shown = printed(article_lines(page, UTC))
    assert "Excerpts of article 1 (Gazette), 50%: A ferry" in shown
    assert "Excerpts of article 2 (Gazette), 50%: Ferry bread" in shown
    assert "Excerpted by Tribune (article 3): Press" in printed(article_lines(source, UTC))


def test_in_eighty_columns_a_row_is_two_lines_whatever_the_title_and_the_note(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, came(title="낡은 여객선을 고치기로 한 항만위원회의 결정이 " * 4, paragraphs=FERRY))
        receive(store, came(listed("/bread"), title="Ferry bread \x1b[2J", paragraphs=BREAD))
        store.review.say([Subject(Noun.STORY, 1)], verdict=Verdict.KEEP, note="for\x1b[2J Friday " * 20, now=NOW)
        articles = store.reports.articles(ArticleFilter())
        stories = store.reports.stories(StoryFilter())
    for shown, rows in (
        (printed(article_list(articles, UTC, 80), 80), articles),
        (printed(story_list(stories, UTC, 80), 80), stories),
    ):
        lines = shown.splitlines()
        assert len(lines) == 2 * len(rows)
        assert all(cell_len(line) <= 80 for line in lines)
        assert "\x1b[2J" not in shown
    assert "keep “for [2J Friday" in printed(article_list(articles, UTC, 120), 400)
