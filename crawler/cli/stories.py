"""The command `stories`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import RenderableType

from crawler.cli.group import Context, Failed
from crawler.cli.looking import known_topic
from crawler.cli.paging import more, paged
from crawler.cli.printing import as_csv, as_json, console, print_json, print_rows
from crawler.cli.since import SINCE
from crawler.cli.stories_shown import story_lines, story_list
from crawler.core.columns import STORIES
from crawler.core.review import Standing
from storage.reports import Row
from storage.store import Store
from storage.story_reports import StoryFilter

_NEWEST = 50  # as `articles`


@click.command()
@click.argument("story", type=int, required=False)
@click.option("--topic", metavar="NAME", help="Only stories on this topic.")
@click.option("--since", type=SINCE, metavar="WHEN", help="Only those with news since: 2025-01-14, or “2 days”.")
@click.option("--outlets", type=click.IntRange(1), default=1, help="Only those that at least so many outlets tell.")
@click.option("--standing", type=click.Choice([s.value for s in Standing]), help="Only those that stand so in review.")
@paged("story", _NEWEST)
@as_json
@as_csv
@click.pass_obj
def stories(context: Context, /, story: int | None, *, as_json: bool, as_csv: bool, **wanted: Any) -> None:
    """List the stories, those with the latest news first; with the number of one, show its articles and why they are in it."""
    config = context.config()
    known_topic(config, wanted["topic"])
    if story is not None and as_csv:
        raise click.UsageError("--csv is for lists: “newswatch export --what articles” has what is in a story")
    with context.store(config) as store:
        if story is not None:
            shown: Row | list[Row] = _story(store, story)
        else:
            shown = store.reports.stories(StoryFilter(**wanted))
    if isinstance(shown, dict):
        if as_json:
            print_json(shown)
            return
    elif print_rows(shown, STORIES, as_json=as_json, as_csv=as_csv):
        return
    for part in _parts(shown, wanted["limit"], config.service.timezone):
        console.print(part)


def _story(store: Store, story_id: int) -> Row:
    row = store.reports.story(story_id)
    if row is None:
        raise Failed(f"no story is {story_id}; “newswatch stories” lists them")
    return row


def _parts(shown: Row | list[Row], limit: int, zone: ZoneInfo) -> Iterable[RenderableType]:
    if isinstance(shown, dict):
        yield from story_lines(shown, zone)
    elif shown:
        yield from story_list(shown, zone, console.width)
        if len(shown) == limit:
            yield more(shown[-1]["id"])
    else:
        yield "no story fits; “newswatch articles” lists the stored articles"
