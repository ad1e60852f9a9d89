"""Lists are gone through stretch by stretch, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from crawler.core.query import Query, parse
from crawler.core.review import Verdict
from storage.reports import ArticleFilter
from storage.review import Noun, Subject
from storage.search import search
from storage.store import Store
from storage.story_reports import StoryFilter
from tests.storage.newsroom import NOW, came, listed, newsroom, receive

SYLLABLES = "ab el im on ur ast end irg olm unk arv elt isp orn ulf".split()
LISTS = ("articles", "stories", "search", "search everything")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nine articles, three of which came at each hour."""
    with newsroom(tmp_path_factory.mktemp("paging")) as opened:
        for number in range(9):
            title = f"Ferry {'abcdefghi'[number] * 7}"
            # each of words of its own, so that each is a story
            text = (" ".join(f"{'bdfgklmnp'[number]}{syllable}{'aeiou'[number % 5]}t" for syllable in SYLLABLES),)
            at = NOW + timedelta(hours=number // 3)
            receive(opened, came(listed(f"/{number}", title=title), title=title, paragraphs=text, at=at))
        yield opened


def asking(store: Store, what: str) -> Callable[..., list[int]]:
    def asked(**page: int) -> list[int]:
        if what == "articles":
            return [row["id"] for row in store.reports.articles(ArticleFilter(**page))]
        if what == "stories":
            return [row["id"] for row in store.reports.stories(StoryFilter(**page))]
        query = parse("ferry" if what == "search" else "*")
        assert isinstance(query, Query)
        return [hit.article_id for hit in search(store.db, query, **{"limit": 50, **page})]

    return asked


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 4, 9, 50])
def test_a_list_is_gone_through_whole_from_its_last_row_on(store: Store, what: str, limit: int) -> None:
    asked = asking(store, what)
    whole = asked()
    found = asked(limit=limit)
    while stretch := asked(limit=limit, after=found[-1]):
        found += stretch
    assert found == whole
    assert len(whole) > 2


@pytest.mark.parametrize("what", LISTS)
def test_what_is_ahead_of_a_row_ends_beside_it_in_the_lists_order(store: Store, what: str) -> None:
    asked = asking(store, what)
    whole = asked()
    assert asked(before=whole[2]) == whole[:2]
    assert asked(before=whole[2], limit=1) == whole[1:2]
    assert asked(before=whole[0]) == []


@pytest.mark.parametrize("what", LISTS)
def test_between_two_rows_is_what_the_list_has_there(store: Store, what: str) -> None:
    asked = asking(store, what)
    whole = asked()
    assert asked(after=whole[0], before=whole[-1]) == whole[1:-1]


def test_lists_tell_where_stories_stand_and_what_was_said(store: Store) -> None:
    story = store.reports.stories(StoryFilter(limit=1))[0]["id"]
    store.review.say([Subject(Noun.STORY, story)], verdict=Verdict.KEEP, note="for Friday", now=NOW)
    (kept,) = store.reports.stories(StoryFilter(standing="kept"))
    assert (kept["id"], kept["verdict"], kept["note"]) == (story, "keep", "for Friday")
    told = {
        (row["verdict"], row["note"]) for row in store.reports.articles(ArticleFilter()) if row["story_id"] == story
    }
    assert told == {("keep", "for Friday")}
