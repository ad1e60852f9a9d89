"""What commands show: rows as the database has them, lists parsed, keyed by the columns' names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.core.dates import iso
from crawler.core.urls import key
from storage.database import named
from storage.paging import direction, stretch
from storage.review import LAST_WORD

Row = dict[str, Any]

_MOST_DIGITS = 18  # SQLite's integers have 64 bits; no article has a number beyond
_LISTS = ("authors", "tags", "evidence", "topics", "excerpts", "told_by", "edits")


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles to list, newest first. What is None does not narrow.

    `after` and `before` are articles: only those that the list has behind the one, or ahead of the other.
    """

    topic: str | None = None
    outlet: str | None = None
    since: datetime | None = None
    changed: bool = False  # only those of which an edit was announced
    state: str | None = None
    after: int | None = None
    before: int | None = None
    limit: int = 50


class Reports:
    """Everything that is read and not written."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def status(self, *, of_pages: bool = False) -> list[Row]:
        """The outlets that are configured, by name, with their last poll and the troubles that last.

        With `of_pages` the last poll may be one that read no source.
        """
        rows = self._rows(
            """
            SELECT o.name, o.state, o.trouble, o.last_ok_at, o.last_new_at, o.next_poll_at, p.outcome, p.listed, p.fetched,
                   p.new, p.changed, p.failed, p.started_at AS polled_at,
                   (SELECT count(*) FROM articles WHERE outlet = o.name) AS articles
            FROM outlets o LEFT JOIN polls p ON p.id = (SELECT id FROM polls WHERE outlet = o.name AND (:of_pages OR NOT pages_only)
                ORDER BY id DESC LIMIT 1)
            WHERE o.state != 'removed' ORDER BY o.name
            """,
            of_pages=of_pages,
        )
        troubles = self._rows(
            "SELECT outlet, kind, by, since, detail FROM troubles"
            " WHERE ended_at IS NULL AND confirmed_at IS NOT NULL ORDER BY since, id"
        )
        for row in rows:
            # newswatch's own network is a trouble of each of them
            row["troubles"] = [each for each in troubles if each["outlet"] in {None, row["name"]}]
        return rows

    def articles(self, wanted: ArticleFilter) -> list[Row]:
        """The articles that `wanted` asks for, each with its newest announced edit, or its newest revision where none was."""
        conditions = {
            "EXISTS (SELECT 1 FROM matches WHERE article_id = a.id AND topic = :topic)": wanted.topic is not None,
            "a.outlet = :outlet": wanted.outlet is not None,
            "a.last_changed_at >= :since": wanted.since is not None,
            "EXISTS (SELECT 1 FROM revisions WHERE article_id = a.id AND number > 1 AND announced)": wanted.changed,
            "a.state = :state": wanted.state is not None,
            **stretch("articles", "a", "last_changed_at", wanted.after, wanted.before),
        }
        where = " AND ".join(condition for condition, used in conditions.items() if used) or "1"
        way = direction(wanted.before)
        rows = self._rows(
            f"""
            SELECT a.id, a.outlet, a.title, a.url, a.language, a.published_at, a.first_seen_at, a.last_changed_at, a.state,
                   a.reason, a.announced, a.revision, a.copy_of, a.copy_share, a.off_topic_since,
                   a.story_id, s.standing, v.verdict, v.note,
                   r.kind AS last_change, r.summary AS last_summary, r.announced AS last_announced, r.silent AS last_silent,
                   (SELECT json_group_array(topic) FROM matches WHERE article_id = a.id) AS topics,
                   (SELECT json_group_array(json_object('id', source_article_id, 'share', share))
                    FROM excerpts WHERE article_id = a.id) AS excerpts
            FROM articles a LEFT JOIN revisions r ON r.article_id = a.id AND r.number = coalesce(
                (SELECT max(number) FROM revisions WHERE article_id = a.id AND number > 1 AND announced), a.revision)
            LEFT JOIN stories s ON s.id = a.story_id LEFT JOIN verdicts v ON v.id = {LAST_WORD}
            WHERE {where} ORDER BY a.last_changed_at {way}, a.id {way} LIMIT :limit
            """,  # noqa: S608 - the conditions above alone
            topic=wanted.topic,
            outlet=wanted.outlet,
            since=iso(wanted.since),
            state=wanted.state,
            after=wanted.after,
            before=wanted.before,
            limit=wanted.limit,
        )
        return rows if wanted.before is None else rows[::-1]

    def article(self, article_id: int) -> Row | None:
        """One article with everything that is held of it, or None."""
        found = self._rows("SELECT * FROM articles WHERE id = :id", id=article_id)
        if not found:
            return None
        row = found[0]
        row["revisions"] = self.revisions(article_id)
        row["matches"] = self._rows(
            "SELECT topic, revision, left_revision, evidence FROM matches WHERE article_id = :id ORDER BY topic",
            id=article_id,
        )
        original = row["copy_of"] or article_id
        row["copies"] = self._rows(
            "SELECT id, outlet, title, url, copy_share FROM articles WHERE (copy_of = :original OR id = :original) AND id != :id"
            " ORDER BY id",
            original=original,
            id=article_id,
        )
        row["excerpts"], row["excerpted_by"] = self._excerpts(article_id)
        row["replaces"] = self._rows(
            "SELECT id, title FROM articles WHERE replaced_by = :id ORDER BY id", id=article_id
        )
        row["addresses"] = [
            r["key"] for r in self._rows("SELECT key FROM aliases WHERE article_id = :id", id=article_id)
        ]
        return row

    def revisions(self, article_id: int) -> list[Row]:
        """An article's revisions, the first first."""
        return self._rows(
            "SELECT number, seen_at, kind, title, text, summary, announced, silent, updates FROM revisions"
            " WHERE article_id = :id ORDER BY number",
            id=article_id,
        )

    def _excerpts(self, article_id: int) -> tuple[list[Row], list[Row]]:
        """The articles of which a page holds passages, and the pages that hold passages of it."""
        told = "SELECT a.id, a.outlet, a.title, a.url, e.share FROM excerpts e JOIN articles a ON a.id ="
        return (
            self._rows(f"{told} source_article_id WHERE article_id = :id ORDER BY share DESC, a.id", id=article_id),
            self._rows(f"{told} article_id WHERE source_article_id = :id ORDER BY a.id", id=article_id),
        )

    def texts(self) -> Sequence[Row]:
        """Every article's title and text, newest first: what topics are tried on."""
        return self._rows("SELECT id, outlet, title, text FROM articles ORDER BY last_changed_at DESC, id DESC")

    def off_topic_count(self) -> int:
        """How many articles were read and are on no topic."""
        rows = self._rows("SELECT count(DISTINCT url) AS n FROM off_topic WHERE fingerprint IS NOT NULL")
        return int(rows[0]["n"])

    def find(self, named: str) -> int | None:
        """The id of the article that `named` names: its id, or one of its addresses."""
        if named.isascii() and named.isdigit():
            found = self._rows("SELECT id FROM articles WHERE id = :id", id=int(named[:_MOST_DIGITS]))
        else:
            found = self._rows("SELECT article_id AS id FROM aliases WHERE key = :key", key=key(named))
        return int(found[0]["id"]) if found else None

    def _rows(self, sql: str, **parameters: Any) -> list[Row]:
        return list(map(_parsed, named(self._db.execute(sql, parameters))))


def _parsed(row: Row) -> Row:
    for name in _LISTS:
        if name in row:
            row[name] = json.loads(row[name]) if row[name] else []
    return row
