"""Where stories stand in review, and what outlets changed in articles that a person had kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from storage.database import named
from storage.reports import Row
from storage.review import LAST_WORD

# As `crawler.core.review.standing` takes them: an edit of the very second in which it was shown may not have been seen.
_EDITS = f"""
    SELECT r.article_id, r.number, r.seen_at, r.kind, r.summary, r.silent, a.outlet, a.title
    FROM articles a JOIN verdicts v ON v.id = {LAST_WORD} AND v.verdict = 'keep'
    JOIN revisions r ON r.article_id = a.id AND r.number > 1 AND r.announced AND r.seen_at >= coalesce(v.seen_at, v.at)
    WHERE a.story_id = ? ORDER BY r.seen_at, r.article_id, r.number
"""  # noqa: S608 - a condition of ours

_STAND = """
    SELECT s.id AS story, s.title, s.standing, v.verdict, v.note, v.by, v.at
    FROM json_each(?) asked JOIN stories s ON s.id = asked.value LEFT JOIN verdicts v ON v.id = s.verdict_id ORDER BY asked.id
"""
_LAST_WORDS = """
    SELECT coalesce(s.merged_into, s.id) AS story, t.verdict_id
    FROM json_each(?) asked JOIN stories s ON s.id = asked.value JOIN stories t ON t.id = coalesce(s.merged_into, s.id)
    ORDER BY asked.id
"""


def edits_since_kept(db: Database, story_id: int) -> list[Row]:
    """The announced edits of a story's articles since each was kept, the first first."""
    return _rows(db, _EDITS, story_id)


def standings(db: Database, story_ids: Sequence[int]) -> list[Row]:
    """Where each of these stories stands, with the last word on it; the columns of `crawler.core.columns.REVIEWED`."""
    return _rows(db, _STAND, str(list(story_ids)))


def last_words(db: Database, story_ids: Sequence[int]) -> dict[int, int | None]:
    """The row of `verdicts` with the last word on each of these stories, those that were merged under the other's number.

    None where nothing was said; a story that is not stored is left out.
    """
    return {row["story"]: row["verdict_id"] for row in _rows(db, _LAST_WORDS, str(list(story_ids)))}


def _rows(db: Database, sql: str, asked: Any) -> list[Row]:  # noqa: ANN401 - a number or a text
    return named(db.execute(sql, [asked]))
