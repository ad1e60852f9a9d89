"""When an outlet is due, whatever happens to the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.core.backoff import back_off
from crawler.core.cadence import Lately, Rhythm, pause, spread
from crawler.core.polls import Finished

# Clocks that are kept right are corrected by less; what is more was set by a person, or by a machine that woke up.
JUMP = timedelta(minutes=5)


def next_poll(
    finished: Finished, rhythm: Rhythm, lately: Lately, failures: int, *, own_network: bool = False
) -> datetime:
    """When to visit an outlet again after the poll `finished`: never sooner than its `every` says.

    `failures` counts the polls in a row that brought nothing, with this one; `own_network` says that no other outlet could be
    reached since the one before.
    """
    now, every = finished.at, finished.every
    if finished.failure is None:
        length = pause(rhythm, lately, every, now)
    else:
        length = back_off(finished.failure, failures, every, own_network=own_network)
    if finished.not_before is not None:
        length = max(length, finished.not_before - now)
    return now + spread(length, finished.outlet, now)


def is_due(next_poll_at: datetime, last_poll_at: datetime | None, now: datetime) -> bool:
    """Whether an outlet is to be visited: its time has come, or was reckoned by a clock that ran ahead."""
    return next_poll_at <= now or last_poll_at is None or last_poll_at > now + JUMP


def jumped(wall: timedelta, steady: timedelta) -> timedelta:
    """By how much the clock was set while `wall` passed by it and `steady` in truth; zero for a correction of minutes."""
    return wall - steady if abs(wall - steady) > JUMP else timedelta()
