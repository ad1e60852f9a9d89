"""The systemd unit that runs newswatch as it is installed here, for one config."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from string import Template

from crawler.config import Config
from crawler.core.plans import Channel


def unit(config: Config, config_path: Path, command: Path, user: str, readers: int) -> str:
    """The unit's text. `command` is the newswatch to run, `readers` how many reading processes it has at most."""
    template = Template((files(__package__) / "newswatch.service").read_text(encoding="utf-8"))
    return template.substitute(
        command=_quoted(command),
        config=_quoted(config_path.absolute()),
        folder=_escaped(config_path.absolute().parent),
        user=user,
        memory=1 + readers,
        writes=" ".join(_quoted(folder) for folder in _written(config)),
    )


def _written(config: Config) -> list[Path]:
    """The folders that it writes to: of the database, the log, backups, and the digests' files."""
    files_ = [config.service.database, *filter(None, [config.service.log]), *_digests(config)]
    if config.backup:
        files_.append(config.backup.folder / "-")
    folders = sorted({path.absolute().parent for path in files_})
    return [folder for folder in folders if not any(other in folder.parents for other in folders)]


def _digests(config: Config) -> Iterable[Path]:
    for recipient in (recipient for plan in config.digests for recipient in plan.to):
        if recipient.channel in {Channel.FILE, Channel.ATOM}:
            # a folder ends with a slash: what is written stands in it
            yield Path(recipient.address) / "-" if recipient.address.endswith("/") else Path(recipient.address)


def _quoted(path: Path) -> str:
    told = _escaped(path).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{told}"' if told != str(path) or " " in told or "'" in told else told


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")  # systemd's own names begin with it
