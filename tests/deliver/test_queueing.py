"""What goes into which digest: all of it, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from crawler.core.plans import DigestPlan, Include
from tests.deliver.office import MINUTE, Office, alert, mailto, office
from tests.storage.newsroom import FERRIES, NOW, rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAILY = DigestPlan("daily", (FERRIES.name,), mailto("ann"), at=(time(9),))


def compose(desk: Office, after: timedelta = timedelta()) -> int | None:
    """Some time passes, and what is due then is composed."""
    desk.now += after
    return desk.queueing.due(desk.plan, desk.now)


def recorded(desk: Office) -> Sequence[object]:
    return rows(desk.store, "SELECT slot, caught_up, items FROM digests ORDER BY id")[1:]


def test_a_digest_that_is_new_begins_to_tell_when_it_is_first_seen(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        assert compose(desk) is None  # 08:01: no digest for yesterday's slot
        desk.news("One")
        assert compose(desk, 58 * MINUTE) is None
        assert compose(desk, MINUTE) is not None
        assert compose(desk, MINUTE) is None
        assert desk.told() == [["One"]]
        assert recorded(desk) == [("2025-01-14T09:00", 0, 1)]


def test_without_news_the_period_is_recorded_and_nothing_is_sent(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        assert compose(desk, HOUR) is None
        assert recorded(desk) == [("2025-01-14T09:00", 0, 0)]
        assert desk.ledger() == {}


def test_each_recipient_has_a_delivery_and_the_message_its_id(tmp_path: Path) -> None:
    with office(tmp_path, *mailto("ann", "bob", "ann"), plan=DAILY) as desk:
        desk.news("One")
        compose(desk, HOUR)
        assert desk.ledger() == {f"mailto:{each}@example.org": ("queued", 0, 0) for each in ("ann", "bob")}
        ((message_id,),) = rows(desk.store, "SELECT message_id FROM digests WHERE items")
        assert message_id.endswith("@example.org>")


def test_what_comes_in_the_second_of_composing_goes_into_the_next(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        desk.news("One")
        desk.now += HOUR
        desk.news("Two", at=desk.now)
        compose(desk)
        compose(desk, DAY)
        assert desk.told() == [["One"], ["Two"]]


def test_what_was_missed_is_caught_up_once_and_said(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        desk.news("One")
        compose(desk, 3 * DAY)
        compose(desk, MINUTE)
        assert desk.told() == [["One", "(covers missed periods)"]]


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(hours=1), -timedelta(hours=1), -timedelta(days=1)])
def test_a_clock_that_was_wrong_loses_nothing_and_tells_nothing_twice(tmp_path: Path, jump: timedelta) -> None:
    with office(tmp_path, plan=replace(DAILY, at=tuple(time(hour) for hour in range(24)))) as desk:
        titles = []
        for n in range(60):
            wrong = jump if 20 <= n < 24 else timedelta()
            desk.now += wrong
            titles.append(f"Ferry {n}")
            desk.news(titles[-1])
            compose(desk)
            desk.now += 30 * MINUTE - wrong
        compose(desk, 2 * DAY)
        told = [line for lines in desk.told() for line in lines if "missed" not in line]
        assert sorted(told) == sorted(titles)


def test_a_poll_that_is_under_way_is_waited_for_and_then_its_news_is_left_for_the_next(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        desk.news("One")
        desk.now += 58 * MINUTE
        desk.news("Under way", at=desk.now + MINUTE)
        desk.store.polls.begin("Gazette", desk.now)
        desk.now += 2 * MINUTE
        assert compose(desk) is None
        compose(desk, 10 * MINUTE)
        assert desk.told() == [["One"]]
        desk.store.polls.close_cut_short(desk.now)
        compose(desk, DAY)
        assert desk.told() == [["One"], ["Under way"]]


def test_what_a_person_asks_for_at_once_is_not_told_again_by_the_next(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        desk.news("One")
        assert desk.queueing.at_once(desk.plan, desk.now, None) is not None
        assert desk.queueing.at_once(desk.plan, desk.now, None) is None
        desk.now += MINUTE
        desk.news("Two")
        compose(desk, HOUR)
        assert desk.told() == [["One"], ["Two"]]


def test_two_digests_tell_the_same_news_each(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        other = replace(DAILY, name="evening", at=(time(10),))
        desk.queueing.due(other, NOW)
        desk.news("One")
        compose(desk, HOUR)
        desk.queueing.due(other, desk.now + HOUR)
        assert desk.told() == [["One"], ["One"]]


def test_an_alert_goes_at_once_and_waits_through_the_quiet_and_the_limit(tmp_path: Path) -> None:
    with office(tmp_path, *mailto("ann"), plan=alert(quiet=(time(9), time(10)), limit=2)) as desk:
        for n in range(4):  # 08:01 to 08:04
            desk.news(f"Ferry {n}")
            compose(desk)
            desk.now += MINUTE
        assert desk.told() == [["Ferry 0"], ["Ferry 1"]]
        compose(desk, 57 * MINUTE)  # 09:02: the hour is over, the quiet is not
        desk.news("Ferry 4")
        compose(desk, 57 * MINUTE)  # 09:59
        assert len(desk.told()) == 2
        compose(desk, MINUTE)
        assert desk.told()[2:] == [["Ferry 2", "Ferry 3", "Ferry 4"]]
        compose(desk, HOUR)
        assert len(desk.told()) == 3


def test_an_alert_for_corrections_is_not_for_anything_else(tmp_path: Path) -> None:
    plan = replace(alert(), include=Include.CORRECTIONS)
    with office(tmp_path, *mailto("ann"), plan=plan) as desk:
        desk.news("One", "Two")
        compose(desk)
        assert desk.told() == []
        desk.correction("Two")
        compose(desk, MINUTE)
        assert desk.told() == [["Two"]]


def test_kept_alone_is_told_when_it_was_kept_however_long_ago_it_came(tmp_path: Path) -> None:
    with office(tmp_path, plan=replace(DAILY, include=Include.KEPT)) as desk:
        desk.news("One", "Two")
        compose(desk, HOUR)
        desk.store.db.execute(
            "INSERT INTO verdicts (article_id, verdict, at) SELECT id, 'keep', '2025-01-14T10:00:00Z' FROM articles WHERE title = 'Two'"
        )
        compose(desk, DAY)
        compose(desk, DAY)
        assert desk.told() == [["Two"]]


def test_an_alert_whose_news_a_person_dropped_is_composed_once_and_not_sent(tmp_path: Path) -> None:
    with office(tmp_path, *mailto("ann")) as desk:
        desk.news("Dropped by a person")
        compose(desk)
        compose(desk, MINUTE)
        assert rows(desk.store, "SELECT count(*) FROM digests") == [(2,)]
        assert desk.ledger() == {}


def test_the_office_begins_at_its_time(tmp_path: Path) -> None:
    with office(tmp_path, plan=DAILY) as desk:
        assert rows(desk.store, "SELECT slot, period_start FROM digests") == [
            ("2025-01-13T09:00", f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
        ]
