"""What each table, view and column holds, as the schema's own comments say it: for pages that show the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

_HEAD = re.compile(r"CREATE (?:TABLE|VIEW) (\w+)(?: \(| AS) -- (.+)\n")
_DEFINITION = re.compile(r"^\W*(\w+) (?:TEXT|INTEGER|REAL|BLOB)\b(?:.*/\* (.+?) \*/)?")
# Of a view, where a column's name comes last.
_NAME = re.compile(r"(\w+),?$")
# SQLite writes columns that are added later between the last one and its comment, on one line.
_NEXT = re.compile(r", (?=\w+ (?:TEXT|INTEGER|REAL|BLOB)\b)")


@dataclass(frozen=True, slots=True)
class Description:
    """What a table or a view holds, in a line; and, by their names, those of its columns that say more than their name."""

    what: str
    columns: dict[str, str]


def descriptions(schema: Iterable[str]) -> dict[str, Description]:
    """The descriptions in CREATE statements, as `sqlite_master.sql` has them; what has no comment is left out."""
    return {head[1]: Description(head[2], dict(_columns(sql))) for sql in schema if (head := _HEAD.match(sql))}


def described(db: Database) -> dict[str, Description]:
    """The descriptions in the database's own schema."""
    return descriptions(sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _columns(sql: str) -> Iterator[tuple[str, str]]:
    in_line = _of_view if sql.startswith("CREATE VIEW") else _of_table
    for line in sql.splitlines()[1:]:
        definitions, _, comment = line.partition(" -- ")
        yield from in_line(definitions, comment)


def _of_view(definition: str, comment: str) -> Iterator[tuple[str, str]]:
    if comment and (named := _NAME.search(definition)):
        yield named[1], comment


def _of_table(definitions: str, comment: str) -> Iterator[tuple[str, str]]:
    for definition in _NEXT.split(definitions):
        if (found := _DEFINITION.match(definition)) and (told := found[2] or comment):
            yield found[1], told
        comment = ""  # it is the first one's
