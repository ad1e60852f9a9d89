"""Copies and pages of excerpts as they come in, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from crawler.core.models import Outlet
from storage.reports import ArticleFilter
from storage.store import Store
from tests.core.test_copies import BREAD, FERRY, OTHER
from tests.storage.newsroom import GAZETTE, NOW, TRIBUNE, Page, came, listed, newsroom, receive, rows

HERALD, ECHO = Outlet("Herald", home="https://herald.example/"), Outlet("Echo", home="https://echo.example/")
HOUR = timedelta(hours=1)
BREAD_TEXT = (*BREAD, "The ferry brings the flour.")  # on topic


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        opened.polls.keep_outlets([GAZETTE, TRIBUNE, HERALD, ECHO], NOW)
        yield opened


def at(hours: int, outlet: str, text: tuple[str, ...], title: str = "A ferry") -> Page:
    path = f"/{outlet.lower()}/{hours}"
    return came(
        listed(path, outlet, title=title), title=title, paragraphs=text, published_at=NOW - 9 * HOUR + hours * HOUR
    )


def made_of(store: Store) -> dict[str, set[str]]:
    """Whose text each outlet has, as a copy or in excerpts."""
    sources: dict[str, set[str]] = {}
    for sql in (
        "SELECT a.outlet, o.outlet FROM articles a JOIN articles o ON o.id = a.copy_of",
        (
            "SELECT a.outlet || ' clips', o.outlet FROM excerpts JOIN articles a ON a.id = article_id"
            " JOIN articles o ON o.id = source_article_id"
        ),
    ):
        for outlet, source in rows(store, sql):
            sources.setdefault(outlet, set()).add(source)
    return sources


@pytest.mark.parametrize("order", permutations(range(4)))
def test_in_whatever_order_they_come_in_the_clipping_page_points_to_both_originals(
    store: Store, order: tuple[int, ...]
) -> None:
    pages = [
        at(0, "Gazette", FERRY),
        at(1, "Herald", BREAD_TEXT, "Bread by weight"),
        at(2, "Echo", FERRY[:4]),
        at(3, "Tribune", (OTHER[0], *FERRY[:4], *BREAD_TEXT[:4])),
    ]
    for index in order:
        receive(store, pages[index])
    assert made_of(store) == {"Echo": {"Gazette"}, "Tribune clips": {"Gazette", "Herald"}}


@pytest.mark.parametrize("order", permutations(range(3)))
def test_of_three_that_carry_one_text_the_earliest_is_the_original_of_both(
    store: Store, order: tuple[int, ...]
) -> None:
    pages = [at(0, "Gazette", FERRY), at(1, "Herald", FERRY), at(2, "Echo", FERRY)]
    for index in order:
        receive(store, pages[index])
    assert made_of(store) == {"Herald": {"Gazette"}, "Echo": {"Gazette"}}


@pytest.mark.parametrize("order", permutations(range(3)))
def test_an_outlet_is_never_said_to_copy_itself_through_another(store: Store, order: tuple[int, ...]) -> None:
    pages = [at(0, "Gazette", FERRY), at(1, "Herald", FERRY), at(2, "Gazette", (*FERRY, *OTHER[:2]), "Once more")]
    for index in order:
        receive(store, pages[index])
    assert made_of(store) == {"Herald": {"Gazette"}}


def test_a_second_source_is_found_behind_many_copies_of_the_first(store: Store) -> None:
    receive(store, at(0, "Herald", BREAD_TEXT, "Bread by weight"))
    receive(store, at(0, "Gazette", FERRY))
    for hours in range(1, 30):
        receive(store, at(hours, "Echo", (*FERRY, f"{hours} ferries {'x' * hours} came."), f"Ferry {'i' * hours}"))
    receive(store, at(40, "Tribune", (*FERRY, *BREAD_TEXT)))
    assert made_of(store)["Tribune clips"] == {"Gazette", "Herald"}


def test_a_page_of_excerpts_and_its_sources_are_shown_with_one_another(store: Store) -> None:
    receive(store, at(0, "Gazette", FERRY))
    receive(store, at(1, "Herald", BREAD_TEXT, "Bread by weight"))
    receive(store, at(3, "Tribune", (*FERRY, *BREAD_TEXT)))
    page, source = store.reports.article(3), store.reports.article(1)
    assert page is not None
    assert source is not None
    assert {(one["id"], one["outlet"]) for one in page["excerpts"]} == {(1, "Gazette"), (2, "Herald")}
    assert sum(one["share"] for one in page["excerpts"]) == pytest.approx(1, abs=0.02)
    assert (page["excerpted_by"], [one["id"] for one in source["excerpted_by"]]) == ([], [3])
    (first, *_) = store.reports.articles(ArticleFilter(outlet="Tribune"))
    assert {one["id"] for one in first["excerpts"]} == {1, 2}
