"""What is old goes, a little at a time, so that whoever reads or writes meanwhile waits for milliseconds.

Of an article the texts go: its own and its versions', and what was derived from them. Its row stays, with its title, its
addresses and the fingerprint of its text. So it is known when it is listed again, edited or moved, and all that refers to it
(stories, copies, digests) still does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np
from sqlite_utils import Database

from crawler.core.dates import from_iso, iso
from crawler.core.fingerprints import fingerprint
from crawler.core.retention import Aged
from storage.database import transaction

# Rows that go in one transaction: some ten milliseconds.
AT_ONCE = 500
# In one day; after that it goes on the next day, and meanwhile the ids fit the memory.
_MOST_A_DAY = 100_000
# What is dated later than this is of a clock that was wrong, and would stay for ever.
_FUTURE = timedelta(days=2)

_OLD_VISITS = "SELECT id FROM visits WHERE at < :before OR at > :future LIMIT :most"
# Each outlet's last poll tells how it stands, and the very last one's number is never given again; one under way is not over.
_OLD_POLLS = """
    SELECT id FROM polls WHERE outcome IS NOT NULL AND (started_at < :before OR started_at > :future)
        AND id NOT IN (SELECT max(id) FROM polls GROUP BY outlet) LIMIT :most
"""
_OLD_OFF_TOPIC = "SELECT key FROM off_topic WHERE last_seen_at < :before OR last_seen_at > :future LIMIT :most"
_OLD_ARTICLES = """
    SELECT a.id, max(a.last_changed_at, coalesce(s.last_activity_at, '')),
        EXISTS (SELECT 1 FROM verdicts WHERE article_id = a.id) OR EXISTS (SELECT 1 FROM verdicts v
            JOIN stories m ON m.id = v.story_id WHERE m.id = a.story_id OR m.merged_into = a.story_id)
            OR EXISTS (SELECT 1 FROM verdicts v JOIN articles b ON b.id = v.article_id WHERE b.story_id = a.story_id),
        EXISTS (SELECT 1 FROM digest_items i JOIN deliveries d ON d.digest = i.digest
            WHERE i.article_id = a.id AND (d.state IN ('queued', 'sending', 'deferred') OR d.next_attempt_at IS NOT NULL))
    FROM articles a LEFT JOIN stories s ON s.id = a.story_id
    WHERE a.id > :after AND a.purged_at IS NULL AND a.last_changed_at < :before ORDER BY a.id LIMIT :most
"""
_DROP_ARTICLE = (
    "DELETE FROM article_search WHERE rowid = :id",
    "DELETE FROM vocabularies WHERE article_id = :id",
    "UPDATE revisions SET text = NULL WHERE article_id = :id",
    """
    UPDATE matches SET evidence = (SELECT json_group_array(json_set(value, '$.excerpt', '')) FROM json_each(evidence))
    WHERE article_id = :id
    """,
    """
    UPDATE articles SET text = NULL, summary = NULL, image_caption = NULL, dateline = NULL, etag = NULL, last_modified = NULL,
        retry_at = NULL, doubted = NULL, purged_at = :now WHERE id = :id
    """,
)


class Purges:
    """The table `purges`, and the dropping of what is old."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def last_at(self) -> datetime | None:
        """When it was last looked for what is old."""
        return from_iso(self._db.execute("SELECT max(at) FROM purges").fetchone()[0])

    def add(self, at: datetime, **gone: int) -> None:
        """Write a look down, with how many rows of which kind went."""
        counts = {"visits": 0, "polls": 0, "off_topic": 0, "articles": 0, **gone}
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO purges (at, visits, polls, off_topic, articles)"
                " VALUES (:at, :visits, :polls, :off_topic, :articles)",
                {"at": iso(at), **counts},
            )

    def visits(self, kept: timedelta, now: datetime) -> Iterator[int]:
        """Drop the requests that are older than they are kept; after each transaction how many went."""
        yield from self._drop("visits", "id", self._old(_OLD_VISITS, kept, now))

    def polls(self, kept: timedelta, now: datetime) -> Iterator[int]:
        """Drop old polls, with what is left of their requests; after each transaction how many went."""
        for ids in _pieces(self._old(_OLD_POLLS, kept, now)):
            with transaction(self._db):
                self._delete("visits", "poll_id", ids)
                self._delete("polls", "id", ids)
            yield len(ids)

    def off_topic(self, kept: timedelta, now: datetime) -> Iterator[int]:
        """Drop addresses of articles on no topic that were not listed for so long; after each transaction how many went."""
        yield from self._drop("off_topic", "key", self._old(_OLD_OFF_TOPIC, kept, now))

    def aged(self, kept: timedelta, now: datetime, after: int = 0, most: int = AT_ONCE) -> list[Aged]:
        """Articles that did not change for so long, with what speaks for keeping their texts; `most` of those whose ids come
        after `after`.
        """
        rows = self._db.execute(_OLD_ARTICLES, {"before": iso(now - kept), "after": after, "most": most})
        return [
            Aged(id_, at, bool(reviewed), bool(awaited))
            for id_, active, reviewed, awaited in rows
            if (at := from_iso(active))
        ]

    def drop_texts(self, article_id: int, now: datetime) -> None:
        """Drop an article's texts, and what was made of them; its row, addresses and fingerprint stay. For a transaction."""
        texts = [text for (text,) in self._db.execute("SELECT text FROM revisions WHERE article_id = ?", [article_id])]
        pieces = {piece for text in texts if text for piece in fingerprint(text.split("\n\n")).sketch}
        self._db.conn.executemany(
            "DELETE FROM sketches WHERE hash = ? AND article_id = ?", [(piece, article_id) for piece in pieces]
        )
        self._db.conn.executemany(
            "DELETE FROM leading_terms WHERE term = ? AND article_id = ?",
            [(term, article_id) for term in self._terms(article_id)],
        )
        for statement in _DROP_ARTICLE:
            self._db.execute(statement, {"id": article_id, "now": iso(now)})

    def _terms(self, article_id: int) -> list[int]:
        row = self._db.execute("SELECT terms FROM vocabularies WHERE article_id = ?", [article_id]).fetchone()
        return [int(term) for term in np.frombuffer(row[0], dtype=np.uint32)] if row else []

    def _old(self, sql: str, kept: timedelta, now: datetime) -> list[int | str]:
        bounds = {"before": iso(now - kept), "future": iso(now + _FUTURE), "most": _MOST_A_DAY}
        return [each for (each,) in self._db.execute(sql, bounds)]

    def _drop(self, table: str, column: str, values: Sequence[int | str]) -> Iterator[int]:
        for some in _pieces(values):
            with transaction(self._db):
                self._delete(table, column, some)
            yield len(some)

    def _delete(self, table: str, column: str, values: Sequence[int | str]) -> None:
        self._db.conn.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(each,) for each in values])  # noqa: S608 - our names


def _pieces(values: Sequence[int | str]) -> Iterable[Sequence[int | str]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
