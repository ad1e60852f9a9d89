"""Opening the database: settings, migrations, and what can be wrong with it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.core.space import LARGEST_LOG
from storage.backup import copy_before_migration
from storage.lock import DatabaseBusy, DatabaseInUse, DatabaseProblem, OwnerLock, WriteLock, loss
from storage.migrations import migrations

__all__ = ["DatabaseInUse", "DatabaseProblem", "close_database", "fold_back", "open_database", "transaction"]

# A reader that checkpoints holds a writer up for milliseconds; five seconds mean that something is wrong.
BUSY_MS = 5_000
# An article changes some 300 pages, all over the indexes of words, and many of them the next one changes again. The log is
# folded back every 10,000 pages (40 MB), some thirty articles, and each page is then written once; SQLite's own figure, 1,000,
# folds it back after every third.
CHECKPOINT_PAGES = 10_000
# Readers that follow one upon another leave no moment to fold the log back in. Where it has grown to this many bytes, the next
# transaction waits for those that read; the review page breaks a query off after a second. One that stays is asked for again
# when the log has grown by so many bytes more.
_FOLD_FROM, _FOLD_AGAIN = 48_000_000, 16_000_000
_FOLD_WAIT_MS = 1_200
# The pages that articles ask for over and over (the upper ones of each index, the counts of words), in KB. SQLite's own
# 2 MB hold them for some thousands of stored articles; with 100,000 each article reads a thousand pages anew.
CACHE_KB = 64_000


def open_database(path: Path, *, writable: bool, owned: bool = True) -> Database:
    """The database at `path`, at the newest schema. For one thread.

    `writable` and `owned` is for the one newswatch that crawls and delivers: a database that is not there is made, and
    DatabaseInUse is raised where another one owns it. `writable` and not `owned` is for short transactions beside it.
    Raises DatabaseProblem.
    """
    if not writable:
        return _open(path, "ro")
    return _own(path) if owned else _open(path, "rw")


def close_database(db: Database) -> None:
    """Close the connection, and give up its locks."""
    db.close()


def named(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    """What a question found, each row by its columns' names."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@contextlib.contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All writes inside are one transaction; inside another, they are part of it."""
    if db.conn.in_transaction:
        yield
        return
    with _writing(db):
        # IMMEDIATE: a deferred transaction that reads first fails at once when another one has written in between
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.conn.commit()  # inside, since on a full disk it fails, and would leave the transaction open
        except BaseException:
            db.conn.rollback()
            raise
        _fold_a_large_log(db)


def fold_back(db: Database) -> bool:
    """Fold the log back into the database and give its space back; False where a reader holds it up."""
    with _writing(db):
        return _folded(db.conn, 0)  # no waiting: a reader that stays would hold up all that write


def _fold_a_large_log(db: Database) -> None:
    if not isinstance(db.conn, _Connection) or db.conn.log is None:
        return
    size = db.conn.log.stat().st_size if db.conn.log.exists() else 0
    if size >= db.conn.fold_from:
        db.conn.fold_from = _FOLD_FROM if _folded(db.conn, _FOLD_WAIT_MS) else size + _FOLD_AGAIN


def _folded(conn: sqlite3.Connection, wait_ms: int) -> bool:
    conn.execute(f"PRAGMA busy_timeout = {wait_ms}")
    try:
        busy, _, _ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except (
        sqlite3.OperationalError
    ):  # this connection itself still reads, or the disk is full, which the next write tells
        return False
    finally:
        conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return not busy


class _Connection(sqlite3.Connection):
    """A connection that writes, with the lock of its transactions; the owner's has the owner's lock as well."""

    writing: WriteLock | None = None
    owner: OwnerLock | None = None
    log: Path | None = None  # beside the database; None where nothing is written
    fold_from = _FOLD_FROM

    def close(self) -> None:
        # The last connection folds the log back. One that can't have the lock is not the last: who has it has a connection
        with contextlib.suppress(DatabaseBusy), _held(self.writing):
            super().close()
        super().close()
        for lock in (self.writing, self.owner):
            if lock:
                lock.close()
        self.writing = self.owner = None


def _writing(db: Database) -> contextlib.AbstractContextManager[None]:
    return _held(db.conn.writing if isinstance(db.conn, _Connection) else None)


@contextlib.contextmanager
def _held(lock: WriteLock | None) -> Iterator[None]:
    if lock is None:  # a database in memory, or one that is only read
        yield
        return
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _own(path: Path) -> Database:
    with contextlib.ExitStack() as undone:
        owner = OwnerLock(path)
        undone.callback(owner.close)
        if lost := loss(path):
            raise lost
        lock = WriteLock(path)
        undone.callback(lock.close)
        with _told(path), _held(lock):
            # transactions are opened by `transaction` alone
            conn = sqlite3.connect(path, isolation_level=None, factory=_Connection)
            undone.callback(conn.close)
            db = _set_up(conn)
            _migrate(db, path)
        owner.mark()
        conn.writing, conn.owner, conn.log = lock, owner, Path(f"{path}-wal")
        undone.pop_all()
        return db


def _open(path: Path, mode: str) -> Database:
    """A database that is there and up to date, to read (mode `ro`), or to write in too (`rw`)."""
    if lost := loss(path):
        raise lost
    if not path.exists():
        raise DatabaseProblem(f"there is no {path} yet: “newswatch crawl” or “newswatch run” makes it")
    with contextlib.ExitStack() as undone, _told(path):
        conn = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, factory=_Connection
        )
        undone.callback(conn.close)
        if mode == "rw":
            conn.writing, conn.log = WriteLock(path), Path(f"{path}-wal")
            _set_up(conn)
        conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        db = Database(conn)
        _check_schema(db, path)
        if migrations.pending(db):
            raise DatabaseProblem(
                f"{path} is of an older newswatch: “newswatch crawl” or “newswatch run” brings it up to date"
            )
        undone.pop_all()
        return db


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise DatabaseProblem(
            f"{path} cannot be used ({error}): bring it back from a backup, or name another file under [service] database"
        ) from error


def _set_up(conn: sqlite3.Connection) -> Database:
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        f"journal_size_limit = {LARGEST_LOG}",
        f"cache_size = -{CACHE_KB}",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return Database(conn)


def _migrate(db: Database, path: Path) -> None:
    _check_schema(db, path)
    pending = migrations.pending(db)
    if pending and migrations.applied(db):
        copy_before_migration(db.conn, path.with_name(f"{path.name}.before-{pending[0].name}"))
    migrations.apply(db)


def _check_schema(db: Database, path: Path) -> None:
    known = {migration.name for migration in migrations._migrations}  # noqa: SLF001 - it has no public list
    applied = {migration.name for migration in migrations.applied(db)}
    if applied - known:
        raise DatabaseProblem(f"{path} is of a newer newswatch: install that version, or a newer one")
    if not applied and set(db.table_names()) - {migrations.migrations_table}:
        raise DatabaseProblem(f"{path} is another program's database: name another file under [service] database")
