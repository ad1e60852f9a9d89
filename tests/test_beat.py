from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from apscheduler.schedulers import base
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers import date

from crawler.beat import beat

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECONDS = 0.02


class Wall(datetime):
    """A clock on the wall that somebody sets."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + cls.ahead


async def ticks_after(jump: timedelta) -> tuple[int, list[timedelta]]:
    """How often the scheduler ran the job within 25 beats, after five of which the clock was set, and what was told of that."""
    ran: list[datetime] = []
    told: list[timedelta] = []
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.start()

    async def job() -> None:
        ran.append(Wall.now(UTC))
        await asyncio.sleep(0)
        if len(ran) == 5:
            Wall.ahead = jump

    def tick() -> None:
        scheduler.add_job(job, id="tick", replace_existing=True, misfire_grace_time=None)

    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(beat(SECONDS, tick, told.append, lambda: Wall.now(UTC)), 25 * SECONDS)
    scheduler.shutdown(wait=False)
    return len(ran), told


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY])
def test_when_the_clock_is_set_the_scheduler_goes_on_ticking_and_is_told(
    jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (base, date):
        monkeypatch.setattr(module, "datetime", Wall)
    monkeypatch.setattr(Wall, "ahead", timedelta())
    ran, told = asyncio.run(ticks_after(jump))
    assert ran >= 10
    assert [round(each / HOUR) for each in told] == [jump // HOUR]
