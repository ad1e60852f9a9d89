from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType

from crawler.cli.articles_shown import article_lines, article_table
from storage.reports import ArticleFilter
from tests.core.test_copies import BREAD, FERRY
from tests.storage.newsroom import came, listed, newsroom, receive

UTC = ZoneInfo("UTC")


def printed(parts: Iterable[RenderableType]) -> str:
    console = Console(width=200)
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
