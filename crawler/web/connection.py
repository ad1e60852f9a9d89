"""What SQL of a reader may do on a connection: read, and nothing else, in bounds."""

from __future__ import annotations

import sqlite3

# A checkpoint or a migration holds a reader up for milliseconds.
_BUSY_MS = 5_000
_BOUNDS = {
    # a page that is read is no longer (`crawler.core.reading.markup`), so no text that is stored is
    sqlite3.SQLITE_LIMIT_LENGTH: 5 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 50_000,
    # a pattern is tried at each character of a text, and no clock runs while it is
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
# Those that tell of the database: FTS5 asks for data_version, Datasette for most. sqlite-utils sets recursive_triggers, which
# bind no reader.
_PRAGMAS = frozenset({
    "data_version", "database_list", "foreign_key_list", "function_list", "index_info", "index_list", "index_xinfo", "page_count",
    "page_size", "recursive_triggers", "schema_version", "table_info", "table_list", "table_xinfo", "compile_options", "module_list",
})  # fmt: skip
# Those of them that take a name and would set a number.
_WITHOUT_VALUE = frozenset({"schema_version", "page_count", "page_size", "data_version"})
_SCHEMAS = frozenset({"sqlite_master", "sqlite_temp_master"})
# They run or read what is no data.
_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})


def read_only(conn: sqlite3.Connection) -> None:
    """Hold whatever runs on `conn` from now on to reading, in bounds of length."""
    conn.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    conn.execute("PRAGMA query_only = ON")
    for bound, most in _BOUNDS.items():
        conn.setlimit(bound, most)
    conn.set_authorizer(_allowed)


def _allowed(action: int, first: str | None, second: str | None, _database: str | None, _view: str | None) -> int:
    match action:
        case sqlite3.SQLITE_FUNCTION:
            allowed = second not in _FUNCTIONS
        case sqlite3.SQLITE_PRAGMA:
            allowed = first in _PRAGMAS and not (second and first in _WITHOUT_VALUE)
        case sqlite3.SQLITE_UPDATE:
            # asked for whenever a virtual table, such as the search index, tells its columns; SQL that says it is refused
            # by SQLite itself, and by the file, which is open to read
            allowed = first in _SCHEMAS
        case _:
            allowed = action in _READING
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
