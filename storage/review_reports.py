"""What the review page shows: the queue, a story's articles, what was said, and digests with their deliveries."""

from __future__ import annotations

import json
from datetime import datetime

from sqlite_utils import Database

from crawler.core.dates import iso
from crawler.core.query import Query
from crawler.core.queue_filter import ALL, WAITING, Order, Place, QueueFilter
from storage.reports import Row
from storage.story_reports import StoryReports

# A search that narrows the queue looks at so many of the articles that it finds, those that came last: some days' work.
MOST_FOUND = 2_000
# Characters of the lead's text, of which the page shows the first sentences.
_BEGINNING = 600
_CONDITIONS = {
    # CROSS JOIN: the story's articles first, and then their matches; the topic has most of what is stored
    "topic": "EXISTS (SELECT 1 FROM articles x CROSS JOIN matches m ON m.article_id = x.id"
    " WHERE x.story_id = s.id AND m.topic = :topic AND m.left_revision IS NULL)",
    "outlet": "EXISTS (SELECT 1 FROM articles x WHERE x.story_id = s.id AND x.outlet = :outlet)",
    "language": "EXISTS (SELECT 1 FROM articles x WHERE x.story_id = s.id AND x.language = :language)",
    "since": "s.last_activity_at >= :since",
    "found": "s.id IN (SELECT story_id FROM articles WHERE id IN (SELECT rowid FROM article_search"
    " WHERE article_search MATCH :found ORDER BY rowid DESC LIMIT :most_found))",
}
_STANDINGS = {WAITING: "s.waiting", ALL: "1"}
_ORDERS = {
    Order.NEWEST: ("s.last_activity_at, s.id", ":at, :id"),
    Order.OUTLETS: ("s.outlets, s.last_activity_at, s.id", ":outlets, :at, :id"),
}
# The stories of the page are found first, from an index, and what is told of each is asked for them alone.
_QUEUE = """
    WITH shown AS MATERIALIZED (
        SELECT s.id FROM stories s WHERE s.merged_into IS NULL AND {where} ORDER BY {order} LIMIT :limit)
    SELECT s.id, s.title, s.standing, s.outlets, s.articles, s.first_seen_at, s.last_activity_at, s.lead_article_id,
        a.outlet AS lead_outlet, a.url AS lead_url, a.language AS lead_language, a.published_at, a.published_day_only,
        a.state, substr(coalesce(a.text, a.summary, ''), 1, :beginning) AS beginning,
        v.verdict, v.note, v.by, v.at AS verdict_at,
        (SELECT count(*) FROM articles WHERE story_id = s.id AND copy_of IS NOT NULL) AS copies,
        (SELECT json_group_array(kind || iif(silent, ' silent', '')) FROM articles x JOIN revisions r
            ON r.article_id = x.id AND r.number > 1 AND r.announced WHERE x.story_id = s.id) AS edits,
        (SELECT json_group_array(DISTINCT outlet) FROM articles WHERE story_id = s.id) AS told_by,
        (SELECT json_group_array(DISTINCT topic) FROM matches m JOIN articles x ON x.id = m.article_id
            WHERE x.story_id = s.id AND m.left_revision IS NULL) AS topics
    FROM shown JOIN stories s ON s.id = shown.id JOIN articles a ON a.id = s.lead_article_id
        LEFT JOIN verdicts v ON v.id = s.verdict_id
    ORDER BY {order}
"""
_MEMBERS = """
    SELECT a.*, (SELECT json_group_array(json(evidence)) FROM matches m WHERE m.article_id = a.id AND left_revision IS NULL)
        AS evidence, v.verdict AS said_verdict, v.note AS said_note
    FROM articles a LEFT JOIN verdicts v ON v.id = (SELECT max(id) FROM verdicts WHERE article_id = a.id)
    WHERE a.id IN (SELECT value FROM json_each(:ids))
"""


