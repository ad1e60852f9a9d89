"""newswatch.toml as plain values, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from crawler.config import checks, wording
from crawler.config.addresses import Listen
from crawler.config.document import parse, read
from crawler.config.environment import secrets, with_secrets
from crawler.config.lines import key_lines, line_of
from crawler.config.problems import Finding, Problem, where
from crawler.config.tables import METRICS, BackupTable, DigestTable, FileTable, MailTable, OutletTable
from crawler.core.backups import BackupPlan
from crawler.core.models import Outlet, Section, Topic
from crawler.core.plans import EVERY_DAY, Alert, Channel, DigestPlan, Mail, Recipient
from crawler.core.retention import Retention


@dataclass(frozen=True, slots=True)
class Service:
    """newswatch itself: its database (an absolute path), whom outlets may write to, the zone in which it tells time.

    `log` is the file of the service's log (an absolute path), None for standard error; `metrics` is where it answers
    monitors, None for nowhere.
    """

    database: Path
    contact: str
    timezone: ZoneInfo
    log: Path | None = None
    metrics: Listen | None = METRICS


@dataclass(frozen=True, slots=True)
class Web:
    """Where the review page listens (an IP address), what a reader has to say, and the names that it is reached by."""

    host: str = "127.0.0.1"
    port: int = 8001
    password: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """What newswatch.toml says. Names are unique in each group, and each topic that a digest names is there."""

    service: Service
    outlets: tuple[Outlet, ...]
    topics: tuple[Topic, ...]
    digests: tuple[DigestPlan, ...] = ()
    mail: Mail | None = None
    backup: BackupPlan | None = None  # its folder absolute; None: the service makes none
    retention: Retention = field(default_factory=Retention)
    webhook_key: bytes | None = field(default=None, repr=False)  # signs what is posted to webhooks
    secrets: frozenset[str] = field(default=frozenset(), repr=False)  # what no log may tell
    web: Web = Web()


def load(path: Path, environ: Mapping[str, str]) -> Config | tuple[Problem, ...]:
    """The configuration at `path`, with its secrets from `environ`; or all its problems, in the order of lines."""
    text = read(path)
    if isinstance(text, Problem):
        return (text,)
    written = parse(text, str(path))
    if isinstance(written, Problem):
        return (written,)
    found = _validated(written, environ)
    if isinstance(found, FileTable):
        return _config(found, written, path.absolute().parent, environ)
    lines = key_lines(text)
    problems = {
        Problem(str(path), line_of(lines, each.path), where(each.path, written), each.message, each.hint)
        for each in found
    }
    return tuple(sorted(problems, key=lambda each: (each.line or 0, each.where, each.message)))


def _validated(written: dict[str, Any], environ: Mapping[str, str]) -> FileTable | list[Finding]:
    document, missing = with_secrets(written, environ)
    found: list[Finding] = []
    try:
        table = FileTable.model_validate(document)
    except ValidationError as error:
        found += wording.findings(error, written)
    found += checks.findings(written, document, environ)
    unset = {each.path for each in missing}
    found = missing + [each for each in found if each.path not in unset]
    return found or table  # no table was made only where something was found


def _config(table: FileTable, written: dict[str, Any], folder: Path, environ: Mapping[str, str]) -> Config:
    topics = tuple(Topic(each.name, each.query) for each in table.topics)
    said = table.service
    log = folder / said.log if said.log else None
    service = Service(folder / said.database, said.contact, said.timezone, log, said.metrics)
    return Config(
        service=service,
        outlets=tuple(_outlet(each) for each in table.outlets),
        topics=topics,
        digests=tuple(
            _digest(each, topics, names["to"], folder)
            for each, names in zip(table.digests, written.get("digests", []), strict=True)
        ),
        mail=_mail(table.mail, environ) if table.mail else None,
        backup=_backup(table.backup, folder) if table.backup else None,
        retention=Retention(**table.retention.model_dump()) if table.retention else Retention(),
        webhook_key=checks.webhook_key(environ),
        secrets=secrets(written, environ) | _passwords(table, environ),
        web=Web(**table.web.model_dump()) if table.web else Web(),
    )


def _outlet(table: OutletTable) -> Outlet:
    return Outlet(
        name=table.name,
        home=table.home,
        feeds=table.feeds,
        sitemaps=table.sitemaps,
        sections=tuple(Section(each.url, each.links) for each in table.sections),
        every=table.every,
        language=table.language,
        delay=table.delay,
        headers=tuple(table.headers.items()),
        private_network=table.private_network,
        first_run=table.first_run.value,
    )


def _mail(table: MailTable, environ: Mapping[str, str]) -> Mail:
    server = table.smtp
    return Mail(
        host=server.host,
        port=server.port,
        encryption=server.encryption,
        sender=table.sender,
        user=server.user,
        password=server.password or environ.get(checks.SMTP_PASSWORD) if server.user else None,
        resend=table.resend,
    )


def _backup(table: BackupTable, folder: Path) -> BackupPlan:
    return BackupPlan(table.every, folder / table.to, table.keep)


def _passwords(table: FileTable, environ: Mapping[str, str]) -> frozenset[str]:
    smtp = table.mail.smtp.password if table.mail else None
    return frozenset(filter(None, (smtp, environ.get(checks.SMTP_PASSWORD), environ.get(checks.WEBHOOK_SECRET))))


def _digest(table: DigestTable, topics: tuple[Topic, ...], to: str | list[str], folder: Path) -> DigestPlan:
    names = [to] if isinstance(to, str) else to
    return DigestPlan(
        name=table.name,
        topics=table.topics or tuple(each.name for each in topics),
        to=tuple(_recipient(each, name, folder) for each, name in zip(table.to, names, strict=True)),
        at=tuple(sorted(set(table.at))),
        days=frozenset(table.days) or EVERY_DAY,
        every=table.every or None,
        alert=_alert(table) if table.every == timedelta() else None,
        include=table.include,
    )


def _alert(table: DigestTable) -> Alert:
    return Alert(table.quiet, table.limit or Alert().limit)


def _recipient(read: Recipient, name: str, folder: Path) -> Recipient:
    """What was read, under the name that stands in the file, so that no secret is told; a file from the folder on."""
    if read.channel not in {Channel.FILE, Channel.ATOM}:
        return replace(read, name=name)
    ending = "/" if read.address.endswith("/") else ""
    return replace(read, name=name, address=f"{folder / read.address}{ending}")
