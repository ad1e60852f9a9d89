"""New, revised, unchanged or a copy: the judgement on one fetched article, from what is already known.

Pure: storage looks up what is known of the article's keys and which stored texts share a piece of its sketch; this module
decides; storage writes the decision down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from crawler.core.articles import Article
from crawler.core.changes import Change, Version
from crawler.core.copies import COPY_SHARE, COPY_WORDS, Excerpt, Later, related
from crawler.core.fingerprints import Fingerprint, overlap
from crawler.core.headlines import Headline
from crawler.core.models import ArticleState, Trouble, VisitState
from crawler.core.off_topic import SeenOffTopic, came_by_an_edit
from crawler.core.revising import Stored, revision_since
from crawler.core.twins import Twin

# One article at a second address of its outlet: nearly the same text on both sides. Templated reports ("losses on 3 May")
# come close, which is why their title or time must agree as well.
SAME_TEXT = 0.8
SAME_TITLE = 85  # rapidfuzz ratio, 0 to 100: an edited headline, not another one
# A paywall's stub or a cut parse keeps the first paragraphs; an outlet that edits rarely takes a fifth of a text away.
KEPT_SHARE = 0.8
# An address whose text shares less than this with what stood there, under another title and date, holds another article.
OTHER_TEXT = 0.1


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an article that has one of the fetched article's addresses.

    `certain` is False where only the canonical address that the page names says so. `headlines` are those it had, at most
    `crawler.core.revising.MOST_HEADLINES`; `source` is the one that listed it.
    """

    article_id: int
    state: ArticleState
    version: Version
    exact: str
    published_at: datetime | None = None
    certain: bool = True
    extractor: str = ""  # what read it
    headlines: tuple[Headline, ...] = ()
    modified_at: datetime | None = None
    said_modified_at: datetime | None = None
    source: str = ""

    @property
    def stored(self) -> Stored:
        """What a fetched article is compared with."""
        return Stored(self.version, self.headlines, self.modified_at, self.said_modified_at, self.extractor)


