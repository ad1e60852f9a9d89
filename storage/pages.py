"""Which stored pages are to be fetched again, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.core.dates import from_iso, iso, read_iso
from crawler.core.fetched import StoredPage
from crawler.core.models import Candidate
from crawler.core.rechecks import FETCHED_WHOLE, MOST_AT_ONCE, REST, Followed, next_recheck

# What was taken down comes back within days, after a correction or a lawyer's letter.
MAY_COME_BACK = timedelta(days=30)

_SAID = "url, source_url, said_title, said_modified_at"
# Pages that could not be read, and articles that are followed for edits: those that a partial index has.
_UNREAD = "retry_at <= :now"
_FOLLOWED = "recheck_at <= :now AND retry_at IS NULL"


class Pages:
    """The columns `retry_at` and `recheck_at` of `articles` and `off_topic`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def outlets_due(self, now: datetime) -> set[str]:
        """The outlets that have pages due, are well, and have rested since their last crawl.

        One that fails is left alone until a poll of it works.
        """
        rows = self._db.execute(
            f"""
            SELECT name FROM outlets WHERE state != 'removed' AND failures = 0
                AND (SELECT finished_at FROM polls WHERE outlet = name ORDER BY id DESC LIMIT 1) NOT BETWEEN :rested AND :now
                AND (EXISTS (SELECT 1 FROM articles WHERE outlet = name AND {_FOLLOWED})
                    OR EXISTS (SELECT 1 FROM articles WHERE outlet = name AND state != 'gone' AND {_UNREAD})
                    OR EXISTS (SELECT 1 FROM off_topic WHERE outlet = name AND {_UNREAD}))
            """,  # noqa: S608 - the conditions above alone
            {"now": iso(now), "rested": iso(now - REST)},
        )
        return {name for (name,) in rows}

    def due(self, outlet: str, now: datetime, *, recheck: bool = False) -> list[StoredPage]:
        """The outlet's pages to fetch again: those to try again, and of the articles that are due for a recheck the newest.

        With `recheck` every article on topic whose text is held, due or not. One that is gone may come back for a while; its
        validators are not sent, since what they say is that it was there.
        """
        rows = self._db.execute(
            f"""
            SELECT {_SAID}, first_seen_at, NULL, NULL, NULL FROM off_topic WHERE outlet = :outlet AND {_UNREAD} GROUP BY url
            UNION ALL SELECT {_SAID}, NULL, published_at, NULL, NULL FROM articles
                WHERE outlet = :outlet AND state != 'gone' AND {_UNREAD}
            UNION ALL SELECT * FROM (
                SELECT {_SAID}, NULL, published_at, iif(last_seen_at > :whole, etag, NULL), iif(last_seen_at > :whole, last_modified, NULL)
                FROM articles WHERE NOT :recheck AND outlet = :outlet AND {_FOLLOWED}
                ORDER BY coalesce(published_at, first_seen_at) DESC LIMIT :most)
            UNION ALL SELECT {_SAID}, NULL, published_at, iif(state = 'read', etag, NULL), iif(state = 'read', last_modified, NULL)
                FROM articles a
                WHERE outlet = :outlet AND state != 'headline' AND purged_at IS NULL AND :recheck
                    AND coalesce(retry_at > :now OR state = 'gone', 1)
                    AND (state = 'read' OR last_changed_at > :may_come_back)
                    AND EXISTS (SELECT 1 FROM matches WHERE article_id = a.id)
            """,  # noqa: S608 - a fixed list of columns, and the conditions above
            {"outlet": outlet, "now": iso(now), "recheck": recheck, "most": MOST_AT_ONCE,
             "whole": iso(now - FETCHED_WHOLE), "may_come_back": iso(now - MAY_COME_BACK)},
        )  # fmt: skip
        return [
            StoredPage(
                Candidate(outlet, url, source or "", title, from_iso(published), from_iso(modified)),
                etag,
                last_modified,
                first_seen_at=from_iso(seen),
            )
            for url, source, title, modified, seen, published, etag, last_modified in rows
        ]


def schedule_recheck(db: Database, article_id: int, now: datetime) -> None:
    """Write down when to look again at an article that was fetched `now`.

    Never, where its text is not held, it is on no topic, or its address was given to another article.
    """
    row = db.execute(
        """
        SELECT published_at, published_day_only, a.first_seen_at, count(number), max(seen_at) FROM articles a
        LEFT JOIN revisions r ON r.article_id = a.id AND number > 1 AND (r.announced OR updates > 0)
        WHERE a.id = ? AND state = 'read' AND replaced_by IS NULL AND purged_at IS NULL
            AND EXISTS (SELECT 1 FROM matches WHERE article_id = a.id)
        GROUP BY a.id
        """,
        [article_id],
    ).fetchone()
    due = next_recheck(_followed(article_id, *row), now) if row else None
    db.execute("UPDATE articles SET recheck_at = ? WHERE id = ?", [iso(due), article_id])


def _followed(  # noqa: PLR0913, PLR0917 - a row's columns
    article_id: int, published: str | None, day_only: int, first_seen: str, edits: int, edited: str | None
) -> Followed:
    return Followed(article_id, from_iso(published), bool(day_only), read_iso(first_seen), edits, from_iso(edited))
