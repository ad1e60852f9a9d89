"""A backup is whole or not there, whatever happens while it is made; and it can be brought back."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.backup import BackupFailed, BackupStopped, back_up, remove_unfinished
from storage.store import Store
from tests.storage.newsroom import NOW, came, newsroom, receive, rows

NAME = "news-20250114T080000Z.db"
# What Python tells its audit hooks of that touches the disk.
TOUCHES = {"open", "sqlite3.connect", "os.rename", "os.remove", "os.mkdir", "os.listdir", "os.scandir"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with newsroom(tmp_path) as store:
        receive(store, came())
    return tmp_path / "news.db"


def good(copy: Path) -> bool:
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as db:
        whole = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return whole and db.execute("SELECT count(*) FROM articles").fetchone() == (1,)


def test_a_backup_is_brought_back_by_putting_it_into_the_databases_place(database: Path) -> None:
    copy = database.parent / "backups" / NAME
    with Store(database, writable=True) as store:  # the service, with a log that holds what came last
        size = back_up(database, copy)
        store.db.execute("UPDATE articles SET title = 'Later, and lost'")
        assert size == copy.stat().st_size
        assert [path.name for path in copy.parent.iterdir()] == [NAME]
        for ending in ("", "-wal", "-shm"):
            Path(f"{database}{ending}").unlink()
    shutil.copy(copy, database)
    with Store(database, writable=True) as store:
        assert rows(store, "SELECT title FROM articles") == [("Second ferry to the islands",)]
        assert rows(store, "PRAGMA integrity_check") == [("ok",)]


def test_whoever_writes_meanwhile_is_not_held_up_and_the_copy_is_of_one_moment(database: Path) -> None:
    copy, written = database.parent / NAME, [0]
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("CREATE TABLE filler (x BLOB) STRICT")
        db.execute("INSERT INTO filler VALUES (zeroblob(40000000))")
    with Store(database, writable=True) as store:

        def meanwhile() -> bool:
            with store.transaction():
                store.db.execute("INSERT INTO topics VALUES (?, '', '')", [f"topic {written[0]}"])
                store.db.execute("DELETE FROM off_topic")
            written[0] += 1
            return False

        back_up(database, copy, meanwhile)
    assert written[0] > 5
    with closing(sqlite3.connect(copy)) as made:
        assert made.execute("SELECT count(*) FROM topics").fetchone() == (1,)


def each_step(end: Callable[[], None], act: Callable[[Callable[[], bool]], object]) -> list[int]:
    """How a process of its own ends that does `act`, for each step that it takes: `end` is called at that step."""
    codes: list[int] = []
    while not codes or codes[-1] != 0:
        child = os.fork()
        if not child:
            os._exit(_ended_at(len(codes) + 1, end, act))
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        assert len(codes) < 200
    return codes


def _ended_at(number: int, end: Callable[[], None], act: Callable[[Callable[[], bool]], object]) -> int:
    left = [number]

    def step(event: str = "open", _arguments: object = None) -> bool:
        left[0] -= event in TOUCHES
        if left[0] == 0:
            left[0] = -1
            end()
        return False

    sys.addaudithook(step)
    try:
        act(step)
    except BackupFailed:
        return 1
    except BaseException:  # noqa: BLE001 - told by the code
        return 2
    return 0


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("end", "code"), [(full, 1), (killed, -signal.SIGKILL)])
def test_at_whichever_step_it_ends_no_half_backup_has_a_name(
    database: Path, end: Callable[[], None], code: int
) -> None:
    folder = database.parent / "backups"

    def act(step: Callable[[], bool]) -> None:
        assert all(good(path) for path in folder.glob("*.db"))
        back_up(database, folder / NAME, step)

    codes = each_step(end, act)
    assert len(codes) > 10
    assert set(codes) == {code, 0}
    assert [path.name for path in folder.iterdir()] == [NAME]  # what the others left is cleaned away
    assert good(folder / NAME)


def test_what_a_crash_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (NAME, f"{NAME}.part", f"{NAME}.part-journal", "letters.part"):
        (tmp_path / name).touch()
    remove_unfinished(tmp_path)
    remove_unfinished(tmp_path / "nowhere")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters.part", NAME]


def test_a_backup_that_is_told_to_stop_leaves_nothing(database: Path) -> None:
    with pytest.raises(BackupStopped):
        back_up(database, database.parent / "backups" / NAME, lambda: True)
    assert list((database.parent / "backups").iterdir()) == []


def test_a_copy_of_a_broken_database_is_dropped_and_what_is_wrong_is_told(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("UPDATE articles SET outlet = 'Nobody'")
        db.execute("UPDATE article_search SET title = 'changed behind its back' WHERE rowid = 1")
        db.execute("DELETE FROM article_search_docsize")
    with pytest.raises(BackupFailed, match=r"articles refers to what is not there.*search index"):
        back_up(database, database.parent / "backups" / NAME)
    assert list((database.parent / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(database: Path) -> None:
    (database.parent / "backups").touch()
    with pytest.raises(BackupFailed, match="name another place under"):
        back_up(database, database.parent / "backups" / NAME)


def test_two_backups_at_once_do_not_disturb_each_other(database: Path) -> None:
    folder, refused = database.parent / "backups", []

    def second() -> bool:
        if not refused:
            with pytest.raises(BackupFailed, match="another newswatch makes a backup"):
                back_up(database, folder / "news-20250114T080001Z.db")
            refused.append(NOW)
        return False

    back_up(database, folder / NAME, second)
    assert refused
    assert [path.name for path in folder.iterdir()] == [NAME]
