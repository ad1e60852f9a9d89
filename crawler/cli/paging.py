"""Options for going through a list that is longer than a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def paged(noun: str, limit: int) -> Callable[[Command], Command]:
    """The options `--limit`, `--after` and `--before` for a list of `noun`."""

    def decorated(command: Command) -> Command:
        for option in (
            click.option("--before", type=int, metavar="ID", help=f"Only what the list has ahead of this {noun}."),
            click.option("--after", type=int, metavar="ID", help=f"Go on behind this {noun}, the last one of a list."),
            click.option("--limit", type=click.IntRange(1), default=limit, show_default=True, help="How many at most."),
        ):
            command = option(command)
        return command

    return decorated


def more(last: int) -> str:
    """How to go on behind a list that is full."""
    return f"there may be more: --after {last} goes on, --limit shows more at once"
