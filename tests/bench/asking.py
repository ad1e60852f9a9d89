"""A reader: two tables, again and again, in one transaction each time: `python -m tests.bench.asking READER DATABASE SECONDS`.

Prints how often both were asked, how often they did not agree, and how many articles the first and the last time. It imports
nothing of the program that writes.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

# in one transaction both are the same: an article comes with its first version
ARTICLES, VERSIONS = "SELECT count(*) FROM articles", "SELECT count(*) FROM revisions WHERE number = 1"
# DuckDB has a SQLite of its own: in one process with another one each would take the other's locks away
READERS = ("sqlite3", "pandas", "duckdb")
Both = tuple[int, int]


@contextmanager
def _sqlite3(database: Path) -> Iterator[Callable[[], Both]]:
    with _read_only(database) as db:
        yield lambda: _both(db, lambda sql: db.execute(sql).fetchone()[0])


@contextmanager
def _pandas(database: Path) -> Iterator[Callable[[], Both]]:
    import pandas as pd  # noqa: PLC0415 - it need not be installed

    with _read_only(database) as db:
        yield lambda: _both(db, lambda sql: pd.read_sql_query(sql, db).iloc[0, 0])


@contextmanager
def _duckdb(database: Path) -> Iterator[Callable[[], Both]]:
    import duckdb  # noqa: PLC0415 - it need not be installed

    with duckdb.connect() as db:
        db.execute(f"ATTACH '{database}' AS news (TYPE sqlite, READ_ONLY)")
        db.execute("USE news")
        yield lambda: _both(db, lambda sql: db.execute(sql).fetchall()[0][0])


def _read_only(database: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None))


def _both(db: Any, number: Callable[[str], int]) -> Both:
    db.execute("BEGIN")
    found = int(number(ARTICLES)), int(number(VERSIONS))
    db.execute("COMMIT")
    return found


def main(reader: str, database: Path, seconds: float) -> None:
    """Ask for `seconds`, and tell what came of it."""
    opened = dict(zip(READERS, (_sqlite3, _pandas, _duckdb), strict=True))[reader]
    with opened(database) as ask:
        end, found = perf_counter() + seconds, [ask()]
        while perf_counter() < end:
            found.append(ask())
    print(len(found), sum(one != other for one, other in found), found[0][0], found[-1][0])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
