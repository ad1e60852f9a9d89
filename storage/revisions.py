"""The tables `revisions` and `matches`: every version of an article, and which topics it is on since which of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from crawler.core.articles import Article
from crawler.core.dates import iso
from crawler.core.judge import Revised
from crawler.core.matches import Match
from crawler.core.models import RevisionKind
from crawler.core.revising import live_summary
from storage.known import KnownArticles


class Revisions(KnownArticles):
    """What is known of articles, with the writing of their versions and matches."""

    def regrade(self, article_ids: Iterable[int], summary: str) -> None:
        """Keep the newest revision of each, and tell nobody: it turned out to be no edit of the outlet's."""
        self._db.conn.executemany(
            "UPDATE revisions SET kind = 'cosmetic', announced = 0, silent = 0, summary = ? WHERE article_id = ?"
            " AND number = (SELECT revision FROM articles WHERE id = article_id)",
            [(summary, article_id) for article_id in article_ids],
        )

    def announce(self, keys: Iterable[str]) -> None:
        """Tell the articles that have these addresses as news after all."""
        for key in keys:
            self._db.execute(
                "UPDATE articles SET announced = 1 WHERE id = (SELECT article_id FROM aliases WHERE key = ?)", [key]
            )
            self._db.execute(
                "UPDATE revisions SET announced = 1 WHERE number = 1"
                " AND article_id = (SELECT article_id FROM aliases WHERE key = ?)",
                [key],
            )

    def _next_revision(self, revised: Revised, article: Article) -> int:
        """Write down the version that an edit made; its number."""
        article_id, change = revised.article_id, revised.change
        number, updates = self._db.execute(
            "SELECT a.revision, r.updates FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.revision"
            " WHERE a.id = ?",
            [article_id],
        ).fetchone()
        if revised.updates and updates:  # a live blog grows on: one revision holds what it grew by
            self._grow(article_id, number, article, updates + revised.updates)
            return int(number)
        self._db.execute("UPDATE articles SET revision = ? WHERE id = ?", [number + 1, article_id])
        self._add_revision(
            article_id,
            number + 1,
            article,
            change.kind,
            live_summary(revised.updates) if revised.updates else change.summary,
            announced=revised.announced,
            silent=revised.silent,
            updates=revised.updates or None,
        )
        return int(number) + 1

    def _grow(self, article_id: int, number: int, article: Article, updates: int) -> None:
        self._db.execute(
            "UPDATE revisions SET seen_at = ?, title = ?, text = ?, modified_at = ?, summary = ?, updates = ?"
            " WHERE article_id = ? AND number = ?",
            [iso(article.fetched_at), article.title, article.text, iso(article.modified_at), live_summary(updates), updates,
             article_id, number],
        )  # fmt: skip

    def _add_revision(  # noqa: PLR0913 - a row's columns
        self,
        article_id: int,
        number: int,
        article: Article,
        kind: RevisionKind,
        summary: str,
        *,
        announced: bool,
        silent: bool = False,
        updates: int | None = None,
    ) -> None:
        self._db.execute(
            "INSERT INTO revisions (article_id, number, seen_at, kind, title, text, summary, modified_at, announced, silent, updates)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [article_id, number, iso(article.fetched_at), kind, article.title, article.text, summary, iso(article.modified_at),
             announced, silent, updates],
        )  # fmt: skip

    def _add_matches(self, article_id: int, matches: Sequence[Match], revision: int, at: datetime) -> None:
        self._db.conn.executemany(
            """
            INSERT INTO matches (article_id, topic, revision, evidence, matched_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (article_id, topic) DO UPDATE SET evidence = excluded.evidence
            """,
            [(article_id, match.topic, revision, match.json(), iso(at)) for match in matches],
        )
        # the query of a topic that is watched no longer was not asked: of that one nothing is known
        self._db.execute(
            "UPDATE matches SET left_revision = CASE WHEN topic IN (SELECT value FROM json_each(?)) THEN NULL"
            " ELSE coalesce(left_revision, ?) END WHERE article_id = ? AND topic IN (SELECT name FROM topics)",
            [json.dumps([match.topic for match in matches]), revision, article_id],
        )
