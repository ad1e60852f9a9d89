"""The judgement of an outlet's health, poll by poll: which troubles it has, which begin, which have ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.core.signs import PAGES, Checkup, Kind, Sign

# How many polls in a row have to tell of it: one that fails is an accident, two are a state; a redirect for good is
# believed at the third sight (FAULTS 32). What is judged by history needs no second look.
POLLS = {
    Kind.FAILING: 2,
    Kind.BLOCKED: 2,
    Kind.GONE: 2,
    Kind.PARKED: 2,
    Kind.REDIRECTED: 3,
    Kind.SILENT: 1,
    Kind.THINNED: 1,
    Kind.OFFLINE: 1,
}
# These exclude each other at one address: what fails in another way has not recovered.
_OF_ADDRESSES = frozenset({Kind.FAILING, Kind.BLOCKED, Kind.GONE, Kind.PARKED})
# Where as many outlets as this can't be reached, and none can, the network is ours.
_OUTLETS_MAKE_A_NETWORK = 2


@dataclass(frozen=True, slots=True)
class OutletTrouble:
    """A trouble of an outlet, or after one sign the suspicion of one. `outlet` is None for newswatch's own network.

    `since` is when its first poll began, `polls` in how many it was seen. `confirmed_at` is when it was taken for true, None
    for a suspicion. An ended one has `ended_at` and, in words, its `ending`.
    """

    outlet: str | None
    kind: Kind
    by: str
    since: datetime
    detail: str
    addresses: frozenset[str] = frozenset()
    polls: int = 1
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    ending: str | None = None
    id: int | None = None  # in the database


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a poll makes of an outlet's troubles: those to keep, anew or changed, and suspicions that were none."""

    kept: tuple[OutletTrouble, ...] = ()
    dropped: tuple[OutletTrouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """What is known of all outlets: when the last poll began that reached one, and how many can't be reached.

    `since` and `polls` are those of the outlet that was polled now; `trouble` is the open one, that no outlet can be reached.
    """

    reached_at: datetime | None
    unreachable: int
    since: datetime | None
    polls: int = 0
    trouble: OutletTrouble | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it is newswatch's own network that is down: several outlets can't be reached, and none was since."""
        if self.since is None or self.unreachable < _OUTLETS_MAKE_A_NETWORK or self.polls < POLLS[Kind.FAILING]:
            return False  # of a crawl's outlets those that fail end first
        return self.reached_at is None or self.reached_at < self.since


def judge(open_troubles: Iterable[OutletTrouble], seen: Checkup, history: Mapping[Kind, Sign | None]) -> Verdicts:
    """What a poll makes of the outlet's open troubles and suspicions.

    `history` has, of each kind that is judged by it, its sign; None that it is over; and no entry where nothing is told.
    """
    known = {trouble.kind: trouble for trouble in open_troubles}
    signs = {sign.kind: sign for sign in (*seen.signs, *filter(None, history.values()))}
    kept, dropped = [], []
    for kind in sorted({*known, *signs}):
        before, sign = known.get(kind), signs.get(kind)
        if sign is not None:
            kept.append(_seen_again(before, sign, seen, _left(before, seen, signs)))
        elif before is not None and _is_over(before, seen, signs, history):
            if before.confirmed_at is None:
                dropped.append(before)
            else:
                kept.append(replace(before, ended_at=seen.at, ending=_ending(before, signs)))
        elif before is not None and kind in _OF_ADDRESSES:
            kept.append(replace(before, addresses=_left(before, seen, signs)))
    return Verdicts(tuple(kept), tuple(dropped))


def of_network(network: Network, seen: Checkup) -> OutletTrouble | None:
    """What a poll makes of newswatch's own network: its trouble that begins or has ended, None where neither."""
    if network.trouble is not None:
        return None if seen.unreachable else replace(network.trouble, ended_at=seen.at, ending="outlets answer again")
    if not (seen.unreachable and network.is_ours and network.since):
        return None
    said = f"none of {network.unreachable} outlets can be reached: is there a network? They are tried again within half an hour"
    return OutletTrouble(None, Kind.OFFLINE, "the network", network.since, said, confirmed_at=seen.at)


def unconfirmed(verdicts: Verdicts, before: Iterable[OutletTrouble]) -> Verdicts:
    """`verdicts` while newswatch's network is down: an outlet that did not fail `before` is not blamed now."""
    confirmed = {trouble.kind for trouble in before if trouble.confirmed_at}
    kept = (
        trouble if trouble.kind in confirmed or trouble.kind is not Kind.FAILING else _suspicion(trouble)
        for trouble in verdicts.kept
    )
    return Verdicts(tuple(kept), verdicts.dropped)


def _suspicion(trouble: OutletTrouble) -> OutletTrouble:
    return replace(trouble, polls=min(trouble.polls, POLLS[trouble.kind] - 1), confirmed_at=None)


def _seen_again(before: OutletTrouble | None, sign: Sign, seen: Checkup, left: frozenset[str]) -> OutletTrouble:
    if before is None:
        before = OutletTrouble(seen.outlet, sign.kind, sign.by, seen.began_at, sign.detail, polls=0)
    polls = before.polls + 1
    confirmed = before.confirmed_at or (seen.at if polls >= POLLS[sign.kind] else None)
    return replace(
        before,
        by=sign.by,
        detail=sign.detail,
        addresses=left | sign.addresses,
        polls=polls,
        confirmed_at=confirmed,
    )


def _left(before: OutletTrouble | None, seen: Checkup, signs: Mapping[Kind, Sign]) -> frozenset[str]:
    """The addresses at which a trouble goes on: neither came whole, nor fails in another way, nor is asked no more."""
    if before is None or before.kind not in _OF_ADDRESSES:
        return frozenset()
    elsewhere = {
        address
        for kind, sign in signs.items()
        if kind in _OF_ADDRESSES and kind is not before.kind
        for address in sign.addresses
    }
    return (before.addresses & (seen.asked | {PAGES})) - seen.whole - elsewhere


def _is_over(
    before: OutletTrouble, seen: Checkup, signs: Mapping[Kind, Sign], history: Mapping[Kind, Sign | None]
) -> bool:
    if before.kind in _OF_ADDRESSES:
        return not _left(before, seen, signs)
    if before.kind is Kind.REDIRECTED:
        return not (before.addresses & seen.asked) or bool(before.addresses & seen.unmoved)
    return before.kind in history


def _ending(before: OutletTrouble, signs: Mapping[Kind, Sign]) -> str:
    instead = next((kind for kind in _OF_ADDRESSES if kind in signs and before.kind in _OF_ADDRESSES), None)
    return f"it is {instead} instead" if instead else _ENDINGS[before.kind]


_ENDINGS = {
    Kind.FAILING: "it answers again",
    Kind.BLOCKED: "it lets us in again",
    Kind.GONE: "it is there again, or asked for no more",
    Kind.PARKED: "it shows articles again",
    Kind.REDIRECTED: "its address is right again",
    Kind.SILENT: "it lists new articles again",
    Kind.THINNED: "its articles are whole again",
}
