"""The end of a poll: what came of it, how the outlet does, and when it is visited next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.core.backoff import Failure, failure_of
from crawler.core.baseline import seen
from crawler.core.fetched import OutletPlan, SourceFetched
from crawler.core.judge import Filled, Judgement, New, Revised
from crawler.core.models import READ_STATES, Source, SourceKind, Visit, VisitState
from crawler.core.thinning import Form

# One page that cannot be read is the page's trouble; this many, with none read, are the outlet's.
PAGES_MAKE_TROUBLE = 3
# What may be for our own network's sake.
UNREACHABLE = frozenset({VisitState.DNS_ERROR, VisitState.CONNECTION_ERROR, VisitState.TIMEOUT})


@dataclass
class Tally:
    """What one poll brought so far."""

    listed: int = 0
    fetched: int = 0
    read_whole: int = 0  # of those fetched, how many were not unchanged
    new: int = 0
    changed: int = 0
    failed: int = 0
    # of each article not listed before, when it was published
    first_listed: list[datetime | None] = field(default_factory=list)
    sources: list[SourceFetched] = field(default_factory=list)
    page_troubles: list[Visit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what the poll as a whole tells, such as a redesign
    hops: list[Visit] = field(default_factory=list)  # redirects on the way
    forms: list[Form] = field(default_factory=list)  # what the articles have that were read for the first time

    def count(self, visit: Visit, judgement: Judgement | None, *, read: bool) -> None:
        """Count a page; `read` is False where nothing was read of what came."""
        if read and visit.state in READ_STATES:
            self.fetched += 1
            self.read_whole += visit.state is not VisitState.UNCHANGED
        else:
            self.failed += 1
            self.page_troubles.append(visit)
        self.new += isinstance(judgement, New)
        self.changed += isinstance(judgement, Filled) or (isinstance(judgement, Revised) and judgement.announced)


@dataclass(frozen=True, slots=True)
class Finished:
    """A poll's end. `sources` are to be remembered, with whether each failed; `trouble` says what is wrong, in words.

    `first_listed` has the time of publication, where it is told, of each article that was not listed before, on a topic or
    not. Before `not_before` the outlet has nothing new, or wants to be left alone. `failure` is why a failed poll failed.
    """

    outlet: str
    outcome: str  # ok, trouble, failed
    listed: int
    fetched: int
    new: int
    changed: int
    failed: int
    at: datetime
    sources: tuple[tuple[Source, str | None], ...]
    trouble: str | None
    every: timedelta
    pages_only: bool = False  # no source was asked: the outlet's state and its next poll stay as they are
    first_listed: tuple[datetime | None, ...] = ()
    not_before: datetime | None = None
    failure: Failure | None = None
    indexes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # sitemap indexes that came whole, with what they name


def finish(
    plan: OutletPlan, tally: Tally, now: datetime, *, broken: bool = False, paused_until: datetime | None = None
) -> Finished:
    """What came of a poll whose every request has ended.

    `broken` says that something could not be recorded: then no source is remembered as read, so that it is read again.
    `paused_until` is when the first of its hosts may be asked again, where none may be now.
    """
    troubles = [*_troubles(plan, tally), *tally.notes]
    if broken:
        troubles.append("something that came could not be stored; the log says why. It is asked for again")
    outcome = "ok" if not troubles else "trouble" if plan.pages_only or _some_worked(tally) else "failed"
    return Finished(
        outlet=plan.outlet.name,
        outcome=outcome,
        listed=tally.listed,
        fetched=tally.fetched,
        new=tally.new,
        changed=tally.changed,
        failed=tally.failed,
        at=now,
        sources=() if broken else tuple(_remembered(tally, now)),
        trouble="; ".join(troubles) or None,
        every=plan.outlet.every,
        pages_only=plan.pages_only,
        indexes=tuple((f.source.url, f.listing.children) for f in tally.sources if f.listing and f.listing.children),
        first_listed=tuple(tally.first_listed),
        not_before=paused_until or now + _left_alone(tally),
        failure=failure_of([fetched.visit.state for fetched in tally.sources]) if outcome == "failed" else None,
    )


def _left_alone(tally: Tally) -> timedelta:
    """How long the outlet's sources ask to be left alone: as long as the one that asks for the shortest time."""
    asked = (max(fetched.fresh_for, fetched.source.ttl) for fetched in tally.sources if worked(fetched))
    return min(asked, default=timedelta())


def _some_worked(tally: Tally) -> bool:
    return any(worked(fetched) for fetched in tally.sources)


def worked(fetched: SourceFetched) -> bool:
    """Whether the source told what it lists, or that it lists what it did."""
    return fetched.listing is not None or fetched.visit.state is VisitState.UNCHANGED


def _troubles(plan: OutletPlan, tally: Tally) -> list[str]:
    asked = [fetched for fetched in tally.sources if not fetched.guess]
    found = [_said(fetched.visit) for fetched in asked if not worked(fetched)]
    if plan.find_sources and not found and not _listed_something(tally):
        found.append(nothing_named(plan.outlet.home))
    if tally.failed >= PAGES_MAKE_TROUBLE and not tally.fetched:
        found.append(f"none of {tally.failed} pages could be read, such as {_said(tally.page_troubles[0])}")
    return found


def nothing_named(home: str | None) -> str:
    """What is said of a home page from which nothing can be found."""
    return f"{home} names no feed or sitemap, and no link on it looks like an article; name one under feeds"


def _listed_something(tally: Tally) -> bool:
    return tally.listed > 0 or any(fetched.listing and fetched.listing.children for fetched in tally.sources)


def _said(visit: Visit) -> str:
    return f"{visit.url}: {visit.detail or visit.state.value}"


def _remembered(tally: Tally, now: datetime) -> list[tuple[Source, str | None]]:
    return [
        (seen(fetched, now), None if worked(fetched) else fetched.visit.detail)
        for fetched in tally.sources
        if not fetched.guess or (fetched.listing is not None and _lists(fetched))
    ]


def _lists(fetched: SourceFetched) -> bool:
    assert fetched.listing is not None  # noqa: S101 - asked for where there is one
    return bool(fetched.listing.candidates or fetched.listing.children) or fetched.source.kind is SourceKind.HOME
