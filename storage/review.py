"""What people said in review, and where each story stands by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from crawler.core.dates import from_iso, iso
from crawler.core.review import Reviewed, Said, Verdict, say, standing, take_back
from storage.database import transaction


class Noun(StrEnum):
    """What a person can say something of."""

    STORY = "story"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is said of: a story, or an article alone."""

    noun: Noun
    id: int


# The last word on the article `a`: on it alone, else on its story or on one that was merged into it.
LAST_WORD = """coalesce(
    (SELECT iif(verdict = 'undecided', NULL, id) FROM verdicts WHERE article_id = a.id ORDER BY id DESC LIMIT 1),
    (SELECT max(id) FROM verdicts WHERE article_id IS NULL
     AND story_id IN (SELECT id FROM stories WHERE id = a.story_id OR merged_into = a.story_id)))"""
# What stands of a story was said of it, or of one that was merged into it.
_LAST = {
    Noun.STORY: "SELECT v.id, v.verdict, v.at, v.note, v.by, v.seen_at FROM verdicts v WHERE v.article_id IS NULL AND v.story_id IN"
    " (SELECT id FROM stories WHERE id = :id OR merged_into = :id) AND v.id < :before ORDER BY v.id DESC LIMIT 1",
    Noun.ARTICLE: "SELECT id, verdict, at, note, by, seen_at FROM verdicts WHERE article_id = :id AND id < :before"
    " ORDER BY id DESC LIMIT 1",
}
_FIND = {
    Noun.STORY: "SELECT coalesce(merged_into, id) FROM stories WHERE id = ?",
    Noun.ARTICLE: "SELECT id FROM articles WHERE id = ?",
}
_NEWEST = (1 << 63) - 1
_ARTICLES = """
    SELECT a.announced, (SELECT max(seen_at) FROM revisions WHERE article_id = a.id AND number > 1 AND announced),
           v.verdict, v.at, v.note, v.by, v.seen_at
    FROM articles a LEFT JOIN verdicts v ON v.id = (SELECT max(id) FROM verdicts WHERE article_id = a.id)
    WHERE a.story_id = ?
"""


class Review:
    """The table `verdicts`, and `standing` and `verdict_id` of `stories`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def say(  # noqa: PLR0913 - a row's columns
        self,
        subjects: Sequence[Subject],
        *,
        verdict: Verdict | None = None,
        note: str | None = None,
        by: str = "",
        now: datetime,
        seen_at: datetime | None = None,
    ) -> list[int]:
        """Give a verdict or a note, or both, on all the subjects together; the numbers of the rows written.

        What is None stays as it was. A subject that is not stored is left out. `seen_at` is when the subjects were shown: an
        edit that came after it was not seen.
        """
        with transaction(self._db):
            found = [subject for each in subjects if (subject := self._found(each))]
            return [
                self._write(subject, say(self.said(subject), verdict, note, by=by, at=now, seen_at=seen_at), None)
                for subject in found
            ]

    def take_back(self, verdict_ids: Iterable[int], *, by: str = "", now: datetime) -> list[int]:
        """Take back what was said in these rows; the numbers of the rows written.

        A row that is no longer the last word on its subject is left as it is.
        """
        with transaction(self._db):
            rows = [(id_, subject) for id_ in verdict_ids if (subject := self._last_word(id_))]
            return [
                self._write(subject, take_back(self._said(subject, before=id_), by=by, at=now), id_)
                for id_, subject in rows
            ]

    def said(self, subject: Subject) -> Said | None:
        """The last word on the subject."""
        return self._said(subject, before=_NEWEST)

    def stand(self, story_id: int) -> None:
        """Bring where a story stands up to date: after an article of it came, was edited or was judged."""
        rows = self._db.execute(_ARTICLES, [story_id]).fetchall()
        articles = [Reviewed(bool(announced), from_iso(edited), _read(verdict)) for announced, edited, *verdict in rows]
        last = self._last(Subject(Noun.STORY, story_id), _NEWEST)
        self._db.execute(
            "UPDATE stories SET standing = ?, verdict_id = ? WHERE id = ?",
            [standing(_read(last[1:]) if last else None, articles), last[0] if last else None, story_id],
        )

    def stand_with(self, article_ids: Iterable[int]) -> None:
        """As `stand`, for the stories that these articles are in."""
        for article_id in article_ids:
            for (story_id,) in self._db.execute("SELECT story_id FROM articles WHERE id = ?", [article_id]).fetchall():
                self.stand(story_id)

    def _found(self, subject: Subject) -> Subject | None:
        row = self._db.execute(_FIND[subject.noun], [subject.id]).fetchone()
        return Subject(subject.noun, row[0]) if row else None

    def _said(self, subject: Subject, *, before: int) -> Said | None:
        last = self._last(subject, before)
        return _read(last[1:]) if last else None

    def _last(self, subject: Subject, before: int) -> Sequence[Any] | None:
        found: Sequence[Any] | None = self._db.execute(
            _LAST[subject.noun], {"id": subject.id, "before": before}
        ).fetchone()
        return found

    def _last_word(self, verdict_id: int) -> Subject | None:
        """What the row speaks of, where it is the last word on it."""
        row = self._db.execute("SELECT story_id, article_id FROM verdicts WHERE id = ?", [verdict_id]).fetchone()
        if row is None:
            return None
        subject = self._found(Subject(Noun.ARTICLE, row[1]) if row[1] else Subject(Noun.STORY, row[0]))
        last = self._last(subject, _NEWEST) if subject else None
        return subject if last and last[0] == verdict_id else None

    def _write(self, subject: Subject, said: Said, takes_back: int | None) -> int:
        column = f"{subject.noun}_id"
        row = self._db.execute(
            f"INSERT INTO verdicts ({column}, verdict, note, by, at, seen_at, takes_back) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a noun
            [subject.id, said.verdict, said.note or None, said.by or None, iso(said.at), iso(said.seen_at), takes_back],
        )
        assert row.lastrowid is not None  # noqa: S101 - a row was inserted
        if subject.noun is Noun.STORY:
            self.stand(subject.id)
        else:
            self.stand_with([subject.id])
        return row.lastrowid


def _read(columns: Sequence[Any]) -> Said | None:
    verdict, at, note, by, seen = columns
    moment = from_iso(at)
    return Said(Verdict(verdict), moment, note or "", by or "", from_iso(seen)) if verdict and moment else None
