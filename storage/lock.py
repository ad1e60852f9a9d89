"""Two locks beside a database. One is held by the newswatch that crawls for as long as it runs, and its file also tells
that a database stood here. The other is held by whoever writes, for one transaction.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

# The second line of the lock file, once there is a database. The first is the process that has, or had, the lock.
_MARK = b"has a database\n"
_LONGEST = 200
# As long as SQLite waits: a transaction takes milliseconds, so that five seconds mean that something is wrong.
WAIT_SECONDS = 5.0
# The pause between two looks at a lock that another has, doubled each time. The longest is shorter than the pauses that
# house-keeping makes between its transactions, so that whoever waits gets his turn.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.000_5, 0.01


class DatabaseProblem(Exception):  # noqa: N818 - the glossary's word
    """The database cannot be used. The message names its path, the cause and the next step."""


class DatabaseInUse(DatabaseProblem):
    """Another newswatch writes to the database. `pid` is its process."""

    def __init__(self, path: Path, pid: str) -> None:
        super().__init__(
            f"another newswatch (process {pid or 'unknown'}) has {path}: let it finish, or stop it, and try again"
        )
        self.pid = pid


class DatabaseBusy(DatabaseProblem):
    """Another connection has been writing for longer than one waits."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"something has been writing to {path} for more than {WAIT_SECONDS:g} seconds: find out what hangs, and try again"
        )


class OwnerLock:
    """The lock of the one newswatch that crawls and delivers, held until it is closed; the system gives it up when the
    process ends.

    Raises DatabaseInUse at once where another process has it.
    """

    def __init__(self, path: Path) -> None:
        self._file = _open(path, "lock")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(self._file, _LONGEST, 0).split(b"\n")[0].decode(errors="replace")
            self.close()
            raise DatabaseInUse(path, pid) from None
        except OSError as error:
            self.close()
            raise DatabaseProblem(
                f"{path} cannot be locked ({error.strerror}): network file systems often can't; choose a local disk"
            ) from error
        self._marked = _MARK in os.pread(self._file, _LONGEST, 0)
        self._write()

    def mark(self) -> None:
        """Note that there is a database now."""
        self._marked = True
        self._write()

    def close(self) -> None:
        """Give the lock up."""
        os.close(self._file)

    def _write(self) -> None:
        content = f"{os.getpid()}\n".encode() + (_MARK if self._marked else b"")
        os.pwrite(self._file, content, 0)
        os.ftruncate(self._file, len(content))


class WriteLock:
    """The lock of a single transaction or checkpoint. SQLite before 3.51.3 can lose a commit where one connection writes
    while another folds the log back; with it, no two do so at the same time, in whichever process.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _open(path, "writing")

    def acquire(self) -> None:
        """Wait for the lock. Raises DatabaseBusy after WAIT_SECONDS."""
        end, pause = time.monotonic() + WAIT_SECONDS, _FIRST_PAUSE
        while not self._taken():
            if time.monotonic() > end:
                raise DatabaseBusy(self._path)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def release(self) -> None:
        """Give the lock up."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close its file, and give it up where it is held."""
        os.close(self._file)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def loss(path: Path) -> DatabaseProblem | None:
    """The problem with a database that was there and is gone, or empty (FAULTS 111): no reason to begin a new one."""
    lock = _beside(path, "lock")
    if not (lock.exists() and _MARK in lock.read_bytes()):
        return None
    size = path.stat().st_size if path.exists() else None
    if size:
        return None
    what = "is gone" if size is None else "is empty"
    return DatabaseProblem(
        f"{path} {what}, although it was used before: bring it back from a backup, or, to begin anew, delete {lock}"
    )


def _open(path: Path, ending: str) -> int:
    try:
        return os.open(_beside(path, ending), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DatabaseProblem(
            f"{path.parent} cannot be written to ({error.strerror}): choose another place under [service] database"
        ) from error


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")
