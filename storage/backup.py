"""A copy of the database, made while it is in use, and looked through before it takes its name."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from crawler.core.space import Room, has_room_for
from storage.lock import DatabaseProblem
from storage.migrations import migrations

# Pages (4 KB each) between two looks at whether to stop: 4 MB take some milliseconds.
_PAGES = 1_000
# Instructions of SQLite's between two such looks while the copy is looked through.
_STEPS = 100_000
# Copied whole or not at all: what is lost with one of them cannot be had again.
_COUNTED = (
    "outlets",
    "articles",
    "revisions",
    "matches",
    "stories",
    "verdicts",
    "digests",
    "deliveries",
    "off_topic",
    "polls",
)
_UNFINISHED = ".part"

Stop = Callable[[], bool]


class BackupFailed(DatabaseProblem):
    """There is no backup. The message says why, and what to do."""


class BackupStopped(BackupFailed):
    """It was told to stop."""


def back_up(database: Path, copy: Path, stop: Stop = lambda: False) -> int:
    """Copy `database` as it is at this moment to `copy`, look the copy through, and give it its name; its size in bytes.

    Whoever writes meanwhile is not held up. Until it is whole the copy stands under another name. Raises BackupFailed.
    """
    unfinished = copy.with_name(copy.name + _UNFINISHED)
    try:
        with _alone_in(copy.parent):
            _remove_unfinished(copy.parent)
            try:
                return _made(database, copy, unfinished, stop)
            finally:
                _remove_unfinished(copy.parent)
    except (OSError, sqlite3.Error) as error:
        if stop():
            raise BackupStopped(f"the backup {copy} was stopped") from error
        why = error.strerror if isinstance(error, OSError) else error
        raise BackupFailed(
            f"there is no backup {copy} ({why}): free space, or name another place under [backup] to"
        ) from error


def remove_unfinished(folder: Path) -> None:
    """Remove what a crash left of backups."""
    with suppress(OSError, BackupFailed), _alone_in(folder, made=False):
        _remove_unfinished(folder)


def copy_before_migration(source: sqlite3.Connection, copy: Path) -> None:
    """Copy a database that is about to be changed; half a copy never has the name."""
    unfinished = copy.with_name(copy.name + _UNFINISHED)
    unfinished.unlink(missing_ok=True)
    _copied(source, unfinished, lambda: False)
    _named(unfinished, copy)


def _made(database: Path, copy: Path, unfinished: Path, stop: Stop) -> int:
    usage, size = shutil.disk_usage(copy.parent), database.stat().st_size
    if not has_room_for(size, Room(usage.free, usage.total)):
        raise OSError(errno.ENOSPC, f"it needs {size / 1e6:.0f} MB, and {usage.free / 1e6:.0f} MB are free")
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as source:
        source.set_progress_handler(stop, _STEPS)
        source.execute("BEGIN")  # from here on it sees the database as it is now, however long the copying takes
        counted = _counts(source)
        _copied(source, unfinished, stop)
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as made:
        made.set_progress_handler(stop, _STEPS)
        faults = _faults(made, counted)
    if faults:
        raise BackupFailed(
            f"the backup {copy} was dropped, since it is not whole ({'; '.join(faults)}); the database may be damaged:"
            " stop newswatch, and bring the last backup back"
        )
    size = unfinished.stat().st_size
    _named(unfinished, copy)
    return size


def _copied(source: sqlite3.Connection, unfinished: Path, stop: Stop) -> None:
    def look(_status: int, _left: int, _pages: int) -> None:
        if stop():
            raise InterruptedError

    with closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy, pages=_PAGES, progress=look)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it


def _faults(copy: sqlite3.Connection, counted: dict[str, int]) -> list[str]:
    """What is wrong with a copy, opened as a database of its own."""
    found = [text for (text,) in copy.execute("PRAGMA integrity_check(3)") if text != "ok"]
    found += [
        f"{table} refers to what is not there" for table, *_ in copy.execute("PRAGMA foreign_key_check").fetchmany(3)
    ]
    if migrations.pending(Database(copy)):
        found.append("its tables are not the newest")
        return found
    now = _counts(copy)
    found += [
        f"{table} has {now[table]} rows in place of {number}"
        for table, number in counted.items()
        if now[table] != number
    ]
    try:
        copy.execute("INSERT INTO article_search (article_search, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        found.append(f"the search index: {error}")
    return found


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _COUNTED}  # noqa: S608 - our names


def _named(unfinished: Path, copy: Path) -> None:
    """Give a copy its name once all of it is on the disk."""
    _sync(unfinished)
    unfinished.replace(copy)
    _sync(copy.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob(f"*.db{_UNFINISHED}*"):  # and SQLite's journal of one
        path.unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path, *, made: bool = True) -> Iterator[None]:
    """Be the only one who makes backups in a folder, so that what is unfinished there is a crash's."""
    if made:
        folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(f"another newswatch makes a backup in {folder}: wait for it") from None
        yield
    finally:
        os.close(handle)
