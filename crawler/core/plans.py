"""What newswatch is to send, when and where to: digests as the person configured them, and the way mail goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

EVERY_DAY = frozenset(range(7))
"""Monday is 0, as in `datetime.date.weekday`."""


class Encryption(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"  # from the first byte on: smtps://
    NONE = "none"  # a server on this machine


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that mail is handed to, and the sender: an address, or a name and an address in angle brackets."""

    host: str
    port: int
    encryption: Encryption
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    resend: bool = True  # what may have arrived or not is sent once more, with the same Message-ID


class Channel(StrEnum):
    """The ways a digest goes out."""

    MAIL = "mailto"
    FILE = "file"
    ATOM = "atom"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One entry of a digest's `to`.

    `name` is the entry as written: it may be shown and stored, since a secret stands in it as "$NAME".
    `address` is where to deliver: a mail address, an absolute path (with a closing slash for a folder), or a URL
    (for Apprise: its own).
    """

    name: str
    channel: Channel
    address: str = field(repr=False)


class Include(StrEnum):
    """Which stories a digest takes from the review queue."""

    ALL = "all"  # all but those that a person dropped
    KEPT = "kept"  # those alone that a person kept
    CORRECTIONS = "corrections"  # corrections alone


@dataclass(frozen=True, slots=True)
class Alert:
    """A digest that is composed as soon as there is news (`every = "now"`).

    Not between the two times of day of `quiet`, which may span midnight, and at most `limit` times an hour.
    """

    quiet: tuple[time, time] | None = None
    limit: int = 6


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """A digest (`[[digests]]`): at these times of day on these weekdays, every so often, or at once; one of them is set.

    Times are of the configured time zone.
    """

    name: str
    topics: tuple[str, ...]
    to: tuple[Recipient, ...]
    at: tuple[time, ...] = ()
    days: frozenset[int] = EVERY_DAY
    every: timedelta | None = None
    alert: Alert | None = None
    include: Include = Include.ALL
