"""One crawl: what the spider and the pipelines are given, and where what they bring is counted and written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crawler.core import urls
from crawler.core.articles import Article
from crawler.core.choose import to_fetch
from crawler.core.fetched import OutletPlan, PageFetched, SourceFetched, StoredPage
from crawler.core.fingerprints import Fingerprint
from crawler.core.health import OutletTrouble
from crawler.core.judge import New
from crawler.core.matches import Match
from crawler.core.models import Body, Candidate, Listing, Outlet, Source, Trouble, Visit, VisitState
from crawler.open_poll import OpenPoll
from crawler.readers import Readers
from crawler.recording import Page, Recorded, record_page, touch
from spiders.hosts import Hosts
from storage.store import Store
from storage.topics import TopicMatcher

Progress = Callable[["CrawlPass"], None]


class CrawlPass:
    """One crawl over some outlets. `progress` is called whenever a request is issued or has ended."""

    def __init__(  # noqa: PLR0913 - what a crawl needs
        self,
        store: Store,
        plans: Sequence[OutletPlan],
        *,
        matcher: TopicMatcher,
        readers: Readers,
        hosts: Hosts,
        now: Callable[[], datetime],
        progress: Progress | None = None,
    ) -> None:
        self.plans = plans
        self.matcher = matcher
        self.readers = readers
        self.hosts = hosts
        self.now = now
        self.issued_count = self.ended_count = 0
        self.health_told: list[OutletTrouble] = []  # that began or ended
        self._store = store
        self._progress = progress or _no_progress
        self._ask: Callable[[OutletPlan, StoredPage], None] | None = None
        self._asked_for: set[str] = set()
        self._matched_anew = False
        self._polls = {plan.outlet.name: self._begin(plan) for plan in plans}
        for name, until in store.hosts.paused(now()).items():
            hosts.pauses.set(name, until)

    # ---- what the spider asks --------------------------------------------------------------------------------------

    async def read_listing(self, source: Source, body: Body) -> Listing | Trouble:
        """What a source's body lists."""
        return await self.readers.read_listing(source, body)

    def to_fetch(self, plan: OutletPlan, source: Source, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates of `source` whose pages are to be fetched, each once in this crawl."""
        now, poll = self.now(), self._polls[plan.outlet.name]
        self._store.articles.still_listed(candidates, now)
        known = self._store.articles.remembered(candidates)
        chosen = [candidate for candidate in to_fetch(candidates, known, now) if self._first_asked(candidate)]
        poll.note_listed(source, candidates, [candidate for candidate in chosen if candidate.url not in known])
        return chosen

    def language(self, outlet: str) -> str | None:
        """What the outlet is configured to write in."""
        return self._polls[outlet].plan.outlet.language

    def issued(self, plan: OutletPlan, url: str) -> None:
        """A request is on its way, and will come back as one item."""
        self.issued_count += 1
        self._polls[plan.outlet.name].open.append(url)
        self._progress(self)

    def ask_with(self, ask: Callable[[OutletPlan, StoredPage], None]) -> None:
        """How to have a page fetched once more: without it, what is seen once is believed."""
        self._ask = ask

    def unsent(self, plan: OutletPlan, url: str) -> None:
        """A request was not sent, since the crawl was stopped: it is as if it had not been issued."""
        self._polls[plan.outlet.name].open.remove(url)
        self._polls[plan.outlet.name].cut_short = True

    def visited(self, visit: Visit) -> None:
        """A request that brings no item has ended: robots.txt, a redirect's hop."""
        if visit.state is VisitState.REDIRECTED:
            self._polls[visit.outlet].tally.hops.append(visit)
        self._store.polls.add_visit(self._polls[visit.outlet].id, visit)

    def pause_host(self, name: str, until: datetime, reason: str) -> None:
        """The host `name` asked to be left alone until then: also by later crawls, and by other processes."""
        self.hosts.pauses.set(name, until)
        self._store.hosts.pause(name, until, reason)

    def match_with(self, matcher: TopicMatcher) -> None:
        """Topics have changed: what comes from now on is matched with `matcher`."""
        self.matcher = matcher
        self._matched_anew = True

    def forget_if_matched_anew(self) -> None:
        """Have the next crawl look again at what this one saw before the topics changed."""
        if self._matched_anew:
            self._store.topics.look_again(plan.outlet.name for plan in self.plans)

    # ---- what the pipelines bring ----------------------------------------------------------------------------------

    def record_source(self, fetched: SourceFetched) -> None:
        """A source was read, or could not be."""
        poll = self._polls[fetched.source.outlet]
        poll.tally.sources.append(fetched)
        self._store.polls.add_visit(poll.id, fetched.visit)
        self._ended(poll, fetched.source.url)

    def record_page(
        self, fetched: PageFetched, article: Article | None, print_: Fingerprint | None, matches: tuple[Match, ...]
    ) -> None:
        """A page was read, or could not be: judge it, and write it down in one transaction."""
        poll = self._polls[fetched.visit.outlet]
        with self._store.transaction():
            recorded = Recorded(fetched)
            if article and print_:
                page = Page(fetched, article, print_, matches)
                announced = poll.is_news(page)
                recorded = record_page(
                    self._store,
                    self.matcher,
                    page,
                    announced=announced,
                    first_look=poll.looks.get(fetched.candidate.url),
                    may_look_again=self._ask is not None,
                )
                if isinstance(recorded.judgement, New) and not announced:
                    poll.held_back.add(urls.key(fetched.candidate.url))
            else:
                touch(self._store, fetched)
            self._store.polls.add_visit(poll.id, recorded.fetched.visit)
        if recorded.again and article and self._ask:
            poll.looks[fetched.candidate.url] = article.version
            self._ask(poll.plan, StoredPage(fetched.candidate))
        else:
            poll.count(recorded)
        self._ended(poll, fetched.candidate.url)

    def abandon(self, fetched: SourceFetched | PageFetched) -> None:
        """What came could not be recorded (a locked or full database): its poll goes on, and ends in trouble."""
        page = isinstance(fetched, PageFetched)
        poll = self._polls[fetched.visit.outlet]
        url = fetched.candidate.url if isinstance(fetched, PageFetched) else fetched.source.url
        poll.tally.failed += page
        poll.broken = True
        if url in poll.open:
            self._ended(poll, url)

    @property
    def poll_ids(self) -> list[int]:
        """The polls that it is made of."""
        return [poll.id for poll in self._polls.values()]

    def unfinished(self) -> list[Outlet]:
        """The outlets whose poll still runs."""
        return [poll.plan.outlet for poll in self._polls.values() if not poll.done]

    def close(self) -> None:
        """Mark the polls that were cut short, and the requests whose answers were not waited for."""
        self.hosts.turns.leave(self)
        now = self.now()
        for poll in self._polls.values():
            poll.cut_off(self._store, now)

    def _first_asked(self, candidate: Candidate) -> bool:
        key = urls.key(candidate.url)
        first = key not in self._asked_for
        self._asked_for.add(key)
        return first

    def _begin(self, plan: OutletPlan) -> OpenPoll:
        self._asked_for.update(urls.key(page.candidate.url) for page in plan.pages)
        now = self.now()
        begun = self._store.polls.begin(plan.outlet.name, now, pages_only=plan.pages_only)
        return OpenPoll(begun, plan, now)

    def _ended(self, poll: OpenPoll, url: str) -> None:
        self.ended_count += 1
        poll.open.remove(url)
        if not poll.open and not poll.cut_short:
            poll.done = True
            # only now are the sources' validators kept: a crawl that is killed before finds the same lists again
            self.health_told += poll.finish(self._store, self.hosts, self.now())
        self._progress(self)


def _no_progress(_: CrawlPass) -> None:
    """Tell nobody."""
