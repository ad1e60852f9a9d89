"""What an article is held against before it is placed, and what is held against each other afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from crawler.core.likeness import Telling
from crawler.core.regrouping import MOST_COMPARED
from crawler.core.stories import StoryCandidate
from storage.vocabularies import Vocabularies

# The stories that an article is held against, and of each the newest members: a story of hundreds of articles is told by
# its latest as well as by all.
MOST_STORIES = 5
MOST_MEMBERS = 10
_ARE_CARRIED = "copy_of IS NOT NULL OR EXISTS (SELECT 1 FROM excerpts WHERE article_id = articles.id)"
# What a digest told and what a person judged, itself, as a story, or as a copy of it.
_SETTLED = """
    SELECT a.id FROM articles a WHERE a.id IN (SELECT value FROM json_each(?)) AND (
        EXISTS (SELECT 1 FROM articles c WHERE (c.id = a.id OR c.copy_of = a.id) AND (
            EXISTS (SELECT 1 FROM digest_items WHERE article_id = c.id)
            OR EXISTS (SELECT 1 FROM verdicts WHERE article_id = c.id)))
        OR EXISTS (SELECT 1 FROM verdicts WHERE story_id = a.story_id
                   OR story_id IN (SELECT id FROM stories WHERE merged_into = a.story_id)))
"""


class StoryCandidates:
    """Reading stored stories, as far as they are compared."""

    def __init__(self, db: Database, vocabularies: Vocabularies) -> None:
        self._db = db
        self._vocabularies = vocabularies

    def near(self, article: Telling, *, besides: int) -> list[StoryCandidate]:
        """The stories that `article` may belong to, the likeliest first, without the one `besides`."""
        alike = self._vocabularies.alike(article)
        story_of = self._stories_of(alike)
        likeliest = list(dict.fromkeys(story_of[id_] for id_ in alike if story_of.get(id_)))
        chosen = [story_id for story_id in likeliest if story_id != besides][:MOST_STORIES]
        members = {story_id: self._newest(story_id, MOST_MEMBERS) for story_id in chosen}
        for id_ in alike:
            if story_of.get(id_) in members and id_ not in members[story_of[id_]]:
                members[story_of[id_]].append(id_)
        return self._told(members)

    def regrouped(
        self, story_id: int, near: Sequence[StoryCandidate]
    ) -> tuple[StoryCandidate, list[StoryCandidate]] | None:
        """A story and those that stand `near` it, as they are after an article came to it, without what others carry."""
        members = {story_id: self._newest(story_id, MOST_COMPARED + 1, own=True)}
        ids = [member.article_id for story in near for member in story.members]
        carried, story_of = self._carried(ids), self._stories_of(ids)
        for id_ in ids:
            if id_ not in carried and story_of[id_] != story_id:
                members.setdefault(story_of[id_], []).append(id_)
        found = self._told(members)
        return (found[0], found[1:]) if found and found[0].story_id == story_id else None

    def settled(self, stories: Iterable[StoryCandidate]) -> frozenset[int]:
        """The articles of `stories` that stay where they are: a digest told them, or a person judged them."""
        ids = [member.article_id for story in stories for member in story.members]
        return frozenset(id_ for (id_,) in self._db.execute(_SETTLED, [json.dumps(ids)]))

    def _told(self, members: Mapping[int, Sequence[int]]) -> list[StoryCandidate]:
        tellings = self._vocabularies.tellings(id_ for ids in members.values() for id_ in ids)
        return [
            StoryCandidate(story_id, tuple(tellings[id_] for id_ in ids if id_ in tellings))
            for story_id, ids in members.items()
            if any(id_ in tellings for id_ in ids)
        ]

    def _stories_of(self, ids: Sequence[int]) -> dict[int, int]:
        rows = self._db.execute(
            "SELECT id, story_id FROM articles WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
        )
        return dict(rows.fetchall())

    def _carried(self, ids: Sequence[int]) -> set[int]:
        rows = self._db.execute(
            f"SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND ({_ARE_CARRIED})",  # noqa: S608 - constants alone
            [json.dumps(ids)],
        )
        return {id_ for (id_,) in rows}

    def _newest(self, story_id: int, most: int, *, own: bool = False) -> list[int]:
        """The newest articles of a story; `own`: without copies and pages of excerpts."""
        besides = f" AND NOT ({_ARE_CARRIED})" if own else ""
        rows = self._db.execute(
            f"SELECT id FROM articles WHERE story_id = ?{besides} ORDER BY id DESC LIMIT ?",  # noqa: S608 - constants alone
            [story_id, most],
        )
        return [id_ for (id_,) in rows]
