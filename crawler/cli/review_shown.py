"""How review looks on a terminal: the list with the story under the cursor below it, or a story to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.segment import Segment, SegmentLines
from rich.text import Text

from crawler.cli.articles_shown import diff_text
from crawler.cli.printing import local, local_short
from crawler.cli.review_session import Session
from crawler.core.diff import around_changes, word_diff
from crawler.core.marking import paragraphs
from crawler.core.review import Standing
from crawler.core.review_page import EDITS, STANDINGS, beginning, columns, flags, words_of
from crawler.core.review_screen import Over
from crawler.core.story_wording import counted, told_by
from crawler.core.text import clean_line, visible
from storage.reports import Row
from storage.reviewed import edits_since_kept
from storage.store import Store

_TONES = {"alarm": "bold red", "notice": "yellow", "plain": "dim"}
_STYLES = {
    Standing.CHANGED: "bold red", Standing.KEPT: "green", Standing.DROPPED: "dim strike", Standing.LATER: "yellow",
}  # fmt: skip
_MARKS = {Standing.CHANGED: "≠", Standing.KEPT: "K", Standing.DROPPED: "D", Standing.LATER: "L"}
# Lines beside list and story: the head and the foot, a rule over each.
_FRAME = 4
_KEYS = "j k move · o open · K keep · D drop · L later · n note · u undo · x select · / search · ? help · q quit"
_KEYS_OF_STORY = "space b page · j k next, previous · o its address · K D L n u · q back"
_HELP = """\
j k ↓ ↑       the next story, the one before         Home End, Page Up Page Down
o             read it; once more: its address in the browser
space b       in a story: a page on, a page back
K D L         keep, drop, put off                    of all that are selected, else of this one
n             a note: Enter keeps it, Escape does not
u             take back what was said last; again: what was said before that
x             select it, and the next ones
/             search in the list, in the language of topics; nothing typed: all of them, read anew
q Escape      back to the list; q there: leave

