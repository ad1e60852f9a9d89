"""docs/reading.md as it stands, and readers in a loop, beside a process that stores one article after the other."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from crawler.core.space import LARGEST_LOG
from tests.bench.readers import read, writing

PAGE = (Path(__file__).parents[1] / "docs" / "reading.md").read_text(encoding="utf-8")
SHOWN = {
    heading: (language, snippet)
    for heading, language, snippet in re.findall(r"^## (.+?)\n.*?^```(\w+)\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
EXTENSION = "duckdb_extension_sqlite_scanner"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    database = tmp_path_factory.mktemp("readers") / "newswatch.db"
    with writing(database):
        yield database


@pytest.fixture
def _duckdb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB with its extension, put where it looks for it without a network."""
    duckdb = pytest.importorskip("duckdb", reason="needs DuckDB: pip install duckdb duckdb-extension-sqlite-scanner")
    found = find_spec(EXTENSION)
    if found is None or found.origin is None:
        pytest.skip("needs DuckDB's extension: pip install duckdb-extension-sqlite-scanner")
    monkeypatch.setenv("HOME", str(tmp_path))
    (file,) = Path(found.origin).parent.glob("extensions/*/*.duckdb_extension")
    with duckdb.connect() as db:
        db.execute(f"INSTALL '{file}'")


def shown(heading: str, database: Path) -> str:
    """What a program of the page prints; the press is written in made-up words."""
    language, snippet = SHOWN[heading]
    snippet = snippet.replace("minister*", "simeasegu")
    program = [sys.executable, "-c", snippet] if language == "python" else ["sh", "-ec", snippet]
    done = subprocess.run(
        program, cwd=database.parent, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_page_shows_these_programs() -> None:
    assert list(SHOWN) == ["sqlite3, the command", "Python", "pandas", "DuckDB", "Datasette"]


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="needs the sqlite3 tool")
def test_the_command_reads_while_articles_are_stored(database: Path) -> None:
    assert re.search(r"│ \S.* │ +\d+ +│", shown("sqlite3, the command", database))


def test_python_reads_while_articles_are_stored(database: Path) -> None:
    assert re.search(r"^\S.* \d+\n(?s:.*)^\d+ edits$", shown("Python", database), re.MULTILINE)


@pytest.mark.skipif(find_spec("pandas") is None, reason="needs pandas")
def test_pandas_reads_while_articles_are_stored(database: Path) -> None:
    assert re.match(r"outlet +\S.*\nfirst_seen_at.*\n2025-01-\d\d +\d", shown("pandas", database))


@pytest.mark.usefixtures("_duckdb")
def test_duckdb_reads_while_articles_are_stored(database: Path) -> None:
    counted, searched = shown("DuckDB", database).split("\n\n", 1)
    assert re.search(r"│ \S.* │ +\d+ │ +\d+\.\d+ │", counted)
    assert re.search(r"│ 1 +│ \S", searched)


@pytest.mark.parametrize("reader", ["sqlite3", "duckdb"])  # pandas reads with sqlite3
def test_a_reader_sees_whole_transactions_and_neither_waits_nor_holds_the_log_up(
    database: Path, reader: str, request: pytest.FixtureRequest
) -> None:
    if find_spec(reader) is None:
        pytest.skip(f"needs {reader}")
    if reader == "duckdb":
        request.getfixturevalue("_duckdb")
    found = read(reader, database, 0.5)
    assert found.times > 1
    assert (found.torn, found.last >= found.first > 0) == (0, True)
    assert found.log <= LARGEST_LOG
