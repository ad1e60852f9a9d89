"""How stories look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.cli.printing import local, local_short, table
from storage.reports import Row

_MOST_NAMED = 4  # outlets on a line; how many there are is told beside it


def story_table(rows: Sequence[Row], zone: ZoneInfo) -> Table:
    """A line a story."""
    return table(
        ("story", "last", "outlets", "articles", "title", "told by"),
        (
            (
                str(r["id"]),
                local_short(r["last_activity_at"], zone),
                str(r["outlets"]),
                str(r["articles"]),
                r["title"],
                _named(r["told_by"]),
            )
            for r in rows
        ),
    )


def story_lines(row: Row, zone: ZoneInfo) -> Iterable[RenderableType]:
    """A story: its articles in the order of their publication, each with why it is in it."""
    yield Text.assemble(f"Story {row['id']}: ", (row["title"], "bold"))
    yield Text(f"{told_by(row)}, since {local(row['first_seen_at'], zone)}", "dim")
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


def told_by(story: Row) -> str:
    """`7 articles of 4 outlets`."""
    articles, outlets = story["articles"], story["outlets"]
    return f"{articles} article{'s' * (articles > 1)} of {outlets} outlet{'s' * (outlets > 1)}"


def because(why: Row | None) -> str:
    """Why an article is in its story, as the rest of a sentence."""
    if why is None or why["kind"] == "begun":
        return "it was the first report of it"
    if why["kind"] == "split":
        return f"it was {why['why']}"
    nearest = f"article {why['nearest_article_id']} ({why['nearest_outlet']})"
    if why["score"] is None:
        return f"it has the text of {nearest}"
    moved = f" (it was in story {why['other_story_id']} before)" if why["kind"] == "moved" else ""
    return f"it tells what {nearest} tells: {why['why']}{moved}"


def _named(outlets: Sequence[str]) -> str:
    more = len(outlets) - _MOST_NAMED
    return ", ".join(outlets[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
