"""A year of polling in minutes: `python -m tests.bench.year`, beside polls every 15 minutes.

The press is `year_press`. The clock is simulated; what is decided at each poll, newswatch's functions decide.

The polls that it is measured against come every 15 minutes whatever happens, from each of 15 minutes on, so that their delays
are not a matter of luck. Only visits to sources are counted: articles are fetched as often by both.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import quantiles

from crawler.core.answers import pause_asked, trouble_of
from crawler.core.cadence import LATELY, Hour, Lately, learn, watched
from crawler.core.due import next_poll
from crawler.core.fetched import OutletPlan, SourceFetched
from crawler.core.models import Candidate, Listing, Outlet, Source, SourceKind, Visit, VisitState
from crawler.core.polls import Tally, finish
from tests.bench.year_press import DAY, HOUR, MINUTE, Fault, Played, press, sightings
from tests.floors import corpus

# The least pause that is configured: with fewer minutes a busy outlet costs more than polls every 15.
EVERY = timedelta(minutes=12)
FIXED = timedelta(minutes=15)
TICK = timedelta(seconds=5)
_CLASSES = ((10, "over 10 a day"), (2, "2 to 10 a day"), (0.3, "one in 3 days to 2 a day"), (0, "fewer"))
_PAUSED = Fault(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), status=429)


@dataclass
class Result:
    """What polling brought: requests sent, those that found nothing new, and each article's delay in seconds."""

    requests: float = 0
    wasted: float = 0
    delays: list[float] = field(default_factory=list)

    def add(self, other: Result) -> None:
        """Count another outlet's."""
        self.requests += other.requests
        self.wasted += other.wasted
        self.delays += other.delays


def fixed(outlet: Played) -> Result:
    """Polls every 15 minutes, from each of 15 minutes on; per start."""
    total = Result()
    phases = FIXED // MINUTE
    for phase in range(phases):
        first = outlet.start + phase * MINUTE
        polls = (outlet.end - first) // FIXED + 1
        useful = set()
        for at in outlet.published:
            number = -((first - at) // FIXED)
            while outlet.fault(first + number * FIXED):
                number += 1
            total.delays.append((first + number * FIXED - at).total_seconds())
            useful.add(number)
        total.requests += polls
        total.wasted += polls - len(useful)
    return Result(total.requests / phases, total.wasted / phases, total.delays)


def newswatch(outlet: Played) -> Result:
    """Polls when newswatch would."""
    source = Source(outlet.name, SourceKind.FEED, "https://press.example/feed")
    plan = OutletPlan(Outlet(outlet.name, every=EVERY), (source,))
    week: dict[int, Hour] = {}
    total, polls = Result(), [(outlet.start, 0)]
    now, last_ok, failures, found = outlet.start, None, 0, 0
    paused_until = now
    while now < outlet.end:
        fault = outlet.fault(now)
        asked = now >= paused_until
        if asked and fault and fault.status == 429:
            paused_until = now + pause_asked(str(HOUR // timedelta(seconds=1)), now)
        tally = Tally(sources=[_answer(source, fault if asked else _PAUSED, now)])
        new = 0 if fault or not asked else _listed(outlet, found, now)
        listed = outlet.published[found : found + new]
        found += new
        tally.first_listed = [at if outlet.dated else None for at in listed]
        finished = finish(plan, tally, now, paused_until=paused_until if paused_until > now else None)
        total.delays += [(now - at).total_seconds() for at in listed]
        total.requests += asked
        total.wasted += asked and not new
        if finished.failure is None:
            week |= watched(week, finished.first_listed, last_ok, now)
            last_ok, failures = now, 0
            polls = [*polls[-39:], (now, new)]
        else:
            failures += 1
        rhythm = learn(week, EVERY, now)
        due = next_poll(finished, rhythm, _lately(polls, now), failures, own_network=bool(fault and fault.ours))
        now = outlet.start - (outlet.start - due) // TICK * TICK
    return total


def _answer(source: Source, fault: Fault | None, now: datetime) -> SourceFetched:
    trouble = trouble_of(fault.status) if fault and fault.status else None
    state = trouble.state if trouble else fault.state if fault else VisitState.OK
    assert state is not None
    listing = None if fault else Listing((Candidate(source.outlet, "https://press.example/1", source.url),))
    return SourceFetched(source, Visit(source.outlet, source.url, state, now, detail=str(state)), listing)


def _listed(outlet: Played, found: int, now: datetime) -> int:
    """How many articles are listed by `now` beyond the first `found`."""
    new = 0
    while found + new < len(outlet.published) and outlet.published[found + new] <= now:
        new += 1
    return new


def _lately(polls: Sequence[tuple[datetime, int]], now: datetime) -> Lately:
    """As the database tells it."""
    since, listed = now, 0
    for (before, _), (at, new) in reversed(list(pairwise(polls))):
        if at <= now - LATELY:
            break
        since, listed = before, listed + new
    return Lately(since, listed)


def both(outlet: Played) -> tuple[Played, Result, Result]:
    """An outlet, polled by both."""
    return outlet, newswatch(outlet), fixed(outlet)


def median(result: Result) -> float:
    """Minutes, or 0 where nothing was published."""
    return quantiles(result.delays, n=2)[0] / 60 if len(result.delays) > 1 else 0.0


def p95(result: Result) -> float:
    """Minutes, or 0 where nothing was published."""
    return quantiles(result.delays, n=20)[-1] / 60 if len(result.delays) > 1 else 0.0


def main() -> None:
    """Print the table."""
    found = sightings()
    if not found:
        sys.exit(f"no headline histories in {corpus.CORPUS / 'revisions'}")
    outlets = press(found, 365 * DAY)
    classes = {
        name: (Result(), Result(), []) for name in ("the press", "the front page", *(each for _, each in _CLASSES))
    }
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for outlet, ours, theirs in pool.map(both, outlets):
            kind = next(name for least, name in _CLASSES if outlet.a_day >= least)
            for name in {"the press", kind, outlet.name} & set(classes):
                mine, fixed_, members = classes[name]
                mine.add(ours)
                fixed_.add(theirs)
                members.append(outlet)
    print(
        f"{outlets[0].start:%Y-%m-%d} to {outlets[0].end:%Y-%m-%d}; every {EVERY // MINUTE} minutes at most, beside every {FIXED // MINUTE}"
    )
    print(
        f"{'outlets':26} {'':4}  {'requests':>19}  {'of fixed':>8}  {'wasted':>15}  {'median min':>12}  {'p95 min':>12}"
    )
    for name, (ours, theirs, members) in classes.items():
        if members:
            print(
                f"{name:26} {len(members):4}  {ours.requests:9.0f} {theirs.requests:9.0f}  {ours.requests / theirs.requests:8.2f}"
                f"  {ours.wasted / ours.requests:7.3f} {theirs.wasted / theirs.requests:7.3f}"
                f"  {median(ours):6.1f} {median(theirs):5.1f}  {p95(ours):6.1f} {p95(theirs):5.1f}"
            )


if __name__ == "__main__":
    main()
