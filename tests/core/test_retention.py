from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.core import backups, retention
from crawler.core.backups import Backup
from crawler.core.retention import Aged
from crawler.core.space import LARGEST_LOG, Room, may_fetch, troubles

NOW = datetime(2026, 1, 14, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("article", "goes"),
    [
        (Aged(1, NOW - 730 * DAY), True),
        (Aged(1, NOW - 729 * DAY), False),
        (Aged(1, NOW - 2000 * DAY, reviewed=True), False),
        (Aged(1, NOW - 2000 * DAY, awaited=True), False),
        (Aged(1, NOW + 2000 * DAY), False),
    ],
)
def test_texts_go_that_are_old_and_nobody_reviewed_or_waits_for(article: Aged, *, goes: bool) -> None:
    assert retention.may_go(article, 730 * DAY, NOW) is goes


@pytest.mark.parametrize(
    ("last", "due", "trusted"),
    [
        (None, True, False),
        (NOW - 23 * HOUR, False, True),
        (NOW - DAY, True, True),
        (NOW - 7 * DAY, True, True),
        (NOW - 8 * DAY, True, False),  # the service was off, or the clock jumped
        (NOW + DAY, True, False),  # the clock was set back
    ],
)
def test_it_is_looked_daily_and_a_clock_that_jumped_drops_nothing(
    last: datetime | None, *, due: bool, trusted: bool
) -> None:
    assert (retention.is_due(last, NOW), retention.is_trusted(last, NOW)) == (due, trusted)


def good(ago: timedelta) -> Backup:
    return Backup(NOW - ago, "backups", "a.db", 1)


def bad(ago: timedelta) -> Backup:
    return Backup(NOW - ago, "backups", trouble="no room")


@pytest.mark.parametrize(
    ("latest", "latest_good", "due"),
    [
        (None, None, True),
        (good(DAY), good(DAY), True),
        (good(DAY - HOUR), good(DAY - HOUR), False),
        (bad(HOUR / 2), good(2 * DAY), False),
        (bad(HOUR), good(2 * DAY), True),
        (bad(HOUR / 2), None, False),
        (good(-DAY), good(-DAY), True),
    ],
)
def test_a_backup_is_due_when_the_last_good_one_is_old_and_one_that_failed_is_tried_again_in_an_hour(
    latest: Backup | None, latest_good: Backup | None, *, due: bool
) -> None:
    assert backups.is_due(latest, latest_good, DAY, NOW) is due


def test_of_backups_the_newest_stay_and_other_files_are_left_alone() -> None:
    names = [backups.name("news", NOW - days * DAY) for days in range(4)]
    others = ["news.db", "news-2026.db", "other-20200101T000000Z.db", "news-20200101T000000Z.db.part", "letters.txt"]
    assert backups.dropped([*others, *names], "news", 2) == sorted(names[2:])
    assert backups.dropped(names, "news", 9) == []


@pytest.mark.parametrize(
    ("free", "total", "stopped", "may"),
    [
        (200_000_000, 10**12, False, True),
        (199_999_999, 10**12, False, False),
        (249_999_999, 10**12, True, False),  # not back and forth with every page
        (250_000_000, 10**12, True, True),
        (50_000_000, 10**9, False, True),  # of a small disk a twentieth
        (49_999_999, 10**9, False, False),
    ],
)
def test_nothing_is_fetched_while_the_disk_is_full(free: int, total: int, *, stopped: bool, may: bool) -> None:
    assert may_fetch(Room(free, total), stopped=stopped) is may


def test_what_is_wrong_with_the_disk_is_told_with_what_to_do() -> None:
    assert troubles(Room(10**11, 10**12, LARGEST_LOG)) == {}
    told = troubles(Room(10**8, 10**12, LARGEST_LOG + 10**6))
    assert told["disk"].startswith("the disk is full: 100 MB are free")
    assert told["log"].startswith("the log beside the database has grown to 65 MB")
