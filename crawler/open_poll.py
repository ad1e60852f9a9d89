"""One outlet's part in a crawl while it runs, and what becomes of it at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.core import urls
from crawler.core.baseline import is_news
from crawler.core.changes import Version
from crawler.core.fetched import OutletPlan
from crawler.core.health import OutletTrouble
from crawler.core.models import Candidate, Source, Visit, VisitState
from crawler.core.polls import Tally, finish
from crawler.core.redesign import Edit
from crawler.core.signs import checkup
from crawler.core.thinning import form_of
from crawler.recording import Page, Recorded, look_back
from spiders.hosts import Hosts
from storage.store import Store

_ABANDONED = "the crawl was stopped before its answer came; it is asked for again by the next one"


@dataclass
class OpenPoll:
    """What one poll has brought so far, and what it waits for. Keys are addresses in their shortest form (`urls.key`)."""

    id: int
    plan: OutletPlan
    began_at: datetime
    tally: Tally = field(default_factory=Tally)
    open: list[str] = field(default_factory=list)  # the addresses asked for whose answer has not come
    rechecked: int = 0
    edits: list[Edit] = field(default_factory=list)
    sources: dict[str, Source] = field(init=False)  # as they were known before, by address
    first_listed: dict[str, datetime] = field(init=False)  # when the pages were that are tried again, by address
    listed: set[str] = field(default_factory=set)  # the keys of what sources list whose baseline is past
    held_back: set[str] = field(default_factory=set)  # of what is new, and by its own source's baseline no news
    looks: dict[str, Version] = field(default_factory=dict)  # what was seen at the addresses that are looked at again
    done: bool = False
    cut_short: bool = False
    broken: bool = False  # something that came could not be recorded: the sources are asked for it again

    def __post_init__(self) -> None:
        self.sources = {source.url: source for source in self.plan.stored}
        self.first_listed = {page.candidate.url: at for page in self.plan.pages if (at := page.first_seen_at)}

    def note_listed(self, source: Source, candidates: Sequence[Candidate], unknown: Sequence[Candidate]) -> None:
        """`source` lists the candidates; those `unknown` were never met."""
        self.tally.listed += len(candidates)
        self.sources[source.url] = source
        if source.first_read_at is not None:
            self.listed.update(urls.key(candidate.url) for candidate in candidates)
            self.tally.first_listed += [candidate.published_at for candidate in unknown]

    def is_news(self, page: Page) -> bool:
        """Whether the page's article is news if it is new."""
        candidate = page.fetched.candidate
        return self.plan.outlet.first_run == "announce" or is_news(
            self.sources.get(candidate.source),
            listed_at=self.first_listed.get(candidate.url, page.article.fetched_at),
            published_at=page.article.published_at,
            last_ok_at=self.plan.last_ok_at,
        )

    def count(self, recorded: Recorded) -> None:
        """Count a page that was written down."""
        read = recorded.article is None or recorded.article.reason is None
        self.tally.count(recorded.fetched.visit, recorded.judgement, read=read)
        if recorded.is_first and recorded.article:
            self.tally.forms.append(form_of(recorded.article))
        self.rechecked += recorded.rechecked
        self.edits += [recorded.edit] if recorded.edit else []

    def finish(self, store: Store, hosts: Hosts, now: datetime) -> list[OutletTrouble]:
        """Write down what came of it, in one transaction; the troubles that begin or end with it."""
        outlet = self.plan.outlet.name
        with store.transaction():
            self._look_back(store)
            # a source whose baseline is past lists it, too: only now have all of them been read
            store.articles.announce(self.held_back & self.listed)
            store.lines.forget(outlet, now)
            paused = hosts.pauses.all_until([fetched.source.url for fetched in self.tally.sources], now)
            store.polls.finish(self.id, finish(self.plan, self.tally, now, broken=self.broken, paused_until=paused))
            if self.broken or self.plan.pages_only:  # pages alone tell nothing of an outlet's sources
                return []
            return store.health.keep(checkup(outlet, self.tally, self.began_at, now))

    def cut_off(self, store: Store, now: datetime) -> None:
        """The crawl has ended: mark what it did not wait for, and the poll as cut short where it had not ended."""
        for url in self.open:
            visit = Visit(self.plan.outlet.name, url, VisitState.ABANDONED, now, detail=_ABANDONED)
            store.polls.add_visit(self.id, visit)
        if not self.done:
            store.articles.announce(self.held_back & self.listed)
            store.polls.cut_short(self.id, self.tally, now)
        self.open.clear()

    def _look_back(self, store: Store) -> None:
        if self.edits:
            found = look_back(store, self.plan.outlet.name, self.edits, self.rechecked)
            self.tally.changed -= len(found.furniture) + len(found.redesign)
            self.tally.notes += [found.note] if found.note else []
