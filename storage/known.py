"""What is known of articles: by their addresses, and by their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.core import urls
from crawler.core.articles import Article
from crawler.core.changes import Version
from crawler.core.choose import Remembered
from crawler.core.dates import from_iso
from crawler.core.fingerprints import Fingerprint
from crawler.core.headlines import Headline
from crawler.core.judge import Known
from crawler.core.models import ArticleState, Candidate
from crawler.core.off_topic import SeenOffTopic
from crawler.core.revising import MOST_HEADLINES
from crawler.core.twins import Twin
from storage.database import transaction
from storage.off_topic import keep_listed, seen_off_topic
from storage.twins import find_twins

# SQLite allows 32,766 parameters in a statement; a listing has 2,000 candidates at most.
_AT_ONCE = 500


class KnownArticles:
    """The tables `articles`, `aliases`, `fingerprints`, `sketches` and `off_topic`, as a crawl asks them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self, article: Article) -> Known | None:
        """The stored article that has one of the addresses of `article`; its own ones go before the canonical one."""
        canonical = [article.canonical_key] if article.canonical_key else []
        found = (self.known_under(key, certain=key in article.keys) for key in (*article.keys, *canonical))
        return next((known for known in found if known is not None), None)

    def known_under(self, key: str, *, certain: bool = True) -> Known | None:
        """The stored article that has the address `key`."""
        row = self._db.execute(
            """
            SELECT a.id, a.state, a.title, a.text, f.exact, a.published_at, a.extractor, a.missing_since, a.doubted,
                   a.modified_at, a.said_modified_at, a.source_url, a.purged_at
            FROM aliases k JOIN articles a ON a.id = k.article_id LEFT JOIN fingerprints f ON f.article_id = a.id
            WHERE key = ?
            """,
            [key],
        ).fetchone()
        if row is None:
            return None
        (
            id_,
            state,
            title,
            text,
            exact,
            published,
            extractor,
            missing_since,
            doubted,
            modified,
            said_modified,
            source,
            purged_at,
        ) = row
        return Known(
            id_,
            ArticleState(state),
            _version(title, text),
            exact or "",
            from_iso(published),
            certain=certain,
            extractor=extractor or "",
            missing_since=from_iso(missing_since),
            doubted=doubted or "",
            headlines=self._headlines(id_),
            modified_at=from_iso(modified),
            said_modified_at=from_iso(said_modified),
            source=source or "",
            purged_at=from_iso(purged_at),
        )

    def seen_off_topic(self, article: Article) -> SeenOffTopic | None:
        """What is kept of `article` from when it was on no topic."""
        return seen_off_topic(self._db, article)

    def twins(self, print_: Fingerprint) -> list[Twin]:
        """The stored articles whose text may be the one of `print_`, or part of it, the likeliest first."""
        return find_twins(self._db, print_)

    def remembered(self, candidates: Iterable[Candidate]) -> dict[str, Remembered]:
        """What is stored of the candidates' addresses, by the candidate's URL; what is not known is left out."""
        urls_by_key: dict[str, list[str]] = {}
        for candidate in candidates:
            urls_by_key.setdefault(urls.key(candidate.url), []).append(candidate.url)
        keys = list(urls_by_key)
        found: dict[str, Remembered] = {}
        for start in range(0, len(keys), _AT_ONCE):
            for key, *memory in self._memories(keys[start : start + _AT_ONCE]):
                for url in urls_by_key[key]:
                    found[url] = Remembered(memory[0], memory[1], from_iso(memory[2]), from_iso(memory[3]))
        return found

    def still_listed(self, candidates: Iterable[Candidate], now: datetime) -> None:
        """Note which of the addresses that are kept of articles on no topic are listed still."""
        keys = list(dict.fromkeys(urls.key(candidate.url) for candidate in candidates))
        with transaction(self._db):
            for start in range(0, len(keys), _AT_ONCE):
                keep_listed(self._db, keys[start : start + _AT_ONCE], now)

    def _headlines(self, article_id: int) -> tuple[Headline, ...]:
        """The headlines that an article had, the newest first."""
        rows = self._db.execute(
            "SELECT title, min(seen_at) FROM revisions WHERE article_id = ? GROUP BY title ORDER BY max(number) DESC LIMIT ?",
            [article_id, MOST_HEADLINES],
        )
        return tuple(Headline(title, at) for title, seen in rows if (at := from_iso(seen)))

    def _memories(self, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        marks = ", ".join("?" * len(keys))
        columns = "key, source_url, said_title, said_modified_at, retry_at"
        return list(
            self._db.execute(
                f"SELECT {columns} FROM off_topic WHERE key IN ({marks}) UNION ALL"  # noqa: S608 - marks and fixed columns alone
                f" SELECT {columns} FROM aliases JOIN articles ON articles.id = article_id WHERE key IN ({marks})",
                [*keys, *keys],
            )
        )


def _version(title: str, text: str | None) -> Version:
    return Version(title, tuple((text or "").split("\n\n")) if text else ())
