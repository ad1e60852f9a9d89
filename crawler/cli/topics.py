"""The command group `topic`: `topic test`."""

from __future__ import annotations

import click
from rich.text import Text

from crawler.cli.group import Context, Failed
from crawler.cli.printing import as_json, console, print_json, table
from crawler.config import Config
from crawler.core.models import Topic
from crawler.core.query import QueryProblem, parse
from storage.reports import Row
from storage.topics import Explanation, TopicMatcher


@click.group()
def topic() -> None:
    """Try topics on what is stored."""


@topic.command()
@click.argument("name", required=False)
@click.option("--query", metavar="Q", help="Try this query, without a topic in the config.")
@click.option("--article", type=int, metavar="ID", help="Explain this article alone, part by part.")
@as_json
@click.pass_obj
def test(context: Context, name: str | None, query: str | None, article: int | None, *, as_json: bool) -> None:
    """Show which stored articles a topic or a query matches, and why; with --article also why not."""
    config = context.config()
    tried = _tried(config, name, query)
    with context.store(config) as store:
        rows = [row for row in store.reports.texts() if article in {None, row["id"]}]
    if article is not None and not rows:
        raise Failed(f"no stored article is {article}; “newswatch articles” lists them")
    matcher = TopicMatcher(tried)
    explained = [(row, found) for row in rows for found in matcher.explain(row["title"], row["text"] or "")]
    if as_json:
        print_json([_as_dict(row, found) for row, found in explained if found.match or article])
    elif article:
        for _, found in explained:
            _print_parts(found)
    else:
        _print_matches(explained, len(rows))


def _tried(config: Config, name: str | None, query: str | None) -> list[Topic]:
    if query is not None:
        problem = parse(query)
        if isinstance(problem, QueryProblem):
            raise click.BadParameter(f"{problem.message} (at character {problem.position + 1})", param_hint="--query")
        return [Topic("the query", query)]
    chosen = [one for one in config.topics if name in {None, one.name}]
    if not chosen:
        known = ", ".join(one.name for one in config.topics)
        raise click.BadParameter(f"no topic is called {name}; there are: {known}", param_hint="NAME")
    return chosen


def _print_matches(explained: list[tuple[Row, Explanation]], tried: int) -> None:
    matching = [(row, found) for row, found in explained if found.match]
    console.print(table(("id", "topic", "title", "because of"), (_line(row, found) for row, found in matching)))
    console.print(Text(f"{len({row['id'] for row, _ in matching})} of {tried} stored articles match.", "bold"))


def _line(row: Row, found: Explanation) -> tuple[str, ...]:
    words = dict.fromkeys(evidence.words for evidence in found.match.evidence) if found.match else {}
    return (str(row["id"]), found.topic, row["title"], ", ".join(words))


def _print_parts(found: Explanation) -> None:
    console.print(Text.assemble((found.topic, "bold"), ": matches" if found.match else ": does not match"))
    for finding in found.findings:
        mark = ("yes  ", "green") if finding.found else ("no   ", "red")
        console.print(Text.assemble(mark, "  " * finding.depth, finding.part))


def _as_dict(row: Row, found: Explanation) -> dict[str, object]:
    return {
        "id": row["id"],
        "title": row["title"],
        "topic": found.topic,
        "matches": found.match is not None,
        "words": sorted({evidence.words for evidence in found.match.evidence}) if found.match else [],
        "parts": [{"part": f.part, "found": f.found, "depth": f.depth} for f in found.findings],
    }
