"""What a digest is composed from, read for its topics and its period."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.core.clipping import Source
from crawler.core.dates import from_iso, iso, read_iso
from crawler.core.digest import Edit, Listed
from crawler.core.models import Image, RevisionKind
from crawler.core.periods import Period
from crawler.core.review import Verdict
from storage.review import LAST_WORD

# An article came on a topic when it was first seen, or with the revision that brought it there;
# a match that is younger for another reason (a new query) makes no news.
_LISTED = f"""
WITH topic(name) AS (SELECT value FROM json_each(:topics)),
chosen(id) AS (SELECT value FROM json_each(:ids)),
came AS (
    SELECT a.id, min(iif(r.seen_at = m.matched_at AND m.revision > 1, m.matched_at, a.first_seen_at)) AS at
    FROM chosen JOIN articles a ON a.id = chosen.id
    LEFT JOIN matches m ON m.article_id = a.id AND m.topic IN (SELECT name FROM topic)
    LEFT JOIN revisions r ON r.article_id = m.article_id AND r.number = m.revision
    GROUP BY a.id
)
SELECT a.id, coalesce(a.story_id, -a.id), a.outlet, came.at, length(coalesce(a.text, '')), a.announced,
       (SELECT article_id FROM matches WHERE article_id = a.copy_of AND topic IN (SELECT name FROM topic)),
       EXISTS (SELECT 1 FROM excerpts WHERE article_id = a.id), a.state = 'gone', v.verdict, v.at
