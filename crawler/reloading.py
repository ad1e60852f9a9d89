"""newswatch.toml, read again by a service that runs: what is wrong is told, and what it runs with is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import structlog

from crawler.config import Config, load
from crawler.logs import log_to

log = structlog.get_logger("newswatch")


def read_again(path: Path, environ: Mapping[str, str], running: Config) -> Config | None:
    """The config as it is now, with its log open; None where it cannot be used, which was told line by line."""
    loaded = load(path, environ)
    if not isinstance(loaded, Config):
        for problem in loaded:
            log.error("the config is wrong and the old one is kept", problem=str(problem))
        return None
    if loaded.service.database != running.service.database:
        said = "it stays the old one until newswatch is started again; all of the old config is kept"
        log.error("another database needs a restart", database=str(loaded.service.database), next=said)
        return None
    try:
        log_to(loaded.service.log, loaded.secrets)
    except OSError as error:
        log.error("the log cannot be written and the old config is kept", file=error.filename, why=error.strerror)  # noqa: TRY400 - a person can mend it
        return None
    return loaded
