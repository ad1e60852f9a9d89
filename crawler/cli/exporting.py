"""The command `export`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from crawler.cli.crawling import chosen
from crawler.cli.group import Context, Failed
from crawler.cli.looking import known_topic
from crawler.cli.printing import output, write_csv, write_json
from crawler.cli.since import SINCE
from crawler.core.cells import json_text
from crawler.whole_file import whole_file
from storage.exports import ExportFilter, What, columns_of, exported

_FORMS = ("csv", "json", "ndjson")


@click.command()
@click.option("--what", type=click.Choice([w.value for w in What]), default=What.ARTICLES.value, show_default=True)
@click.option("--format", "form", type=click.Choice(_FORMS), default="csv", show_default=True,
              help="ndjson has a JSON object a line.")  # fmt: skip
@click.option("--since", type=SINCE, metavar="WHEN", help="Only what came, changed or was said since: “2 days”.")
@click.option("--topic", metavar="NAME", help="Only what is on this topic.")
@click.option("--outlet", metavar="NAME", help="Only what this outlet tells.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write this file, whole or not at all.",
)
@click.pass_obj
def export(  # noqa: PLR0913, PLR0917 - what the options say
    context: Context,
    what: str,
    form: str,
    since: datetime | None,
    topic: str | None,
    outlet: str | None,
    to: Path | None,
) -> None:
    """Write out all that is stored, row by row, for spreadsheets and programs; docs/columns.md tells the columns."""
    config = context.config()
    chosen(config, (outlet,) if outlet else ())
    known_topic(config, topic)
    kind = What(what)
    with context.store(config) as store, _opened(to) as file:
        rows = exported(store.db, kind, ExportFilter(since, topic, outlet))
        if form == "csv":
            write_csv(rows, columns_of(kind), file)
        elif form == "json":
            write_json(rows, file)
        else:
            file.writelines(f"{json_text(row)}\n" for row in rows)


@contextmanager
def _opened(to: Path | None) -> Iterator[TextIO]:
    if to is None:
        yield output()
        return
    path = to.resolve()  # a link stays, and what it leads to is replaced
    if path.exists() and not path.is_file():
        raise Failed(f"{to} is no file that could be replaced: leave --to out, and redirect the output there")
    try:
        with whole_file(path) as file:
            yield file
    except OSError as error:
        raise Failed(f"{to} cannot be written: {error.strerror}") from error
