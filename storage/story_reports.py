"""What commands show of stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.core.dates import iso
from storage.paging import direction, stretch
from storage.reports import Reports, Row
from storage.review import LAST_WORD

_SAID = f"""
    SELECT v.verdict, v.note, v.by, v.at, v.article_id IS NOT NULL AS alone
    FROM articles a JOIN verdicts v ON v.id = {LAST_WORD} WHERE a.id = :id
"""  # noqa: S608 - a condition of ours


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Which stories to list, those with the latest activity first. What is None does not narrow.

    `after` and `before` are stories: only those that the list has behind the one, or ahead of the other.
    """

    topic: str | None = None
    since: datetime | None = None
    outlets: int = 1  # told by at least so many
    standing: str | None = None
    after: int | None = None
    before: int | None = None
    limit: int = 50


class StoryReports(Reports):
    """Everything that is read of stories and not written."""

    def article(self, article_id: int) -> Row | None:
        """As `Reports.article`, with the article's story, why it is in it, and the last word on it, `alone` or with its story."""
        row = super().article(article_id)
        if row is not None:
            told = "SELECT id, title, outlets, articles, standing FROM stories WHERE id = :id"
            row["story"] = next(iter(self._rows(told, id=row["story_id"])), None)
            row["why_in_story"] = self.why(article_id)
            row["said"] = next(iter(self._rows(_SAID, id=article_id)), None)
        return row

    def stories(self, wanted: StoryFilter) -> list[Row]:
        """The stories that `wanted` asks for; one that was merged into another is told there."""
        conditions = {
            "EXISTS (SELECT 1 FROM matches m JOIN articles a ON a.id = m.article_id WHERE a.story_id = s.id AND topic = :topic)":
                wanted.topic is not None,
            "s.last_activity_at >= :since": wanted.since is not None,
            "s.outlets >= :outlets": wanted.outlets > 1,
            "s.standing = :standing": wanted.standing is not None,
            **stretch("stories", "s", "last_activity_at", wanted.after, wanted.before),
        }  # fmt: skip
        way = direction(wanted.before)
        where = " AND ".join(condition for condition, used in conditions.items() if used) or "1"
        rows = self._rows(
            f"""
            SELECT s.id, s.title, s.lead_article_id, s.outlets, s.articles, s.first_seen_at, s.last_activity_at,
                   (SELECT json_group_array(DISTINCT outlet) FROM articles WHERE story_id = s.id) AS told_by,
                   s.standing, v.verdict, v.note
            FROM stories s LEFT JOIN verdicts v ON v.id = s.verdict_id
            WHERE s.merged_into IS NULL AND {where} ORDER BY s.last_activity_at {way}, s.id {way} LIMIT :limit
            """,  # noqa: S608 - the conditions above alone
            topic=wanted.topic,
            since=iso(wanted.since),
            outlets=wanted.outlets,
            standing=wanted.standing,
            after=wanted.after,
            before=wanted.before,
            limit=wanted.limit,
        )
        return rows if wanted.before is None else rows[::-1]

    def story(self, story_id: int) -> Row | None:
        """One story with its articles, each with why it is in it, and what became of it; None where there is none.

        The number of a story that was merged into another gives that one.
        """
        found = self._rows(
            "SELECT s.*, v.verdict, v.note, v.by, v.at AS verdict_at FROM stories s LEFT JOIN verdicts v ON v.id = s.verdict_id"
            " WHERE s.id = (SELECT coalesce(merged_into, id) FROM stories WHERE id = :id)",
            id=story_id,
        )
        if not found:
            return None
        row = found[0]
        row["members"] = self._rows(
            """
            SELECT id, outlet, title, url, language, published_at, first_seen_at, state, copy_of, copy_share
            FROM articles WHERE story_id = :id ORDER BY coalesce(published_at, first_seen_at), id
            """,
            id=row["id"],
        )
        for member in row["members"]:
            member["why"] = self.why(member["id"])
        row["merged"] = self._rows(
            "SELECT other_story_id AS id, at, article_id, why FROM story_events WHERE story_id = :id AND kind = 'merged'"
            " ORDER BY id",
            id=row["id"],
        )
        row["left"] = self._rows(
            """
            SELECT e.kind, e.at, e.article_id, a.title, e.story_id AS id
            FROM story_events e JOIN articles a ON a.id = e.article_id
            WHERE e.other_story_id = :id AND e.kind IN ('moved', 'split') ORDER BY e.id
            """,
            id=row["id"],
        )
        return row

    def why(self, article_id: int) -> Row | None:
        """Why an article is in its story: how it came there, the article that it is most alike, and what they share."""
        found = self._rows(
            """
            SELECT e.kind, e.at, e.other_story_id, e.nearest_article_id, n.outlet AS nearest_outlet,
                   n.title AS nearest_title, e.score, e.why
            FROM story_events e LEFT JOIN articles n ON n.id = e.nearest_article_id
            WHERE e.article_id = :id AND e.kind IN ('begun', 'joined', 'moved', 'split') ORDER BY e.id DESC LIMIT 1
            """,
            id=article_id,
        )
        return found[0] if found else None
