"""A digest from what is stored: read, decide, render."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.core.coverage import MOST_RELATED, Item, arrange
from crawler.core.digest import Changed, LeftOut, News, Rendered, StoryNews, choose
from crawler.core.digest_page import Gathered, page
from crawler.core.health_told import lines
from crawler.core.lengths import MOST_CHANGES, MOST_STORIES, ladder
from crawler.core.periods import Period
from crawler.core.plans import DigestPlan
from crawler.deliver.render import render
from storage.digest_news import DigestNews
from storage.store import Store

# Gmail cuts a message off at 102 kB of HTML. What a mail program adds for quoting is not counted by it.
LARGEST = 98_000

STYLE_ALONE = "edits of style alone, headlines that came back, live blogs that grew"


def compose(store: Store, plan: DigestPlan, period: Period, now: datetime, zone: ZoneInfo) -> Rendered:
    """The digest `plan` of `period`, as of `now`, with the dates of `zone`. Nothing is written."""
    reader = DigestNews(store.db, plan.topics)
    listed, edits = reader.articles(period), reader.edits(period)
    ids = [*(article.article_id for article in listed), *(edit.article.article_id for edit in edits)]
    news = choose(listed, edits, period, plan.include, reader.told_before(plan.name, ids))
    return fitted(_gather(store, reader, plan, period, news, zone), now, zone)


def fitted(gathered: Gathered, now: datetime, zone: ZoneInfo) -> Rendered:
    """What was gathered, rendered as long as mail programs show it whole."""
    for lengths in ladder(len(gathered.items)):
        rendered = render(page(gathered, zone, lengths), now)
        if len(rendered.html.encode()) <= LARGEST:
            break
    return rendered


def _gather(  # noqa: PLR0913, PLR0917 - what a digest is made of
    store: Store, reader: DigestNews, plan: DigestPlan, period: Period, news: News, zone: ZoneInfo
) -> Gathered:
    items = _items(store, reader, news.stories)
    changes = news.changes
    unannounced = reader.unannounced(period)
    troubles = store.health.told_since(reader.told_until(plan.name) or period.start, period.end)
    style = (LeftOut(unannounced, STYLE_ALONE),) if unannounced else ()
    return Gathered(
        plan.name,
        plan.topics,
        period,
        items,
        changes,
        reader.sources(_shown(items, changes)),
        {changed.article_id: _versions(reader, changed) for changed in changes[:MOST_CHANGES]},
        lines(troubles, zone, period.end),
        (*news.left_out, *style),
    )


def _items(store: Store, reader: DigestNews, stories: Sequence[StoryNews]) -> tuple[Item, ...]:
    """The stories as they are told: the first ones with what is related to them, the rest each by its lead alone."""
    first, rest = stories[:MOST_STORIES], stories[MOST_STORIES:]
    near = {story.story_id: store.stories.related(story.story_id, MOST_RELATED) for story in first}
    leads = reader.leads(id_ for ids in near.values() for id_ in ids)
    nearest = {story_id: [leads[id_] for id_ in ids if id_ in leads] for story_id, ids in near.items()}
    return arrange(first, reader.members(story.story_id for story in first), nearest) + arrange(rest, {}, {})


def _shown(items: Iterable[Item], changes: Iterable[Changed]) -> list[int]:
    ids = [id_ for item in items for id_ in (item.lead, *item.related, *item.titles)]
    return [*ids, *(changed.article_id for changed in changes)]


def _versions(reader: DigestNews, changed: Changed) -> tuple[tuple[str, str], tuple[str, str]]:
    return reader.versions(changed.article_id, changed.edits[0].number - 1, changed.edits[-1].number)
