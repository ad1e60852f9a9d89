"""How articles, revisions, search hits and outlets look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.cli.printing import NARROW, local, local_short, table, two_lines
from crawler.core.diff import Piece, PieceKind
from crawler.core.matches import MARK_END, MARK_START
from crawler.core.models import RevisionKind
from crawler.core.review import Verdict
from crawler.core.story_wording import because, told_by
from crawler.core.text import clean_line
from storage.reports import Row
from storage.search import Hit

_STYLES = {PieceKind.KEPT: "", PieceKind.REMOVED: "red strike", PieceKind.ADDED: "bold green"}


def article_list(rows: Sequence[Row], zone: ZoneInfo, width: int) -> Iterable[RenderableType]:
    """The articles on a terminal of this width, in characters."""
    if width >= NARROW:
        yield article_table(rows, zone)
        return
    for row in rows:
        about = (local_short(row["last_changed_at"], zone), row["outlet"], said(row), _what(row))
        yield two_lines(row["id"], row["title"], about)


def article_table(rows: Sequence[Row], zone: ZoneInfo) -> Table:
    """A line an article."""
    return table(
        ("id", "changed", "outlet", "title", "review", "what"),
        (
            (str(r["id"]), local_short(r["last_changed_at"], zone), r["outlet"], r["title"], said(r), _what(r))
            for r in rows
        ),
    )


def said(row: Row) -> str:
    """The verdict that stands, and the note: `keep “for Friday”`; nothing where nothing was said."""
    verdict = row["verdict"] if row["verdict"] != Verdict.UNDECIDED else None
    return " ".join(filter(None, (verdict, row["note"] and f"“{clean_line(row['note'])}”")))


def _what(row: Row) -> Text:
    """What an article is: new, how it was changed, a copy, or why it is a headline alone."""
    if row["state"] == "headline":
        return Text(f"headline only: {row['reason']}", "yellow")
    if row["copy_of"]:
        return Text(f"copy of {row['copy_of']} ({row['copy_share']:.0%})", "cyan")
    if row["excerpts"]:
        told = ", ".join(f"{each['id']} ({each['share']:.0%})" for each in row["excerpts"])
        return Text(f"excerpts of {told}", "cyan")
    if row["last_change"] != RevisionKind.FIRST:
        return Text(
            f"{row['last_summary']}{_told(row['last_announced'], row['last_silent'])}", _weight(row["last_announced"])
        )
    if row["off_topic_since"]:
        return Text("on topic by an edit", "green")
    return Text("new", "green") if row["announced"] else Text("listed at the first visit", "dim")


def _told(announced: int, silent: int) -> str:
    """How an edit was told: nothing where it was announced and its outlet owned up to it."""
    said = [word for word, holds in (("silent", silent), ("not announced", not announced)) if holds]
    return f" ({', '.join(said)})" if said else ""


def _weight(announced: int) -> str:
    return "bold" if announced else "dim"


def article_lines(row: Row, zone: ZoneInfo) -> Iterable[RenderableType]:
    """An article as a page to read, then what is known about it."""
    yield Text(row["title"], "bold")
    yield Text(_byline(row, zone), "dim")
    if row["image_caption"] or row["image_credit"]:
        yield Text(f"[{' – '.join(filter(None, (row['image_caption'], row['image_credit'])))}]", "italic dim")
    yield Text("")
    yield Text(row["text"] or _instead_of_text(row, zone))
    yield Text("")
    yield Text(f"Source: {row['outlet']}, {row['url']}")
    yield from _about(row, zone)


def _instead_of_text(row: Row, zone: ZoneInfo) -> str:
    if row["purged_at"]:
        return f"(its text was dropped on {local(row['purged_at'], zone)}, being old)"
    return f"(headline only: {row['reason']})"


def _byline(row: Row, zone: ZoneInfo) -> str:
    published = (
        row["published_at"][:10]
        if row["published_day_only"] and row["published_at"]
        else local(row["published_at"], zone)
    )
    pieces = [row["outlet"], ", ".join(row["authors"]), f"published {published}", row["section"], row["language"]]
    return " | ".join(piece for piece in pieces if piece)


def _about(row: Row, zone: ZoneInfo) -> Iterable[RenderableType]:
    for match in row["matches"]:
        found = dict.fromkeys(f"“{evidence['words']}” in the {evidence['column']}" for evidence in match["evidence"])
        since = f" since revision {match['revision']}" if match["revision"] > 1 else ""
        left = f", until revision {match['left_revision']}" if match["left_revision"] else ""
        yield Text.assemble(
            "On topic ", (match["topic"], "bold"), f"{since}{left}: {', '.join(found) or 'everything is'}"
        )
    if row["off_topic_since"]:
        yield Text(f"On topic by an edit; seen off topic since {local(row['off_topic_since'], zone)}")
    yield from _related(row)
    if row["story"] and row["story"]["articles"] > 1:
        yield Text.assemble(
            f"Story {row['story']['id']}: ", (row["story"]["title"], "bold"), f", {told_by(row['story'])}"
        )
        yield Text(f"In it because {because(row['why_in_story'])}")
    if row["said"] and said(row["said"]):
        yield review_line(row["said"], zone)
    if len(row["revisions"]) > 1:
        yield Text("Revisions:")
        for r in row["revisions"]:
            told = _told(r["announced"] or r["kind"] == RevisionKind.FIRST, r["silent"])
            line = f"  {r['number']}  {local(r['seen_at'], zone)}  {r['kind']:<10}  {r['summary'] or r['title']}{told}"
            yield Text(line, "" if r["announced"] else "dim")


def review_line(word: Row, zone: ZoneInfo) -> Text:
    """What a person said last, who and when."""
    by = f" by {clean_line(word['by'])}" if word["by"] else ""
    return Text.assemble("In review: ", (said(word), "bold"), f"{by}, {local(word['at'], zone)}")


def _related(row: Row) -> Iterable[RenderableType]:
    """The other articles that share its text or its address."""
    for copy in row["copies"]:
        yield Text(f"Also carried by {copy['outlet']} (article {copy['id']}): {copy['title']}")
    for source in row["excerpts"]:
        yield Text(f"Excerpts of article {source['id']} ({source['outlet']}), {source['share']:.0%}: {source['title']}")
    for page in row["excerpted_by"]:
        yield Text(f"Excerpted by {page['outlet']} (article {page['id']}): {page['title']}")
    if row["replaced_by"]:
        yield Text(f"Its address was given to article {row['replaced_by']} since.")
    for earlier in row["replaces"]:
        yield Text(f"At its address stood article {earlier['id']} before: {earlier['title']}")


def diff_lines(row: Row, old: Row, new: Row, pieces: Iterable[Piece], zone: ZoneInfo) -> Iterable[RenderableType]:
    """Two revisions as one text: what was removed struck out, what was added in bold."""
    yield Text(f"Article {row['id']}, {row['outlet']}: revision {old['number']} → {new['number']}", "bold")
    yield Text(
        f"{local(old['seen_at'], zone)} → {local(new['seen_at'], zone)}   {new['summary']}{_told(new['announced'], new['silent'])}",
        "dim",
    )
    yield Text("")
    yield diff_text(pieces)


def diff_text(pieces: Iterable[Piece]) -> Text:
    """What was removed struck out, what was added in bold."""
    marks = {PieceKind.REMOVED: ("[-", "-]"), PieceKind.ADDED: ("{+", "+}"), PieceKind.KEPT: ("", "")}
    text = Text()
    for piece in pieces:
        # a terminal without colours, or a pipe, shows the marks alone
        start, end = marks[piece.kind]
        words = piece.text.rstrip(" ") if start else piece.text
        text.append(f"{start}{words}{end}", _STYLES[piece.kind]).append(piece.text[len(words) :])
    return text


def hit_lines(hits: Sequence[Hit], zone: ZoneInfo) -> Iterable[RenderableType]:
    """What a search found, the words that were searched for in bold."""
    if not hits:
        yield Text("nothing found; try fewer words, or the beginning of one with a star: soldier*")
    for hit in hits:
        yield Text.assemble(
            (f"{hit.article_id:>5}  ", "dim"),
            (hit.title, "bold"),
            (f"  {hit.outlet}, {local(hit.published_at, zone)}", "dim"),
        )
        yield Text("       ").append_text(_marked(hit.snippet))


def _marked(snippet: str) -> Text:
    text = Text()
    for index, part in enumerate(snippet.split(MARK_START)):
        inside, _, after = part.partition(MARK_END) if index else ("", "", part)
        text.append(inside, "bold green").append(after)
    return text
