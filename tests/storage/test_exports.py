from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.models import Topic
from crawler.core.review import Verdict
from storage import exports
from storage.exports import ExportFilter, What, columns_of, exported, exported_article
from storage.review import Noun, Subject
from storage.store import Store
from tests.storage.newsroom import NOW, TEXT, came, listed, newsroom, receive, rows

HOUR = timedelta(hours=1)
EDITED = (TEXT[0].replace("Monday", "Friday"), *TEXT[1:])
FARES = Topic("Fares", "fares")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Twelve articles of two outlets, the third edited; the first story kept and then dropped, an article put off."""
    with newsroom(tmp_path) as opened:
        for number in range(1, 13):
            outlet = "Gazette" if number % 3 else "Tribune"
            other = (
                f"The ferry {'north south east west'.split()[number % 4]} made trip {number * 371} of the season.",
            )
            receive(opened, came(listed(f"/{number}", outlet, f"Ferry trip {number}"), title=f"Ferry trip {number}",
                                 paragraphs=other, at=NOW + number * HOUR, authors=("Ada North",)))  # fmt: skip
        receive(opened, came(listed("/ferry"), at=NOW + 13 * HOUR, topics=(FARES,)))
        receive(opened, came(listed("/ferry"), paragraphs=EDITED, at=NOW + 14 * HOUR, topics=(FARES,)))
        story = Subject(Noun.STORY, 1)
        opened.review.say([story], verdict=Verdict.KEEP, note="=for Friday", by="ana", now=NOW + 15 * HOUR)
        opened.review.say([story], verdict=Verdict.DROP, now=NOW + 16 * HOUR)
        opened.review.say([Subject(Noun.ARTICLE, 3)], verdict=Verdict.LATER, now=NOW + 17 * HOUR)
        yield opened


@pytest.mark.parametrize("what", list(What))
def test_everything_of_a_kind_is_exported_once_in_whatever_bites(
    store: Store, what: What, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(exported(store.db, what, ExportFilter()))
    counted = {
        What.ARTICLES: "articles",
        What.STORIES: "story_overview",
        What.CHANGES: "changes",
        What.VERDICTS: "verdicts",
    }
    assert [(len(whole),)] == rows(store, f"SELECT count(*) FROM {counted[what]}")  # noqa: S608 - a table
    assert whole
    assert all(tuple(row) == tuple(columns_of(what)) for row in whole)
    monkeypatch.setattr(exports, "BATCH", 1)
    assert list(exported(store.db, what, ExportFilter())) == whole


@pytest.mark.parametrize(
    ("what", "wanted", "found"),
    [
        (What.ARTICLES, {"outlet": "Tribune"}, "articles WHERE outlet = 'Tribune'"),
        (What.ARTICLES, {"topic": "Fares"}, "articles WHERE id = 13"),
        (What.ARTICLES, {"since": NOW + 9 * HOUR}, "articles WHERE last_changed_at >= '2025-01-14T17:00:00Z'"),
        (What.STORIES, {"outlet": "Tribune"}, "stories WHERE id IN (SELECT story_id FROM articles WHERE outlet = 'Tribune')"),
        (What.STORIES, {"topic": "Fares"}, "stories WHERE id = (SELECT story_id FROM articles WHERE id = 13)"),
        (What.CHANGES, {"outlet": "Tribune"}, "changes, stories WHERE 0"),
        (What.VERDICTS, {"topic": "Fares"}, "verdicts WHERE story_id = (SELECT story_id FROM articles WHERE id = 13)"),
        (What.VERDICTS, {"since": NOW + 16 * HOUR}, "verdicts WHERE id >= 2"),
    ],
)  # fmt: skip
def test_an_export_is_narrowed_by_time_topic_and_outlet(
    store: Store, what: What, wanted: dict[str, Any], found: str
) -> None:
    ids = [(row["id"],) for row in exported(store.db, what, ExportFilter(**wanted))]
    assert ids == rows(store, f"SELECT id FROM {found} ORDER BY id")  # noqa: S608 - a table's row above


def test_an_article_is_exported_with_its_lists_and_the_last_word_on_it(store: Store) -> None:
    row = exported_article(store.db, 3)
    assert (row["id"], row["authors"], row["topics"], row["verdict"]) == (3, ["Ada North"], ["Ferries"], "later")
    assert rows(store, "SELECT text FROM articles WHERE id = 3") == [(row["text"],)]


def test_what_is_written_between_two_reads_ends_no_export(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BATCH", 1)
    reading = exported(store.db, What.VERDICTS, ExportFilter())
    first = next(reading)
    store.review.say([Subject(Noun.STORY, 2)], verdict=Verdict.KEEP, now=NOW + 18 * HOUR)
    assert [first["id"], *(row["id"] for row in reading)] == [1, 2, 3, 4]


@pytest.mark.parametrize("what", list(What))
def test_each_bite_begins_where_the_one_before_ended_and_sorts_nothing(store: Store, what: What) -> None:
    asked: list[str] = []
    store.db.conn.set_trace_callback(asked.append)
    list(exported(store.db, what, ExportFilter()))
    store.db.conn.set_trace_callback(None)
    plan = [step for *_, step in rows(store, f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert [step for step in plan if "rowid>?" in step or "(article_id,number)>(?,?)" in step]
    assert not [step for step in plan if "B-TREE FOR ORDER BY" in step]
