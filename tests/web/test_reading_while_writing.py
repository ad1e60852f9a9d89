"""The review page reads while a newswatch writes: neither meets a lock, and the log beside the database stays small."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import pytest

from crawler.config import Config, Service, Web
from crawler.core.space import LARGEST_LOG
from tests.deliver.pages import SEOUL
from tests.storage.newsroom import came, newsroom, receive
from tests.web.serving import served
from tests.web.test_sql import ENDLESS

# 70 MB in transactions of 500 KB: what sixty articles write, more than the log may hold.
_WRITER = """
import sys
from pathlib import Path
from storage.database import open_database, transaction
db = open_database(Path(sys.argv[1]), writable=True)
largest = 0
for number in range(140):
    with transaction(db):
        db.execute("UPDATE articles SET summary = hex(randomblob(250000))")
        db.execute("INSERT INTO topics VALUES (?, 'a', 'b')", [str(number)])
    largest = max(largest, Path(f"{sys.argv[1]}-wal").stat().st_size)
print(largest)
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    with newsroom(tmp_path) as store:
        receive(store, came())
    return Config(Service(tmp_path / "news.db", "desk@example.org", SEOUL), (), (), web=Web())


def test_readers_and_the_one_that_writes_meet_no_lock_and_the_log_stays_small(config: Config) -> None:
    sql = f"select *, ({ENDLESS}) from articles"  # noqa: S608 - ours
    slow = f"/newswatch.json?sql={quote_plus(sql)}&_timelimit=400"
    with served(config) as address, ThreadPoolExecutor(5) as readers:
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, config.service.database], stdout=subprocess.PIPE)

        def read(target: str) -> list[tuple[int, str]]:
            answers = []
            while writer.poll() is None:
                answer = httpx.get(f"{address}{target}", timeout=30)
                answers.append((answer.status_code, "" if answer.is_success else answer.json()["error"]))
            return answers

        targets = (slow, slow, slow, "/newswatch/articles.json", "/newswatch.json?sql=select+count(*)+from+topics")
        answered = [answer for answers in readers.map(read, targets) for answer in answers]
        out, _ = writer.communicate()
    assert writer.returncode == 0
    assert {status for status, _ in answered} == {200, 400}
    assert {why for status, why in answered if status == 400} == {
        "The query took longer than it may. Ask for less, or ask the file itself with sqlite3."
    }
    assert int(out) <= LARGEST_LOG