FROM came JOIN articles a ON a.id = came.id
LEFT JOIN verdicts v ON v.id = {LAST_WORD}
ORDER BY a.id
"""  # noqa: S608 - our own words
# What came or was edited since the period began was changed since then, and of that there is an index.
_ON_TOPIC_SINCE = """
WITH since(id) AS (
    SELECT id FROM articles WHERE last_changed_at >= :start
    UNION SELECT article_id FROM verdicts WHERE at >= :start AND article_id IS NOT NULL
    UNION SELECT a.id FROM verdicts v JOIN stories s ON s.id = v.story_id
          JOIN articles a ON a.story_id = coalesce(s.merged_into, s.id) WHERE v.at >= :start
)
SELECT id FROM since
WHERE EXISTS (SELECT 1 FROM matches WHERE article_id = since.id AND topic IN (SELECT value FROM json_each(:topics)))
"""


class DigestNews:
    """The reads of a digest; nothing is written. `topics` are the names of the digest's topics."""

    def __init__(self, db: Database, topics: Sequence[str]) -> None:
        self._db = db
        self._topics = json.dumps(topics)

    def articles(self, period: Period) -> list[Listed]:
        """The articles that may be news of the period: that came, or that a person judged, since it began; none from after it."""
        found = self._chosen(row[0] for row in self._rows(_ON_TOPIC_SINCE, start=iso(period.start)))
        return [a for a in found if a.came_at < period.end]

    def edits(self, period: Period) -> list[Edit]:
        """The announced edits that were found in the period."""
        rows = self._rows(
            """
            SELECT r.article_id, r.number, r.seen_at, r.kind, r.summary, r.silent
            FROM articles a JOIN revisions r ON r.article_id = a.id
            WHERE a.last_changed_at >= :start AND r.number > 1 AND r.announced AND r.seen_at >= :start AND r.seen_at < :end AND EXISTS (
                SELECT 1 FROM matches m WHERE m.article_id = r.article_id AND m.revision < r.number
                AND coalesce(m.left_revision, r.number) >= r.number AND m.topic IN (SELECT value FROM json_each(:topics)))
            """,
            start=iso(period.start),
            end=iso(period.end),
        )
        articles = {a.article_id: a for a in self._chosen(row[0] for row in rows)}
        return [
            Edit(articles[id_], number, read_iso(at), RevisionKind(kind), summary, silent=bool(silent))
            for id_, number, at, kind, summary, silent in rows
        ]

    def told_before(self, name: str, article_ids: Iterable[int]) -> set[tuple[int, int]]:
        """Which revisions of the articles the digests of this name have told."""
        rows = self._rows(
            "SELECT article_id, revision FROM digest_items JOIN digests ON digests.id = digest"
            " WHERE name = :name AND article_id IN (SELECT value FROM json_each(:ids))",
            name=name,
            ids=json.dumps(list(article_ids)),
        )
        return {(article_id, revision) for article_id, revision in rows}

    def members(self, story_ids: Iterable[int]) -> dict[int, list[Listed]]:
        """All articles of each story."""
        found: dict[int, list[Listed]] = {}
        rows = self._rows(
            "SELECT id FROM articles WHERE story_id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(list(story_ids)),
        )
        for article in self._chosen(row[0] for row in rows):
            found.setdefault(article.story_id, []).append(article)
        return found

    def leads(self, story_ids: Iterable[int]) -> dict[int, Listed]:
        """The lead article of each of the stories that is on the topics and was not dropped."""
        rows = self._rows(
            "SELECT lead_article_id FROM stories s WHERE id IN (SELECT value FROM json_each(:ids)) AND EXISTS (SELECT 1 FROM"
            " matches WHERE article_id = s.lead_article_id AND topic IN (SELECT value FROM json_each(:topics)))",
            ids=json.dumps(list(story_ids)),
        )
        found = self._chosen(row[0] for row in rows)
        return {a.story_id: a for a in found if not a.gone and a.verdict is not Verdict.DROP}

    def sources(self, article_ids: Iterable[int]) -> dict[int, Source]:
        """What there is to show of each article."""
        rows = self._rows(
            """
            SELECT a.id, a.outlet, a.url, a.title, a.language, a.published_at, a.published_day_only, a.first_seen_at, a.text,
                   a.summary, a.dateline, a.image_url, a.image_caption, a.image_credit, a.state, a.reason, a.paywalled,
                   coalesce(a.off_topic_since, (SELECT a.first_seen_at FROM matches m JOIN revisions r
                       ON r.article_id = m.article_id AND r.number = m.revision AND r.seen_at = m.matched_at
                       WHERE m.article_id = a.id AND m.topic IN (SELECT value FROM json_each(:topics))
                       GROUP BY m.article_id HAVING min(m.revision) > 1)),
                   (SELECT json_group_array(json_array(outlet, url)) FROM articles WHERE copy_of = a.id),
                   (SELECT json_group_array(topic) FROM matches WHERE article_id = a.id AND left_revision IS NULL
                       AND topic IN (SELECT value FROM json_each(:topics)))
            FROM articles a WHERE a.id IN (SELECT value FROM json_each(:ids))
            """,
            ids=json.dumps(list(article_ids)),
        )
        return {row[0]: _source(*row) for row in rows}

    def versions(self, article_id: int, before: int, after: int) -> tuple[tuple[str, str], tuple[str, str]]:
        """Title and text of two revisions; a revision of which nothing is held is empty."""
        rows = self._rows(
            "SELECT number, title, coalesce(text, '') FROM revisions WHERE article_id = :id AND number IN (:before, :after)",
            id=article_id,
            before=before,
            after=after,
        )
        found = {number: (title, text) for number, title, text in rows}
        return found.get(before, ("", "")), found.get(after, ("", ""))

    def told_until(self, name: str) -> datetime | None:
        """Until when the digests of this name told of outlets: one without news was not sent, and told nothing."""
        ((until,),) = self._rows(
            """
            SELECT coalesce(
                (SELECT period_end FROM digests WHERE name = :name AND items ORDER BY id DESC LIMIT 1),
                (SELECT period_start FROM digests WHERE name = :name ORDER BY id LIMIT 1))
            """,
            name=name,
        )
        return from_iso(until)

    def unannounced(self, period: Period) -> int:
        """How many edits of the period were kept and are not told: matters of style, live blogs that grow."""
        rows = self._rows(
            "SELECT count(*) FROM articles a JOIN revisions r ON r.article_id = a.id"
            " WHERE a.last_changed_at >= :start AND number > 1 AND NOT r.announced AND seen_at >= :start AND seen_at < :end"
            " AND EXISTS (SELECT 1 FROM matches WHERE article_id = r.article_id AND topic IN (SELECT value FROM json_each(:topics)))",
            start=iso(period.start),
            end=iso(period.end),
        )
        return int(rows[0][0])

    def _chosen(self, article_ids: Iterable[int]) -> list[Listed]:
        return list(map(_article, self._rows(_LISTED, ids=json.dumps(list(article_ids)))))

    def _rows(self, sql: str, **parameters: Any) -> list[Any]:
        return self._db.execute(sql, {"topics": self._topics, **parameters}).fetchall()


def _article(row: Sequence[Any]) -> Listed:
    id_, story, outlet, came, length, announced, copy_of, excerpts, gone, verdict, at = row
    return Listed(
        id_,
        story,
        outlet,
        read_iso(came),
        length,
        announced=bool(announced),
        copy_of=copy_of,
        excerpts=bool(excerpts),
        gone=bool(gone),
        verdict=Verdict(verdict) if verdict else None,
        verdict_at=from_iso(at),
    )


def _source(*row: Any) -> Source:
    columns: Iterator[Any] = iter(row[1:])
    outlet, url, title, language, published, day_only, seen, text, summary, dateline = (
        next(columns) for _ in range(10)
    )
    image_url, caption, credit, state, reason, paywalled, off_topic_since, carriers, topics = columns
    return Source(
        outlet=outlet,
        url=url,
        title=title,
        language=language,
        published_at=from_iso(published),
        day_only=bool(day_only),
        seen_at=read_iso(seen),
        paragraphs=tuple(text.split("\n\n")) if text else (),
        summary=summary,
        dateline=dateline,
        image=Image(image_url, caption, credit) if image_url else None,
        reason=reason if state != "read" else None,
        paywalled=bool(paywalled),
        off_topic_since=from_iso(off_topic_since),
        carriers=tuple((name, address) for name, address in json.loads(carriers)),
        topics=tuple(json.loads(topics)),
    )
