"""The table `story_events`: what became of stories, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from crawler.core.dates import iso
from crawler.core.stories import Nearest


class StoryEvents:
    """Writing down what becomes of stories."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def tell(  # noqa: PLR0913 - the row's columns
        self,
        story_id: int,
        now: datetime,
        kind: str,
        why: str,
        *,
        article_id: int,
        other: int | None = None,
        nearest: Nearest | None = None,
    ) -> None:
        """Write that something of `kind` became of a story, as `docs/database.md` says."""
        score = round(nearest.score, 2) if nearest and nearest.shared else None
        self._db.execute(
            "INSERT INTO story_events (story_id, at, kind, article_id, other_story_id, nearest_article_id, score, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [story_id, iso(now), kind, article_id, other, nearest.article_id if nearest else None, score, why],
        )


def in_words(nearest: Nearest, shown: Mapping[int, str]) -> str:
    """What an article has in common with the one that it is most alike; `shown`: its terms as words."""
    return ", ".join(shown[term] for term in nearest.shared if term in shown) or "its text is from that article"
