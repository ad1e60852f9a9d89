"""The command `review`."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.live import Live

from crawler.cli.crawling import chosen
from crawler.cli.group import Context, Failed
from crawler.cli.keyboard import keyboard, script
from crawler.cli.looking import known_topic
from crawler.cli.printing import as_json, console, print_json, print_rows
from crawler.cli.review_session import Session, Wanted, queue
from crawler.cli.review_shown import about_story, drawn, list_line, story_lines
from crawler.cli.since import SINCE
from crawler.clock import clock
from crawler.core.columns import REVIEWED
from crawler.core.queue_filter import STANDINGS, WAITING, Order, QueueFilter
from crawler.core.review import Standing, Verdict
from storage.review import Noun, Subject
from storage.reviewed import last_words, standings
from storage.store import Store

_CHANGED_FIRST = "changed"
_NEWEST = 50  # as `stories`


@click.command()
@click.argument("stories", type=int, nargs=-1, metavar="[STORY]...")
@click.option("--keep", "verdict", flag_value=Verdict.KEEP.value, help="Keep these stories.")
@click.option("--drop", "verdict", flag_value=Verdict.DROP.value, help="Drop them.")
@click.option("--later", "verdict", flag_value=Verdict.LATER.value, help="Put them off.")
@click.option("--undecided", "verdict", flag_value=Verdict.UNDECIDED.value, help="Have them wait again.")
@click.option("--undo", is_flag=True, help="Take back the last word on each of them.")
@click.option("--note", metavar="TEXT", help="A note on them; it takes the place of the one before.")
@click.option("--by", default="", metavar="NAME", envvar="NEWSWATCH_REVIEWER", show_envvar=True, help="Who says so.")
@click.option("--topic", metavar="NAME", help="Only stories on this topic.")
@click.option("--outlet", metavar="NAME", help="Only those that this outlet tells.")
@click.option("--since", type=SINCE, metavar="WHEN", help="Only those with news since: 2025-01-14, or “2 days”.")
@click.option("--standing", type=click.Choice([str(each) for each in STANDINGS]), default=WAITING, show_default=True)
@click.option("--order", type=click.Choice([*(order.value for order in Order), _CHANGED_FIRST]), default=Order.NEWEST.value,
              show_default=True, help="What comes first.")  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1), default=_NEWEST, show_default=True, help="How many at most, with --json."
)
@as_json
@click.pass_obj
def review(context: Context, /, *, stories: tuple[int, ...], as_json: bool, **asked: Any) -> None:
    """Go through the stories that wait: keep, drop, put off, note. “?” shows the keys.

    With the numbers of stories, say it at once:

    \b
      newswatch review 12 15 --keep --note "for Friday"
      newswatch review 12 --undo

    Where there is no terminal, keys are read from standard input: printf 'KjD' | newswatch review
    """  # noqa: D301 - click's mark for lines to be kept is a backspace
    config = context.config()
    known_topic(config, asked["topic"])
    chosen(config, (asked["outlet"],) if asked["outlet"] else ())
    word = _Word(asked["verdict"] and Verdict(asked["verdict"]), asked["note"], asked["by"], undo=asked["undo"])
    word.check(stories)
    writes = bool(stories) or not as_json
    with context.store(config, writable=writes, owned=False) as store:
        if stories:
            _say(store, stories, word, as_json=as_json)
            return
        wanted = queue(store.reports, _filters(asked), asked["since"])
        if as_json:
            print_json(list(islice(wanted(None), asked["limit"])))
        else:
            _go_through(store, wanted, asked["by"], config.service.timezone)


@dataclass(frozen=True, slots=True)
class _Word:
    """What is to be said at once."""

    verdict: Verdict | None
    note: str | None
    by: str
    undo: bool

    def check(self, stories: Sequence[int]) -> None:
        """Refuse what says nothing, speaks of nothing, or says two things."""
        says = self.verdict is not None or self.note is not None
        if self.undo and says:
            raise click.UsageError("--undo takes back what was said; it says nothing itself")
        if (says or self.undo) and not stories:
            raise click.UsageError("of which story? “newswatch stories” tells their numbers")
        if stories and not (says or self.undo):
            raise click.UsageError("say what of them: --keep, --drop, --later, --undecided, --note or --undo")


def _filters(asked: dict[str, Any]) -> list[QueueFilter]:
    narrowing = {"topic": asked["topic"] or "", "outlet": asked["outlet"] or ""}
    if asked["order"] != _CHANGED_FIRST:
        return [QueueFilter(asked["standing"], asked["order"], **narrowing)]
    if asked["standing"] != WAITING:
        raise click.UsageError("--order changed is for the stories that wait: leave --standing out")
    return [QueueFilter(standing, **narrowing) for standing in (Standing.CHANGED, Standing.UNDECIDED)]


def _say(store: Store, stories: Sequence[int], word: _Word, *, as_json: bool) -> None:
    with store.transaction():
        words = last_words(store.db, stories)
        if unknown := [each for each in stories if not last_words(store.db, [each])]:
            raise Failed(
                f"no story is {', '.join(map(str, unknown))}: nothing was written; “newswatch stories” lists them"
            )
        if word.undo:
            said = [id_ for id_ in words.values() if id_ is not None]
            if not said:
                raise Failed("nothing was said of it that could be taken back")
            store.review.take_back(said, by=word.by, now=clock())
        else:
            subjects = [Subject(Noun.STORY, story) for story in words]
            store.review.say(subjects, verdict=word.verdict, note=word.note, by=word.by, now=clock())
        rows = standings(store.db, list(words))
    if not print_rows(rows, REVIEWED, as_json=as_json):
        for row in rows:
            click.echo(f"{row['story']}  {row['standing']:<10}  {row['title']}")


def _go_through(store: Store, wanted: Wanted, by: str, zone: ZoneInfo) -> None:
    if sys.stdin.isatty() and console.is_terminal:
        _on_screen(Session(store, wanted, by=by, browse=_browse), zone)
    else:
        _line_by_line(Session(store, wanted, by=by, browse=lambda _: None), zone)


def _on_screen(session: Session, zone: ZoneInfo) -> None:
    size = console.size
    with keyboard() as keys, Live(console=console, screen=True, auto_refresh=False) as live:
        live.update(drawn(session, console, zone), refresh=True)
        try:
            for key in keys:
                if not key and console.size == size:
                    continue
                size = console.size
                if key and not session.press(key):
                    return
                live.update(drawn(session, console, zone), refresh=True)
        except KeyboardInterrupt:
            return


def _line_by_line(session: Session, zone: ZoneInfo) -> None:
    """As a script has it: a line for each story that the cursor comes to, and one for what was done."""
    _tell(session, zone)
    for key in script():
        shown = (session.screen.at, session.screen.opened, session.screen.query)
        if not session.press(key):
            return
        if session.message:
            console.print(session.message, markup=False)
        if shown != (session.screen.at, session.screen.opened, session.screen.query):
            _tell(session, zone)


def _tell(session: Session, zone: ZoneInfo) -> None:
    story = session.current
    if story is None:
        console.print("no story waits")
        return
    if session.screen.opened:
        for part in story_lines(session.store, story, zone):
            console.print(part)
        return
    console.print(list_line(session, session.screen.at, zone))
    if story["standing"] == Standing.CHANGED:
        for part in about_story(session.store, story, zone):
            console.print(part)


def _browse(address: str) -> None:
    # elsewhere a browser for terminals would take this one
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
