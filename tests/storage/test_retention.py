"""What is old goes, all that refers to it still does, and nothing of it comes back as new."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.judge import New, Unchanged, Unread
from crawler.core.models import Visit, VisitState
from crawler.core.polls import Tally
from crawler.core.query import QueryProblem, parse
from crawler.core.retention import Retention
from crawler.house_keeping import purge
from crawler.recording import touch
from storage.search import search
from storage.store import Store
from tests.storage.newsroom import (
    NOW,
    TEXT,
    TITLE,
    came,
    failed,
    listed,
    newsroom,
    receive,
    row,
    rows,
    untitled,
)

YEARS = timedelta(days=730)
LATER = NOW + timedelta(days=1000)
EDITED = (*TEXT[:-1], "Fares rise by 40 percent in the summer, the company said on Wednesday after a long meeting.")
OTHER = tuple(
    f"The harbour master of town {n} said that a ferry had run aground there at {n} o'clock." for n in range(8)
)


def never() -> bool:
    return False


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as open_store:
        yield open_store


def stocked(store: Store) -> None:
    """An original that was edited, its copy at another outlet, and an article that a person kept."""
    receive(store, came(language="en"))
    receive(store, came(listed("/copy", "Tribune"), language="en", at=NOW + timedelta(hours=1)))
    receive(store, came(listed("/aground", title="Aground"), title="Aground", paragraphs=OTHER, language="en"))
    receive(store, came(paragraphs=EDITED, language="en", at=NOW + timedelta(hours=2)))
    (kept,) = rows(store, "SELECT id, story_id FROM articles WHERE title = 'Aground'")[0:1]
    store.db.execute(
        "INSERT INTO verdicts (story_id, verdict, at) VALUES (?, 'keep', '2025-01-14T09:00:00Z')", [kept[1]]
    )


def purged(store: Store, now: datetime = LATER) -> None:
    purge(store, Retention(articles=YEARS), now, never)


def sound(store: Store) -> None:
    """What holds however house-keeping ended."""
    assert rows(store, "PRAGMA foreign_key_check") == []
    store.db.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")
    half = "SELECT id FROM articles WHERE (purged_at IS NULL) != (id IN (SELECT rowid FROM article_search))"
    assert rows(store, half) == []
    counts = "SELECT 1 FROM stories s WHERE articles != (SELECT count(*) FROM articles WHERE story_id = s.id)"
    assert rows(store, counts) == []


def test_the_texts_of_old_articles_go_and_what_was_reviewed_stays(store: Store) -> None:
    stocked(store)
    purged(store, NOW + timedelta(days=729))
    assert rows(store, "SELECT count(*) FROM articles WHERE purged_at IS NULL") == [(3,)]
    purged(store)
    assert rows(store, "SELECT title, text IS NULL, purged_at IS NULL FROM articles ORDER BY id") == [
        (TITLE, 1, 0),
        (TITLE, 1, 0),
        ("Aground", 0, 1),
    ]
    assert rows(store, "SELECT article_id, count(*) FROM revisions WHERE text IS NOT NULL GROUP BY 1") == [(3, 1)]
    assert rows(store, "SELECT article_id FROM vocabularies") == [(3,)]
    assert rows(store, "SELECT DISTINCT article_id FROM sketches") == [(3,)]
    assert rows(store, "SELECT copy_of FROM articles WHERE id = 2") == [(1,)]
    evidence = "SELECT DISTINCT e.value ->> 'words', e.value ->> 'excerpt' FROM matches, json_each(evidence) e WHERE article_id = 1"
    assert rows(store, evidence) == [("ferry", "")]
    query = parse("ferry")
    assert not isinstance(query, QueryProblem)
    assert [hit.title for hit in search(store.db, query, limit=9)] == ["Aground"]
    assert rows(store, "SELECT articles FROM purges ORDER BY at") == [(0,), (2,)]
    sound(store)


@pytest.mark.parametrize(
    "again",
    [
        came(at=LATER),
        came(paragraphs=EDITED, at=LATER),
        came(paragraphs=OTHER, at=LATER),
        came(title="Second ferry: fares to rise", paragraphs=(*EDITED, *OTHER[:2]), at=LATER),
        came(listed("/moved"), paragraphs=EDITED, at=LATER),
        came(modified_at=LATER, paragraphs=EDITED[:2], at=LATER),
    ],
    ids=["listed again", "as it was last", "with another text", "edited", "moved", "cut"],
)
def test_what_went_does_not_come_back_as_new_nor_as_an_edit(store: Store, again: Any) -> None:
    stocked(store)
    purged(store)
    before = rows(store, "SELECT count(*), sum(revision) FROM articles")
    assert isinstance(receive(store, again), Unchanged)
    assert rows(store, "SELECT count(*), sum(revision) FROM articles") == before
    assert rows(store, "SELECT text FROM articles WHERE id = 1") == [(None,)]
    sound(store)


def test_what_went_and_cannot_be_read_any_more_is_not_told_either(store: Store) -> None:
    stocked(store)
    purged(store)
    assert isinstance(receive(store, failed(VisitState.TIMEOUT, listed(title="Ferry again"), at=LATER)), Unread)
    with store.transaction():
        for hours in range(3):
            touch(store, untitled(VisitState.GONE, at=LATER + timedelta(hours=hours)))
    assert rows(store, "SELECT state, revision FROM articles WHERE id = 1") == [("read", 2)]
    assert store.pages.due("Gazette", LATER, recheck=True)[0].candidate.url.endswith("/aground")
    assert list(store.articles.remembered([listed()])) == [listed().url]


def test_an_article_that_is_published_later_at_the_address_of_one_that_went_is_new(store: Store) -> None:
    stocked(store)
    purged(store)
    page = came(title="A storm stops every ferry", paragraphs=OTHER[2:7], published_at=LATER + timedelta(days=1),
                at=LATER + timedelta(days=2))  # fmt: skip
    assert isinstance(receive(store, page), New)


def test_what_is_on_its_way_to_a_reader_stays_and_so_does_a_story_that_goes_on(store: Store) -> None:
    stocked(store)
    store.db.execute(
        "INSERT INTO digests (id, name, period_start, period_end, caught_up, composed_at, subject, items, next_poll)"
        " VALUES (1, 'm', '', '', 0, '', '', 1, 1)"
    )
    store.db.execute("INSERT INTO digest_items VALUES (1, 1, 1)")
    store.db.execute("INSERT INTO deliveries (digest, recipient, state, queued_at) VALUES (1, 'x', 'deferred', '')")
    purged(store)
    assert rows(store, "SELECT id FROM articles WHERE purged_at IS NULL ORDER BY id") == [(1,), (3,)]
    store.db.execute("UPDATE deliveries SET state = 'delivered'")
    store.db.execute("UPDATE stories SET last_activity_at = '2027-10-01T00:00:00Z'")
    purged(store)
    assert rows(store, "SELECT id FROM articles WHERE purged_at IS NULL ORDER BY id") == [(1,), (3,)]


def test_old_requests_and_polls_go_but_an_outlets_last_poll_stays(store: Store) -> None:
    for days in (0, 380, 500, 990):
        at = NOW + timedelta(days=days)
        for outlet in ("Gazette", "Tribune")[: 1 if days else 2]:
            poll = store.polls.begin(outlet, at)
            store.polls.add_visit(poll, Visit(outlet, "https://x.example/", VisitState.OK, at))
            store.polls.cut_short(poll, Tally(), at)
    store.polls.begin("Tribune", NOW)
    purge(store, Retention(), LATER, never)
    assert rows(store, "SELECT outlet, substr(started_at, 1, 10), outcome FROM polls ORDER BY id") == [
        ("Gazette", "2027-10-01", "cut_short"),
        ("Tribune", "2025-01-14", None),  # its last one, and under way
    ]
    assert rows(store, "SELECT substr(at, 1, 10) FROM visits") == [("2027-10-01",)]
    assert row(store, "purges") == {
        "at": "2027-10-11T08:00:00Z",
        "visits": 4,
        "polls": 4,
        "off_topic": 0,
        "articles": 0,
    }


def test_an_address_off_topic_is_kept_as_long_as_it_is_listed(store: Store) -> None:
    for path in ("/listed", "/forgotten"):
        receive(
            store, came(listed(path, title="Weather"), title="Weather", paragraphs=("Rain all day in the valley.",))
        )
    for days in range(0, 300, 30):
        store.articles.still_listed([listed("/listed")], NOW + timedelta(days=days))
    purge(store, Retention(), NOW + timedelta(days=300), never)
    assert [url for (url,) in rows(store, "SELECT url FROM off_topic")] == [listed("/listed").url]


class _Failing:
    """Fails the Nth statement, and then no other."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, *_: object) -> int:
        self.left -= 1
        return sqlite3.SQLITE_DENY if self.left == 0 else sqlite3.SQLITE_OK


