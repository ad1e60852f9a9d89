"""The writing down of judgements.

Nothing here opens a transaction: `Store.transaction` holds the look at what is known and the writing together.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from crawler.core import urls
from crawler.core.articles import Article
from crawler.core.choose import next_try
from crawler.core.dates import iso
from crawler.core.fetched import PageFetched
from crawler.core.fingerprints import Fingerprint
from crawler.core.judge import (
    Doubted,
    Filled,
    Judgement,
    New,
    OffTopic,
    Revised,
    TakenDown,
    Unchanged,
    Unread,
    without_page,
)
from crawler.core.matches import Match
from crawler.core.models import ArticleState, RevisionKind, Trouble, VisitState
from crawler.core.removal import LONG_ENOUGH
from storage.off_topic import forget_off_topic, keep_off_topic
from storage.pages import schedule_recheck
from storage.relations import keep_relations
from storage.revisions import Revisions
from storage.search import index_article


class Articles(Revisions):
    """All tables that hold articles, as judgements are written down."""

    def record(  # noqa: PLR0913 - the judgement and all that it was made of
        self,
        judgement: Judgement,
        article: Article,
        print_: Fingerprint,
        matches: Sequence[Match],
        fetched: PageFetched,
        *,
        announced: bool,
    ) -> int | None:
        """Write a judgement down; the article's id, None for one off topic."""
        match judgement:
            case New():
                article_id = self._insert(judgement, article, print_, matches, fetched, announced=announced)
            case Revised(article_id):
                number = self._revise(judgement, article, fetched)
                self._describe(article_id, article, print_, matches, number)
            case Filled(article_id):
                number = self._fill(article_id, article, fetched)
                self._describe(article_id, article, print_, matches, number)
                keep_relations(self._db, article_id, article.outlet, judgement)
            case Unchanged(article_id, moved):
                self._seen_again(article_id, article, fetched, moved=moved)
            case TakenDown(article_id):
                self._take_down(article_id, fetched)
            case Unread(article_id, missing):
                self._try_later(article_id, fetched, missing=missing)
            case Doubted(article_id):
                self._try_later(article_id, fetched)
                self._update(article_id, {"doubted": print_.exact})
            case OffTopic():
                keep_off_topic(self._db, article.keys, fetched, print_.exact or None, article.extractor or None)
                return None
        schedule_recheck(self._db, article_id, fetched.visit.at)
        return article_id

    def touch(self, fetched: PageFetched) -> int | None:
        """Note a page that gave nothing to judge: it is as it was, or can't be read and its source told no title.

        The id of the article that is gone by it.
        """
        key = urls.key(fetched.candidate.url)
        known = self.known_under(key)
        if known is not None:
            judgement = without_page(known, Trouble(fetched.visit.state, fetched.visit.detail), fetched.visit.at)
            match judgement:
                case TakenDown(article_id):
                    self._take_down(article_id, fetched)
                    return article_id
                case Unread(article_id, missing):
                    self._try_later(article_id, fetched, missing=missing)
                    schedule_recheck(self._db, article_id, fetched.visit.at)
        elif fetched.visit.state is not VisitState.UNCHANGED:
            keep_off_topic(self._db, (key,), fetched, None, None)
        return None

    def _insert(  # noqa: PLR0913 - as `record`
        self,
        new: New,
        article: Article,
        print_: Fingerprint,
        matches: Sequence[Match],
        fetched: PageFetched,
        *,
        announced: bool,
    ) -> int:
        at, unread = article.fetched_at, article.state is ArticleState.HEADLINE
        columns = {
            **_columns(article, fetched),
            "outlet": article.outlet,
            "first_seen_at": iso(at),
            "last_changed_at": iso(at),
            "announced": announced,
            "revision": 1,
            "tries": 1,
            "off_topic_since": iso(new.off_topic_since),
            "retry_at": iso(next_try(fetched.visit.state, 1, at, article.published_at)) if unread else None,
        }
        told = {name: value for name, value in columns.items() if value is not None}
        names, marks = ", ".join(told), ", ".join(f":{name}" for name in told)
        inserted = self._db.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", told)  # noqa: S608 - our own names
        article_id = inserted.lastrowid
        assert article_id is not None  # noqa: S101 - a row was inserted
        summary = f"On topic by an edit; seen off topic since {iso(new.off_topic_since)}" if new.off_topic_since else ""
        self._add_revision(article_id, 1, article, RevisionKind.FIRST, summary, announced=announced)
        self._describe(article_id, article, print_, matches, 1)
        forget_off_topic(self._db, article.keys)
        keep_relations(self._db, article_id, article.outlet, new)
        self._db.execute(
            "UPDATE articles SET replaced_by = ?, recheck_at = NULL WHERE id = ? OR replaced_by = ?",
            [article_id, new.replaces, new.replaces],
        )
        return article_id

    def _revise(self, revised: Revised, article: Article, fetched: PageFetched) -> int:
        """Write down an edit; the number of its revision."""
        article_id = revised.article_id
        if article.state is ArticleState.HEADLINE:
            self._update(article_id, {"title": article.title, "last_seen_at": iso(article.fetched_at)})
            self._try_later(article_id, fetched)
        else:
            self._update(article_id, _columns(article, fetched))
            self._came(article_id)
        self._update(article_id, {"last_changed_at": iso(article.fetched_at)})
        return self._next_revision(revised, article)

    def _fill(self, article_id: int, article: Article, fetched: PageFetched) -> int:
        self._update(article_id, {**_columns(article, fetched), "last_changed_at": iso(article.fetched_at)})
        self._came(article_id)
        number: int = self._db.execute("SELECT revision FROM articles WHERE id = ?", [article_id]).fetchone()[0]
        self._db.execute(
            "UPDATE revisions SET title = ?, text = ?, modified_at = ? WHERE article_id = ? AND number = ?",
            [article.title, article.text, iso(article.modified_at), article_id, number],
        )
        return number

    def _seen_again(self, article_id: int, article: Article, fetched: PageFetched, *, moved: bool) -> None:
        at = iso(article.fetched_at)
        columns = {
            "url": article.url,  # where it stands now: it may have been redirected
            "last_seen_at": at,
            "last_fetched_at": at,
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "said_title": article.said_title,
            "said_modified_at": iso(article.said_modified_at),
            "modified_at": iso(article.modified_at),
        }
        if moved:
            columns["source_url"] = article.source
        self._update(article_id, columns)
        self._came(article_id)
        self._add_keys(article_id, article)

    def _take_down(self, article_id: int, fetched: PageFetched) -> None:
        at = iso(fetched.visit.at)
        self._db.execute(
            "UPDATE articles SET state = 'gone', reason = ?, revision = revision + 1, last_changed_at = ?, retry_at = NULL,"
            " recheck_at = NULL"
            " WHERE id = ?",
            [_reason(fetched), at, article_id],
        )
        self._db.execute(
            "INSERT INTO revisions (article_id, number, seen_at, kind, title, text, summary)"
            " SELECT id, revision, ?, 'gone', title, text, 'Taken down by the outlet' FROM articles WHERE id = ?",
            [at, article_id],
        )

    def _came(self, article_id: int) -> None:
        """Its page was read: it is no headline alone, it is not gone, and no further try is needed."""
        self._db.execute(
            "UPDATE articles SET state = 'read', reason = NULL, retry_at = NULL, tries = 1, missing_since = NULL,"
            " doubted = NULL WHERE id = ?",
            [article_id],
        )

    def _try_later(self, article_id: int, fetched: PageFetched, *, missing: bool = False) -> None:
        at, candidate = fetched.visit.at, fetched.candidate
        said = {"said_title": candidate.title, "said_modified_at": iso(candidate.modified_at)}
        self._update(article_id, {"last_fetched_at": iso(at), **said})
        if fetched.visit.state is VisitState.UNCHANGED:
            self._db.execute("UPDATE articles SET missing_since = NULL, doubted = NULL WHERE id = ?", [article_id])
            return
        state, tries = self._db.execute("SELECT state, tries FROM articles WHERE id = ?", [article_id]).fetchone()
        reason = _reason(fetched) if state == ArticleState.HEADLINE else None
        self._update(article_id, {"tries": tries + 1, "reason": reason})
        retry = at + LONG_ENOUGH if missing else next_try(fetched.visit.state, tries + 1, at, candidate.published_at)
        self._db.execute(
            "UPDATE articles SET retry_at = :retry_at, missing_since = iif(:missing, coalesce(missing_since, :at), missing_since)"
            " WHERE id = :id",
            {"retry_at": iso(retry), "missing": missing, "at": iso(at), "id": article_id},
        )

    # ---- what belongs to an article --------------------------------------------------------------------------------

    def _describe(
        self, article_id: int, article: Article, print_: Fingerprint, matches: Sequence[Match], revision: int
    ) -> None:
        """Everything that is derived from an article's title and text."""
        self._add_keys(article_id, article)
        self._keep_fingerprint(article_id, print_)
        self._add_matches(article_id, matches, revision, article.fetched_at)
        index_article(self._db, article_id, article.title, article.text)

    def _add_keys(self, article_id: int, article: Article) -> None:
        marks = ", ".join("?" * len(article.keys))
        self._db.execute(  # an address that was given to another article is no reason any more to try the old one again
            f"""
            UPDATE articles SET retry_at = NULL, recheck_at = NULL
            WHERE id != ? AND id IN (SELECT article_id FROM aliases WHERE key IN ({marks}))
            """,  # noqa: S608 - marks alone
            [article_id, *article.keys],
        )
        self._db.conn.executemany(
            "INSERT INTO aliases (key, article_id, first_seen_at) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET article_id = excluded.article_id",
            [(key, article_id, iso(article.fetched_at)) for key in article.keys],
        )
        # a canonical address that is wrong names many articles: the first keeps it
        self._db.execute(
            "INSERT OR IGNORE INTO aliases (key, article_id, first_seen_at) SELECT :key, :id, :at WHERE :key IS NOT NULL",
            {"key": article.canonical_key, "id": article_id, "at": iso(article.fetched_at)},
        )

    def _keep_fingerprint(self, article_id: int, print_: Fingerprint) -> None:
        self._db.execute(
            "INSERT INTO fingerprints (article_id, exact) VALUES (?, ?)"
            " ON CONFLICT (article_id) DO UPDATE SET exact = excluded.exact",
            [article_id, print_.exact],
        )
        # pieces of earlier versions stay: a copy may have been made of any of them
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO sketches (hash, article_id) VALUES (?, ?)", [(h, article_id) for h in print_.sketch]
        )

    def _update(self, article_id: int, columns: dict[str, Any]) -> None:
        """Set what is known now; what a fetch did not tell stays as it was told before."""
        told = {name: value for name, value in columns.items() if value is not None}
        assignments = ", ".join(f"{name} = :{name}" for name in told)
        self._db.execute(f"UPDATE articles SET {assignments} WHERE id = :id", {**told, "id": article_id})  # noqa: S608 - our own names


def _reason(fetched: PageFetched) -> str:
    return fetched.visit.detail or fetched.visit.state.value


def _columns(article: Article, fetched: PageFetched) -> dict[str, Any]:
    """The columns that a fetch tells."""
    at, image = iso(article.fetched_at), article.image
    return {
        "url": article.url,
        "title": article.title,
        "authors": json.dumps(article.authors, ensure_ascii=False) if article.authors else None,
        "language": article.language,
        "published_at": iso(article.published_at),
        "published_day_only": article.published_day_only if article.published_at else None,
        "modified_at": iso(article.modified_at),
        "last_seen_at": at,
        "last_fetched_at": at,
        "state": article.state,
        "reason": _reason(fetched) if article.reason else None,
        "text": article.text or None,
        "summary": article.summary,
        "dateline": article.dateline.text if article.dateline else None,
        "image_url": image.url if image else None,
        "image_caption": image.caption if image else None,
        "image_credit": image.credit if image else None,
        "section": article.section,
        "tags": json.dumps(article.tags, ensure_ascii=False) if article.tags else None,
        "paywalled": article.paywalled,
        "source_url": article.source,
        "said_title": article.said_title,
        "said_modified_at": iso(article.said_modified_at),
        "extractor": article.extractor,
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
    }
