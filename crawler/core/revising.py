"""A change of a known article, as it is told: announced or only kept, silent or not, one revision or part of the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.core.articles import Article
from crawler.core.changes import Change, Version, compare
from crawler.core.dates import iso
from crawler.core.furniture import without
from crawler.core.headlines import Headline, HeadlineKind, judge_headline
from crawler.core.live_blogs import is_live, timed_blocks
from crawler.core.models import ArticleState, RevisionKind

# Outlets try out a handful of headlines; a match report that is written as it goes had 75 on one address in two years of a
# front page. Of more than these the first might be told again; none was.
MOST_HEADLINES = 50
# What a live blog does all day; its corrections and headlines are told.
_GROWTH = frozenset({RevisionKind.SUBSTANCE, RevisionKind.FIGURES, RevisionKind.COSMETIC})


@dataclass(frozen=True, slots=True)
class Stored:
    """What a fetched article is compared with: the stored version, its headlines, and when its outlet says it was changed.

    `furniture` are the hashes of lines that the outlet's other pages have, too: they are left out of the comparison.
    """

    version: Version
    headlines: Sequence[Headline] = ()
    modified_at: datetime | None = None
    said_modified_at: datetime | None = None
    extractor: str = ""
    furniture: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Revision:
    """A change, and how it is told.

    `announced` is False for what is kept and is no news; the summary says why. `silent`: the outlet gave no new time of change
    and no notice with it. `updates` counts the blocks that a live blog grew by: such revisions become one.
    """

    change: Change
    announced: bool = True
    silent: bool = False
    updates: int = 0


def revision_since(stored: Stored, article: Article) -> Revision | None:
    """What became of an article since it was stored, or None where nobody edited it."""
    before, after = (without(version, stored.furniture) for version in (stored.version, article.version))
    retitled = judge_headline(stored.headlines, stored.version.title, article.title)
    if retitled.kind is HeadlineKind.RETURN:
        change = compare(replace(before, title=article.title), after)
        if change is None:
            return Revision(_came_back(article.title, retitled.known_since), announced=False)
    else:
        change = compare(before, after)
    return _told(change, stored, article) if change else None


def _told(change: Change, stored: Stored, article: Article) -> Revision:
    if stored.extractor != article.extractor and article.state is ArticleState.READ:
        # a newer newswatch reads pages differently: what differs is kept, and is no news (FAULTS 81)
        reread = Change(RevisionKind.COSMETIC, f"Read anew by {article.extractor}; no edit of the outlet's")
        return Revision(reread, announced=False)
    if change.kind in _GROWTH and is_live(article.title, article.url, article.paragraphs):
        grown = timed_blocks(article.paragraphs) - timed_blocks(stored.version.paragraphs)
        return Revision(replace(change, kind=RevisionKind.SUBSTANCE), announced=False, updates=max(1, grown))
    announced = change.kind is not RevisionKind.COSMETIC
    return Revision(change, announced=announced, silent=_is_silent(change, stored, article))


def live_summary(updates: int) -> str:
    """What is told of a live blog that grew by so many blocks since its last revision."""
    return f"Live blog: {updates} update{'s' if updates > 1 else ''}"


def _came_back(title: str, since: datetime | None) -> Change:
    return Change(RevisionKind.HEADLINE, f"Headline of {(iso(since) or '')[:10]} came back: “{title[:120]}”")


def _is_silent(change: Change, stored: Stored, article: Article) -> bool:
    later = _later(article.modified_at, stored.modified_at) or _later(article.said_modified_at, stored.said_modified_at)
    return not (change.noticed or later)


def _later(now: datetime | None, before: datetime | None) -> bool:
    return now is not None and (before is None or now > before)