def test_whichever_step_fails_nothing_is_half_dropped_and_the_next_day_drops_the_rest(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        stocked(store)
    number, failures = 1, 0
    whole = (tmp_path / "news.db").read_bytes()
    while True:
        (tmp_path / "news.db").write_bytes(whole)
        with Store(tmp_path / "news.db", writable=True) as store:
            failing = _Failing(number)
            store.db.conn.set_authorizer(failing)
            try:
                purged(store)
            except sqlite3.DatabaseError:
                failures += 1
            store.db.conn.set_authorizer(None)
            sound(store)
            purged(store, LATER + timedelta(days=1))
            assert rows(store, "SELECT id FROM articles WHERE purged_at IS NULL") == [(3,)]
            assert isinstance(receive(store, came(paragraphs=EDITED, at=LATER)), Unchanged)
        if failing.left > 0:
            break
        number += 7
    assert failures > 10


def test_a_kill_at_any_step_leaves_articles_whole_or_purged(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        stocked(store)
    kills = 0
    for number in range(1, 200, 9):
        child = os.fork()
        if not child:
            _purge_and_die(tmp_path / "news.db", number)
        kills += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        with Store(tmp_path / "news.db", writable=True) as store:
            sound(store)
    assert kills > 3
    with Store(tmp_path / "news.db", writable=True) as store:
        assert isinstance(receive(store, came(paragraphs=EDITED, at=LATER)), Unchanged)
        assert rows(store, "SELECT id FROM articles WHERE purged_at IS NULL") == [(3,)]


def _purge_and_die(database: Path, number: int) -> None:
    left = [number]

    def look(_statement: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    store = Store(database, writable=True, owned=False)
    store.db.conn.set_trace_callback(look)
    purged(store)
    os._exit(0)
