"""What must hold between the values of newswatch.toml. A value that is wrong by itself is told elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from crawler.config.addresses import SmtpServer, is_loopback, is_private, listen_address, smtp
from crawler.config.lines import KeyPath
from crawler.config.problems import Finding, Wrong, about, did_you_mean, shown, value_at
from crawler.config.tables import OutletTable
from crawler.core.durations import parse_duration
from crawler.core.text import clean_line

SMTP_PASSWORD = "NEWSWATCH_SMTP_PASSWORD"  # noqa: S105 - the name of a variable, not a password
"""The environment variable that holds the password for the mail server."""

WEBHOOK_SECRET = "NEWSWATCH_WEBHOOK_SECRET"  # noqa: S105 - as above
"""The environment variable that holds the secret which webhooks are signed with: whsec_ and base64."""
_SECRET_MARK = "whsec_"  # noqa: S105 - as the Standard Webhooks specification writes secrets

WEB_PASSWORD = "NEWSWATCH_WEB_PASSWORD"  # noqa: S105 - as above
"""The environment variable that the review page's password is proposed to stand in."""

UNGUARDED = Wrong(
    "is reached from other machines, and there is no password", f'add password = "${WEB_PASSWORD}" to [web]'
)
"""Why the review page does not listen at an address."""

_SOURCES = ("home", "feeds", "sitemaps", "sections")
# A feed is asked for at most this often at a host that is not ours: most outlets renew theirs every few minutes.
_POLITE = timedelta(minutes=1)

_PRIVATE = Wrong(
    "is an address of this machine or of a private network", "if you mean it, add private_network = true to this outlet"
)
_TOO_OFTEN = Wrong(
    "is too often for an outlet on the internet", 'write "1 minute" or more; most outlets bear "10 minutes"'
)
_NO_SECRET = Wrong(f"is signed with {WEBHOOK_SECRET}, which is no such secret", "a secret is whsec_ and base64")
_NO_MAIL_SERVER = Wrong("needs a mail server", "add [mail] with smtp and from")

Document = dict[str, Any]


def findings(written: Document, document: Document, environ: Mapping[str, str]) -> list[Finding]:
    """All that is wrong between values of `document`, which is `written` with its secrets in place."""
    return [
        *_repeated_names(document),
        *_outlets(written, document),
        *_digests(written, document, environ),
        *_mail(written, document, environ),
        *_web(written, document),
    ]


def _tables(document: Document, key: str) -> Iterator[tuple[KeyPath, Document]]:
    entries = document.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (key, place), entry


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The texts at `path`: it may hold one, a list of them, or of tables with a `url`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        yield from _texts(value.get("url"), (*path, "url"))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _texts(each, (*path, place))


def _same(name: str) -> str:
    return clean_line(name).casefold()


def _repeated_names(document: Document) -> Iterator[Finding]:
    for key in ("outlets", "topics", "digests"):
        first: dict[str, int] = {}
        for path, table in _tables(document, key):
            name = table.get("name")
            if not isinstance(name, str):
                continue
            place = first.setdefault(_same(name), int(path[1]))
            if (key, place) != path:
                yield Finding((*path, "name"), f"name = {shown(name)} is the name of {key}[{place + 1}] too")


def _outlets(written: Document, document: Document) -> Iterator[Finding]:
    for path, outlet in _tables(document, "outlets"):
        misspelt = set(outlet) - set(OutletTable.model_fields)
        if not misspelt and not any(outlet.get(source) for source in _SOURCES):
            yield Finding(path, "there is nothing to read", f"give it one of {', '.join(_SOURCES)}")
        if outlet.get("private_network") is not True:
            yield from _public_outlet(path, outlet, written)


def _public_outlet(path: KeyPath, outlet: Document, written: Document) -> Iterator[Finding]:
    for source in _SOURCES:
        for at, url in _texts(outlet.get(source), (*path, source)):
            if is_private(url):
                yield about(at, written, _PRIVATE)
    every = outlet.get("every")
    length = parse_duration(every) if isinstance(every, str) else None
    if length is not None and length < _POLITE:
        yield about((*path, "every"), written, _TOO_OFTEN)


