"""The service's heartbeat, which no clock can hold up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from crawler.clock import clock
from crawler.core.due import jumped

# Where there is one that goes on while the machine sleeps, a night's sleep is no jump.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


async def beat(
    seconds: float,
    tick: Callable[[], None],
    clock_was_set: Callable[[timedelta], None],
    now: Callable[[], datetime] = clock,
) -> None:
    """Call `tick` every so many `seconds` of time that passes, until cancelled; `clock_was_set` is told by how much, before.

    A scheduler that waits for a time of day stands still for an hour when the clock is set back by one.
    """
    wall, steady = now(), _steady()
    while True:
        tick()
        await asyncio.sleep(seconds)
        before, wall = wall, now()
        passed, steady = _steady() - steady, _steady()
        if jump := jumped(wall - before, passed):
            clock_was_set(jump)


def _steady() -> timedelta:
    return timedelta(seconds=time.clock_gettime(_STEADY))
