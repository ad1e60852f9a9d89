"""Commands that show what is stored: `articles`, `show`, `diff`, `search`."""

from __future__ import annotations

from typing import Any

import click

from crawler.cli.articles_shown import article_lines, article_list, diff_lines, hit_lines
from crawler.cli.crawling import chosen
from crawler.cli.group import Context, Failed
from crawler.cli.paging import more, paged
from crawler.cli.printing import as_csv, as_json, console, print_json, print_rows
from crawler.cli.since import SINCE
from crawler.config import Config
from crawler.core import columns
from crawler.core.diff import word_diff
from crawler.core.models import ArticleState
from crawler.core.query import QueryProblem, parse
from storage.exports import exported_article
from storage.reports import ArticleFilter, Row
from storage.search import search as search_articles
from storage.store import Store

_NEWEST = 50  # what fits a screen or two; --limit asks for more


@click.command()
@click.option("--topic", metavar="NAME", help="Only articles on this topic.")
@click.option("--outlet", metavar="NAME", help="Only articles of this outlet.")
@click.option("--since", type=SINCE, metavar="WHEN", help="Only what is new or changed since: 2025-01-14, or “2 days”.")
@click.option("--changed", is_flag=True, help="Only articles of which an edit was announced.")
@click.option("--state", type=click.Choice([s.value for s in ArticleState]), help="Only articles in this state.")
@paged("article", _NEWEST)
@as_json
@as_csv
@click.pass_obj
def articles(context: Context, /, *, as_json: bool, as_csv: bool, **wanted: Any) -> None:
    """List the stored articles, what changed last first."""
    config = context.config()
    chosen(config, (wanted["outlet"],) if wanted["outlet"] else ())
    known_topic(config, wanted["topic"])
    with context.store(config) as store:
        rows = store.reports.articles(ArticleFilter(**wanted))
    if print_rows(rows, columns.ARTICLES, as_json=as_json, as_csv=as_csv):
        return
    for part in article_list(rows, config.service.timezone, console.width):
        console.print(part)
    if len(rows) == wanted["limit"]:
        click.echo(more(rows[-1]["id"]))
    if not rows:
        click.echo("no stored article fits; “newswatch status” tells what each outlet gave")


def known_topic(config: Config, name: str | None) -> None:
    """Refuse the name of a topic that is not configured; None is no name."""
    names = [topic.name for topic in config.topics]
    if name not in {None, *names}:
        raise click.BadParameter(f"no topic is called {name}; there are: {', '.join(names)}", param_hint="--topic")


@click.command()
@click.argument("article", metavar="ARTICLE")
@as_json
@as_csv
@click.pass_obj
def show(context: Context, article: str, *, as_json: bool, as_csv: bool) -> None:
    """Show one article with its text, its revisions, its copies, and why it is on its topics.

    ARTICLE is the number that “newswatch articles” shows, or one of the article's addresses.
    """
    config = context.config()
    with context.store(config) as store:
        row = _article(store, article)
        exported_row = exported_article(store.db, row["id"])
    if as_json and not as_csv:
        print_json(row)
        return
    if print_rows([exported_row], columns.EXPORTED_ARTICLES, as_json=as_json, as_csv=as_csv):
        return
    for line in article_lines(row, config.service.timezone):
        console.print(line)


@click.command()
@click.argument("article", metavar="ARTICLE")
@click.argument("old", type=int, required=False)
@click.argument("new", type=int, required=False)
@as_json
@as_csv
@click.pass_obj
def diff(  # noqa: PLR0913 - what the command line says
    context: Context, article: str, old: int | None, new: int | None, *, as_json: bool, as_csv: bool
) -> None:
    """Show what changed between two revisions of an article, word by word; by default the last two."""
    config = context.config()
    with context.store(config) as store:
        row = _article(store, article)
    if row["purged_at"]:
        raise Failed(f"the texts of article {row['id']} were dropped, being old: there is nothing to compare")
    before, after = _two_revisions(row, old, new)
    texts = [f"{revision['title']}\n\n{revision['text'] or ''}" for revision in (before, after)]
    pieces = word_diff(*texts)
    shown = [{"kind": piece.kind, "text": piece.text} for piece in pieces]
    if as_csv and print_rows(shown, columns.PIECES, as_json=as_json, as_csv=as_csv):
        return
    if as_json:
        print_json({"article": row["id"], "old": before["number"], "new": after["number"], "kind": after["kind"],
                    "summary": after["summary"], "announced": after["announced"], "silent": after["silent"], "pieces": shown})  # fmt: skip
        return
    for line in diff_lines(row, before, after, pieces, config.service.timezone):
        console.print(line)


@click.command()
@click.argument("query", nargs=-1, required=True)
@paged("article", 20)
@as_json
@as_csv
@click.pass_obj
def search(context: Context, /, query: tuple[str, ...], *, as_json: bool, as_csv: bool, **page: Any) -> None:
    """Find stored articles, what was found last first, in the language of topic queries.

    \b
      newswatch search 'troops kursk'             both words
      newswatch search '"north korea*" OR 북한'    a phrase that may go on, or a word inside Korean text
      newswatch search 'title:kursk NOT drone'    in the title, without a word
    """  # noqa: D301 - click's mark for lines to be kept is a backspace
    parsed = parse(" ".join(query))
    if isinstance(parsed, QueryProblem):
        raise click.BadParameter(f"{parsed.message} (at character {parsed.position + 1})", param_hint="QUERY")
    config = context.config()
    with context.store(config) as store:
        hits = search_articles(store.db, parsed, **page)
    if print_rows([hit.as_dict() for hit in hits], columns.SEARCH, as_json=as_json, as_csv=as_csv):
        return
    for line in hit_lines(hits, config.service.timezone):
        console.print(line)
    if len(hits) == page["limit"]:
        click.echo(more(hits[-1].article_id))


def _article(store: Store, named: str) -> Row:
    article_id = store.reports.find(named)
    row = store.reports.article(article_id) if article_id is not None else None
    if row is None:
        raise Failed(f"no stored article is {named}; “newswatch articles” lists them")
    return row


def _two_revisions(row: Row, old: int | None, new: int | None) -> tuple[Row, Row]:
    numbers = {revision["number"]: revision for revision in row["revisions"]}
    last = max(numbers)
    if last == 1:
        raise Failed(f"article {row['id']} was never edited: there is nothing to compare")
    before, after = old or (new or last) - 1, new or last
    missing = [str(number) for number in (before, after) if number not in numbers]
    if missing:
        raise Failed(f"article {row['id']} has the revisions 1 to {last}, not {' and '.join(missing)}")
    return numbers[before], numbers[after]
