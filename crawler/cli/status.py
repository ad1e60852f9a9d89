"""`status`: each outlet at a glance, once or again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import click
from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from crawler.cli.group import Context
from crawler.cli.keeping import house_lines
from crawler.cli.printing import as_json, console, print_json
from crawler.clock import clock
from crawler.core.dates import from_iso
from crawler.core.health_told import OURSELVES
from storage.reports import Row

# A person looks; the service writes at its own pace meanwhile.
_LOOK_SECONDS = 2.0
# Beside the columns of time it leaves a trouble a third of a terminal of 80 columns.
_LONGEST_NAME = 24
_MARKS = {"ok": ("●", "green"), "trouble": ("▲", "yellow"), "failed": ("✗", "bold red"), "cut_short": ("▲", "yellow")}
_UNDER_WAY, _NEVER = ("◌", "cyan"), ("○", "dim")
_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))


@click.command()
@click.option("--watch", is_flag=True, help="Keep it on the screen and up to date, until Ctrl-C.")
@as_json
@click.pass_obj
def status(context: Context, *, watch: bool, as_json: bool) -> None:
    """Show each outlet: whether it works, when it last gave something new, and what is wrong with it."""
    config = context.config()
    with context.store(config) as store:
        if watch:
            _watch(store.reports.status)
            return
        rows = store.reports.status()
        kept = house_lines(store, config, clock())
    if as_json:
        print_json(rows)
        return
    for part in (*status_lines(rows, clock()), *kept):
        console.print(part)


def _watch(read: Callable[[], list[Row]]) -> None:
    with Live(console=console, screen=console.is_terminal, auto_refresh=False) as live:
        try:
            while True:
                live.update(Group(*status_lines(read(), clock())), refresh=True)
                time.sleep(_LOOK_SECONDS)
        except KeyboardInterrupt:
            return


def status_lines(rows: Sequence[Row], now: datetime) -> Iterable[RenderableType]:
    """A line an outlet, those in trouble first, then a line that sums up, and what is wrong in whole sentences."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in ("", "outlet", "last ok", "last new", "next", "trouble"):
        table.add_column(
            name,
            no_wrap=name != "trouble",
            overflow="ellipsis",
            justify="right" if name in _RIGHT else "left",
            max_width=_LONGEST_NAME if name == "outlet" else None,
        )
    in_trouble = [row for row in rows if row["troubles"] or row["trouble"]]
    for row in (*in_trouble, *(row for row in rows if row not in in_trouble)):
        table.add_row(*_cells(row, now))
    yield table
    yield Text(f"\n{_counted(len(rows), 'outlet')}, {len(in_trouble) or 'none'} in trouble")
    yield from _troubles(in_trouble, now)


def _troubles(rows: Sequence[Row], now: datetime) -> Iterable[Text]:
    """What lasts, each once although it may concern all outlets; and what the last visit alone told."""
    told: list[Row] = []
    for row in rows:
        lasting = [each for each in row["troubles"] if each not in told]
        told += lasting
        for each in lasting:
            since = f"{each['kind']} ({each['by']}) for {_span(each['since'], now)}"
            yield Text.assemble("\n", (each["outlet"] or OURSELVES, "bold red"), f": {since}: {each['detail']}")
        if row["trouble"] and not any(_explains(each, row["trouble"]) for each in row["troubles"]):
            yield Text.assemble("\n", (row["name"], "bold yellow"), f": {row['trouble']}")


def _explains(lasting: Row, trouble: str) -> bool:
    """Whether what the last visit told is said already: of the outlet, or of our own network."""
    return lasting["outlet"] is None or lasting["detail"] in trouble


_RIGHT = frozenset({"last ok", "last new", "next"})


def _cells(row: Row, now: datetime) -> tuple[Text, ...]:
    mark = _MARKS.get(row["outcome"]) or (_UNDER_WAY if row["polled_at"] else _NEVER)
    times = (_span(row["last_ok_at"], now), _span(row["last_new_at"], now), _span(row["next_poll_at"], now, ahead=True))
    # not to be wrapped although its column may shrink, which the others then need not
    lasting = ", ".join(each["kind"] for each in row["troubles"])
    said = Text(lasting, "red") if lasting else Text(_short(row["trouble"] or ""), "yellow")
    trouble = Text.assemble(said, no_wrap=True, overflow="ellipsis")
    return (Text(*mark), Text(row["name"]), *map(Text, times), trouble)


def _short(trouble: str) -> str:
    """Without the address that it begins with: the cause."""
    address, colon, cause = trouble.partition(": ")
    return cause if colon and address.startswith("http") else trouble


def _span(stored: str | None, now: datetime, *, ahead: bool = False) -> str:
    """How long ago, or `ahead`, a time of the database is, in its largest unit."""
    moment = from_iso(stored)
    if moment is None:
        return "–"
    length = moment - now if ahead else now - moment
    found = next(((length // unit, name) for unit, name in _UNITS if length >= unit), None)
    return f"{found[0]} {found[1]}" if found else "now"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
