"""How commands print: tables for people, JSON for programs, and never a terminal's control codes out of a headline."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import click
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.core.cells import cell, json_text
from crawler.core.dates import from_iso
from crawler.core.text import visible

# In a pipe lines are not broken, so that grep finds whole headlines; a terminal knows its own width.
_WIDE = 400
console = Console(highlight=False, soft_wrap=False)
if not console.is_terminal and "COLUMNS" not in os.environ:
    console.width = _WIDE

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets.")

# With less, a row of a list takes two lines: a title has room in a table then.
NARROW = 120
# Columns of prose; all others are short and read badly when they are broken.
_WRAPPED = frozenset({"outlet", "title", "what", "review", "value", "because of"})


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print `value` as JSON, readable and in its own script."""
    click.echo(json_text(value, indent=2))


def print_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool = False, as_csv: bool = False
) -> bool:
    """Print rows for programs, with these columns; False where neither form was asked for, and nothing is printed."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms of the same: ask for one")
    if as_json:
        print_json([{name: row[name] for name in columns} for row in rows])
    if as_csv:
        write_csv(rows, columns, output())
    return as_json or as_csv


def output() -> TextIO:
    """Standard output, in UTF-8 whatever the machine is set to, for what programs read."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return sys.stdout


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], file: TextIO) -> None:
    """Write a line of the columns' names, and one a row: text in quotation marks, numbers bare."""
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    writer.writerows([cell(row[name]) for name in columns] for row in rows)


def write_json(rows: Iterable[Mapping[str, Any]], file: TextIO) -> None:
    """Write a JSON list, a line a row, without having all of them at once."""
    file.write("[")
    file.writelines(f"{',' if number else ''}\n{json_text(row)}" for number, row in enumerate(rows))
    file.write("\n]\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """A plain table; cells are text, never markup."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in columns:
        drawn.add_column(name, overflow="fold", no_wrap=name not in _WRAPPED)
    for row in rows:
        drawn.add_row(*(each if isinstance(each, Text) else Text(visible(each)) for each in row))
    return drawn


def two_lines(number: int, title: str, about: Iterable[str | Text]) -> RenderableType:
    """A row of a list in 80 columns: its number and title, and below what is known of it; what is too long is cut."""
    known = [each if isinstance(each, Text) else Text(each, "dim") for each in about if each]
    lines = (
        Text.assemble((f"{number:>6}  ", "dim"), (visible(title), "bold")),
        Text(" " * 8).append_text(Text(" · ", "dim").join(known)),
    )
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    return Group(*lines)


def local(stored: str | None, zone: ZoneInfo) -> str:
    """A time of the database, in the reader's zone: `2025-01-14 15:00`; a dash for none."""
    moment: datetime | None = from_iso(stored)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "–"


def local_short(stored: str | None, zone: ZoneInfo) -> str:
    """As `local`, without the year: `01-14 15:00`."""
    moment = from_iso(stored)
    return f"{moment.astimezone(zone):%m-%d %H:%M}" if moment else "–"
