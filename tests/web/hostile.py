"""A database that someone hostile has written into: wherever somebody else's text is stored, it tries to be markup."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
from sqlite_utils import Database

from crawler.config import Config, Service, Web
from crawler.core.models import Topic
from crawler.core.review import Verdict
from storage.review import Noun, Subject
from tests.deliver.pages import SEOUL
from tests.storage.newsroom import FERRIES, GAZETTE, NOW, TEXT, TRIBUNE, came, listed, newsroom, receive

# What begins a text, an attribute, a script, a style, a title, a comment; no browser and no page of ours knows its names.
_AT = "2025-01-14T07:30:00Z"
PAYLOAD = (
    "\"'></textarea></title></script></style>--><xss-probe probe=1 onprobe=1></xss-probe><script>probe()</script>"
    "<img src=x onerror=probe()>{{ 7*'7' }}<svg/onload=probe()>"
)
RUNS = "javascript:probe()//"
_URLS = frozenset({"url", "home", "image_url", "source_url", "found_from"})
# Columns that only newswatch writes: times, states, and names of its own.
_OURS = re.compile(
    ".*(_at|_start|_end|since)|at|state|kind|outcome|standing|verdict|slot|key|exact|fingerprint|doubted|extractor|language"
)
CRANE = (
    "The old crane at the western quay, on which gulls have sat for years, will be mended and not pulled down, the board said.",
    "Six members of the harbour board were for it, and one was away; the ferry company pays a third of what it costs.",
    "The work will take three months, and begins when the ice has gone and the masons are back from the lighthouse.",
)
_LISTS = frozenset({"authors", "tags"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "srcset", "poster", "background", "ping"})


def hostile_database(folder: Path) -> Config:
    """The config of a database in which each text of somebody else's holds the payload."""
    with newsroom(folder) as store:
        receive(store, came())
        receive(store, came(listed(outlet="Tribune")))
        receive(store, came(paragraphs=(TEXT[0].replace("Monday", "Friday"), *TEXT[1:]), at=NOW + timedelta(hours=2)))
        receive(store, came(listed("/crane", title="A ferry of one's own"), paragraphs=CRANE))
        for story in (1, 2):
            store.review.say([Subject(Noun.STORY, story)], verdict=Verdict.LATER, note="look again", by="ana", now=NOW)
    path = folder / "news.db"
    with contextlib.closing(sqlite3.connect(path)) as conn:
        _insert_the_rest(conn)
        conn.execute("PRAGMA ignore_check_constraints = ON")
        for table, column in _columns(conn):
            _poison(conn, table, column)
        conn.execute("DELETE FROM article_search")
        conn.execute("INSERT INTO article_search (rowid, title, text) SELECT id, title, text FROM articles")
        conn.commit()
    names = [name + PAYLOAD for name in (GAZETTE.name, TRIBUNE.name)]
    outlets = tuple(type(GAZETTE)(name, home="https://a.example/") for name in names)
    topics = (Topic(FERRIES.name + PAYLOAD, "*"),)
    return Config(Service(path, "desk@example.org", SEOUL), outlets, topics, web=Web())


def injected(page: str) -> list[str]:
    """What a browser would find in `page` that no template wrote."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "xss-probe" or (element.tag == "script" and "probe" in (element.text or "")):
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name.startswith("on") or "probe" in name:
                found.append(f"{name}={value}")
            if name in _ADDRESSES and not re.match(
                r"https?://|[/?#]|[a-z0-9._~-]+(\?|$)|data:image/", value or "/", re.IGNORECASE
            ):
                found.append(f"{name}={value}")
    return found


def _insert_the_rest(conn: sqlite3.Connection) -> None:
    """A digest and what became of it; a source in trouble, and the visit that found it so."""
    page = "<!doctype html><title>captured</title><p>a digest as it was sent</p>"
    sent = {
        "id": 1, "name": "morning", "slot": "2025-01-14T07:30", "slot_at": _AT, "period_start": _AT, "period_end": _AT, "caught_up": 0,
        "composed_at": _AT, "subject": "Three stories", "items": 3, "next_poll": 1, "html": page, "text": "t", "markdown": "m",
        "entry": "e", "message_id": "i",
    }  # fmt: skip
    delivery = {
        "digest": 1,
        "recipient": "mailto:a@example.org",
        "state": "deferred",
        "last_error": "no",
        "queued_at": _AT,
    }
    source = {
        "outlet": GAZETTE.name,
        "url": "https://gazette.example/feed",
        "kind": "feed",
        "trouble": "it answers 500",
    }
    visit = {
        "poll_id": 1,
        "url": source["url"],
        "state": "failed",
        "bytes": 0,
        "ms": 1,
        "detail": "it answers 500",
        "at": _AT,
    }
    poll = {"id": 1, "outlet": GAZETTE.name, "started_at": _AT, "finished_at": _AT, "outcome": "trouble"}
    rows = {"digests": sent, "deliveries": delivery, "sources": source, "polls": poll, "visits": visit}
    for table, row in rows.items():
        Database(conn).table(table).insert(row)


def _columns(conn: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'article_search%'"
    ).fetchall()
    for (table,) in tables:
        for _, column, kind, *_ in conn.execute(f"PRAGMA table_info([{table}])").fetchall():
            if kind == "TEXT" and not _OURS.fullmatch(column) and not table.startswith(("_", "sqlite")):
                yield table, column


def _poison(conn: sqlite3.Connection, table: str, column: str) -> None:
    values = conn.execute(f"SELECT DISTINCT [{column}] FROM [{table}]").fetchall()  # noqa: S608 - names of our schema
    for number, (value,) in enumerate(values):
        poisoned = _poisoned(
            value or ('[""]' if column in _LISTS else ""), RUNS if column in _URLS and number % 2 == 0 else ""
        )
        conn.execute(f"UPDATE [{table}] SET [{column}] = ? WHERE [{column}] IS ?", (poisoned, value))  # noqa: S608


def _poisoned(value: str, before: str) -> str:
    try:
        found = json.loads(value)
    except ValueError:
        return f"{before}{value}{PAYLOAD}"
    return json.dumps(_leaves(found)) if isinstance(found, list | dict) else f"{value}{PAYLOAD}"


def _leaves(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _leaves(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_leaves(each) for each in value]
    return value + PAYLOAD if isinstance(value, str) else value
