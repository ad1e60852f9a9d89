from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.core.backups import Backup
from crawler.core.models import Topic, Visit, VisitState
from crawler.core.polls import Tally
from crawler.core.retention import Retention
from crawler.core.space import LARGEST_LOG
from crawler.house_keeping import purge
from storage import lock
from storage.database import (
    CHECKPOINT_PAGES,
    DatabaseInUse,
    DatabaseProblem,
    close_database,
    fold_back,
    open_database,
    transaction,
)
from storage.lock import DatabaseBusy, WriteLock
from storage.migrations import migrations
from tests.storage.newsroom import GAZETTE, NOW, came, listed, newsroom, receive

YEAR = timedelta(days=365)

HOLDER = """
import sys, time
from pathlib import Path
from storage.database import open_database, transaction
db = open_database(Path(sys.argv[1]), writable=True)
if sys.argv[2:] == ["half"]:
    with transaction(db):
        db.execute("INSERT INTO topics VALUES ('half', 'written', '')")
        print("open", flush=True)
        time.sleep(60)
print("open", flush=True)
time.sleep(60)
"""

COUNTER = """
import sys
from pathlib import Path
from storage.database import close_database, open_database, transaction
db = open_database(Path(sys.argv[1]), writable=True, owned=False)
for _ in range(300):
    with transaction(db):
        (count,) = db.execute("SELECT query FROM topics WHERE name = 'count'").fetchone()
        db.execute("UPDATE topics SET query = ? WHERE name = 'count'", [str(int(count) + 1)])
close_database(db)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def made(path: Path) -> Path:
    close_database(open_database(path, writable=True))
    return path


def held(path: Path, *arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path), *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def killed(process: subprocess.Popen[str]) -> None:
    with process:
        process.send_signal(signal.SIGKILL)


def topics(db: Database) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM topics")]


def add_topic(db: Database, name: str) -> None:
    db.execute("INSERT INTO topics (name, query, since) VALUES (?, 'x', '2025-01-14T06:00:00Z')", [name])


def test_a_new_database_has_the_settings_that_keep_what_was_written(path: Path) -> None:
    db = open_database(path, writable=True)
    settings = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys", "synchronous")
    }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    close_database(db)


def test_what_was_written_is_read_after_opening_again(path: Path) -> None:
    db = open_database(path, writable=True)
    with transaction(db):
        add_topic(db, "kept")
    close_database(db)
    again = open_database(path, writable=False)
    assert topics(again) == ["kept"]
    close_database(again)


def test_a_reader_writes_nothing(path: Path) -> None:
    db = open_database(made(path), writable=False)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        add_topic(db, "refused")
    close_database(db)


def test_a_reader_reads_while_another_writes(path: Path) -> None:
    writer = open_database(path, writable=True)
    reader = open_database(path, writable=False)
    with transaction(writer):
        add_topic(writer, "new")
        assert topics(reader) == []
    assert topics(reader) == ["new"]
    close_database(reader)
    close_database(writer)


def test_a_second_writer_is_refused_at_once_and_told_who_has_it(path: Path) -> None:
    process = held(path)
    start = time.monotonic()
    with pytest.raises(DatabaseInUse, match=f"process {process.pid}") as refused:
        open_database(path, writable=True)
    assert time.monotonic() - start < 1
    assert refused.value.pid == str(process.pid)
    killed(process)


def test_the_lock_of_a_killed_writer_is_free_and_its_half_transaction_undone(path: Path) -> None:
    killed(held(path, "half"))
    db = open_database(path, writable=True)
    assert topics(db) == []
    assert (path.parent / "news.db.lock").read_text().startswith(f"{os.getpid()}\n")
    close_database(db)


def test_a_failed_opening_gives_the_lock_up(path: Path) -> None:
    path.write_text("no database, " * 1000)
    for _ in range(2):
        with pytest.raises(DatabaseProblem, match="not a database") as refused:
            open_database(path, writable=True)
        assert not isinstance(refused.value, DatabaseInUse)


@pytest.mark.parametrize("writable", [True, False])
def test_a_lost_database_is_told_and_no_new_one_begun(path: Path, *, writable: bool) -> None:
    made(path).unlink()
    with pytest.raises(DatabaseProblem, match="is gone"):
        open_database(path, writable=writable)
    assert not path.exists()


@pytest.mark.parametrize("writable", [True, False])
def test_an_emptied_database_is_told_and_left_alone(path: Path, *, writable: bool) -> None:
    made(path).write_bytes(b"")
    with pytest.raises(DatabaseProblem, match=r"is empty.*backup"):
        open_database(path, writable=writable)
    assert path.read_bytes() == b""


def test_deleting_the_lock_file_begins_anew(path: Path) -> None:
    made(path).unlink()
    (path.parent / "news.db.lock").unlink()
    assert made(path).exists()


def test_a_first_start_that_failed_is_no_lost_database(path: Path) -> None:
    (path.parent / "news.db.lock").write_text("4711\n")
    assert made(path).exists()


@pytest.mark.parametrize("writable", [True, False])
def test_a_cut_database_is_told(path: Path, *, writable: bool) -> None:
    whole = made(path).read_bytes()
    path.write_bytes(b"\0" * 100 + whole[100:5000])
    with pytest.raises(DatabaseProblem, match="bring it back from a backup"):
        open_database(path, writable=writable)


@pytest.mark.parametrize("writable", [True, False])
def test_another_programs_database_is_left_alone(path: Path, *, writable: bool) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(DatabaseProblem, match="another program"):
        open_database(path, writable=writable)
    with closing(sqlite3.connect(path)) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["recipes"]


@pytest.mark.parametrize("writable", [True, False])
def test_a_database_of_a_newer_newswatch_is_refused(path: Path, *, writable: bool) -> None:
    with closing(sqlite3.connect(made(path))) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name) VALUES (?, 'm999_future')", [migrations.name]
        )
        newer.commit()
    with pytest.raises(DatabaseProblem, match="newer newswatch"):
        open_database(path, writable=writable)


def test_reading_before_anything_was_crawled_says_what_to_do(path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="newswatch crawl"):
        open_database(path, writable=False)
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match=r"nowhere cannot be written to \(No such file"):
        open_database(tmp_path / "nowhere" / "news.db", writable=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DatabaseProblem, match="cannot be written to"):
        open_database(tmp_path / "news.db", writable=True)


def test_a_transaction_that_fails_leaves_nothing_behind(path: Path) -> None:
    db = open_database(path, writable=True)

    def write_and_fail() -> None:
        with transaction(db):
            add_topic(db, "one")
            with transaction(db):
                add_topic(db, "two")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_and_fail()
    assert topics(db) == []
    assert not db.conn.in_transaction
    close_database(db)


def test_a_commit_that_fails_leaves_no_transaction_open(path: Path) -> None:
    db = open_database(path, writable=True)
    db.execute("PRAGMA defer_foreign_keys = ON")

    def write_what_cannot_be_committed() -> None:
        with transaction(db):
            db.execute("PRAGMA defer_foreign_keys = ON")
            db.execute("INSERT INTO polls (outlet, started_at) VALUES ('unknown', '2025-01-14T06:00:00Z')")

    with pytest.raises(sqlite3.IntegrityError):
        write_what_cannot_be_committed()
    assert not db.conn.in_transaction
    close_database(db)


def test_several_processes_write_at_once_and_each_of_their_commits_counts(path: Path) -> None:
    db = open_database(path, writable=True)
    db.execute("PRAGMA wal_autocheckpoint = 5")  # folded back at every other commit
    with transaction(db):
        db.execute("INSERT INTO topics VALUES ('count', '0', '')")
    others = [subprocess.Popen([sys.executable, "-c", COUNTER, str(path)]) for _ in range(2)]
    for _ in range(300):
        with transaction(db):
            db.execute("UPDATE topics SET query = query + 1 WHERE name = 'count'")
    assert [other.wait(60) for other in others] == [0, 0]
    assert db.execute("SELECT query FROM topics WHERE name = 'count'").fetchone() == ("900",)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    close_database(db)


def test_who_writes_beside_the_owner_needs_a_database_that_is_there_and_up_to_date(path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="newswatch crawl"):
        open_database(path, writable=True, owned=False)
    beside = open_database(made(path), writable=True, owned=False)
    owner = open_database(path, writable=True)
    with transaction(beside):
        add_topic(beside, "beside")
    assert topics(owner) == ["beside"]
    close_database(owner)
    close_database(beside)


def test_nothing_is_written_without_the_lock_of_its_transaction(path: Path) -> None:
    unlocked = []

    def look(statement: str) -> None:
        free = WriteLock(path)
        try:
            if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"} and free._taken():
                unlocked.append(statement)
        finally:
            free.close()

    with newsroom(path.parent) as store:
        store.db.conn.set_trace_callback(look)
        store.polls.keep_outlets([GAZETTE], NOW)
        store.topics.keep([Topic("Harbours", "harbour")], NOW)
        receive(store, came())
        store.stories.catch_up()
        store.articles.still_listed([listed("/off")], NOW)
        poll = store.polls.begin("Gazette", NOW)
        store.polls.add_visit(poll, Visit("Gazette", "https://gazette.example/", VisitState.OK, NOW))
        store.polls.cut_short(poll, Tally(), NOW)
        store.polls.close_cut_short(NOW)
        store.deliveries.retry(1, NOW)
        store.backups.add(Backup(NOW, "backups"))
        purge(store, Retention(articles=YEAR), NOW + 2 * YEAR, lambda: False)
        written = store.db.execute("SELECT total_changes()").fetchone()[0]
    assert unlocked == []
    assert written > 100


def test_who_waits_too_long_for_another_transaction_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.05)
    db = open_database(path, writable=True)
    other = WriteLock(path)
    other.acquire()
    with pytest.raises(DatabaseBusy, match="writing to"), transaction(db):
        pytest.fail("it was not waited for")
    other.release()
    with transaction(db):
        add_topic(db, "later")
    assert topics(db) == ["later"]
    other.close()
    close_database(db)


def test_a_held_transaction_of_a_killed_writer_is_free_at_once(path: Path) -> None:
    process = held(path, "half")
    beside = open_database(path, writable=True, owned=False)
    killed(process)
    with transaction(beside):
        add_topic(beside, "after")
    assert topics(beside) == ["after"]
    close_database(beside)


def test_a_reader_holds_the_log_up_and_the_space_comes_back_when_it_has_ended(path: Path) -> None:
    db, reader, log = open_database(path, writable=True), open_database(path, writable=False), Path(f"{path}-wal")
    db.execute("CREATE TABLE filler (x BLOB)")
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM filler").fetchone() == (0,)
    for _ in range(3):
        with transaction(db):
            db.execute("INSERT INTO filler VALUES (zeroblob(?))", [CHECKPOINT_PAGES * 4096])
    assert not fold_back(db)
    assert log.stat().st_size > LARGEST_LOG
    reader.execute("COMMIT")
    with transaction(db):  # the first commit after it folds the log back, the next one begins it anew and cuts it
        add_topic(db, "one")
    with transaction(db):
        add_topic(db, "two")
    assert log.stat().st_size <= LARGEST_LOG
    assert fold_back(db)
    assert log.stat().st_size == 0
    close_database(reader)
    close_database(db)


def test_a_connection_that_still_reads_keeps_what_it_wrote_where_the_log_is_large(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_database(path, writable=True)
    monkeypatch.setattr(type(db.conn), "fold_from", 1)  # each log is a large one
    with transaction(db):
        db.execute("CREATE TABLE filler (content TEXT)")
        db.execute("INSERT INTO filler VALUES ('a'), ('b')")
    reading = db.execute("SELECT content FROM filler")
    assert reading.fetchone() == ("a",)
    with transaction(db):
        db.execute("INSERT INTO filler VALUES ('c')")
    assert reading.fetchone() == ("b",)
    close_database(db)
    reader = open_database(path, writable=False)
    assert reader.execute("SELECT count(*) FROM filler").fetchone() == (3,)
    close_database(reader)
