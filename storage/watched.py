"""The topics that are watched for, as of the last run: what changes when the person changes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.core.dates import iso
from crawler.core.models import Topic
from crawler.core.query import QueryProblem, parse
from storage.database import transaction
from storage.pages import schedule_recheck
from storage.topics import TopicMatcher

_FORGET = "UPDATE sources SET etag = NULL, last_modified = NULL, body_hash = NULL, fetched_at = NULL"


class WatchedTopics:
    """The table `topics`, and what hangs on it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, topics: Sequence[Topic], now: datetime) -> list[Topic]:
        """Take over the configured topics; the ones that are new or whose query changed.

        For those, what is stored is matched again, and what was off topic is forgotten together with the sources'
        validators, so that the next poll looks at everything that is still listed.
        """
        stored = dict(self._db.execute("SELECT name, query FROM topics").fetchall())
        changed = [topic for topic in topics if stored.get(topic.name) != topic.query]
        gone = set(stored) - {topic.name for topic in topics}
        if not changed and not gone:
            return []
        with transaction(self._db):
            self._db.conn.executemany("DELETE FROM topics WHERE name = ?", [(name,) for name in gone])
            for topic in changed:
                self._change(topic, now)
            if changed:
                self._db.execute("DELETE FROM off_topic")
                self._db.execute(_FORGET)
        return changed

    def look_again(self, outlets: Iterable[str]) -> None:
        """Forget the validators of these outlets' sources alone: a poll that ran while topics changed has set them anew."""
        with transaction(self._db):
            self._db.conn.executemany(f"{_FORGET} WHERE outlet = ?", [(name,) for name in outlets])

    def _change(self, topic: Topic, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO topics (name, query, since) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET query = excluded.query, since = excluded.since",
            [topic.name, topic.query, iso(now)],
        )
        self._db.execute("DELETE FROM matches WHERE topic = ?", [topic.name])
        query = parse(topic.query)
        if isinstance(query, QueryProblem) or query.everything:
            rows = self._db.execute(
                "SELECT id, title, text, revision FROM articles WHERE :all",
                {"all": not isinstance(query, QueryProblem)},
            )
        else:
            rows = self._db.execute(
                "SELECT id, title, text, revision FROM articles WHERE id IN"
                " (SELECT rowid FROM article_search WHERE article_search MATCH ?)",
                [query.fts],
            )
        matcher = TopicMatcher([topic])
        matched = [
            (id_, match.topic, revision, match.json(), iso(now))
            for id_, title, text, revision in rows.fetchall()
            for match in matcher.match(title, text or "")
        ]
        self._db.conn.executemany(
            "INSERT INTO matches (article_id, topic, revision, evidence, matched_at) VALUES (?, ?, ?, ?, ?)", matched
        )
        for article_id, *_ in matched:
            schedule_recheck(self._db, article_id, now)