@dataclass(frozen=True, slots=True)
class New:
    """Not known before. `copy_of` is the article at another outlet whose text it is, `share` how much of it (0 to 1).

    `excerpts` are those of which it holds passages; `later` those that are known, and were made of this one.
    `off_topic_since` is when it was first seen, where an edit brought it on topic.
    """

    copy_of: int | None = None
    share: float = 0.0
    excerpts: tuple[Excerpt, ...] = ()
    later: tuple[Later, ...] = ()
    off_topic_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """A known article that its outlet edited. The rest is as in `crawler.core.revising.Revision`."""

    article_id: int
    change: Change
    announced: bool = True
    silent: bool = False
    updates: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """A headline whose page can be read by now. No edit of the outlet's: revision 1 gets its text."""

    article_id: int
    copy_of: int | None = None
    share: float = 0.0
    excerpts: tuple[Excerpt, ...] = ()
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A known article as it was; where `moved`, at an address that was not known."""

    article_id: int
    moved: bool = False


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A known article whose page the outlet took down. Its last text stays."""

    article_id: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A known article whose page could not be read this time. What is stored stays as it is."""

    article_id: int


@dataclass(frozen=True, slots=True)
class OffTopic:
    """On no topic: its address and fingerprint are kept, not its text."""


Judgement = New | Revised | Filled | Unchanged | TakenDown | Unread | OffTopic


def judge(  # noqa: PLR0913 - what came, and all that is known of it
    article: Article,
    print_: Fingerprint,
    known: Known | None,
    twins: Sequence[Twin],
    *,
    on_topic: bool,
    seen_off_topic: SeenOffTopic | None = None,
) -> Judgement:
    """What `article` is, given what is known under its keys and which texts may be its own."""
    if article.state is ArticleState.HEADLINE:
        return _judge_unread(article, known, on_topic=on_topic)
    if known is not None and not _is_another_article(article, known):
        return _judge_known(article, known, twins)
    moved = _moved_from(article, print_, twins)
    if moved is not None:
        return _revised(moved.article_id, _stored(moved, article), article) or Unchanged(moved.article_id, moved=True)
    if not on_topic:
        return OffTopic()
    relation, later = related(article, twins)
    since = came_by_an_edit(seen_off_topic, article, print_)
    return New(relation.copy_of, relation.share, relation.excerpts, later, off_topic_since=since)


def _judge_unread(article: Article, known: Known | None, *, on_topic: bool) -> Judgement:
    if known is None:
        return New() if on_topic else OffTopic()
    if _is_gone(article.reason) and known.state is ArticleState.READ:
        return TakenDown(known.article_id)
    if known.state is ArticleState.HEADLINE and article.source == known.source:
        # other sources call it otherwise: only the one that gave the headline is believed to have changed it
        return _revised(known.article_id, known.stored, article) or Unread(known.article_id)
    return Unread(known.article_id)


def _is_gone(reason: Trouble | None) -> bool:
    return reason is not None and reason.state is VisitState.GONE


def _revised(article_id: int, stored: Stored, article: Article) -> Revised | None:
    revision = revision_since(stored, article)
    if revision is None:
        return None
    return Revised(article_id, revision.change, revision.announced, revision.silent, revision.updates)


def _judge_known(article: Article, known: Known, twins: Sequence[Twin]) -> Judgement:
    if known.state is ArticleState.HEADLINE:
        relation, later = related(article, twins)
        return Filled(known.article_id, relation.copy_of, relation.share, relation.excerpts, later)
    if known.version == article.version:
        return Unchanged(known.article_id)
    if (article.paywalled or article.partial) and _lost_much(known.version, article.version):
        return Unread(known.article_id)  # a stub never takes the place of the text
    return _revised(known.article_id, known.stored, article) or Unchanged(known.article_id)


def _lost_much(old: Version, new: Version) -> bool:
    return len("".join(new.paragraphs)) < KEPT_SHARE * len("".join(old.paragraphs))


def _is_another_article(article: Article, known: Known) -> bool:
    """Whether the address was given to another article since, or names several."""
    if not known.certain:
        same_title = fuzz.ratio(known.version.title, article.title) >= SAME_TITLE
        return not same_title and overlap("\n".join(known.version.paragraphs), article.text).containment < COPY_SHARE
    if known.state is ArticleState.HEADLINE or known.published_at == article.published_at:
        return False
    if fuzz.ratio(known.version.title, article.title) >= SAME_TITLE:
        return False
    return overlap("\n".join(known.version.paragraphs), article.text).containment < OTHER_TEXT


def _moved_from(article: Article, print_: Fingerprint, twins: Sequence[Twin]) -> Twin | None:
    """The outlet's own article that stands at another address now."""
    own = [twin for twin in twins if twin.outlet == article.outlet]
    return next((twin for twin in own if _is_same(article, print_, twin)), None)


def _is_same(article: Article, print_: Fingerprint, twin: Twin) -> bool:
    # of reports in series ("Losses on 3 May") the titles differ in a figure alone
    same_title = fuzz.ratio(article.title, twin.title) >= SAME_TITLE and _figures(article.title) == _figures(twin.title)
    same_time = article.published_at is not None and article.published_at == twin.published_at
    if twin.exact == print_.exact:
        return same_title or same_time or print_.words >= COPY_WORDS
    return (same_title or same_time) and overlap(article.text, twin.text).resemblance >= SAME_TEXT


def _figures(title: str) -> list[str]:
    return re.findall(r"\d+", title)


def _stored(twin: Twin, article: Article) -> Stored:
    # the twin was read by whom and changed when is not asked for: an edit at a new address is told by its address alone
    return Stored(Version(twin.title, tuple(twin.text.split("\n\n"))), extractor=article.extractor)
