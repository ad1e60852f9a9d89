"""What stands with a digest's story as RELATED: the story's other reports, then the nearest stories on the topic.

A new story of one report that is near to a greater one is told with that one, as people clip it: two events of one subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.core.digest import Listed, StoryNews
from crawler.core.review import Verdict
from crawler.core.stories import Member, lead

# So many related articles are told with their text, so many more by their titles; what is beyond is counted.
MOST_RELATED = 3
MOST_TITLES = 5


@dataclass(frozen=True, slots=True)
class Item:
    """A story as it is told: the ids of its lead article, of related ones, of those told by title; how many more there are."""

    story_id: int
    lead: int
    related: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    more: int = 0


def arrange(
    stories: Sequence[StoryNews],
    members: Mapping[int, Sequence[Listed]],
    nearest: Mapping[int, Sequence[Listed]],
) -> tuple[Item, ...]:
    """The items of a digest. `members` are all articles of each story, `nearest` the leads of the stories near to each."""
    taken = _taken_in(stories, nearest)
    told = {story.story_id for story in stories}
    return tuple(
        _item(
            story,
            members.get(story.story_id, ()),
            [*taken[story.story_id], *(a for a in nearest.get(story.story_id, ()) if a.story_id not in told)],
        )
        for story in stories
        if story.story_id in taken
    )


def _taken_in(stories: Sequence[StoryNews], nearest: Mapping[int, Sequence[Listed]]) -> dict[int, list[Listed]]:
    """The stories that stand for themselves, each with the single reports of others that are told with it."""
    single = {story.story_id: story.reports[0] for story in stories if len(story.reports) == 1}
    taken: dict[int, list[Listed]] = {}
    gone: set[int] = set()
    for story in stories:
        if story.story_id in gone:
            continue
        room = MOST_RELATED - (len(story.reports) - 1)
        near = (single.get(article.story_id) for article in nearest.get(story.story_id, ()))
        fitting = [a for a in near if a and a.story_id not in gone and a.story_id not in taken]
        taken[story.story_id] = fitting[: max(0, room)]
        gone.update(a.story_id for a in taken[story.story_id])
    return taken


def _item(story: StoryNews, members: Sequence[Listed], near: Iterable[Listed]) -> Item:
    leading = lead([_member(article) for article in story.reports])
    fresh = {article.article_id for article in story.reports}
    older = (a for a in members if a.own and not a.gone and a.article_id not in fresh and a.verdict is not Verdict.DROP)
    own = [*_newest_first(a for a in story.reports if a.article_id != leading), *_newest_first(older)]
    ids = list(dict.fromkeys(a.article_id for a in (*own, *near)))
    return Item(
        story.story_id,
        leading,
        tuple(ids[:MOST_RELATED]),
        tuple(ids[MOST_RELATED : MOST_RELATED + MOST_TITLES]),
        max(0, len(ids) - MOST_RELATED - MOST_TITLES),
    )


def _newest_first(articles: Iterable[Listed]) -> list[Listed]:
    return sorted(articles, key=lambda a: (a.came_at, a.article_id), reverse=True)


def _member(article: Listed) -> Member:
    return Member(article.article_id, article.came_at, article.length, article.own, article.gone)
