"""One writer a database: a lock file beside it, which also tells that a database stood here."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

# The second line of the lock file, once there is a database. The first is the process that has, or had, the lock.
_MARK = b"has a database\n"
_LONGEST = 200


class DatabaseProblem(Exception):  # noqa: N818 - the glossary's word
    """The database cannot be used. The message names its path, the cause and the next step."""


class DatabaseInUse(DatabaseProblem):
    """Another newswatch writes to the database. `pid` is its process."""

    def __init__(self, path: Path, pid: str) -> None:
        super().__init__(
            f"another newswatch (process {pid or 'unknown'}) has {path}: let it finish, or stop it, and try again"
        )
        self.pid = pid


class WriterLock:
    """The lock of the one who writes, held until it is closed; the system gives it up when the process ends.

    Raises DatabaseInUse at once where another process has it.
    """

    def __init__(self, path: Path) -> None:
        self._file = _open(path)
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


def loss(path: Path) -> DatabaseProblem | None:
    """The problem with a database that was there and is gone, or empty (FAULTS 111): no reason to begin a new one."""
    lock = _lock_path(path)
    if not (lock.exists() and _MARK in lock.read_bytes()):
        return None
    size = path.stat().st_size if path.exists() else None
    if size:
        return None
    what = "is gone" if size is None else "is empty"
    return DatabaseProblem(
        f"{path} {what}, although it was used before: bring it back from a backup, or, to begin anew, delete {lock}"
    )


def _open(path: Path) -> int:
    try:
        return os.open(_lock_path(path), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DatabaseProblem(
            f"{path.parent} cannot be written to ({error.strerror}): choose another place under [service] database"
        ) from error


def _lock_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")
