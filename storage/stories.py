"""The placing of articles in stories: what is looked at, and the writing down of what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.core.articles import Article
from crawler.core.dates import iso, read_iso
from crawler.core.judge import Filled, Judgement, New, Revised, TakenDown
from crawler.core.likeness import Telling
from crawler.core.matches import Match
from crawler.core.regrouping import regroup
from crawler.core.stories import Member, Nearest, Placement, StoryCandidate, carrier, lead, place, related
from crawler.core.vocabulary import Vocabulary, vocabulary
from storage.database import transaction
from storage.review import Review
from storage.story_candidates import StoryCandidates
from storage.story_events import StoryEvents, in_words
from storage.vocabularies import Vocabularies

# So many in a transaction: a stop in between loses little, and what is done is done.
_WITHOUT_STORY = """
    SELECT id, title, text, summary, language, first_seen_at,
           (SELECT json_group_array(evidence) FROM matches WHERE article_id = a.id)
    FROM articles a WHERE story_id IS NULL ORDER BY id LIMIT 200
"""


class Stories:
    """The tables `stories` and `story_events`, and which story each article is in."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._review = Review(db)
        self._vocabularies = Vocabularies(db)
        self._candidates = StoryCandidates(db, self._vocabularies)
        self._events = StoryEvents(db)

    def place(self, article_id: int, article: Article, matches: Sequence[Match], judgement: Judgement) -> None:
        """Put an article into its story, or tell its story anew, as what was judged of it asks for."""
        now = article.fetched_at
        if isinstance(judgement, TakenDown):
            self.taken_down(article_id, now)
        elif isinstance(judgement, (New, Filled, Revised)):
            by_topic = [evidence.words for match in matches for evidence in match.evidence]
            text = article.paragraphs or _said(article.summary)
            told = vocabulary(article.title, text, article.language, by_topic)
            self._place(article_id, *told, now, news=not isinstance(judgement, Revised) or judgement.announced)

    def taken_down(self, article_id: int, now: datetime) -> None:
        """Give a story another lead where its own is gone."""
        story_id, _ = self._story_of(article_id)
        if story_id:
            self._refresh(story_id, now)

    def catch_up(self) -> None:
        """Put articles into stories that were stored before there were any, in the order in which they came."""
        while rows := self._db.execute(_WITHOUT_STORY).fetchall():
            with transaction(self._db):
                for id_, title, text, summary, language, first_seen, evidence in rows:
                    by_topic = [each["words"] for found in json.loads(evidence) for each in json.loads(found)]
                    paragraphs = text.split("\n\n") if text else _said(summary)
                    self._place(
                        id_, *vocabulary(title, paragraphs, language, by_topic), read_iso(first_seen), news=True
                    )

    def _place(
        self, article_id: int, words: Vocabulary, shown: Mapping[int, str], now: datetime, *, news: bool
    ) -> None:
        self._vocabularies.keep(article_id, words)
        own, members = self._story_of(article_id)
        if members > 1:
            self._refresh(own, now if news else None)  # an edit of its own does not move it
            return
        if carried := self._carried(article_id):
            self._write(article_id, own, carried, shown, now)
            return
        telling = self._vocabularies.tellings([article_id])[article_id]
        near = self._candidates.near(telling, besides=own)
        self._write(article_id, own, place(telling, near), shown, now)
        self._regroup(telling, near, shown, now)

    def related(self, story_id: int, most: int) -> list[int]:
        """The stories nearest to one, the nearest first."""
        leading = self._db.execute("SELECT lead_article_id FROM stories WHERE id = ?", [story_id]).fetchone()
        telling = self._vocabularies.tellings([leading[0]]).get(leading[0]) if leading else None
        return list(related(telling, self._candidates.near(telling, besides=story_id)))[:most] if telling else []

    # ---- deciding --------------------------------------------------------------------------------------------------

    def _carried(self, article_id: int) -> Placement | None:
        """A copy is told where its original is told, and a page of excerpts where the article is that it has most of."""
        ((copy_of,),) = self._db.execute("SELECT copy_of FROM articles WHERE id = ?", [article_id])
        excerpts = self._db.execute("SELECT source_article_id, share FROM excerpts WHERE article_id = ?", [article_id])
        source = carrier(copy_of, excerpts.fetchall())
        story_id, _ = self._story_of(source) if source not in (None, article_id) else (0, 0)
        return Placement(story_id, Nearest(source, float("inf"), ())) if source and story_id else None

    def _story_of(self, article_id: int) -> tuple[int, int]:
        """The story of an article and how many articles it has; 0 and 0 for none."""
        row = self._db.execute(
            "SELECT s.id, s.articles FROM articles a JOIN stories s ON s.id = a.story_id WHERE a.id = ?", [article_id]
        ).fetchone()
        return row or (0, 0)

    def _regroup(
        self, article: Telling, near: Sequence[StoryCandidate], shown: Mapping[int, str], now: datetime
    ) -> None:
        """Look again at the story that `article` came to, and at those near it."""
        story_id, _ = self._story_of(article.article_id)
        found = self._candidates.regrouped(story_id, near)
        if found is None:
            return
        changes = regroup(article, *found, self._candidates.settled([found[0], *found[1]]))
        for move in changes.moved:
            before, _ = self._story_of(move.article_id)
            self._carry(move.article_id, story_id)
            why = in_words(move.nearest, shown)
            self._events.tell(
                story_id, now, "moved", why, article_id=move.article_id, other=before, nearest=move.nearest
            )
            self._refresh(before, None)
        if changes.parted:
            self._part(changes.parted, story_id, now)
        if changes.moved or changes.parted:
            self._refresh(story_id, now)

    # ---- writing ---------------------------------------------------------------------------------------------------

    def _write(self, article_id: int, own: int, placement: Placement, shown: Mapping[int, str], now: datetime) -> None:
        if placement.story_id is None:
            story_id = own or self._begin(article_id, now)
        else:
            story_id = placement.story_id
            self._join(article_id, own, placement, shown, now)
        self._refresh(story_id, now)

    def _begin(self, article_id: int, now: datetime) -> int:
        story_id = self._new(now)
        self._move([article_id], story_id)
        self._events.tell(story_id, now, "begun", "the first report of it", article_id=article_id)
        return story_id

    def _new(self, now: datetime) -> int:
        row = self._db.execute(
            "INSERT INTO stories (title, outlets, articles, first_seen_at, last_activity_at) VALUES ('', 1, 1, ?, ?)",
            [iso(now), iso(now)],
        )
        story_id = row.lastrowid
        assert story_id is not None  # noqa: S101 - a row was inserted
        return story_id

    def _part(self, article_ids: Sequence[int], before: int, now: datetime) -> None:
        """Put the articles of one story into a story of their own."""
        story_id = self._new(now)
        for id_ in article_ids:
            self._carry(id_, story_id)
            self._events.tell(
                story_id, now, "split", f"told apart from the rest of story {before}", article_id=id_, other=before
            )
        self._refresh(story_id, now)

    def _carry(self, article_id: int, story_id: int) -> None:
        """Put an article into another story, with what was made of it and stands beside it."""
        rows = self._db.execute(
            """
            SELECT id FROM articles WHERE story_id = (SELECT story_id FROM articles WHERE id = :id) AND (id = :id OR copy_of = :id
                OR (SELECT source_article_id FROM excerpts WHERE article_id = articles.id ORDER BY share DESC, 1 LIMIT 1) = :id)
            """,
            {"id": article_id},
        )
        self._move([id_ for (id_,) in rows.fetchall()], story_id)

    def _join(self, article_id: int, own: int, placement: Placement, shown: Mapping[int, str], now: datetime) -> None:
        story_id, nearest = placement.story_id, placement.nearest
        assert story_id is not None  # noqa: S101 - asked for where there is one
        assert nearest is not None  # noqa: S101 - as above
        for merged in (*placement.merged, *([own] if own else ())):
            self._merge(merged, story_id, article_id, now)
        self._move([article_id], story_id)
        why = in_words(nearest, shown)
        self._events.tell(story_id, now, "joined", why, article_id=article_id, nearest=nearest)

    def _merge(self, merged: int, story_id: int, article_id: int, now: datetime) -> None:
        ids = [id_ for (id_,) in self._db.execute("SELECT id FROM articles WHERE story_id = ?", [merged])]
        self._move(ids, story_id)
        self._db.execute(
            "UPDATE stories SET merged_into = ?, articles = 0, outlets = 0 WHERE id = ?", [story_id, merged]
        )
        # who asks for a story that was merged earlier finds the one that it is part of now
        self._db.execute("UPDATE stories SET merged_into = ? WHERE merged_into = ?", [story_id, merged])
        self._events.tell(story_id, now, "merged", "an article tells both as one", article_id=article_id, other=merged)

    def _move(self, article_ids: Sequence[int], story_id: int) -> None:
        self._db.conn.executemany(
            "UPDATE articles SET story_id = ? WHERE id = ?", [(story_id, id_) for id_ in article_ids]
        )

    def _refresh(self, story_id: int, now: datetime | None) -> None:
        """Bring what a story says of itself up to date: its counts, its lead and title, when (`now`) something happened."""
        members = self._members(story_id)
        before = self._db.execute("SELECT lead_article_id FROM stories WHERE id = ?", [story_id]).fetchone()[0]
        leading = lead(members, before)
        self._db.execute(
            """
            UPDATE stories SET lead_article_id = :lead, title = (SELECT title FROM articles WHERE id = :lead),
                articles = :articles, last_activity_at = coalesce(:now, last_activity_at),
                outlets = (SELECT count(DISTINCT outlet) FROM articles WHERE story_id = :story),
                first_seen_at = (SELECT min(first_seen_at) FROM articles WHERE story_id = :story)
            WHERE id = :story
            """,
            {"lead": leading, "articles": len(members), "now": iso(now), "story": story_id},
        )
        self._review.stand(story_id)
        if before is not None and leading != before:
            at = now or self._last_activity(story_id)
            self._events.tell(story_id, at, "lead", "tells it in full, in its own words", article_id=leading)

    def _last_activity(self, story_id: int) -> datetime:
        row = self._db.execute("SELECT last_activity_at FROM stories WHERE id = ?", [story_id]).fetchone()
        return read_iso(row[0])

    def _members(self, story_id: int) -> list[Member]:
        rows = self._db.execute(
            """
            SELECT id, coalesce(published_at, first_seen_at), length(coalesce(text, '')), state,
                   copy_of IS NULL AND NOT EXISTS (SELECT 1 FROM excerpts WHERE article_id = a.id)
            FROM articles a WHERE story_id = ?
            """,
            [story_id],
        )
        return [Member(id_, read_iso(at), length, bool(own), state == "gone") for id_, at, length, state, own in rows]


def _said(summary: str | None) -> tuple[str, ...]:
    """What there is of an article whose page could not be read."""
    return (summary,) if summary else ()
