"""House-keeping: backups, the dropping of what is old, the log folded back, and whether there is room to fetch.

The service does it in a thread, with a connection of its own: nothing here holds up the event loop, and each transaction is
short enough that no other waits for it long.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from crawler.config import Config
from crawler.core import backups, retention
from crawler.core.backups import Backup, BackupPlan
from crawler.core.retention import Retention
from crawler.core.space import Room, may_fetch, troubles
from storage.backup import BackupFailed, BackupStopped, back_up, remove_unfinished
from storage.database import DatabaseProblem, fold_back
from storage.store import Store

# Between two transactions that drop something: longer than one waits between two looks at the lock (storage/lock.py), so
# that whoever wants to write gets his turn.
_PAUSE_SECONDS = 0.02
# SIGTERM leaves the service six seconds; the thread looks every few milliseconds whether to stop.
_STOPS_WITHIN_SECONDS = 5

Stop = Callable[[], bool]
log = structlog.get_logger("newswatch")


class HouseKeeper:
    """What the service asks at each tick. `room` looks at the disk."""

    def __init__(self, store: Store, config: Config, room: Callable[[Path], Room] | None = None) -> None:
        self._store, self._config, self._room = store, config, room or room_at
        self._stopping = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._not_before = 0.0  # in the loop's time
        self._told: dict[str, str] = {}
        self.may_fetch = True
        if config.backup:
            remove_unfinished(config.backup.folder)

    def use(self, config: Config) -> None:
        """Take `config` from now on."""
        self._config = config

    def tick(self, now: datetime) -> None:
        """Look at the room that is left, and begin what is due."""
        self._look()
        if (self._task is None or self._task.done()) and self._is_due(now):
            loop = asyncio.get_running_loop()
            if loop.time() >= self._not_before:
                self._task = loop.create_task(self._keep(now))

    async def stop(self) -> None:
        """Have what is under way stop; what is not done is done at the next start."""
        self._stopping.set()
        if self._task:
            await asyncio.wait({self._task}, timeout=_STOPS_WITHIN_SECONDS)

    def _look(self) -> None:
        room = self._room(self._config.service.database)
        stopped = not self.may_fetch
        self.may_fetch, found = may_fetch(room, stopped=stopped), troubles(room, stopped=stopped)
        for what in found.keys() - self._told.keys():
            log.warning(found[what])
        for what in self._told.keys() - found.keys():
            log.info("there is room again" if what == "disk" else "the log beside the database is folded back")
        self._told = found

    def _is_due(self, now: datetime) -> bool:
        plan = self._config.backup
        return bool(plan and backup_is_due(self._store, plan, now)) or retention.is_due(
            self._store.purges.last_at(), now
        )

    async def _keep(self, now: datetime) -> None:
        try:
            await asyncio.to_thread(keep_house, self._config, now, self._stopping.is_set)
        except (DatabaseProblem, sqlite3.Error, OSError) as error:
            # such as a full disk, on which not even this can be written down: fetching goes on, or stops by itself
            log.warning("house-keeping was not finished", why=str(error))
            self._not_before = asyncio.get_running_loop().time() + backups.RETRY.total_seconds()


def keep_house(config: Config, now: datetime, stop: Stop) -> None:
    """Do what is due, in this thread."""
    with Store(config.service.database, writable=True, owned=False) as store:
        if config.backup and backup_is_due(store, config.backup, now):
            _back_up(store, config.service.database, config.backup, now, stop)  # before anything goes
        last = store.purges.last_at()
        if retention.is_due(last, now) and not stop():
            if retention.is_trusted(last, now):
                purge(store, config.retention, now, stop)
            else:
                store.purges.add(now)
            fold_back(store.db)


def _back_up(store: Store, database: Path, plan: BackupPlan, now: datetime, stop: Stop) -> None:
    before = store.backups.latest()
    made = make_backup(store, database, plan.folder, now, stop, keep=plan.keep)
    if made.file:
        log.info("backed up", file=str(file_of(made)), bytes=made.bytes)
    elif before is None or before.trouble is None:
        log.warning("there is no backup", why=made.trouble)


def backup_is_due(store: Store, plan: BackupPlan, now: datetime) -> bool:
    """Whether the service is to make a backup; one whose file is not there any more does not count."""
    good = store.backups.latest_good()
    return backups.is_due(store.backups.latest(), good if good and file_of(good).exists() else None, plan.every, now)


def make_backup(  # noqa: PLR0913 - what is copied, where to, and how it ends
    store: Store, database: Path, folder: Path, now: datetime, stop: Stop = lambda: False, *, keep: int | None = None
) -> Backup:
    """Make a backup and write down what came of it; of older ones in the folder, the newest `keep` stay (None: all)."""
    name = backups.name(database.stem, now)
    try:
        size = back_up(database, folder / name, stop)
    except BackupStopped:
        raise
    except BackupFailed as error:
        made = Backup(now, str(folder), trouble=str(error))
    else:
        made = Backup(now, str(folder), name, size)
        old = [path.name for path in folder.iterdir()] if keep else []
        for each in backups.dropped(old, database.stem, keep or 0):
            (folder / each).unlink(missing_ok=True)
    store.backups.add(made)
    return made


def file_of(made: Backup) -> Path:
    """Where a backup stands that was made."""
    return Path(made.folder) / (made.file or "")


def purge(store: Store, kept: Retention, now: datetime, stop: Stop) -> None:
    """Drop what is older than it is kept, a little at a time, and write down how much went."""
    purges = store.purges
    gone = {
        "visits": _counted(purges.visits(kept.visits, now), stop),
        "polls": _counted(purges.polls(kept.polls, now), stop),
        "off_topic": _counted(purges.off_topic(kept.off_topic, now), stop),
        "articles": _counted(_old_texts(store, kept.articles, now), stop) if kept.articles else 0,
    }
    if not stop():
        purges.add(now, **gone)
        if any(gone.values()):
            log.info("dropped what is old", **{what: count for what, count in gone.items() if count})


def _old_texts(store: Store, kept: timedelta, now: datetime) -> Iterator[int]:
    """Drop the texts of articles, one at a time: each is judged again in the transaction in which its texts go."""
    for article_id in going(store, kept, now):
        with store.transaction():
            for article in store.purges.aged(kept, now, after=article_id - 1, most=1):
                if retention.may_go(article, kept, now):
                    store.purges.drop_texts(article.article_id, now)
        yield 1


def going(store: Store, kept: timedelta, now: datetime) -> Iterator[int]:
    """The articles whose texts go."""
    last = 0
    while page := store.purges.aged(kept, now, after=last):
        last = page[-1].article_id
        yield from (article.article_id for article in page if retention.may_go(article, kept, now))


def _counted(drops: Iterator[int], stop: Stop) -> int:
    count = 0
    for number in drops:
        count += number
        if stop():
            break
        time.sleep(_PAUSE_SECONDS)
    return count


def room_at(database: Path) -> Room:
    """The room on the database's disk, and its log."""
    usage, wal = shutil.disk_usage(database.parent), database.with_name(f"{database.name}-wal")
    return Room(usage.free, usage.total, wal.stat().st_size if wal.exists() else 0)
