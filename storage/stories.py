"""The placing of articles in stories: what is looked at, and the writing down of what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.core.articles import Article
from crawler.core.dates import from_iso, iso
from crawler.core.judge import Filled, Judgement, New, Revised, TakenDown
from crawler.core.likeness import Telling
from crawler.core.matches import Match
from crawler.core.stories import Member, Nearest, Placement, StoryCandidate, lead, place, related
from crawler.core.vocabulary import Vocabulary, vocabulary
from storage.database import transaction
from storage.review import Review
from storage.vocabularies import Vocabularies

# The stories that an article is held against, and of each the newest members: a story of hundreds of articles is told by
# its latest as well as by all.
MOST_STORIES = 5
MOST_MEMBERS = 10
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
                    self._place(id_, *vocabulary(title, paragraphs, language, by_topic), _moment(first_seen), news=True)

    def _place(
        self, article_id: int, words: Vocabulary, shown: Mapping[int, str], now: datetime, *, news: bool
    ) -> None:
        self._vocabularies.keep(article_id, words)
        own, members = self._story_of(article_id)
        if members > 1:
            self._refresh(own, now if news else None)  # it was placed once, and stays
            return
        placement = self._carried(article_id) or self._placed(article_id, own)
        self._write(article_id, own, placement, shown, now)

    def related(self, story_id: int, most: int) -> list[int]:
        """The stories nearest to one, the nearest first."""
        leading = self._db.execute("SELECT lead_article_id FROM stories WHERE id = ?", [story_id]).fetchone()
        telling = self._vocabularies.tellings([leading[0]]).get(leading[0]) if leading else None
        return list(related(telling, self._candidates(telling, besides=story_id)))[:most] if telling else []

    # ---- deciding --------------------------------------------------------------------------------------------------

    def _carried(self, article_id: int) -> Placement | None:
        """A copy is told where its original is told, and a page of excerpts where the article is that it has most of."""
        row = self._db.execute(
            """
            SELECT o.story_id, o.id FROM articles a JOIN articles o
                ON o.id = coalesce(a.copy_of, (SELECT source_article_id FROM excerpts WHERE article_id = a.id
                                               ORDER BY share DESC LIMIT 1))
            WHERE a.id = ? AND o.story_id IS NOT NULL AND o.id != a.id
            """,
            [article_id],
        ).fetchone()
        return Placement(row[0], Nearest(row[1], float("inf"), ())) if row else None

    def _placed(self, article_id: int, own_story: int) -> Placement:
        telling = self._vocabularies.tellings([article_id])[article_id]
        return place(telling, self._candidates(telling, besides=own_story))

    def _candidates(self, article: Telling, *, besides: int) -> list[StoryCandidate]:
        alike = self._vocabularies.alike(article)
        marks = ", ".join("?" * len(alike))
        rows = self._db.execute(f"SELECT id, story_id FROM articles WHERE id IN ({marks})", alike)  # noqa: S608 - marks alone
        story_of = dict(rows.fetchall())
        likeliest = list(dict.fromkeys(story_of[id_] for id_ in alike if story_of.get(id_)))
        chosen = [story_id for story_id in likeliest if story_id != besides][:MOST_STORIES]
        members = {story_id: self._newest(story_id) for story_id in chosen}
        for id_ in alike:
            if story_of.get(id_) in members and id_ not in members[story_of[id_]]:
                members[story_of[id_]].append(id_)
        tellings = self._vocabularies.tellings(id_ for ids in members.values() for id_ in ids)
        return [
            StoryCandidate(story_id, tuple(tellings[id_] for id_ in ids if id_ in tellings))
            for story_id, ids in members.items()
            if any(id_ in tellings for id_ in ids)
        ]

    def _newest(self, story_id: int) -> list[int]:
        rows = self._db.execute(
            "SELECT id FROM articles WHERE story_id = ? ORDER BY id DESC LIMIT ?", [story_id, MOST_MEMBERS]
        )
        return [id_ for (id_,) in rows]

    def _story_of(self, article_id: int) -> tuple[int, int]:
        """The story of an article and how many articles it has; 0 and 0 for none."""
        row = self._db.execute(
            "SELECT s.id, s.articles FROM articles a JOIN stories s ON s.id = a.story_id WHERE a.id = ?", [article_id]
        ).fetchone()
        return row or (0, 0)

    # ---- writing ---------------------------------------------------------------------------------------------------

    def _write(self, article_id: int, own: int, placement: Placement, shown: Mapping[int, str], now: datetime) -> None:
        if placement.story_id is None:
            story_id = own or self._begin(article_id, now)
        else:
            story_id = placement.story_id
            self._join(article_id, own, placement, shown, now)
        self._refresh(story_id, now)

    def _begin(self, article_id: int, now: datetime) -> int:
        row = self._db.execute(
            "INSERT INTO stories (title, outlets, articles, first_seen_at, last_activity_at) VALUES ('', 1, 1, ?, ?)",
            [iso(now), iso(now)],
        )
        story_id = row.lastrowid
        assert story_id is not None  # noqa: S101 - a row was inserted
        self._move([article_id], story_id)
        self._tell(story_id, now, "begun", "the first report of it", article_id=article_id)
        return story_id

    def _join(self, article_id: int, own: int, placement: Placement, shown: Mapping[int, str], now: datetime) -> None:
        story_id, nearest = placement.story_id, placement.nearest
        assert story_id is not None  # noqa: S101 - asked for where there is one
        assert nearest is not None  # noqa: S101 - as above
        for merged in (*placement.merged, *([own] if own else ())):
            self._merge(merged, story_id, article_id, now)
        self._move([article_id], story_id)
        why = ", ".join(shown[term] for term in nearest.shared if term in shown)
        self._db.execute(
            "INSERT INTO story_events (story_id, at, kind, article_id, nearest_article_id, score, why)"
            " VALUES (?, ?, 'joined', ?, ?, ?, ?)",
            [
                story_id,
                iso(now),
                article_id,
                nearest.article_id,
                round(nearest.score, 2) if why else None,
                why or "its text is from that article",
            ],
        )

    def _merge(self, merged: int, story_id: int, article_id: int, now: datetime) -> None:
        ids = [id_ for (id_,) in self._db.execute("SELECT id FROM articles WHERE story_id = ?", [merged])]
        self._move(ids, story_id)
        self._db.execute(
            "UPDATE stories SET merged_into = ?, articles = 0, outlets = 0 WHERE id = ?", [story_id, merged]
        )
        # who asks for a story that was merged earlier finds the one that it is part of now
        self._db.execute("UPDATE stories SET merged_into = ? WHERE merged_into = ?", [story_id, merged])
        self._tell(story_id, now, "merged", "an article tells both as one", article_id=article_id, other=merged)

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
            self._tell(story_id, at, "lead", "tells it in full, in its own words", article_id=leading)

    def _last_activity(self, story_id: int) -> datetime:
        row = self._db.execute("SELECT last_activity_at FROM stories WHERE id = ?", [story_id]).fetchone()
        return _moment(row[0])

    def _members(self, story_id: int) -> list[Member]:
        rows = self._db.execute(
            """
            SELECT id, coalesce(published_at, first_seen_at), length(coalesce(text, '')), state,
                   copy_of IS NULL AND NOT EXISTS (SELECT 1 FROM excerpts WHERE article_id = a.id)
            FROM articles a WHERE story_id = ?
            """,
            [story_id],
        )
        return [Member(id_, _moment(at), length, bool(own), state == "gone") for id_, at, length, state, own in rows]

    def _tell(  # noqa: PLR0913 - the row's columns
        self, story_id: int, now: datetime, kind: str, why: str, *, article_id: int, other: int | None = None
    ) -> None:
        self._db.execute(
            "INSERT INTO story_events (story_id, at, kind, article_id, other_story_id, why) VALUES (?, ?, ?, ?, ?, ?)",
            [story_id, iso(now), kind, article_id, other, why],
        )


def _said(summary: str | None) -> tuple[str, ...]:
    """What there is of an article whose page could not be read."""
    return (summary,) if summary else ()


def _moment(stored: str) -> datetime:
    moment = from_iso(stored)
    assert moment is not None  # noqa: S101 - the column is never empty
    return moment
