"""Commands for the config: `init`, `check`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.group import Context, Failed
from crawler.cli.keeping import going_line, house_lines
from crawler.cli.printing import as_json, console, print_json
from crawler.cli.results import source_fields, source_lines
from crawler.clock import clock
from crawler.config import Config, init_text
from storage.database import DatabaseProblem

# What the example config says before it is edited.
EXAMPLE_CONTACT = "desk@example.org"


@click.command()
@click.option("--force", is_flag=True, help="Write over a config that is there.")
@click.pass_obj
def init(context: Context, *, force: bool) -> None:
    """Write a commented newswatch.toml to edit: the example topic, and outlets whose feeds are known to work."""
    path: Path = context.path
    if path.exists() and not force:
        raise Failed(f"{path} is there already; edit it, or write over it with --force")
    try:
        path.write_text(init_text(), encoding="utf-8")
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}; choose another place with --config") from error
    click.echo(f"wrote {path}\nNext: edit it (who you are, which outlets, which topics), then type “newswatch check”.")


@click.command()
@click.option("--online", is_flag=True, help="Also visit each outlet, storing nothing, and tell what it lists.")
@as_json
@click.pass_obj
def check(context: Context, *, online: bool, as_json: bool) -> None:
    """Check the config: every mistake with its file and line."""
    config = context.config()
    counts = {"outlets": len(config.outlets), "topics": len(config.topics), "digests": len(config.digests)}
    if not online:
        if as_json:
            print_json({"ok": True, **counts})
        else:
            told = [
                f"{number} {what if number > 1 else what.removesuffix('s')}"
                for what, number in counts.items()
                if number
            ]
            click.echo(f"{context.path} is right: {', '.join(told)}")
            _tell_of_house(context, config)
            if config.service.contact == EXAMPLE_CONTACT:
                click.echo(f"contact is still the example's {EXAMPLE_CONTACT}: write your own, outlets see it")
        return
    _check_online(context, as_json=as_json)


def _tell_of_house(context: Context, config: Config) -> None:
    """How old the last backup is, and what goes next; a database that can't be opened is told, and no fault of the config."""
    if not config.service.database.exists():
        return
    try:
        with context.store(config) as store:
            for line in (*house_lines(store, config, clock()), going_line(store, config, clock())):
                if line:
                    console.print(line)
    except DatabaseProblem as error:
        click.echo(error)


def _check_online(context: Context, *, as_json: bool) -> None:
    from crawler.dry_pass import look_at_sources  # noqa: PLC0415 - Scrapy takes half a second to load

    found = look_at_sources(context.config())
    if as_json:
        print_json({outlet: [source_fields(fetched) for fetched in sources] for outlet, sources in found.items()})
    else:
        for line in source_lines(found):
            console.print(line)
    if not any(fetched.listing for sources in found.values() for fetched in sources):
        raise Failed("no outlet's sources could be read; is there a network?")
