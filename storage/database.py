"""Opening the database: settings, migrations, and what can be wrong with it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from storage.lock import DatabaseInUse, DatabaseProblem, WriterLock, loss
from storage.migrations import migrations

__all__ = ["DatabaseInUse", "DatabaseProblem", "close_database", "open_database", "transaction"]

# A reader that checkpoints holds a writer up for milliseconds; five seconds mean that something is wrong.
BUSY_MS = 5_000
# An article changes some 300 pages, all over the indexes of words, and many of them the next one changes again. The log is
# folded back every 10,000 pages (40 MB), some thirty articles, and each page is then written once; SQLite's own figure, 1,000,
# folds it back after every third.
CHECKPOINT_PAGES = 10_000
# The pages that articles ask for over and over (the upper ones of each index, the counts of words), in KB. SQLite's own
# 2 MB hold them for some thousands of stored articles; with 100,000 each article reads a thousand pages anew.
CACHE_KB = 64_000


def open_database(path: Path, *, writable: bool) -> Database:
    """The database at `path`, at the newest schema. `writable` creates a new one, and holds its lock until it is closed.

    Raises DatabaseProblem. For one thread.
    """
    return _open_to_write(path) if writable else _open_to_read(path)


def close_database(db: Database) -> None:
    """Close the connection, and give up the lock."""
    db.close()


@contextlib.contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All writes inside are one transaction; inside another, they are part of it."""
    if db.conn.in_transaction:
        yield
        return
    # IMMEDIATE: a deferred transaction that reads first fails at once when another one has written in between
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.commit()  # inside, since on a full disk it fails, and would leave the transaction open
    except BaseException:
        db.conn.rollback()
        raise


class _Connection(sqlite3.Connection):
    """A connection that has the writer's lock for as long as it is open."""

    lock: WriterLock | None = None

    def close(self) -> None:
        super().close()
        if self.lock:
            self.lock.close()
            self.lock = None


def _open_to_write(path: Path) -> Database:
    with contextlib.ExitStack() as undone:
        lock = WriterLock(path)
        undone.callback(lock.close)
        if lost := loss(path):
            raise lost
        with _told(path):
            # transactions are opened by `transaction` alone
            conn = sqlite3.connect(path, isolation_level=None, factory=_Connection)
            undone.callback(conn.close)
            db = _set_up(conn)
            _migrate(db, path)
        lock.mark()
        conn.lock = lock
        undone.pop_all()
        return db


def _open_to_read(path: Path) -> Database:
    if lost := loss(path):
        raise lost
    if not path.exists():
        raise DatabaseProblem(f"there is no {path} yet: “newswatch crawl” or “newswatch run” makes it")
    with contextlib.ExitStack() as undone, _told(path):
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        undone.callback(conn.close)
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
        f"cache_size = -{CACHE_KB}",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return Database(conn)


def _migrate(db: Database, path: Path) -> None:
    _check_schema(db, path)
    pending = migrations.pending(db)
    if pending and migrations.applied(db):
        _back_up(db, path.with_name(f"{path.name}.before-{pending[0].name}"))
    migrations.apply(db)


def _check_schema(db: Database, path: Path) -> None:
    known = {migration.name for migration in migrations._migrations}  # noqa: SLF001 - it has no public list
    applied = {migration.name for migration in migrations.applied(db)}
    if applied - known:
        raise DatabaseProblem(f"{path} is of a newer newswatch: install that version, or a newer one")
    if not applied and set(db.table_names()) - {migrations.migrations_table}:
        raise DatabaseProblem(f"{path} is another program's database: name another file under [service] database")


def _back_up(db: Database, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as copy:
        db.conn.backup(copy)
