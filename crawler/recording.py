"""One page, judged by what is known and written down. Nothing here opens a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.core import redesign, walls
from crawler.core.articles import Article, headline_article
from crawler.core.changes import Version
from crawler.core.fetched import PageFetched
from crawler.core.fingerprints import Fingerprint
from crawler.core.furniture import Line, body_line, doubtful, line_hash, lines_of, second_look_tells, without
from crawler.core.judge import (
    Filled,
    Judgement,
    Known,
    New,
    OffTopic,
    Revised,
    Unchanged,
    judge,
    stored_version,
)
from crawler.core.matches import Match
from crawler.core.models import ArticleState, Trouble
from crawler.core.moves import moved_from
from crawler.core.redesign import Edit, LookedBack
from crawler.core.twins import Twin
from storage.lines import page_of
from storage.store import Store
from storage.topics import TopicMatcher


@dataclass(frozen=True, slots=True)
class Page:
    """A page that came, and what was read from it."""

    fetched: PageFetched
    article: Article
    fingerprint: Fingerprint
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a page. `fetched` says how the visit ended; `judgement` is None where nothing is known of the page.

    `known` is what was stored of the article before.
    """

    fetched: PageFetched
    article: Article | None = None
    judgement: Judgement | None = None
    known: Known | None = None
    furniture: frozenset[int] = frozenset()  # which lines were left out of the comparison
    again: bool = False  # nothing was judged: only lines came or went, and a second look tells whether they stay

    @property
    def rechecked(self) -> bool:
        """Whether a text that is held was read again."""
        held = self.known is not None and self.known.state is ArticleState.READ
        return held and self.article is not None and self.article.reason is None

    @property
    def is_first(self) -> bool:
        """Whether a text was read at an address of which nothing was held."""
        return (
            self.known is None and self.judgement is not None and self.article is not None and bool(self.article.text)
        )

    @property
    def edit(self) -> Edit | None:
        """How the text differs from the one that is held, where that is told, or is furniture."""
        if self.known is None or self.article is None or not self.rechecked:
            return None
        id_, old, new = self.known.article_id, self.known.version, self.article.version
        if isinstance(self.judgement, Revised) and self.judgement.announced:
            return Edit(id_, without(old, self.furniture), without(new, self.furniture))
        return Edit(id_, old, new, told=False) if self.furniture and isinstance(self.judgement, Unchanged) else None


def record_page(  # noqa: PLR0913 - what came, and how to take it
    store: Store,
    matcher: TopicMatcher,
    page: Page,
    *,
    announced: bool,
    first_look: Version | None = None,
    may_look_again: bool = False,
) -> Recorded:
    """Judge a page and write it down; with it, what its lines tell of the outlet's other pages.

    `first_look` is what the page showed a moment ago: what it shows only now or only then is no edit.
    """
    known = store.articles.known(page.article)
    same = known is not None and known.exact == page.fingerprint.exact
    if page.article.state is ArticleState.HEADLINE or same:
        return _record(store, page, known, (), frozenset(), announced=announced)
    trouble = _instead(store, page, known)
    if trouble is not None:
        return _record_wall(store, matcher, page, trouble, announced=announced)
    twins = store.articles.twins(page.fingerprint)
    furniture = _furniture(store, page, known, twins)
    if first_look is not None:
        unsteady = doubtful(first_look, page.article.version)
        furniture |= frozenset(unsteady)
        if known:
            store.lines.learn(page.article.outlet, known.article_id, map(Line, unsteady), page.article.fetched_at)
    elif may_look_again and known and second_look_tells(known.version, page.article.version, furniture):
        return Recorded(page.fetched, page.article, again=True)
    return _record(store, page, known, twins, furniture, announced=announced)


def touch(store: Store, fetched: PageFetched) -> None:
    """Note a page that gave nothing to judge; where its article is gone by it, its story gets another lead."""
    gone = store.articles.touch(fetched)
    if gone is not None:
        store.stories.taken_down(gone, fetched.visit.at)


