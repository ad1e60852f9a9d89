"""New, revised, unchanged or a copy: the judgement on one fetched article, from what is already known.

Pure: storage looks up what is known of the article's keys and which stored texts share a piece of its sketch; this module
decides; storage writes the decision down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz

from crawler.core.articles import Article
from crawler.core.changes import Change, Version
from crawler.core.copies import COPY_SHARE, Excerpt, Later, related
from crawler.core.fingerprints import Fingerprint, overlap
from crawler.core.headlines import Headline
from crawler.core.models import ArticleState, RevisionKind, Trouble
from crawler.core.moves import moved_from
from crawler.core.off_topic import SeenOffTopic, came_by_an_edit
from crawler.core.removal import Absence, after
from crawler.core.revising import Stored, revision_since
from crawler.core.twins import Twin
from crawler.core.walls import OTHER_TEXT, SAME_TITLE, is_cut, is_replaced


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
    missing_since: datetime | None = None  # since when nothing is found at its address
    purged_at: datetime | None = None  # its texts were dropped then, being old
    doubted: str = ""  # the exact fingerprint of a shorter text that was read there last, and not believed yet

    @property
    def stored(self) -> Stored:
        """What a fetched article is compared with."""
        return Stored(self.version, self.headlines, self.modified_at, self.said_modified_at, self.extractor)


@dataclass(frozen=True, slots=True)
class New:
    """Not known before. `copy_of` is the article at another outlet whose text it is, `share` how much of it (0 to 1).

    `excerpts` are those of which it holds passages; `later` those that are known, and were made of this one.
    `off_topic_since` is when it was first seen, where an edit brought it on topic.
    `replaces` is the article that stood at its address before.
    """

    copy_of: int | None = None
    share: float = 0.0
    excerpts: tuple[Excerpt, ...] = ()
    later: tuple[Later, ...] = ()
    off_topic_since: datetime | None = None
    replaces: int | None = None


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
    """A known article whose page could not be read this time. What is stored stays as it is.

    `missing` says that nothing was found at its address: it is taken down if that stays so.
    """

    article_id: int
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Doubted:
    """A known article of which much is missing. What is stored stays, until the same shorter text is read again."""

    article_id: int


@dataclass(frozen=True, slots=True)
class OffTopic:
    """On no topic: its address and fingerprint are kept, not its text."""


Judgement = New | Revised | Filled | Unchanged | TakenDown | Unread | Doubted | OffTopic


def judge(  # noqa: PLR0913 - what came, and all that is known of it
    article: Article,
    print_: Fingerprint,
    known: Known | None,
    twins: Sequence[Twin],
    *,
    on_topic: bool,
    seen_off_topic: SeenOffTopic | None = None,
    furniture: frozenset[int] = frozenset(),
) -> Judgement:
    """What `article` is, given what is known under its keys and which texts may be its own.

    `furniture` are the hashes of lines that the outlet's other pages have, too.
    """
    if article.state is ArticleState.HEADLINE:
        return _judge_unread(article, known, on_topic=on_topic)
    if known is not None and not _is_another_article(article, known):
        return _judge_known(article, print_, known, twins, furniture)
    moved = moved_from(article, print_, twins)
    if moved is not None:
        return _judge_moved(article, moved, furniture)
    if not on_topic:
        return OffTopic()
    relation, later = related(article, twins)
    since = came_by_an_edit(seen_off_topic, article, print_)
    replaces = known.article_id if known is not None and known.certain else None
    return New(relation.copy_of, relation.share, relation.excerpts, later, since, replaces)


def _judge_unread(article: Article, known: Known | None, *, on_topic: bool) -> Judgement:
    if known is None:
        return New() if on_topic else OffTopic()
    if known.state is ArticleState.HEADLINE and article.source == known.source and not known.purged_at:
        # other sources call it otherwise: only the one that gave the headline is believed to have changed it
        return _revised(known.article_id, known.stored, article) or Unread(known.article_id)
    return without_page(known, article.reason, article.fetched_at)


def without_page(known: Known, reason: Trouble | None, now: datetime) -> TakenDown | Unread:
    """What becomes of a known article whose page did not come, or is a wall."""
    if reason is None or known.state is not ArticleState.READ or known.purged_at:
        return Unread(known.article_id)
    absence = after(reason.state, known.missing_since, now)
    if absence is Absence.GONE:
        return TakenDown(known.article_id)
    return Unread(known.article_id, missing=absence is Absence.MISSING)


def _revised(article_id: int, stored: Stored, article: Article) -> Revised | None:
    revision = revision_since(stored, article)
    if revision is None:
        return None
    return Revised(article_id, revision.change, revision.announced, revision.silent, revision.updates)


def _judge_known(
    article: Article, print_: Fingerprint, known: Known, twins: Sequence[Twin], furniture: frozenset[int]
) -> Judgement:
    if known.purged_at:
        return Unchanged(known.article_id)  # whatever it says now, it is old news
    if known.state is ArticleState.HEADLINE:
        relation, later = related(article, twins)
        return Filled(known.article_id, relation.copy_of, relation.share, relation.excerpts, later)
    if known.version == article.version:
        return _as_it_was(known)
    if known.doubted != print_.exact and _is_doubtful(article, known):
        return Doubted(known.article_id)
    revised = _revised(known.article_id, replace(known.stored, furniture=furniture), article)
    same_words = known.exact == print_.exact and known.version.title == article.title
    if revised is None or (same_words and revised.change.kind is not RevisionKind.COSMETIC):
        return _as_it_was(known)  # sentences that end elsewhere, for another kind of quotation marks
    return revised


def _judge_moved(article: Article, twin: Twin, furniture: frozenset[int]) -> Judgement:
    if twin.purged:
        return Unchanged(twin.article_id, moved=True)
    # the twin was read by whom and changed when is not asked for: an edit at a new address is told by its address alone
    stored = Stored(stored_version(twin), extractor=article.extractor, furniture=furniture)
    edited = None if is_cut(stored.version, article) else _revised(twin.article_id, stored, article)
    return edited or Unchanged(twin.article_id, moved=True)


def _is_doubtful(article: Article, known: Known) -> bool:
    says_edited = article.modified_at is not None and article.modified_at != known.modified_at
    return is_cut(known.version, article) or (is_replaced(known.version, article) and not says_edited)


def _as_it_was(known: Known) -> Judgement:
    if known.state is ArticleState.GONE:
        return Revised(
            known.article_id, Change(RevisionKind.COSMETIC, "Put back by the outlet, as it was"), announced=False
        )
    return Unchanged(known.article_id)


def _is_another_article(article: Article, known: Known) -> bool:
    """Whether the address was given to another article since, or names several."""
    if known.purged_at:  # there is no text to compare: another one was published since
        return (
            _published_since(article, known.purged_at) and fuzz.ratio(known.version.title, article.title) < SAME_TITLE
        )
    if not known.certain:
        same_title = fuzz.ratio(known.version.title, article.title) >= SAME_TITLE
        return not same_title and overlap("\n".join(known.version.paragraphs), article.text).containment < COPY_SHARE
    told = article.said_title is not None and fuzz.ratio(article.said_title, article.title) >= SAME_TITLE
    if known.state is ArticleState.HEADLINE or (known.published_at == article.published_at and not told):
        return False
    if fuzz.ratio(known.version.title, article.title) >= SAME_TITLE:
        return False
    return overlap("\n".join(known.version.paragraphs), article.text).containment < OTHER_TEXT


def _published_since(article: Article, moment: datetime) -> bool:
    return article.published_at is not None and article.published_at > moment


def stored_version(twin: Twin) -> Version:
    """What is compared of a twin."""
    return Version(twin.title, twin.paragraphs)