def _digests(written: Document, document: Document, environ: Mapping[str, str]) -> Iterator[Finding]:
    topics = [name for _, topic in _tables(document, "topics") if isinstance(name := topic.get("name"), str)]
    known = {clean_line(name) for name in topics}
    for path, digest in _tables(document, "digests"):
        for at, name in _texts(digest.get("topics"), (*path, "topics")):
            if known and clean_line(name) not in known:
                hint = did_you_mean(name, topics, "a digest's topics are the names of [[topics]]")
                yield about(at, written, Wrong("is not a topic of this file", hint))
        yield from _times(path, digest)
        yield from _unsendable(path, digest, written, environ)


def _times(path: KeyPath, digest: Document) -> Iterator[Finding]:
    for key in ("quiet", "limit"):
        if key in digest and digest.get("every") != "now":
            yield Finding((*path, key), f'{key} is given without every = "now"', "it is for alerts alone")
    has_times, has_every = "at" in digest, "every" in digest
    if has_times and has_every:
        yield Finding((*path, "every"), "at and every are both given", "a digest has one of them")
    if not has_times and not has_every:
        yield Finding(path, "it is not said when", 'give it at = "07:30" or every = "1 hour"')
    if "days" in digest and not has_times:
        yield Finding((*path, "days"), "days are given without a time", 'add at = "07:30"')
    if digest.get("at") == []:
        yield Finding((*path, "at"), "at = [] says no time", 'write at = "07:30"')


def _unsendable(path: KeyPath, digest: Document, document: Document, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Recipients that nothing could be sent to. `digest` has its secrets in place, which are not told."""
    for at, address in _texts(digest.get("to"), (*path, "to")):
        if address.startswith("mailto:") and "mail" not in document:
            yield about(at, document, _NO_MAIL_SERVER)
        if address.startswith(("https:", "http:")) and environ.get(WEBHOOK_SECRET) and webhook_key(environ) is None:
            yield about(at, document, _NO_SECRET)


def webhook_key(environ: Mapping[str, str]) -> bytes | None:
    """The key that webhooks are signed with; None where there is no secret, or none that is one."""
    try:
        key = base64.b64decode(environ.get(WEBHOOK_SECRET, "").removeprefix(_SECRET_MARK), validate=True)
    except ValueError:
        return None
    return key or None


def _mail(written: Document, document: Document, environ: Mapping[str, str]) -> Iterator[Finding]:
    path: KeyPath = ("mail", "smtp")
    if _has_password(value_at(path, written)):
        yield Finding(path, "smtp holds a password", f"take it out, and set {SMTP_PASSWORD} in the environment")
        return
    server = _server(value_at(path, document))
    if server is not None and server.user and not server.password and not environ.get(SMTP_PASSWORD):
        said = f"smtp names a user, and {SMTP_PASSWORD} is not set"
        yield Finding(path, said, "set it in the environment that newswatch runs in")


def _web(written: Document, document: Document) -> Iterator[Finding]:
    password = value_at(("web", "password"), written)
    if isinstance(password, str) and not password.startswith("$"):
        said = "password stands in the file: it belongs in the environment"
        yield Finding(("web", "password"), said, f'write password = "${WEB_PASSWORD}", and set that')
    host = value_at(("web", "host"), document)
    address = listen_address(host) if isinstance(host, str) else None
    if isinstance(address, str) and not is_loopback(address) and not password:
        yield about(("web", "host"), written, UNGUARDED)


def _has_password(written: object) -> bool:
    server = _server(written)
    # "smtp://user:$PASSWORD@host" keeps the password where it belongs
    return server is not None and server.password is not None and not server.password.startswith("$")


def _server(text: object) -> SmtpServer | None:
    found = smtp(text) if isinstance(text, str) else None
    return found if isinstance(found, SmtpServer) else None
