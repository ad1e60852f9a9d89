"""Which of the stored articles and edits a digest tells, and where: stories with new reports, edits, what is left out.

An article is a report of its own, a copy of another, or a page of excerpts. Only a report of its own makes news of a
story; copies are told with the article whose text they have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from crawler.core.models import RevisionKind
from crawler.core.periods import Period
from crawler.core.plans import Include
from crawler.core.review import Verdict


@dataclass(frozen=True, slots=True)
class Rendered:
    """A composed digest: `subject` is one line of at most 200 characters, `html` a whole document, `entry` an Atom entry.

    `items` counts the stories and the changed articles that it tells; 0 is no news.
    """

    subject: str
    html: str
    text: str
    markdown: str
    entry: str
    items: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An article, as far as it decides whether and where it is told.

    `came_at` is when it was first seen on one of the digest's topics, `length` that of its text in characters. `copy_of`
    names an article that is on these topics too. The verdict is the article's own, else its story's.
    """

    article_id: int
    story_id: int
    outlet: str
    came_at: datetime
    length: int = 0
    announced: bool = True
    copy_of: int | None = None
    excerpts: bool = False
    gone: bool = False
    verdict: Verdict | None = None
    verdict_at: datetime | None = None

    @property
    def own(self) -> bool:
        """Whether it is a report of its own."""
        return self.copy_of is None and not self.excerpts


@dataclass(frozen=True, slots=True)
class Edit:
    """An announced revision of an article that is on the digest's topics."""

    article: Listed
    number: int
    seen_at: datetime
    kind: RevisionKind
    summary: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class StoryNews:
    """A story with its new reports, and how many outlets carry what is new."""

    story_id: int
    reports: tuple[Listed, ...]
    outlets: int


@dataclass(frozen=True, slots=True)
class Changed:
    """All that one article's outlet changed in the period, the first edit first."""

    edits: tuple[Edit, ...]

    @property
    def article_id(self) -> int:
        """The article."""
        return self.edits[0].article.article_id

    @property
    def gravest(self) -> Edit:
        """The edit that matters most."""
        return min(self.edits, key=lambda edit: (_GRAVITY[edit.kind], -edit.number))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many articles or edits came in the period and are not told, and why."""

    count: int
    why: str


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: stories, the most widely carried first; changes, corrections first."""

    stories: tuple[StoryNews, ...]
    changes: tuple[Changed, ...]
    left_out: tuple[LeftOut, ...]


# What a desk has to act on first; an edit of words is below a page that was taken down.
_GRAVITY = {
    kind: place
    for place, kind in enumerate(
        (
            RevisionKind.CORRECTION,
            RevisionKind.FIGURES,
            RevisionKind.HEADLINE,
            RevisionKind.GONE,
            RevisionKind.SUBSTANCE,
            RevisionKind.COSMETIC,
            RevisionKind.FIRST,
        )
    )
}

DROPPED = "dropped in review"
NOT_KEPT = "not kept in review"
BASELINE = "listed already when their outlets were first visited"
COPIES = "copies of articles that were known before"
EXCERPTS = "pages of excerpts from other outlets"
EDITS_OF_COPIES = "edits of copies, made in the original too"


def choose(
    listed: Iterable[Listed],
    edits: Iterable[Edit],
    period: Period,
    include: Include,
    before: AbstractSet[tuple[int, int]] = frozenset(),
) -> News:
    """What a digest of `period` tells of the articles and edits that are on its topics.

    `before` are the articles, with the numbers of their revisions, that a digest of its name told before: a clock that is
    set back makes no news of them.
    """
    why_not: Counter[str] = Counter()
    told: list[Listed] = []
    known = {article_id for article_id, _ in before}
    edits = [edit for edit in edits if (edit.article.article_id, edit.number) not in before]
    if include is Include.CORRECTIONS:
        listed, edits = (), [edit for edit in edits if edit.kind is RevisionKind.CORRECTION]
    for article in listed:
        if article.article_id in known or not _is_due(article, period, include):
            continue
        reason = _reason_against(article, include)
        if reason:
            why_not[reason] += 1
        else:
            told.append(article)
    stories = _stories(told, why_not)
    changes = _changes(edits, include, why_not)
    return News(stories, changes, tuple(LeftOut(n, why) for why, n in why_not.most_common()))


def _is_due(article: Listed, period: Period, include: Include) -> bool:
    """Whether it became news in the period: when it came, or where a person has to keep it first, when that was done."""
    at = article.came_at
    if include is Include.KEPT and article.verdict is Verdict.KEEP and article.verdict_at:
        at = max(at, article.verdict_at)
    return period.start <= at < period.end


def _reason_against(article: Listed, include: Include) -> str | None:
    if article.verdict is Verdict.DROP:
        return DROPPED
    if include is Include.KEPT:
        return None if article.verdict is Verdict.KEEP else NOT_KEPT
    return None if article.announced else BASELINE


def _stories(told: Sequence[Listed], why_not: Counter[str]) -> tuple[StoryNews, ...]:
    by_story: dict[int, list[Listed]] = {}
    for article in told:
        by_story.setdefault(article.story_id, []).append(article)
    reports = {article.article_id for article in told if article.own}
    for article in told:
        if article.excerpts:
            why_not[EXCERPTS] += 1
        elif not article.own and article.copy_of not in reports:
            why_not[COPIES] += 1
    news = (_story(story_id, articles) for story_id, articles in by_story.items())
    return tuple(sorted((story for story in news if story.reports), key=_rank))


def _story(story_id: int, articles: Sequence[Listed]) -> StoryNews:
    own = sorted((a for a in articles if a.own), key=lambda a: (a.came_at, a.article_id))
    return StoryNews(story_id, tuple(own), len({a.outlet for a in articles if not a.excerpts}))


def _rank(story: StoryNews) -> tuple[int, int, float, int]:
    return (-story.outlets, -len(story.reports), -story.reports[-1].came_at.timestamp(), story.story_id)


def _changes(edits: Iterable[Edit], include: Include, why_not: Counter[str]) -> tuple[Changed, ...]:
    wanted: dict[int, list[Edit]] = {}
    for edit in edits:
        verdict = edit.article.verdict
        if verdict is Verdict.DROP or (include is Include.KEPT and verdict is not Verdict.KEEP):
            continue
        wanted.setdefault(edit.article.article_id, []).append(edit)
    told = []
    for found in wanted.values():
        if found[0].article.copy_of in wanted:
            why_not[EDITS_OF_COPIES] += len(found)
        else:
            told.append(Changed(tuple(sorted(found, key=lambda edit: edit.number))))
    return tuple(sorted(told, key=_urgency))


def _urgency(changed: Changed) -> tuple[int, float, int]:
    return (_GRAVITY[changed.gravest.kind], -changed.edits[-1].seen_at.timestamp(), changed.article_id)
