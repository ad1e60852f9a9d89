"""The command `demo`: the whole thing on a small press that it serves itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.text import Text

from crawler.cli.articles_shown import article_table, diff_lines
from crawler.cli.crawling import progress_bar
from crawler.cli.group import Failed
from crawler.cli.printing import console
from crawler.cli.results import crawl_lines
from crawler.core.diff import around_changes, word_diff
from crawler.core.models import RevisionKind
from storage.reports import ArticleFilter
from storage.store import Store

UTC = ZoneInfo("UTC")


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("newswatch-demo"),
    show_default=True,
    help="Where the demo's config and database go; an earlier demo there is replaced.",
)
def demo(folder: Path) -> None:
    """See it work in ten seconds, without a network: eleven invented outlets in six languages, before and after their edits.

    The outlets are served on this machine and visited twice by the very program that visits real ones.
    """
    from crawler.demo.run import run_demo  # noqa: PLC0415 - Scrapy takes half a second to load; help should not

    _make_room(folder)
    _say("Eleven invented outlets are served on this machine. The first visit:")
    with progress_bar() as show:
        run_demo(folder, tell=_tell, progress=show)
    _say(f"What came of it, as a digest to read in the browser: {folder / 'digest.html'} (and .txt beside it).")
    _say("What to type next:")
    console.print(f"  cd {folder}")
    for typed, what in _NEXT:
        console.print(Text.assemble(f"  newswatch {typed:<24}", (what, "dim")))
    console.print("\nThe outlets were served only while the demo ran: their addresses do not open any more.")


_NEXT = (
    ("web --open", "a page to read and judge it, in the browser"),
    ("articles", "everything on the topic, what changed last first"),
    ("articles --changed", "what the outlets edited"),
    ("show 1", "article 1: text, copies, why it is on the topic"),
    ("search 북한", "two syllables, found inside Korean text"),
    ("topic test --article 1", "the topic's query, part by part"),
    ("status", "each outlet, and what is wrong with one"),
)


def _tell(step: int, store: Store) -> None:
    for line in crawl_lines(store.reports.status()):
        console.print(line)
    rows = store.reports.articles(ArticleFilter(changed=step > 0))
    off_topic = store.reports.off_topic_count()
    if step == 0:
        console.print(f"{off_topic} articles are off the topic: of those, the address is kept and not the text.\n")
        console.print(article_table(rows, UTC))
        _say("Then the outlets have added, edited, moved and lost articles. The second visit:")
        return
    _say("What their outlets changed:")
    console.print(article_table(rows, UTC))
    figures = next((row for row in rows if row["last_change"] == RevisionKind.FIGURES), None)
    if figures:
        _say(f"And word by word, as “newswatch diff {figures['id']}” shows it:")
        _show_diff(store, figures["id"])


def _show_diff(store: Store, article_id: int) -> None:
    row = store.reports.article(article_id)
    assert row is not None  # noqa: S101 - it was listed
    old, new = row["revisions"][-2:]
    pieces = word_diff(old["text"] or "", new["text"] or "")
    for line in diff_lines(row, old, new, around_changes(pieces), UTC):
        console.print(line)


def _make_room(folder: Path) -> None:
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / "newswatch.toml").exists():
        raise Failed(f"{folder} holds something else: name another folder with --folder")
    shutil.rmtree(folder)


def _say(sentence: str) -> None:
    console.print(Text(f"\n{sentence}\n", "bold"))
