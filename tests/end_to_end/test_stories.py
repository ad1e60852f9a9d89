"""The demo's press, crawled by the real command: each of its two events becomes one story."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.demo.script import demo_config, demo_press
from tests.end_to_end.desk import Crawled, Desk
from tests.storage.test_stories import CAPTURE, MORE_SOLDIERS


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder, press = tmp_path_factory.mktemp("demo"), demo_press()
    with press.serve() as addresses:
        (folder / "newswatch.toml").write_text(demo_config(addresses, folder), encoding="utf-8")
        yield Desk(folder, press, addresses).crawl()


def story_ids(crawled: Crawled, paths: set[str]) -> set[int]:
    found = {path: crawled.rows("SELECT story_id FROM articles WHERE url LIKE ?", f"%{path}") for path in paths}
    assert all(len(ids) == 1 for ids in found.values()), found
    return {ids[0][0] for ids in found.values()}


def test_each_event_is_one_story_in_all_its_languages(crawled: Crawled) -> None:
    capture, more = story_ids(crawled, CAPTURE), story_ids(crawled, MORE_SOLDIERS)
    assert (len(capture), len(more)) == (1, 1)
    assert capture != more


def test_every_article_says_why_it_is_in_its_story(crawled: Crawled) -> None:
    unexplained = "SELECT url FROM articles WHERE id NOT IN (SELECT article_id FROM story_events WHERE why != '')"
    assert crawled.rows(unexplained) == []
    assert crawled.rows("SELECT count(*) FROM story_events WHERE kind = 'joined'")[0][0] > len(CAPTURE)
