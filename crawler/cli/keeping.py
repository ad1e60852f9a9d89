"""The command `backup`, and what `status` and `check` tell of backups, room, and what goes for being old."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from crawler.cli.group import Context, Failed
from crawler.cli.printing import local
from crawler.clock import clock
from crawler.config import Config
from crawler.core.backups import BackupPlan
from crawler.core.dates import iso
from crawler.core.durations import words
from crawler.core.space import troubles
from crawler.house_keeping import file_of, going, make_backup, room_at
from storage.store import Store

_MEGABYTE = 1_000_000


@click.command()
@click.argument("to", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.pass_obj
def backup(context: Context, to: Path | None) -> None:
    """Copy the database, also while “newswatch run” uses it, and check the copy by opening it.

    TO is a folder; without it, the one that [backup] names. To bring a backup back: stop newswatch, delete the database and
    the files beside it whose names go on with -wal and -shm, copy the backup into its place, start.
    """
    config = context.config()
    plan = config.backup or BackupPlan(folder=context.path.absolute().parent / BackupPlan.folder)
    with context.store(config, writable=True, owned=False) as store:
        keep = plan.keep if config.backup and to is None else None
        made = make_backup(store, config.service.database, (to or plan.folder).absolute(), clock(), keep=keep)
    if made.trouble:
        raise Failed(made.trouble)
    click.echo(f"{file_of(made)}: {made.bytes / _MEGABYTE:.1f} MB, opened and checked")


def house_lines(store: Store, config: Config, now: datetime) -> list[Text]:
    """What is wrong with the disk, and how old the last backup is."""
    wrong = [Text(told, "bold yellow") for told in troubles(room_at(config.service.database)).values()]
    return [*wrong, _backup_line(store, config, now)]


def going_line(store: Store, config: Config, now: datetime) -> str:
    """How many texts go by [retention]; empty where none does."""
    kept = config.retention.articles
    number = sum(1 for _ in going(store, kept, now)) if kept else 0
    return f"by [retention] texts go that are older than {words(kept)}: {number}" if kept and number else ""


def _backup_line(store: Store, config: Config, now: datetime) -> Text:
    latest, good = store.backups.latest(), store.backups.latest_good()
    if good is None:
        told = "there is no backup yet: “newswatch backup” makes one"
    elif not file_of(good).exists():
        told = f"the last backup, {file_of(good)}, is not there any more"
    else:
        told = f"last backup {local(iso(good.at), config.service.timezone)}: {file_of(good)}"
    late = config.backup is not None and (good is None or now - good.at > 2 * config.backup.every)
    if latest and latest.trouble:
        told += f"; the last attempt failed: {latest.trouble}"
    return Text(told, "yellow" if late or (latest and latest.trouble) else "dim")