def look_back(store: Store, outlet: str, edits: Sequence[Edit], rechecked: int) -> LookedBack:
    """What a poll's revisions were after all, with what all its pages told; those that were no edits are regraded."""

    def furniture_of(edit: Edit) -> frozenset[int]:
        lines = doubtful(edit.old, edit.new)
        # the new version's own lines are on record by now, so that they say nothing
        return store.lines.furniture(outlet, lines, own={edit.article_id}, held=lines.keys())

    found = redesign.look_back(edits, rechecked, furniture_of)
    store.articles.regrade(found.furniture, redesign.FURNITURE)
    store.articles.regrade(found.redesign, redesign.REDESIGN)
    store.review.stand_with([*found.furniture, *found.redesign])
    return found


def _record(  # noqa: PLR0913 - what came, and all that is known of it
    store: Store,
    page: Page,
    known: Known | None,
    twins: Sequence[Twin],
    furniture: frozenset[int],
    *,
    announced: bool,
) -> Recorded:
    article, print_ = page.article, page.fingerprint
    seen = store.articles.seen_off_topic(article) if page.matches and known is None else None
    judgement = judge(
        article, print_, known, twins, on_topic=bool(page.matches), seen_off_topic=seen, furniture=furniture
    )
    id_ = store.articles.record(judgement, article, print_, page.matches, page.fetched, announced=announced)
    if id_ is not None:
        store.stories.place(id_, article, page.matches, judgement)
    _learn(store, judgement, article, known)
    return Recorded(page.fetched, article, judgement, known, furniture)


def _record_wall(store: Store, matcher: TopicMatcher, page: Page, trouble: Trouble, *, announced: bool) -> Recorded:
    """Record a wall as what it is: its text is nobody's, and what the source said is all that was learned."""
    visit = replace(page.fetched.visit, state=trouble.state, detail=trouble.detail, by=trouble.by)
    fetched = replace(page.fetched, visit=visit)
    headline = headline_article(fetched.candidate, trouble, visit.at)
    if headline is None:
        touch(store, fetched)
        return Recorded(fetched)
    matches = matcher.match(headline.title, "")
    wall = Page(fetched, headline, headline.fingerprint(), matches)
    return _record(store, wall, store.articles.known(headline), (), frozenset(), announced=announced)


def _instead(store: Store, page: Page, known: Known | None) -> Trouble | None:
    """Why the page is no version of an article. Its text is remembered as one that its address showed."""
    article, body, here = page.article, body_line(page.fingerprint.exact), page_of(page.article.keys[0])
    trouble = walls.instead(
        article,
        known.version if known and known.certain else None,
        same_body=store.lines.pages_with(article.outlet, body.hash, here),
        other_date=article.own_date and known is not None and article.published_at != known.published_at,
    )
    store.lines.learn(article.outlet, here, [body], article.fetched_at)
    return trouble


def _furniture(store: Store, page: Page, known: Known | None, twins: Sequence[Twin]) -> frozenset[int]:
    """What is furniture of the lines in which the article differs from its stored version, at this address or another."""
    moved = None if known else moved_from(page.article, page.fingerprint, twins)
    stored = known.version if known else stored_version(moved) if moved else None
    if stored is None:
        return frozenset()
    own = {one.article_id for one in (known, moved) if one is not None}
    held = {line_hash(each) for each in stored.paragraphs}
    return store.lines.furniture(page.article.outlet, doubtful(stored, page.article.version), own, held)


def _learn(store: Store, judgement: Judgement, article: Article, known: Known | None) -> None:
    """Remember the lines of a text that was stored, or that was read and is on no topic; of one that is as it was, those
    that came to it all the same.
    """
    lines = lines_of(article.title, article.paragraphs)
    match judgement:
        case Unchanged(page) if known is not None:
            lines = list(map(Line, doubtful(known.version, article.version)))
        case New():
            stored = store.articles.known_under(article.keys[0])
            page = stored.article_id if stored else page_of(article.keys[0])
        case Revised(article_id) | Filled(article_id):
            page = article_id
        case OffTopic():
            page = page_of(article.keys[0])
        case _:
            return
    store.lines.learn(article.outlet, page, lines, article.fetched_at)
