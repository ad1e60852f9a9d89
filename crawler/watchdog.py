"""What sees to it that the service lives: whether it ticks, and that no crawl goes on for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic


class Beat:
    """The service's ticks, by a clock that nobody sets."""

    def __init__(self, every: float, now: Callable[[], float] = monotonic) -> None:
        self._every, self._now = every, now
        self._last = now()
        self.lag = 0.0
        """How many seconds too late the last tick came."""
        self.skipped = 0
        """How many ticks fell into one that took too long, or that came too late."""

    def tick(self) -> None:
        """One is done."""
        late = max(0.0, self.age - self._every)
        self._last, self.lag = self._now(), late
        self.skipped += int(late / self._every)

    @property
    def age(self) -> float:
        """Seconds since the last tick."""
        return self._now() - self._last

    @property
    def alive(self) -> bool:
        """Whether ticks come: one may be late, two have stopped (FAULTS 103)."""
        return self.age <= 2 * self._every


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. What a crawl is cut short at loses nothing: what it has not asked for, the next one asks for.

    `longest`: a source lists 2,000 pages at most, and each takes a second's pause and a second or two for its answer; a host
    that wants longer pauses is parted among several crawls, so that its sources are read in between.
    `quiet`: a request takes 30 seconds for an answer and a minute for a pause, at most six times for its redirects and once
    for robots.txt, and its reading 20: in eleven minutes something ends.
    `ending`: what is under way when a crawl is told to stop has ended by then by the same count, without the pauses.
    """

    longest: float = 2 * 3600.0
    quiet: float = 15 * 60.0
    ending: float = 4 * 60.0
    look: float = 5.0


async def within(
    limits: Limits, crawl: Awaitable[None], ended: Callable[[], int], stop: Callable[[], None]
) -> str | None:
    """Run `crawl` to its end, or `stop` it at its limits and in the end cut it off; why, None where it ended by itself.

    `ended` counts what it has finished so far.
    """
    task = asyncio.ensure_future(crawl)
    try:
        why = await _overrun(limits, task, ended)
        if why is not None:
            stop()
            await asyncio.wait({task}, timeout=limits.ending)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    if not task.cancelled():
        task.result()  # what it raised is raised here
    return why


async def _overrun(limits: Limits, task: asyncio.Future[None], ended: Callable[[], int]) -> str | None:
    began = moved = monotonic()
    count = ended()
    while not (await asyncio.wait({task}, timeout=limits.look))[0]:
        now = monotonic()
        if ended() != count:
            count, moved = ended(), now
        if now - began > limits.longest:
            return f"it took more than {limits.longest / 60:g} minutes"
        if now - moved > limits.quiet:
            return f"nothing of it ended for {limits.quiet / 60:g} minutes"
    return None
