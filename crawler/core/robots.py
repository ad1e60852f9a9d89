"""What a host's robots.txt allows, also where it answers with an error (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from protego import Protego

from crawler.core.models import Trouble, VisitState

# RFC 9309: at least 500 KiB are read, and a copy is used for a day at most.
LARGEST = 500 * 1024
KEPT = timedelta(hours=24)
# A host that cannot say what it allows is asked again this often.
ASKED_AGAIN = timedelta(minutes=10)
# A longer pause between two requests would take a poll of 50 articles beyond an hour (FAULTS 62).
LONGEST_DELAY = 60.0

# Any 4xx says that there are no rules; but 429 says to wait.
_ALLOWING_ERRORS = range(400, 500)
_UNREACHABLE = frozenset(
    {VisitState.DNS_ERROR, VisitState.TLS_ERROR, VisitState.TIMEOUT, VisitState.CONNECTION_ERROR,
     VisitState.BLOCKED_ADDRESS, VisitState.BAD_HTTP, VisitState.BAD_URL}
)  # fmt: skip
_HTML = re.compile(r"^\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's rules as of `fetched_at`. `closed` says why nothing is fetched, where the rules cannot be had."""

    text: str = field(repr=False)
    fetched_at: datetime
    rules: Protego = field(repr=False)
    closed: Trouble | None = None
    asked_at: datetime | None = None  # when a host last failed to tell its rules, and an older copy was kept

    def allows(self, url: str, agent: str) -> bool:
        """Whether `agent` (a User-Agent header) may fetch `url`."""
        return not self.closed and bool(self.rules.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """The seconds to leave between two requests, as far as they are obeyed; 0 where it asks for none."""
        return min(float(self.rules.crawl_delay(agent) or 0), LONGEST_DELAY)

    def asks_too_much(self, agent: str) -> bool:
        """Whether it asks for longer pauses than are kept."""
        return float(self.rules.crawl_delay(agent) or 0) > LONGEST_DELAY

    def stale(self, now: datetime) -> bool:
        """Whether the rules must be asked for again."""
        if self.asked_at is not None:
            return now - self.asked_at > ASKED_AGAIN
        return now - self.fetched_at > (ASKED_AGAIN if self.closed else KEPT)


def robots_of(text: str, now: datetime) -> Robots:
    """The rules that a robots.txt gives; an HTML page in its place gives none."""
    text = text.removeprefix("\ufeff")
    text = "" if _HTML.match(text) else text[:LARGEST]
    return Robots(text, now, Protego.parse(text))


def robots_without(trouble: Trouble, http_status: int | None, now: datetime, before: Robots | None) -> Robots:
    """The rules where robots.txt could not be had: none for a client error, the old or nothing for a server's fault."""
    if http_status in _ALLOWING_ERRORS and trouble.state is not VisitState.THROTTLED:
        return robots_of("", now)
    if before is not None and not before.closed and now - before.fetched_at <= 2 * KEPT:
        return replace(before, asked_at=now)
    closed = trouble  # a host that cannot be reached at all is told as that
    if trouble.state not in _UNREACHABLE:
        said = f"its robots.txt cannot be had ({trouble.detail}), so nothing is fetched until it can"
        closed = Trouble(VisitState.BLOCKED_ROBOTS, said)
    return Robots("", now, Protego.parse(""), closed)
