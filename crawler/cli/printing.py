"""How commands print: tables for people, JSON for programs, and never a terminal's control codes out of a headline."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.core.dates import from_iso

# In a pipe lines are not broken, so that grep finds whole headlines; a terminal knows its own width.
_WIDE = 400
console = Console(highlight=False, soft_wrap=False)
if not console.is_terminal and "COLUMNS" not in os.environ:
    console.width = _WIDE

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


# Columns of prose; all others are short and read badly when they are broken.
_WRAPPED = frozenset({"outlet", "title", "what", "value", "because of"})


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print `value` as JSON, readable and in its own script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """A plain table; cells are text, never markup."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in columns:
        drawn.add_column(name, overflow="fold", no_wrap=name not in _WRAPPED)
    for row in rows:
        drawn.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return drawn


def local(stored: str | None, zone: ZoneInfo) -> str:
    """A time of the database, in the reader's zone: `2025-01-14 15:00`; a dash for none."""
    moment: datetime | None = from_iso(stored)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "–"


def local_short(stored: str | None, zone: ZoneInfo) -> str:
    """As `local`, without the year: `01-14 15:00`."""
    moment = from_iso(stored)
    return f"{moment.astimezone(zone):%m-%d %H:%M}" if moment else "–"
