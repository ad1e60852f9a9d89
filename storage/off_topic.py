"""The table `off_topic`: what is kept of articles on no topic, so that they are not fetched again and are noticed by an edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.core import urls
from crawler.core.articles import Article
from crawler.core.choose import next_try
from crawler.core.dates import iso, read_iso
from crawler.core.fetched import PageFetched
from crawler.core.off_topic import SeenOffTopic

_LISTED_AGAIN = timedelta(days=1)


def seen_off_topic(db: Database, article: Article) -> SeenOffTopic | None:
    """What is kept of `article` from when it was on no topic."""
    for key in article.keys:
        row = db.execute(
            "SELECT first_seen_at, fingerprint, said_title, extractor FROM off_topic WHERE key = ?", [key]
        ).fetchone()
        if row:
            return SeenOffTopic(read_iso(row[0]), row[1] or "", row[2], row[3] or "")
    return None


def keep_off_topic(
    db: Database, keys: Sequence[str], fetched: PageFetched, exact: str | None, extractor: str | None
) -> None:
    """Keep of a page that is on no topic, or of which nothing was read, its addresses and fingerprint (`exact`), and when to
    try it again.
    """
    candidate, at, state = fetched.candidate, fetched.visit.at, fetched.visit.state
    for key in dict.fromkeys((*keys, urls.key(candidate.url))):
        row = db.execute("SELECT tries FROM off_topic WHERE key = ?", [key]).fetchone()
        tries = (row[0] if row else 0) + 1
        retry_at = None if exact else next_try(state, tries, at, candidate.published_at)
        db.execute(
            """
            INSERT INTO off_topic (key, outlet, url, source_url, fingerprint, said_title, said_modified_at,
                                   first_seen_at, last_seen_at, tries, retry_at, extractor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, extractor = excluded.extractor,
                said_title = excluded.said_title,
                said_modified_at = excluded.said_modified_at, last_seen_at = excluded.last_seen_at,
                tries = excluded.tries, retry_at = excluded.retry_at
            """,
            [key, candidate.outlet, candidate.url, candidate.source, exact, candidate.title, iso(candidate.modified_at),
             iso(at), iso(at), tries, iso(retry_at), extractor],
        )  # fmt: skip


def keep_listed(db: Database, keys: Sequence[str], now: datetime) -> None:
    """Note that addresses are still listed; once a day, since that is as exact as it is asked for."""
    marks = ", ".join("?" * len(keys))
    db.execute(
        f"UPDATE off_topic SET last_seen_at = ? WHERE key IN ({marks}) AND last_seen_at < ?",  # noqa: S608 - marks alone
        [iso(now), *keys, iso(now - _LISTED_AGAIN)],
    )


def forget_off_topic(db: Database, keys: Sequence[str]) -> None:
    """Forget what is on a topic by now."""
    marks = ", ".join("?" * len(keys))
    db.execute(f"DELETE FROM off_topic WHERE key IN ({marks})", list(keys))  # noqa: S608 - marks alone