All is written down at once. What you keep comes back when its outlet edits it.
"""


def drawn(session: Session, console: Console, zone: ZoneInfo) -> RenderableType:
    """The whole screen; the number of pages of an opened story is told to the session."""
    width, height = console.size
    room = max(1, height - _FRAME)
    screen = session.screen
    if screen.over is Over.HELP:
        body = _lines(console, [Text(_HELP)], width)[:room]
    elif screen.opened and session.current:
        body = _leaf(session, console, zone, width, room)
    else:
        body = _overview(session, console, zone, width, room)
    body += [[Segment("")]] * (room - len(body))
    head = Text(_head(session), "bold", no_wrap=True, overflow="ellipsis")
    return Group(head, Rule(style="dim"), SegmentLines(body, new_lines=True), Rule(style="dim"), _foot(session))


def story_lines(store: Store, story: Row, zone: ZoneInfo) -> Iterable[RenderableType]:
    """A story to read: what changed since it was kept, then its articles, each copy under the one whose text it has."""
    yield from about_story(store, story, zone)
    whole = store.reports.story(story["id"])
    members = store.reports.members([member["id"] for member in whole["members"]]) if whole else []
    for differs in _differences(store, story["id"]):
        yield from differs
    for column in columns(members, story["lead_article_id"]):
        yield from _article(column.article, column.copies, zone)


def about_story(store: Store, story: Row, zone: ZoneInfo) -> Iterable[Text]:
    """A story in a few lines: who tells it, what is noteworthy, what was said, and what changed since it was kept."""
    yield Text(visible(story["title"]), "bold")
    told = f"{told_by(story)}: {', '.join(story['told_by'])} · {local(story['last_activity_at'], zone)}"
    yield Text(told, "dim")
    if story["topics"]:
        yield Text(f"On {', '.join(story['topics'])}", "dim")
    if shown := [Text(flag.words, _TONES[flag.tone]) for flag in flags(story)]:
        yield Text(" · ", "dim").join(shown)
    if story["note"]:
        yield Text(f"Note: {clean_line(story['note'])}", "italic")
    if story["standing"] == Standing.CHANGED:
        for edit in edits_since_kept(store.db, story["id"]):
            silent = ", silently" if edit["silent"] else ""
            kind = f"{edit['outlet']}, {local_short(edit['seen_at'], zone)}, {EDITS[edit['kind']]}{silent}: "
            yield Text.assemble(("≠ ", "bold red"), (kind, "dim"), edit["summary"])


def list_line(session: Session, number: int, zone: ZoneInfo) -> Text:
    """A story of the list in a line."""
    entry = session.screen.entries[number]
    story = session.rows[entry.id]
    standing = Standing(story["standing"])
    cursor = "›" if number == session.screen.at else " "
    chosen = "•" if entry.id in session.screen.selected else " "
    line = Text.assemble(
        (f"{cursor}{chosen}", "bold"),
        (f"{_MARKS.get(standing, ' ')} ", _STYLES.get(standing, "")),
        (f"{local_short(story['last_activity_at'], zone)} {story['outlets']:>3}  ", "dim"),
        (visible(story["title"]), "bold" if number == session.screen.at else _STYLES.get(standing, "")),
        no_wrap=True,
        overflow="ellipsis",
    )
    if story["note"]:
        line.append(f"  “{clean_line(story['note'])}”", "italic dim")
    return line


def _head(session: Session) -> str:
    screen = session.screen
    found = f"search: {screen.query}" if screen.query else ""
    chosen = f"{len(screen.selected)} selected" if screen.selected else ""
    place = f"{screen.at + 1} of {session.loaded}" if screen.entries else "no story waits"
    page = f"page {screen.leaf + 1} of {screen.leaves}" if screen.opened else ""
    return "  ".join(filter(None, ("newswatch review", place, page, chosen, found)))


def _foot(session: Session) -> Text:
    screen = session.screen
    if screen.over is Over.NOTE:
        what = counted(len(screen.spoken_of), "story") if screen.selected else "note"
        return Text.assemble((f"{what}: ", "bold"), screen.typed, ("█", "dim"), no_wrap=True, overflow="ellipsis")
    if screen.over is Over.SEARCH:
        return Text.assemble(("/", "bold"), screen.typed, ("█", "dim"), no_wrap=True, overflow="ellipsis")
    keys = _KEYS_OF_STORY if screen.opened else _KEYS
    return Text(session.message or keys, "bold" if session.message else "dim", no_wrap=True, overflow="ellipsis")


def _overview(session: Session, console: Console, zone: ZoneInfo, width: int, room: int) -> list[list[Segment]]:
    story = session.current
    if story is None:
        return _lines(console, [Text("nothing waits here; / searches, q leaves")], width)[:room]
    below = _lines(console, [Rule(style="dim"), *about_story(session.store, story, zone), Text(""),
                             Text(beginning(story["beginning"]))], width)[: room // 2]  # fmt: skip
    above = room - len(below)
    first = max(0, min(session.screen.at - above // 2, len(session.screen.entries) - above))
    numbers = range(first, min(first + above, len(session.screen.entries)))
    lines = _lines(console, [list_line(session, number, zone) for number in numbers], width)
    return lines + [[Segment("")]] * (above - len(lines)) + below


def _leaf(session: Session, console: Console, zone: ZoneInfo, width: int, room: int) -> list[list[Segment]]:
    story = session.current
    lines = _lines(console, story_lines(session.store, story, zone), width) if story else []
    session.turn_over(-(-len(lines) // room))
    return lines[session.screen.leaf * room :][:room]


def _lines(console: Console, parts: Iterable[RenderableType], width: int) -> list[list[Segment]]:
    return console.render_lines(Group(*parts), console.options.update(width=width, height=None), pad=False)


def _differences(store: Store, story_id: int) -> Iterable[Sequence[Text]]:
    """Each article that was edited since it was kept, beside what was kept, word by word."""
    edits = sorted(edits_since_kept(store.db, story_id), key=lambda edit: (edit["article_id"], edit["number"]))
    for article_id, group in groupby(edits, key=lambda edit: edit["article_id"]):
        first = next(group)
        versions = store.reports.revisions(article_id)
        texts = [f"{each['title']}\n\n{each['text'] or ''}" for each in (versions[first["number"] - 2], versions[-1])]
        head = f"{STANDINGS[Standing.CHANGED]}: {first['outlet']}"
        yield Text(f"\n{head}", "bold red"), diff_text(around_changes(word_diff(*texts)))


def _article(article: Mapping[str, Any], copies: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> Iterable[Text]:
    published = local(article["published_at"] or article["first_seen_at"], zone)
    yield Text.assemble(
        "\n", (visible(article["title"]), "bold"), (f"\n{article['outlet']} | {published} | {article['url']}", "dim")
    )
    for copy in copies:
        yield Text(f"Also carried by {copy['outlet']}: {copy['title']}", "dim")
    words = words_of(evidence for each in article["evidence"] for evidence in each)
    for paragraph in paragraphs(visible(article["text"] or ""), words):
        yield Text.assemble("\n", *((part.text, "bold" if part.marked else "") for part in paragraph))
    if not article["text"]:
        yield Text(f"\n(headline only: {article['reason']})" if article["reason"] else "\n(no text)", "dim")
