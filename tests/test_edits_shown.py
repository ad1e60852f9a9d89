"""How the commands tell of edits: silent ones, those that are kept and not announced, and how an article came on its topic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from crawler.cli.articles_shown import article_lines, article_table
from storage.reports import ArticleFilter
from storage.store import Store
from tests.storage.newsroom import NOW, TEXT, came, listed, newsroom, receive

HOUR = timedelta(hours=1)
FIGURES = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
STYLE = (TEXT[0].replace("harbour", "harbor"), *FIGURES[1:])
BREAD = ("Bakers will weigh each sale from now on, their guild decided at its meeting on Monday evening.",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        receive(opened, came())
        receive(opened, came(at=NOW + HOUR, paragraphs=FIGURES))
        receive(opened, came(at=NOW + 2 * HOUR, paragraphs=STYLE))
        receive(opened, came(listed("/style"), title="Ferry fares stay", paragraphs=BREAD))
        receive(opened, came(listed("/style"), at=NOW + HOUR, title="Ferry fares stay", paragraphs=(BREAD[0][:-1],)))
        receive(opened, came(listed("/bread", title="Bread"), title="Bread", paragraphs=(*BREAD, "They wait.")))
        receive(opened, came(listed("/bread", title="Bread"), at=NOW + HOUR, title="Bread by ferry", paragraphs=BREAD))
        receive(opened, came(listed("/bread"), at=NOW + 2 * HOUR, title="Bread by boat", paragraphs=BREAD))
        yield opened


def shown(store: Store, article_id: int) -> str:
    row = store.reports.article(article_id)
    assert row is not None
    console = Console(width=200, record=True, file=StringIO())
    for line in article_lines(row, ZoneInfo("UTC")):
        console.print(line)
    return console.export_text()


def table(store: Store, **wanted: bool) -> str:
    console = Console(width=250, record=True, file=StringIO())
    console.print(article_table(store.reports.articles(ArticleFilter(**wanted)), ZoneInfo("UTC")))  # type: ignore[arg-type]
    return console.export_text()


def test_an_article_is_listed_with_its_last_announced_edit_and_whether_that_was_silent(store: Store) -> None:
    assert "Figures: 300 → 1,000 passengers" in table(store)
    assert "(silent)" in table(store)


def test_only_announced_edits_count_as_changed(store: Store) -> None:
    changed = [row["id"] for row in store.reports.articles(ArticleFilter(changed=True))]
    assert changed == [3, 1]
    assert "(silent, not announced)" in table(store)
    assert "not announced" not in table(store, changed=True)


def test_an_article_shows_each_revision_with_how_it_was_told(store: Store) -> None:
    said = shown(store, 1)
    assert "“harbour” → “harbor”" in said
    assert said.count("silent") == 2
    assert said.count("not announced") == 1


def test_an_article_says_that_an_edit_brought_it_on_topic_and_that_it_left(store: Store) -> None:
    said = shown(store, 3)
    assert "On topic by an edit; seen off topic since" in said
    assert "On topic Ferries, until revision 2" in said
