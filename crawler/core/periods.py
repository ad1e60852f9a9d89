"""When a digest is due, and what time it tells of.

A slot is one moment at which a digest is to be composed, keyed by the local date and time that the person wrote. A time that a
clock change leaves out comes at the moment it would have been, one that comes twice counts the first time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from crawler.core.plans import Alert, DigestPlan

# A poll takes seconds to a few minutes; one that takes longer holds no digest up: what it brings goes into the next.
PATIENCE = timedelta(minutes=10)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
# A week has each weekday once, and one more day is for zones that skipped a date.
_DAYS_BACK = 8
_INSTANT = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a digest tells of: what came in start <= t < end (UTC)."""

    start: datetime
    end: datetime
    caught_up: bool = False  # periods before it were missed, and this one covers them


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment (UTC) at which a digest is to be composed; `key` names it once and for all."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of a digest's earlier periods."""

    slot_at: datetime  # the latest slot that was composed
    end: datetime  # where the last period that is no part of the future ended
    taken: bool = False  # the slot that is asked about was composed


def latest_slot(plan: DigestPlan, zone: tzinfo, now: datetime) -> Slot:
    """The latest slot of `plan` that is not after `now`."""
    if plan.every is not None:
        at = _EPOCH + (now - _EPOCH) // plan.every * plan.every
        return Slot(at, f"{at:%Y-%m-%dT%H:%M:%SZ}")
    today = now.astimezone(zone).date()
    # where clocks go back over midnight, tomorrow has begun once already
    for back in range(-1, _DAYS_BACK + 1):
        found = [each for each in _moments(plan, zone, today - back * _DAY) if each[0] <= now]
        if found:
            at, local = max(found)
            return Slot(at, f"{local:%Y-%m-%dT%H:%M}")
    raise AssertionError("a digest has a slot in each week")  # the config is checked for it


def _moments(plan: DigestPlan, zone: tzinfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    """The slots of a local date: each moment in UTC, and as it was written."""
    if day.weekday() in plan.days:
        for time in plan.at:
            local = datetime.combine(day, time, zone)
            yield local.astimezone(UTC), local


def is_due(slot: Slot, earlier: Earlier, now: datetime) -> bool:
    """Whether `slot` is to be composed: once, and not where a later one covered it.

    A slot in the future was composed by a clock that ran ahead: it covers nothing that comes now.
    """
    return not earlier.taken and (slot.at > earlier.slot_at or earlier.slot_at > now)


def period(plan: DigestPlan, zone: tzinfo, slot: Slot, earlier: Earlier, end: datetime) -> Period:
    """What the digest of `slot` tells of, until `end`: from where the last one ended, however long that is ago."""
    before = latest_slot(plan, zone, slot.at - _INSTANT)
    return Period(min(earlier.end, end), end, caught_up=earlier.slot_at < before.at)


def horizon(until: datetime, now: datetime, begun: Sequence[datetime]) -> datetime | None:
    """Where a period that is to reach to `until` ends at `now`; None: later, since polls that began before are under way.

    `begun` is when each poll began that is under way. What these brought so far is not told: a poll's end may grade it anew.
    """
    if any(moment < until for moment in begun) and now - until < PATIENCE:
        return None
    return min([now, *begun]).replace(microsecond=0)


def alert_may_go(alert: Alert, zone: tzinfo, now: datetime, sent: Sequence[datetime]) -> bool:
    """Whether an alert may be composed at `now`, outside its quiet time and its limit an hour; `sent` are those before."""
    if alert.quiet is not None:
        start, end = alert.quiet
        local = now.astimezone(zone).time()
        within = start <= local < end if start <= end else local >= start or local < end
        if within:
            return False
    return sum(now - _HOUR < moment <= now for moment in sent) < alert.limit
