"""`unit`: newswatch as a service of the system."""

from __future__ import annotations

import getpass
import shutil
import sys
from pathlib import Path

import click

from crawler.cli.group import Context, Failed


@click.command()
@click.option("--user", metavar="NAME", help="Who it runs as; by default you.")
@click.pass_obj
def unit(context: Context, user: str | None) -> None:
    """Print the systemd unit that runs “newswatch run” with this config from every start of the machine on.

    \b
      newswatch unit | sudo tee /etc/systemd/system/newswatch.service
      sudo systemctl enable --now newswatch
    """  # noqa: D301 - click's mark for lines to be kept is a backspace
    # this command alone needs them, and the reading processes' libraries take half a second to load
    from crawler.install.unit import unit as written  # noqa: PLC0415
    from crawler.readers import Readers  # noqa: PLC0415

    command = shutil.which("newswatch", path=str(Path(sys.executable).parent)) or shutil.which("newswatch")
    if command is None:
        raise Failed("newswatch is not installed: the unit needs its command; “make run” installs it")
    user = user or getpass.getuser()
    if user == "root":
        raise Failed(
            "it needs none of root's rights: name who it runs as, with --user, who must own the config's folder"
        )
    click.echo(written(context.config(), context.path, Path(command), user, Readers().size), nl=False)
