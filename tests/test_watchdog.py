from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.watchdog import Beat, Limits, within

HASTY = Limits(longest=0.3, quiet=0.15, ending=0.1, look=0.01)


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_ticks_live_while_they_come_and_have_stopped_when_two_are_missing() -> None:
    clock = Clock()
    beat = Beat(5, clock)
    clock.seconds += 10
    assert beat.alive
    clock.seconds += 0.1
    assert not beat.alive
    beat.tick()
    assert beat.alive


def test_ticks_that_fell_into_a_late_one_are_counted_with_how_late_it_came() -> None:
    clock = Clock()
    beat = Beat(5, clock)
    for after in (5, 5.5, 17, 5):
        clock.seconds += after
        beat.tick()
        if after == 17:
            assert beat.lag == pytest.approx(12)
    assert (beat.skipped, beat.lag) == (2, 0)


class Crawl:
    """Finishes something every `pace` seconds until it is told to stop, and after `tail` seconds more it ends."""

    def __init__(self, pace: float | None = 0.02, tail: float = 0.0, items: int = 1_000_000) -> None:
        self.ended, self.cancelled = 0, False
        self._pace, self._tail, self._items = pace, tail, items
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        try:
            while not self._stopped.is_set() and self.ended < self._items:
                await asyncio.wait({asyncio.ensure_future(self._stopped.wait())}, timeout=self._pace)
                self.ended += 1
            await asyncio.sleep(self._tail)
        except asyncio.CancelledError:
            self.cancelled = True
            raise

    async def under(self, limits: Limits) -> str | None:
        return await within(limits, self.run(), lambda: self.ended, self._stopped.set)


def test_a_crawl_that_ends_by_itself_is_left_alone() -> None:
    async def scenario() -> None:
        crawl = Crawl(items=3)
        assert await crawl.under(HASTY) is None
        assert crawl.ended == 3

    asyncio.run(scenario())


@pytest.mark.parametrize(("pace", "why"), [(0.02, "it took more than"), (None, "nothing of it ended for")])
@pytest.mark.parametrize(("tail", "cut_off"), [(0.0, False), (60.0, True)])
def test_a_crawl_that_overruns_is_told_to_stop_and_in_the_end_cut_off(
    *, pace: float | None, why: str, tail: float, cut_off: bool
) -> None:
    async def scenario() -> None:
        crawl = Crawl(pace, tail)
        told = await crawl.under(HASTY)
        assert told is not None
        assert told.startswith(why)
        assert crawl.cancelled is cut_off

    asyncio.run(scenario())


def test_what_breaks_a_crawl_is_raised_and_whoever_is_cancelled_takes_it_along() -> None:
    async def scenario() -> None:
        async def broken() -> None:
            raise OSError("full")

        with pytest.raises(OSError, match="full"):
            await within(HASTY, broken(), lambda: 0, lambda: None)
        crawl = Crawl()
        waiting = asyncio.ensure_future(crawl.under(Limits()))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert crawl.cancelled

    asyncio.run(scenario())


def test_a_clock_that_was_set_back_stops_the_scheduler_until_it_is_told_to_tick_now() -> None:
    # what the service relies on: to the scheduler a clock that was set back is a next tick far ahead
    async def scenario() -> None:
        ticks: list[datetime] = []
        scheduler = AsyncIOScheduler(timezone="UTC")
        job = scheduler.add_job(lambda: ticks.append(datetime.now(UTC)), "interval", seconds=3600)
        scheduler.start()
        await asyncio.sleep(0.05)
        assert ticks == []
        job.modify(next_run_time=datetime.now(UTC))
        await asyncio.sleep(0.2)
        scheduler.shutdown(wait=False)
        assert len(ticks) == 1
        assert job.next_run_time - ticks[0] <= timedelta(hours=1)

    asyncio.run(scenario())
