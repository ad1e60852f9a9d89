"""What is remembered of lines, and what it costs to ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.core.furniture import Line, line_hash
from storage.lines import MOST_COUNTED
from storage.store import Store
from tests.storage.newsroom import NOW, newsroom

BOX = "Write to the editors, or call the newsroom between nine and five on any working day; letters are printed on Saturdays."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        yield opened


def test_a_line_of_every_page_is_furniture_and_counted_no_further_than_that_takes(store: Store) -> None:
    box = line_hash(BOX)
    with store.transaction():
        for page in range(1, MOST_COUNTED + 50):
            store.lines.learn("Gazette", page, [Line(box)], NOW)
    assert store.lines.pages_with("Gazette", box, 1) == MOST_COUNTED
    assert store.lines.pages_with("Tribune", box, 1) == 0
    assert store.lines.furniture("Gazette", {box: len(BOX)}, own=[1], held=[]) == {box}


def test_the_headline_of_another_article_is_furniture_and_the_articles_own_is_not(store: Store) -> None:
    title = line_hash(BOX)
    with store.transaction():
        store.lines.learn("Gazette", 7, [Line(title, is_title=True)], NOW)
    assert store.lines.furniture("Gazette", {title: len(BOX)}, own=[1], held=[]) == {title}
    assert store.lines.furniture("Gazette", {title: len(BOX)}, own=[7], held=[title]) == frozenset()
