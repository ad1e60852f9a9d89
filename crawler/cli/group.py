"""The command group: where the config is, and how every error that a person can mend is told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from crawler import config as configuration
from crawler.settings import VERSION
from storage.database import DatabaseInUse, DatabaseProblem
from storage.store import Store

# The exit codes of DESIGN: they tell a script what happened.
NOTHING_DONE, WRONG_USE, IN_USE = 1, 2, 3


class Failed(click.ClickException):
    """Nothing could be done, and a person can mend it: a sentence on standard error."""

    exit_code = NOTHING_DONE


class WrongUse(Failed):
    """The config is wrong or missing."""

    exit_code = WRONG_USE


class InUse(Failed):
    """Another newswatch has the database."""

    exit_code = IN_USE


@dataclass
class Context:
    """What every command has: the config file's path, and what is loaded from it when it is asked for."""

    path: Path

    def config(self) -> configuration.Config:
        """The config; ends the command with all its problems where it has some."""
        if not self.path.exists():
            raise WrongUse(f"there is no {self.path}: write one with “newswatch init”, or name another with --config")
        loaded = configuration.load(self.path, os.environ)
        if isinstance(loaded, configuration.Config):
            return loaded
        raise WrongUse("\n".join(str(problem) for problem in loaded))

    def store(self, config: configuration.Config, *, writable: bool = False, owned: bool = True) -> Store:
        """The config's database, open."""
        return Store(config.service.database, writable=writable, owned=owned)


class Commands(click.Group):
    """The group's commands, with the database's troubles told in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as the parent's
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DatabaseInUse as error:
            raise InUse(str(error)) from error
        except DatabaseProblem as error:
            raise Failed(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("newswatch.toml"),
    show_default=True,
    envvar="NEWSWATCH_CONFIG",
    help="The config file. The database stands where it says.",
)
@click.version_option(VERSION, prog_name="newswatch")
@click.pass_context
def main(ctx: click.Context, path: Path) -> None:
    """Watch the news outlets you name for the topics you name; tell what is new and what was changed.

    Start with “newswatch demo”, which needs no network and no config. Then “newswatch init” writes a config to edit,
    “newswatch crawl” visits its outlets once, and “newswatch run” keeps visiting them.
    """
    ctx.obj = Context(path)