class ReviewReports(StoryReports):
    """Everything that is read for review."""

    @property
    def db(self) -> Database:
        """The database that is read."""
        return self._db

    def queue(
        self, wanted: QueueFilter, since: datetime | None, query: Query | None, after: Place | None, limit: int
    ) -> list[Row]:
        """At most `limit` stories that `wanted` asks for, from behind `after` on.

        `since` and `query` are what `wanted` says of both, read; a query for everything is None.
        """
        columns, values = _ORDERS[Order(wanted.order)]
        conditions = [_STANDINGS.get(wanted.standing, "s.standing = :standing")]
        if after:
            conditions.append(f"({columns}) < ({values})")
        parameters = {
            "topic": wanted.topic, "outlet": wanted.outlet, "language": wanted.language, "since": iso(since),
            "found": query.fts if query else None,
        }  # fmt: skip
        conditions += [_CONDITIONS[name] for name, value in parameters.items() if value]
        order = ", ".join(f"{column} DESC" for column in columns.split(", "))
        return self._rows(
            _QUEUE.format(where=" AND ".join(conditions), order=order),
            **parameters,
            standing=wanted.standing,
            outlets=after.outlets if after else None,
            at=after.at if after else None,
            id=after.id if after else None,
            most_found=MOST_FOUND,
            limit=limit,
            beginning=_BEGINNING,
        )

    def is_empty(self) -> bool:
        """Whether no story is stored yet."""
        return not self._rows("SELECT 1 FROM stories LIMIT 1")

    def members(self, article_ids: list[int]) -> list[Row]:
        """The articles with their texts, what brought them on their topics, and what was said of each alone."""
        found = {row["id"]: row for row in self._rows(_MEMBERS, ids=json.dumps(article_ids))}
        return [found[id_] for id_ in article_ids if id_ in found]

    def story_line(self, story_id: int) -> Row | None:
        """A story in a line."""
        asked = "SELECT id, title, outlets, articles, standing, last_activity_at FROM stories WHERE id = :id"
        return next(iter(self._rows(asked, id=story_id)), None)

    def edits(self, story_id: int) -> list[Row]:
        """The announced edits of a story's articles, the newest first."""
        return self._rows(
            """
            SELECT r.article_id, r.number, r.seen_at, r.kind, r.summary, r.silent, a.outlet, a.title
            FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number > 1 AND r.announced
            WHERE a.story_id = :id ORDER BY r.seen_at DESC, r.article_id, r.number DESC
            """,
            id=story_id,
        )

    def history(self, story_id: int) -> list[Row]:
        """All that was said of a story, of those that were merged into it and of its articles, the last word first."""
        return self._rows(
            """
            SELECT id, article_id, verdict, note, by, at, takes_back FROM verdicts
            WHERE story_id IN (SELECT id FROM stories WHERE id = :id OR merged_into = :id)
               OR article_id IN (SELECT id FROM articles WHERE story_id = :id) ORDER BY id DESC
            """,
            id=story_id,
        )

    def said(self, verdict_ids: list[int]) -> list[Row]:
        """What was said in these rows of `verdicts`, and the story that it is about."""
        return self._rows(
            """
            SELECT v.id, v.article_id, v.verdict, v.takes_back, coalesce(v.story_id, a.story_id) AS story
            FROM verdicts v LEFT JOIN articles a ON a.id = v.article_id
            WHERE v.id IN (SELECT value FROM json_each(:ids)) ORDER BY v.id
            """,
            ids=json.dumps(verdict_ids),
        )

    def standings(self, story_ids: list[int]) -> dict[int, str]:
        """Where each of these stories stands."""
        asked = "SELECT id, standing FROM stories WHERE id IN (SELECT value FROM json_each(:ids))"
        return {row["id"]: row["standing"] for row in self._rows(asked, ids=json.dumps(story_ids))}

    def choices(self) -> dict[str, list[str]]:
        """What the queue can be narrowed to: topics, outlets, and the languages of what came lately."""
        asked = {
            "topic": "SELECT name FROM topics ORDER BY name",
            "outlet": "SELECT name FROM outlets ORDER BY name",
            "language": "SELECT DISTINCT language AS name FROM (SELECT language FROM articles ORDER BY id DESC LIMIT :most_found)"
            " WHERE language IS NOT NULL ORDER BY 1",
        }
        return {name: [row["name"] for row in self._rows(sql, most_found=MOST_FOUND)] for name, sql in asked.items()}

    def digests(self, before: int | None, limit: int) -> list[Row]:
        """Digests that had news, the newest first, from behind `before` on, each with its deliveries."""
        rows = self._rows(
            """
            SELECT id, name, subject, composed_at, period_start, period_end, items FROM digests
            WHERE items > 0 AND id < :before ORDER BY id DESC LIMIT :limit
            """,
            before=before or 1 << 62,
            limit=limit,
        )
        for row in rows:
            row["deliveries"] = self.deliveries(row["id"])
        return rows

    def digest(self, digest_id: int) -> Row | None:
        """A digest as it was sent, as text, with its deliveries."""
        found = self._rows(
            "SELECT id, name, subject, composed_at, period_start, period_end, items, text FROM digests WHERE id = :id",
            id=digest_id,
        )
        return found[0] | {"deliveries": self.deliveries(digest_id)} if found else None

    def deliveries(self, digest_id: int) -> list[Row]:
        """What became of a digest, for each recipient."""
        return self._rows(
            "SELECT recipient, state, attempts, last_error, next_attempt_at, delivered_at FROM deliveries"
            " WHERE digest = :id ORDER BY id",
            id=digest_id,
        )
