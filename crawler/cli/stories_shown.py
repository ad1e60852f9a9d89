"""How stories look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.cli.printing import NARROW, local, local_short, table, two_lines
from crawler.core.review import Standing
from crawler.core.review_page import STANDINGS
from crawler.core.story_wording import because, told_by
from crawler.core.text import clean_line
from storage.reports import Row

_MOST_NAMED = 4  # outlets on a line; how many there are is told beside it


def story_list(rows: Sequence[Row], zone: ZoneInfo, width: int) -> Iterable[RenderableType]:
    """The stories on a terminal of this width, in characters."""
    if width >= NARROW:
        yield story_table(rows, zone)
        return
    for row in rows:
        about = (local_short(row["last_activity_at"], zone), told_by(row), standing(row), _named(row["told_by"]))
        yield two_lines(row["id"], row["title"], about)


def standing(row: Row) -> str:
    """Where a story stands, and the note on it; nothing where it only waits."""
    words = "" if row["standing"] == Standing.UNDECIDED else STANDINGS[Standing(row["standing"])]
    return " ".join(filter(None, (words, row["note"] and f"“{clean_line(row['note'])}”")))


def story_table(rows: Sequence[Row], zone: ZoneInfo) -> Table:
    """A line a story."""
    return table(
        ("story", "last", "outlets", "articles", "title", "review", "told by"),
        (
            (
                str(r["id"]),
                local_short(r["last_activity_at"], zone),
                str(r["outlets"]),
                str(r["articles"]),
                r["title"],
                standing(r),
                _named(r["told_by"]),
            )
            for r in rows
        ),
    )


def story_lines(row: Row, zone: ZoneInfo) -> Iterable[RenderableType]:
    """A story: its articles in the order of their publication, each with why it is in it."""
    yield Text.assemble(f"Story {row['id']}: ", (row["title"], "bold"))
    yield Text(f"{told_by(row)}, since {local(row['first_seen_at'], zone)}", "dim")
    if told := standing(row):
        yield Text.assemble("In review: ", (told, "bold"))
    for member in row["members"]:
        leads = "  leads" if member["id"] == row["lead_article_id"] else ""
        published = local(member["published_at"] or member["first_seen_at"], zone)
        yield Text("")
        yield Text.assemble((f"{member['id']:>5}  ", "dim"), (member["title"], "bold"), (leads, "green"))
        yield Text(f"       {member['outlet']} | {published} | {because(member['why'])}", "dim")
    for merged in row["merged"]:
        yield Text("")
        yield Text(
            f"{local(merged['at'], zone)}: story {merged['id']} was merged into it, by article {merged['article_id']}"
        )
    for left in row["left"]:
        yield Text("")
        how = "was moved" if left["kind"] == "moved" else "was split off"
        yield Text(
            f"{local(left['at'], zone)}: article {left['article_id']} {how} into story {left['id']}: {left['title']}"
        )


def _named(outlets: Sequence[str]) -> str:
    more = len(outlets) - _MOST_NAMED
    return ", ".join(outlets[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
