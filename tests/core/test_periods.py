from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.core.periods import Earlier, Period, Slot, alert_may_go, horizon, is_due, latest_slot, period
from crawler.core.plans import Alert, DigestPlan

# Every offset rule that bites: halves and quarters of hours, half an hour of summer time, summer time at midnight, dates that
# were skipped, zones that changed for good within the ten years.
ZONES = """
    UTC Europe/London Europe/Kyiv Europe/Moscow Europe/Istanbul Europe/Berlin Europe/Lisbon Europe/Chisinau Asia/Seoul
    Asia/Pyongyang Asia/Tokyo Asia/Shanghai Asia/Kolkata Asia/Kathmandu Asia/Tehran Asia/Kabul Asia/Beirut Asia/Gaza
    Asia/Amman Asia/Almaty Asia/Yangon Asia/Jerusalem Africa/Casablanca Africa/Cairo Africa/Juba Africa/Khartoum
    Africa/Johannesburg America/New_York America/Los_Angeles America/Sao_Paulo America/Santiago America/Havana
    America/St_Johns America/Caracas America/Asuncion America/Mexico_City Australia/Lord_Howe Australia/Sydney
    Pacific/Apia Pacific/Chatham
""".split()
FIRST, LAST = date(2011, 6, 1), date(2021, 6, 1)
# In the hour that clocks skip or repeat, at midnight, where some zones do, and in the day.
TIMES = (time(0, 0), time(2, 30), time(7, 30))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(*times: time, days: set[int] | None = None) -> DigestPlan:
    return DigestPlan("d", ("t",), (), at=times, days=frozenset(days or range(7)))


def every(length: timedelta) -> DigestPlan:
    return DigestPlan("d", ("t",), (), every=length)


class Clerk:
    """Composes what is due, as the database has it: the slots that were composed, and the periods they told."""

    def __init__(self, plan: DigestPlan, zone: ZoneInfo, begun: datetime) -> None:
        self.plan, self.zone = plan, zone
        first = latest_slot(plan, zone, begun)
        self.slots: dict[str, datetime] = {first.key: first.at}
        self.last = first.at
        self.periods: list[Period] = []
        self._ends = [begun]

    def tick(self, now: datetime) -> Slot | None:
        slot = latest_slot(self.plan, self.zone, now)
        end = max((each for each in self._ends[-3:] if each <= now), default=self._ends[0])
        earlier = Earlier(self.last, end, slot.key in self.slots)
        if not is_due(slot, earlier, now):
            return None
        assert slot.key not in self.slots
        self.periods.append(period(self.plan, self.zone, slot, earlier, now))
        self.slots[slot.key] = slot.at
        self.last = max(self.last, slot.at)
        self._ends.append(now)
        return slot


def dates() -> Iterator[date]:
    day = FIRST
    while day < LAST:
        yield day
        day += DAY


def moments(zone: ZoneInfo) -> dict[str, datetime]:
    """Each local date and time of TIMES, by its name: the moment it is, the first where it comes twice."""
    local = (datetime.combine(day, each, zone) for day in dates() for each in TIMES)
    return {f"{moment:%Y-%m-%dT%H:%M}": moment.astimezone(UTC) for moment in local}


@pytest.mark.parametrize("zone", map(ZoneInfo, ZONES), ids=ZONES)
def test_in_ten_years_no_slot_is_missed_and_none_comes_twice(zone: ZoneInfo) -> None:
    expected = moments(zone)
    clerk = Clerk(at(*TIMES), zone, min(expected.values()) - HOUR)
    composed = []
    for number, moment in enumerate(sorted(set(expected.values()))):
        if number % 7 == 0:  # each time of day in turn: it is not due a second before
            composed.append(clerk.tick(moment - timedelta(seconds=1)))
        composed.append(clerk.tick(moment))
    found = [slot for slot in composed if slot]
    # slots that a clock change brought to one moment are one digest
    assert [slot.at for slot in found] == sorted(set(expected.values()))
    assert all(expected[slot.key] == slot.at for slot in found)
    assert not any(each.caught_up for each in clerk.periods)
    assert all(one.end == next_.start for one, next_ in zip(clerk.periods, clerk.periods[1:], strict=False))


def changes(zone: ZoneInfo) -> list[date]:
    """The dates within the years on which the zone's clocks were changed; one date where they never were."""
    noons = {day: datetime.combine(day, time(12), zone).utcoffset() for day in dates()}
    return [day for day in noons if noons.get(day - DAY, noons[day]) != noons[day]] or [date(2015, 3, 29)]


@pytest.mark.parametrize("zone", map(ZoneInfo, ZONES), ids=ZONES)
def test_a_clock_that_is_wrong_while_a_zone_changes_costs_no_slot_and_doubles_none(zone: ZoneInfo) -> None:
    for day in changes(zone):
        local = [datetime.combine(day + n * DAY, each, zone).astimezone(UTC) for n in range(-2, 4) for each in TIMES]
        for jump in (HOUR, DAY, -HOUR, -DAY):
            for wrong in (range(6, 8), range(7, 9), range(6, len(local))):  # for two slots, or from then on
                clerk = Clerk(at(*TIMES), zone, local[0] - MINUTE)
                shown = [moment + jump if n in wrong else moment for n, moment in enumerate(local)]
                for moment in shown:
                    clerk.tick(moment)
                owed = {latest_slot(clerk.plan, zone, moment).key for moment in shown}
                assert owed <= set(clerk.slots), (day, jump)
                told = sum((each.end - each.start for each in clerk.periods), timedelta())
                assert told >= max(shown) - local[0], (day, jump)


