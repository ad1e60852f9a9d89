"""All that is stored of one kind, row by row, for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from crawler.core import columns
from crawler.core.dates import iso
from storage.database import named
from storage.reports import Row
from storage.review import LAST_WORD

# Rows that are read at once: a megabyte of texts. Between two reads nothing is held open, since a reader that stays keeps
# the log from being folded back for as long as the other program takes to eat.
BATCH = 200
_LISTS = frozenset({"authors", "tags", "topics", "told_by", "languages"})


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    STORIES = "stories"
    CHANGES = "changes"
    VERDICTS = "verdicts"


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which rows to export. What is None does not narrow."""

    since: datetime | None = None  # changed, active, seen or said since
    topic: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """Where rows come from: `key` is what they are in order of, and `narrowing` is a condition for each filter."""

    columns: Sequence[str]
    rows: str
    key: tuple[str, ...]
    narrowing: dict[str, str]


_OF_ARTICLE = {
    "topic": "EXISTS (SELECT 1 FROM matches WHERE article_id = {id} AND topic = :topic)",
    "outlet": "EXISTS (SELECT 1 FROM articles WHERE id = {id} AND outlet = :outlet)",
}
_OF_STORY = {
    "topic": "EXISTS (SELECT 1 FROM articles x CROSS JOIN matches m ON m.article_id = x.id"
    " WHERE x.story_id = {id} AND m.topic = :topic)",
    "outlet": "EXISTS (SELECT 1 FROM articles x WHERE x.story_id = {id} AND x.outlet = :outlet)",
}
_ARTICLES = f"""
    SELECT a.*, s.standing, v.verdict, v.note,
        (SELECT json_group_array(topic) FROM matches WHERE article_id = a.id AND left_revision IS NULL) AS topics
    FROM articles a LEFT JOIN stories s ON s.id = a.story_id LEFT JOIN verdicts v ON v.id = {LAST_WORD}
"""  # noqa: S608 - a condition of ours
# The view `changes`, in the order of the index of `revisions`: through the view all would be sorted for each batch.
_CHANGES = """
    SELECT r.seen_at, a.outlet, a.id AS article_id, a.story_id, r.number, r.number AS revision, r.kind, r.summary, r.announced,
        r.silent, b.title AS title_before, r.title, b.text AS text_before, r.text, a.url
    FROM revisions r JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
    JOIN articles a ON a.id = r.article_id
"""
_VERDICTS = """
    SELECT v.*, coalesce(a.title, s.title) AS title, coalesce(a.outlet, l.outlet) AS outlet, coalesce(a.url, l.url) AS url
    FROM verdicts v LEFT JOIN articles a ON a.id = v.article_id LEFT JOIN stories s ON s.id = v.story_id
    LEFT JOIN articles l ON l.id = s.lead_article_id
"""


def _said_of(name: str) -> str:
    of_article, of_story = _OF_ARTICLE[name].format(id="v.article_id"), _OF_STORY[name].format(id="v.story_id")
    return f"({of_article} OR {of_story})"


_SOURCES = {
    What.ARTICLES: _Source(
        columns.EXPORTED_ARTICLES,
        _ARTICLES,
        ("a.id",),
        {"since": "a.last_changed_at >= :since"} | {name: each.format(id="a.id") for name, each in _OF_ARTICLE.items()},
    ),
    What.STORIES: _Source(
        columns.EXPORTED_STORIES,
        "SELECT * FROM story_overview o",
        ("o.id",),
        {"since": "o.last_activity_at >= :since"} | {name: each.format(id="o.id") for name, each in _OF_STORY.items()},
    ),
    What.CHANGES: _Source(
        columns.EXPORTED_CHANGES,
        _CHANGES,
        ("r.article_id", "r.number"),
        {"since": "r.seen_at >= :since"} | {name: each.format(id="r.article_id") for name, each in _OF_ARTICLE.items()},
    ),
    What.VERDICTS: _Source(
        columns.EXPORTED_VERDICTS,
        _VERDICTS,
        ("v.id",),
        {"since": "v.at >= :since"} | {name: _said_of(name) for name in _OF_ARTICLE},
    ),
}


def columns_of(what: What) -> Sequence[str]:
    """The columns of the rows, in their order."""
    return _SOURCES[what].columns


def exported(db: Database, what: What, wanted: ExportFilter, after: tuple[int, ...] = ()) -> Iterator[Row]:
    """The rows in the order of their ids, lists parsed, from behind `after` on; what comes while they are read may be left out."""
    source = _SOURCES[what]
    last = after or tuple(0 for _ in source.key)
    while batch := _batch(db, source, wanted, last):
        for row in batch:
            yield {name: _parsed(name, row[name]) for name in source.columns}
        last = tuple(batch[-1][name.partition(".")[2]] for name in source.key)


def exported_article(db: Database, article_id: int) -> Row:
    """The row of one article that is stored."""
    return next(exported(db, What.ARTICLES, ExportFilter(), (article_id - 1,)))


def _batch(db: Database, source: _Source, wanted: ExportFilter, last: tuple[int, ...]) -> list[Row]:
    asked = {"since": iso(wanted.since), "topic": wanted.topic, "outlet": wanted.outlet}
    key, place = ", ".join(source.key), ", ".join(f":key{at}" for at, _ in enumerate(last))
    conditions = [f"({key}) > ({place})", *(source.narrowing[name] for name, value in asked.items() if value)]
    found = db.execute(
        f"{source.rows} WHERE {' AND '.join(conditions)} ORDER BY {key} LIMIT {BATCH}",
        asked | {f"key{at}": value for at, value in enumerate(last)},
    )
    return named(found)


def _parsed(name: str, value: object) -> object:
    if name not in _LISTS:
        return value
    return json.loads(value) if isinstance(value, str) else []
