"""House-keeping: what the service does by itself, and tells once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from structlog.testing import capture_logs

from crawler.cli.keeping import going_line
from crawler.config import Config, Service
from crawler.core.backups import BackupPlan
from crawler.core.retention import Retention
from crawler.core.space import LARGEST_LOG, Room
from crawler.house_keeping import HouseKeeper, keep_house
from storage.store import Store
from tests.storage.newsroom import FERRIES, GAZETTE, NOW, came, newsroom, receive, rows

DAY = timedelta(days=1)
LATER = NOW + 100 * DAY


def never() -> bool:
    return False


def configured(folder: Path) -> Config:
    service = Service(folder / "news.db", "desk@example.org", ZoneInfo("UTC"))
    return Config(service, (GAZETTE,), (FERRIES,), backup=BackupPlan(folder=folder / "backups", keep=2),
                  retention=Retention(articles=60 * DAY))  # fmt: skip


def test_each_day_a_backup_is_made_and_from_the_second_on_what_is_old_goes(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with newsroom(tmp_path) as store:
        receive(store, came())
        assert going_line(store, config, LATER) == "by [retention] texts go that are older than 60 days: 1"
        for days, gone in ((0, 0), (1, 1), (2, 1), (2.5, 1)):
            keep_house(config, LATER + days * DAY, never)
            assert rows(store, "SELECT count(*) FROM articles WHERE purged_at IS NOT NULL") == [(gone,)]
        assert rows(store, "SELECT count(*) FROM backups WHERE trouble IS NULL") == [(3,)]
        assert (tmp_path / "news.db-wal").stat().st_size < 100_000  # folded back
        assert going_line(store, config, LATER) == ""
    kept = sorted((tmp_path / "backups").iterdir())
    assert [path.name for path in kept] == ["news-20250425T080000Z.db", "news-20250426T080000Z.db"]
    with Store(kept[0], writable=True) as backup:  # made before what was old went
        assert rows(backup, "SELECT count(*) FROM articles WHERE text IS NULL") == [(0,)]


def test_a_backup_that_fails_is_told_once_and_tried_again_each_hour(tmp_path: Path) -> None:
    config = configured(tmp_path)
    (tmp_path / "backups").touch()
    with newsroom(tmp_path) as store, capture_logs() as told:
        for minutes in (0, 10, 70, 140):
            keep_house(config, LATER + timedelta(minutes=minutes), never)
        assert [event["event"] for event in told] == ["there is no backup"]
        assert len(rows(store, "SELECT at FROM backups WHERE trouble LIKE '%name another place%'")) == 3
        (tmp_path / "backups").unlink()
        keep_house(config, LATER + timedelta(hours=4), never)
        assert [event["event"] for event in told][1:] == ["backed up"]


def test_fetching_stops_while_the_disk_is_full_and_goes_on_by_itself_each_told_once(tmp_path: Path) -> None:
    rooms = [Room(free, 10**12, log) for free, log in
             ((10**9, 0), (10**8, 0), (10**7, LARGEST_LOG + 1), (220_000_000, 0), (10**9, 0))]  # fmt: skip
    left = iter(rooms)
    with newsroom(tmp_path) as store, capture_logs() as told:
        store.purges.add(LATER)
        keeper = HouseKeeper(store, replace(configured(tmp_path), backup=None), lambda _: next(left))
        may = []
        for _ in rooms:
            keeper.tick(LATER)
            may.append(keeper.may_fetch)
    assert may == [True, False, False, False, True]
    assert [event["event"].split(":")[0] for event in told] == [
        "the disk is full",
        "the log beside the database has grown to 64 MB",
        "the log beside the database is folded back",
        "there is room again",
    ]
