"""The service's log, and all that libraries log beside it: one line an event, for people on a terminal, else as JSON."""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Thirty outlets that are polled every ten minutes write 2 MB a day: a week is kept (FAULTS 118).
LARGEST_LOG = 10 * 1024 * 1024
OLD_LOGS = 5
# A secret of fewer characters stands in ordinary words, and protects nothing.
_SHORTEST_SECRET = 4
_KEPT = frozenset("\n\t")  # in tracebacks; in JSON they are escaped


def log_to(file: Path | None, secrets: Collection[str] = ()) -> None:
    """Write events to `file`, or where there is none to standard error, and to a terminal in any case.

    Called again it closes the file and opens the one that is named now. Raises OSError where it cannot be written, and
    then changes nothing.
    """
    handlers: list[logging.Handler] = []
    if file is not None:
        handlers.append(RotatingFileHandler(file, maxBytes=LARGEST_LOG, backupCount=OLD_LOGS, encoding="utf-8"))
    if file is None or sys.stderr.isatty():
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        for_people = not isinstance(handler, RotatingFileHandler) and sys.stderr.isatty()
        handler.setFormatter(_formatter(for_people=for_people, secrets=secrets))
    _install(handlers)


@contextmanager
def logging_to(file: Path | None, secrets: Collection[str] = ()) -> Iterator[None]:
    """As `log_to`, until the block ends."""
    log_to(file, secrets)
    try:
        yield
    finally:
        _install([])


def _install(handlers: list[logging.Handler]) -> None:
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.addFilter(_is_told)
        root.addHandler(handler)
    logging.getLogger("newswatch").setLevel(logging.INFO)
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _is_told(record: logging.LogRecord) -> bool:
    """Whether it is ours or a warning: what libraries tell of each request stands in `visits`."""
    return record.name == "newswatch" or record.levelno >= logging.WARNING


def _formatter(*, for_people: bool, secrets: Collection[str]) -> logging.Formatter:
    time = structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S" if for_people else "iso", utc=not for_people)
    drawn: Processor
    if for_people:
        drawn = structlog.dev.ConsoleRenderer(pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)
    else:
        drawn = structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            time,
            structlog.processors.format_exc_info,
            _Cleaned(secrets),
            drawn,
        ],
    )


class _Cleaned:
    """Takes out secrets, and what moves a terminal's cursor or turns its text around: an outlet may have written it."""

    def __init__(self, secrets: Collection[str]) -> None:
        # the longest first: one secret may stand in another
        self._secrets = sorted((s for s in secrets if len(s) >= _SHORTEST_SECRET), key=len, reverse=True)

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:  # noqa: ARG002, ANN401 - a processor's parameters
        return {key: self._cleaned(value) for key, value in event.items()}

    def _cleaned(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, list | tuple):
            return [self._cleaned(each) for each in value]
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return "".join(each if each.isprintable() or each in _KEPT else f"\\u{ord(each):04x}" for each in text)
