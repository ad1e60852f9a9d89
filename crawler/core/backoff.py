"""How long an outlet is left alone that gives nothing, by what is wrong with it. None is ever given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from crawler.core.models import VisitState


class Failure(StrEnum):
    """What keeps an outlet's sources from being read."""

    DNS = "dns"
    TLS = "tls"
    CONNECTION = "connection"
    SERVER = "server"
    THROTTLED = "throttled"
    WALL = "wall"
    NOT_FOUND = "not_found"
    GONE = "gone"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Pauses:
    """The first pause, what each further one is multiplied by, and the longest."""

    first: timedelta
    factor: int
    longest: timedelta


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

PAUSES = {
    # a name server hiccups for minutes; a domain that lapsed is renewed within days
    Failure.DNS: Pauses(10 * _MINUTE, 2, 6 * _HOUR),
    # a certificate that ran out is renewed by a person, in office hours
    Failure.TLS: Pauses(1 * _HOUR, 2, 6 * _HOUR),
    # a restart takes minutes, a move to other machines a night
    Failure.CONNECTION: Pauses(5 * _MINUTE, 2, 3 * _HOUR),
    # as above, and a server that is up but in trouble must not be leant on
    Failure.SERVER: Pauses(10 * _MINUTE, 2, 3 * _HOUR),
    # it said that we ask too often: Retry-After is kept besides
    Failure.THROTTLED: Pauses(30 * _MINUTE, 2, _DAY),
    # a wall that sees us often grows thicker; rules change with a deployment, days apart
    Failure.WALL: Pauses(1 * _HOUR, 3, _DAY),
    # a feed that moved stays away until the person names its new address; one that a deployment broke is back in an hour
    Failure.NOT_FOUND: Pauses(20 * _MINUTE, 2, _DAY),
    # the server says that it is for good, which is mostly true: one look a day costs nobody anything
    Failure.GONE: Pauses(_DAY, 1, _DAY),
    # a broken feed is often mended with the next article
    Failure.CONTENT: Pauses(10 * _MINUTE, 2, _DAY),
}
# Where no outlet can be reached it is our own network, and what happens meanwhile is waited for.
OWN_NETWORK = 30 * _MINUTE

_FAILURES = {
    VisitState.DNS_ERROR: Failure.DNS,
    VisitState.TLS_ERROR: Failure.TLS,
    VisitState.CONNECTION_ERROR: Failure.CONNECTION,
    VisitState.TIMEOUT: Failure.CONNECTION,
    VisitState.BAD_HTTP: Failure.SERVER,
    VisitState.HTTP_ERROR: Failure.SERVER,
    VisitState.REDIRECT_LOOP: Failure.SERVER,
    VisitState.THROTTLED: Failure.THROTTLED,
    VisitState.WALL: Failure.WALL,
    VisitState.BLOCKED_ROBOTS: Failure.WALL,
    VisitState.NOT_FOUND: Failure.NOT_FOUND,
    VisitState.GONE: Failure.GONE,
}
_OUT_OF_REACH = frozenset({Failure.DNS, Failure.CONNECTION})
# 2^20 times any first pause is longer than any longest one.
_MOST_DOUBLINGS = 20


def failure_of(states: Collection[VisitState]) -> Failure:
    """What is wrong with an outlet whose sources ended so: the kind that may be over soonest."""
    kinds = {_FAILURES.get(state, Failure.CONTENT) for state in states} or {Failure.CONTENT}
    return min(kinds, key=lambda kind: (PAUSES[kind].first, PAUSES[kind].longest, kind))


def back_off(failure: Failure, times: int, every: timedelta, *, own_network: bool = False) -> timedelta:
    """How long to leave an outlet alone that failed so for the `times`-th time in a row: never less than `every`.

    `own_network` says that no other outlet could be reached since: then one that is out of reach is asked again soon.
    """
    pauses = PAUSES[failure]
    length = min(pauses.first * int(pauses.factor ** min(times - 1, _MOST_DOUBLINGS)), pauses.longest)
    soon = OWN_NETWORK if own_network and failure in _OUT_OF_REACH else pauses.longest
    return max(every, min(length, soon))
