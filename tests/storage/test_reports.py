from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.dates import iso
from crawler.core.models import Topic, VisitState
from crawler.core.polls import Finished
from storage.reports import ArticleFilter
from storage.store import Store
from tests.storage.newsroom import FERRIES, NOW, TEXT, TITLE, TRIBUNE, came, failed, listed, newsroom, receive

HOUR = timedelta(hours=1)
EDITED = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
FARES = Topic("Fares", "fares")
ALL = [FERRIES, FARES]
POLLED = Finished("Gazette", "trouble", 9, 4, 2, 1, 1, NOW, (), "…", timedelta(minutes=10))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """1: edited after two hours; 2: its copy; 3: a headline alone; 4: taken down; and one off topic."""
    with newsroom(tmp_path) as opened:
        receive(opened, came(authors=("Ada North",), tags=("ferries",), topics=ALL))
        receive(opened, came(listed("/wire/1?utm_source=x", "Tribune"), at=NOW + HOUR, topics=ALL))
        receive(opened, failed(VisitState.WALL, listed("/wall", title="Ferry strike"), at=NOW + HOUR, why="a log-in"))
        receive(opened, came(listed("/down"), title="A ferry sinks", paragraphs=("Nobody was hurt at all.",)))
        receive(opened, came(listed("/bread"), title="Bread by weight", paragraphs=("Bakers weigh their bread.",)))
        receive(opened, failed(VisitState.GONE, listed("/down"), at=NOW + 3 * HOUR, why="the server answered 410"))
        receive(opened, came(at=NOW + 2 * HOUR, paragraphs=EDITED, topics=ALL))
        yield opened


def ids(store: Store, **wanted: Any) -> list[int]:
    return [article["id"] for article in store.reports.articles(ArticleFilter(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [4, 1, 3, 2]),
        ({"limit": 2}, [4, 1]),
        ({"topic": "Fares"}, [1, 2]),
        ({"topic": "Nothing"}, []),
        ({"outlet": "Tribune"}, [2]),
        ({"since": NOW + HOUR}, [4, 1, 3, 2]),
        ({"since": NOW + 2 * HOUR}, [4, 1]),
        ({"changed": True}, [4, 1]),
        ({"state": "headline"}, [3]),
        ({"state": "gone"}, [4]),
        ({"topic": "Ferries", "outlet": "Gazette", "changed": True, "state": "read"}, [1]),
    ],
)
def test_articles_are_listed_as_they_are_asked_for_the_last_changed_first(
    store: Store, wanted: dict[str, Any], found: list[int]
) -> None:
    assert ids(store, **wanted) == found


def test_a_listed_article_has_its_topics_and_its_last_change(store: Store) -> None:
    edited = store.reports.articles(ArticleFilter(outlet="Gazette", state="read"))[0]
    assert (edited["title"], sorted(edited["topics"]), edited["revision"]) == (TITLE, ["Fares", "Ferries"], 2)
    assert edited["last_change"] == "figures"
    assert edited["last_summary"].startswith("Figures: 300 → 1,000")
    headline = store.reports.articles(ArticleFilter(state="headline"))[0]
    assert (headline["reason"], headline["last_change"], headline["topics"]) == ("a log-in", "first", ["Ferries"])


def test_an_article_is_shown_with_everything_that_is_held_of_it(store: Store) -> None:
    shown = store.reports.article(1)
    assert shown is not None
    assert (shown["text"], shown["authors"], shown["tags"]) == ("\n\n".join(EDITED), ["Ada North"], ["ferries"])
    assert [revision["number"] for revision in shown["revisions"]] == [1, 2]
    assert [match["topic"] for match in shown["matches"]] == ["Fares", "Ferries"]
    assert shown["matches"][1]["evidence"][0]["words"] == "ferry"
    assert shown["addresses"] == ["gazette.example/ferry"]
    assert [copy["id"] for copy in shown["copies"]] == [2]


def test_a_copy_is_shown_with_its_original_and_the_other_copies(store: Store) -> None:
    receive(store, came(listed("/wire/2", "Tribune"), title="Two ferries a day", paragraphs=TEXT[:3]))
    shown = store.reports.article(2)
    assert shown is not None
    assert [(copy["id"], copy["outlet"]) for copy in shown["copies"]] == [(1, "Gazette"), (5, "Tribune")]
    assert shown["copy_of"] == 1


def test_an_article_that_is_not_there_is_none(store: Store) -> None:
    assert store.reports.article(99) is None
    assert store.reports.revisions(99) == []


def test_revisions_come_in_order_each_with_its_text(store: Store) -> None:
    assert [(one["number"], one["kind"], one["text"]) for one in store.reports.revisions(1)] == [
        (1, "first", "\n\n".join(TEXT)),
        (2, "figures", "\n\n".join(EDITED)),
    ]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("1", 1),
        ("99", None),
        ("https://gazette.example/ferry", 1),
        ("http://www.gazette.example/ferry/?utm_source=mail#top", 1),
        ("gazette.example/ferry", 1),
        ("tribune.example/wire/1", 2),
        ("https://gazette.example/bread", None),
        ("ferry", None),
        ("", None),
        ("١", None),
    ],
)
def test_an_article_is_found_by_its_number_or_any_form_of_its_address(
    store: Store, named: str, found: int | None
) -> None:
    assert store.reports.find(named) == found


def test_a_number_larger_than_any_is_not_found(store: Store) -> None:
    assert store.reports.find("9" * 30) is None


def test_every_article_has_a_text_to_try_topics_on(store: Store) -> None:
    texts = {text["id"]: text["text"] for text in store.reports.texts()}
    assert list(texts) == [4, 1, 3, 2]
    assert texts[1] == "\n\n".join(EDITED)


def test_articles_that_were_read_and_are_on_no_topic_are_counted_once(store: Store) -> None:
    receive(store, came(listed("/hay"), answered="https://gazette.example/hay/1", title="Hay", paragraphs=("Hay.",)))
    receive(store, failed(VisitState.TIMEOUT, listed("/slow", title="Too slow")))
    assert store.reports.off_topic_count() == 2


# ---- status -----------------------------------------------------------------------------------------------------------


def test_an_outlet_that_was_never_polled_has_a_line_all_the_same(store: Store) -> None:
    gazette, tribune = store.reports.status()
    assert (gazette["name"], tribune["name"]) == ("Gazette", "Tribune")
    assert (gazette["outcome"], gazette["polled_at"], gazette["articles"]) == (None, None, 3)
    assert (tribune["state"], tribune["articles"]) == ("active", 1)


def test_an_outlets_line_is_that_of_its_last_poll(store: Store) -> None:
    for finished in (replace(POLLED, outcome="ok", trouble=None), replace(POLLED, at=NOW + HOUR)):
        store.polls.finish(store.polls.begin("Gazette", finished.at), finished)
    gazette = store.reports.status()[0]
    assert (gazette["outcome"], gazette["state"], gazette["trouble"]) == ("trouble", "trouble", "…")
    assert gazette["polled_at"] == iso(NOW + HOUR)
    assert [gazette[name] for name in ("listed", "fetched", "new", "changed", "failed")] == [9, 4, 2, 1, 1]


def test_an_outlet_that_is_configured_no_more_has_no_line(store: Store) -> None:
    store.polls.keep_outlets([TRIBUNE], NOW)
    assert [line["name"] for line in store.reports.status()] == ["Tribune"]
