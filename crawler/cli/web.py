"""The command `web`: the review page, in a process of its own."""

from __future__ import annotations

import socket
import webbrowser
from dataclasses import replace

import click

from crawler.cli.group import Context, Failed, WrongUse
from crawler.config import Web
from crawler.config.addresses import is_loopback, listen_address
from crawler.config.checks import UNGUARDED
from crawler.config.problems import Wrong


@click.command()
@click.option("--host", metavar="ADDRESS", help="Where it listens, in place of what the config says.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port, in place of the config's; 0 takes a free one.")
@click.option("--open", "opened", is_flag=True, help="Show it in the browser.")
@click.pass_obj
def web(context: Context, host: str | None, port: int | None, *, opened: bool) -> None:
    """Serve the page to read, judge and search what is stored, until Ctrl-C.

    It reads while “newswatch run” writes. Other machines reach it where the config gives it a password and an address.
    """
    config = context.config()
    config = replace(config, web=_chosen(config.web, host, port))
    with context.store(config):
        pass  # so that a database that is missing, or of another version, is told of now
    listening = _listening(config.web)
    address = f"http://{_shown(*listening.getsockname()[:2])}/"
    click.echo(f"the review page is at {address}")
    if opened:
        webbrowser.open(address)
    # Datasette takes half a second to import, which other commands do not wait for
    from crawler.web.run import run  # noqa: PLC0415

    run(config, listening)


def _chosen(web: Web, host: str | None, port: int | None) -> Web:
    address = listen_address(host) if host else web.host
    if isinstance(address, Wrong):
        raise click.BadParameter(f"{host} {address.message}: {address.hint}", param_hint="--host")
    if not is_loopback(address) and not web.password:
        raise WrongUse(f"{address} {UNGUARDED.message}: {UNGUARDED.hint}")
    return replace(web, host=address, port=web.port if port is None else port)


def _listening(web: Web) -> socket.socket:
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    try:
        return socket.create_server((web.host, web.port), family=family)
    except OSError as error:
        raise Failed(
            f"cannot listen at {_shown(web.host, web.port)} ({error.strerror}): choose another --port"
        ) from error


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