def test_there_are_forty_zones() -> None:
    assert len(set(ZONES)) == 40


@pytest.mark.parametrize(
    ("plan", "now", "key", "moment"),
    [
        # in Berlin 02:30 is skipped on 30 March 2025, and comes twice on 26 October
        (at(time(2, 30)), "2025-03-30T12:00Z", "2025-03-30T02:30", "2025-03-30T01:30Z"),
        (at(time(2, 30)), "2025-10-26T12:00Z", "2025-10-26T02:30", "2025-10-26T00:30Z"),
        (at(time(7, 30)), "2025-01-14T06:29Z", "2025-01-13T07:30", "2025-01-13T06:30Z"),
        (at(time(7, 30), time(19)), "2025-01-14T18:00Z", "2025-01-14T19:00", "2025-01-14T18:00Z"),
        (at(time(7, 30), days={0}), "2025-01-19T23:59Z", "2025-01-13T07:30", "2025-01-13T06:30Z"),
        (at(time(7, 30)), "2024-02-29T12:00Z", "2024-02-29T07:30", "2024-02-29T06:30Z"),
        (every(HOUR), "2025-01-14T06:59Z", "2025-01-14T06:00:00Z", "2025-01-14T06:00Z"),
        (every(7 * MINUTE), "1970-01-01T00:08Z", "1970-01-01T00:07:00Z", "1970-01-01T00:07Z"),
    ],
)
def test_the_latest_slot_is_the_local_date_and_time_that_was_written(
    plan: DigestPlan, now: str, key: str, moment: str
) -> None:
    slot = latest_slot(plan, ZoneInfo("Europe/Berlin"), datetime.fromisoformat(now))
    assert slot == Slot(datetime.fromisoformat(moment), key)


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY, 30 * DAY])
@pytest.mark.parametrize("plan", [at(time(7, 30), time(19)), every(HOUR)], ids=["times", "hourly"])
def test_a_clock_that_jumps_and_comes_back_costs_no_slot_and_doubles_none(plan: DigestPlan, jump: timedelta) -> None:
    start = datetime(2025, 1, 14, 6, 0, tzinfo=UTC)
    clerk = Clerk(plan, ZoneInfo("Asia/Seoul"), start)
    ticks = [start + n * MINUTE for n in range(1, 60 * 48)]
    wrong = {moment + jump for moment in ticks[600:610]}  # for ten minutes the clock is wrong
    for n, moment in enumerate(ticks):
        clerk.tick(moment + jump if 600 <= n < 610 else moment)
    owed = {latest_slot(plan, clerk.zone, moment).key for moment in ticks}
    assert owed <= set(clerk.slots)
    others = {latest_slot(plan, clerk.zone, moment).key for moment in wrong}
    assert set(clerk.slots) <= owed | others | {latest_slot(plan, clerk.zone, start).key}


def test_after_three_days_off_one_digest_covers_them_and_says_so() -> None:
    start = datetime(2025, 1, 14, 6, 0, tzinfo=UTC)
    clerk = Clerk(at(time(7, 30)), ZoneInfo("UTC"), start)
    for moment in (start + 2 * HOUR, start + 3 * DAY, start + 3 * DAY + HOUR, start + 3 * DAY + 2 * HOUR):
        clerk.tick(moment)
    assert [(each.start, each.end, each.caught_up) for each in clerk.periods] == [
        (start, start + 2 * HOUR, False),
        (start + 2 * HOUR, start + 3 * DAY, True),
        (start + 3 * DAY, start + 3 * DAY + 2 * HOUR, False),
    ]


NOON = datetime(2025, 1, 14, 12, 0, 0, 400_000, tzinfo=UTC)
SECOND = NOON.replace(microsecond=0)


@pytest.mark.parametrize(
    ("begun", "now", "end"),
    [
        ([], NOON, SECOND),
        ([NOON + MINUTE], NOON + 2 * MINUTE, SECOND + MINUTE),
        ([NOON - MINUTE], NOON + 9 * MINUTE, None),
        ([NOON - MINUTE, NOON + MINUTE], NOON + 10 * MINUTE, SECOND - MINUTE),
    ],
    ids=["no poll", "a younger poll's news is left for the next", "an older one is waited for", "but not for ever"],
)
def test_a_period_ends_before_what_a_poll_under_way_brings(
    begun: list[datetime], now: datetime, end: datetime | None
) -> None:
    assert horizon(NOON, now, begun) == end


@pytest.mark.parametrize(
    ("quiet", "sent", "goes"),
    [
        (None, [], True),
        ((time(20), time(22)), [], False),  # 12:00 in London is 21:00 in Seoul
        ((time(21), time(22)), [], False),
        ((time(20), time(21)), [], True),
        ((time(20), time(7)), [], False),
        ((time(22), time(21)), [], True),
        (None, [NOON - HOUR, NOON - MINUTE], True),
        (None, [NOON - 59 * MINUTE, NOON - MINUTE], False),
        (None, [NOON + HOUR, NOON - MINUTE], True),
    ],
)
def test_an_alert_goes_out_outside_its_quiet_time_and_within_its_limit(
    quiet: tuple[time, time] | None, sent: list[datetime], *, goes: bool
) -> None:
    assert alert_may_go(Alert(quiet, limit=2), ZoneInfo("Asia/Seoul"), NOON, sent) is goes
