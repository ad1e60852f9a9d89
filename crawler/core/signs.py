"""What one poll tells of an outlet's health: signs of trouble, and what has come whole.

A 304 tells nothing of a feed that failed before: a server may answer so for ever. What came whole does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crawler.core.barriers import ONE_TEXT, PARKED, PAYWALL
from crawler.core.fetched import SourceFetched
from crawler.core.models import Listing, SourceKind, Visit, VisitState
from crawler.core.polls import PAGES_MAKE_TROUBLE, UNREACHABLE, Tally, nothing_named, worked
from crawler.core.thinning import Form
from crawler.core.urls import host, site

PAGES = "its pages"
"""Stands for an outlet's article pages, among the addresses of its sources."""


class Kind(StrEnum):
    """What an outlet suffers from. The database's words."""

    FAILING = "failing"  # it can't be reached, or what it answers can't be read
    BLOCKED = "blocked"  # it refuses us, or we must not go there
    GONE = "gone"  # a source was taken down for good
    PARKED = "parked"  # its domain is for sale, or shows one text at all addresses
    REDIRECTED = "redirected"  # a source has moved for good
    SILENT = "silent"  # it gives less than its own history would
    THINNED = "thinned"  # its articles lost length, dates, authors or pictures
    OFFLINE = "offline"  # of newswatch itself: no outlet can be reached


@dataclass(frozen=True, slots=True)
class Sign:
    """What one poll tells is wrong, by what, and at which addresses; `detail` has the cause and the next step."""

    kind: Kind
    by: str
    detail: str
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Checkup:
    """What one poll tells. `asked` are the addresses that were asked for, `whole` those that came whole.

    `unmoved` are those that were not redirected for good. `unreachable`: no source could be reached; `answered`: one told
    what it lists, or that nothing changed.
    """

    outlet: str
    began_at: datetime
    at: datetime
    signs: tuple[Sign, ...] = ()
    asked: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    unmoved: frozenset[str] = frozenset()
    unreachable: bool = False
    answered: bool = True
    listed_new: int = 0
    forms: tuple[Form, ...] = field(default=(), repr=False)


_BLOCKED = {
    VisitState.BLOCKED_ROBOTS: "robots.txt",
    VisitState.BLOCKED_ADDRESS: "a private address",
    VisitState.TLS_ERROR: "TLS",
    VisitState.WALL: "a wall",
}
_PAYMENT = 402
_WHOLE = 200


def checkup(outlet: str, tally: Tally, began_at: datetime, at: datetime) -> Checkup:
    """What a poll tells whose every request has ended."""
    asked = [fetched for fetched in tally.sources if not fetched.guess]
    moved = _moved(asked, tally.hops)
    signs = [
        *(_sign(visit, fetched.source.url) for fetched in asked if not worked(fetched) for visit in [fetched.visit]),
        *_of_home(asked, tally),
        *_of_pages(tally),
        *moved,
    ]
    whole = {fetched.source.url for fetched in asked if came_whole(fetched)}
    here = {fetched.source.url for fetched in asked if worked(fetched)}
    return Checkup(
        outlet,
        began_at,
        at,
        _together(signs),
        asked=frozenset(fetched.source.url for fetched in asked),
        whole=frozenset(whole | ({PAGES} if tally.read_whole else set())),
        unmoved=frozenset(here - {address for sign in moved for address in sign.addresses}),
        unreachable=bool(tally.sources) and all(f.visit.state in UNREACHABLE for f in tally.sources),
        answered=any(worked(fetched) for fetched in tally.sources),
        listed_new=len(tally.first_listed),
        forms=tuple(tally.forms),
    )


def came_whole(fetched: SourceFetched) -> bool:
    """Whether a source gave its list, be it the very one of last time: a 304 is no answer to whether it is well."""
    if fetched.source.kind is SourceKind.HOME:
        return fetched.listing is not None and _names_something(fetched.listing)
    return fetched.listing is not None or (
        fetched.visit.state is VisitState.UNCHANGED and fetched.visit.http_status == _WHOLE
    )


def _names_something(home: Listing) -> bool:
    return bool(home.candidates or home.children or home.sources)


def _sign(visit: Visit, address: str) -> Sign:
    kind, by = cause(visit)
    return Sign(kind, by, f"{visit.url}: {visit.detail or visit.state.value}", frozenset([address]))


def cause(visit: Visit) -> tuple[Kind, str]:
    """The kind of trouble that a visit which gave nothing tells of, and by what."""
    if visit.by in {PARKED, ONE_TEXT}:
        return Kind.PARKED, visit.by
    if visit.state in _BLOCKED:
        status = f"HTTP {visit.http_status}" if visit.http_status and visit.http_status != _WHOLE else ""
        by = PAYWALL if visit.http_status == _PAYMENT else visit.by or status
        return Kind.BLOCKED, (by if visit.state is VisitState.WALL else "") or _BLOCKED[visit.state]
    if visit.state is VisitState.GONE:
        return Kind.GONE, f"HTTP {visit.http_status}"
    if visit.by:  # a wall that says of itself to be an overload
        return Kind.BLOCKED, visit.by
    return Kind.FAILING, f"HTTP {visit.http_status}" if visit.state is VisitState.HTTP_ERROR else visit.state.value


def _of_home(asked: Sequence[SourceFetched], tally: Tally) -> list[Sign]:
    """That all there is to read is a home page, and nothing can be found from it."""
    if tally.listed or len(asked) != 1 or asked[0].source.kind is not SourceKind.HOME:
        return []
    home, url = asked[0].listing, asked[0].source.url
    if home is None or _names_something(home):
        return []
    return [Sign(Kind.FAILING, "nothing to read", nothing_named(url), frozenset([url]))]


def _of_pages(tally: Tally) -> list[Sign]:
    """That none of several pages could be read, by what most of them failed of."""
    if tally.failed < PAGES_MAKE_TROUBLE or tally.fetched or not tally.page_troubles:
        return []
    causes = Counter(map(cause, tally.page_troubles))
    (kind, by), count = causes.most_common(1)[0]
    if kind is Kind.GONE:
        kind, by = Kind.FAILING, VisitState.NOT_FOUND.value  # articles were taken down, not the outlet
    one = next(visit for visit in tally.page_troubles if cause(visit) == causes.most_common(1)[0][0])
    said = f"none of {tally.failed} pages could be read, {count} of them as {one.url}: {one.detail or one.state.value}"
    return [Sign(kind, by, said, frozenset([PAGES]))]


def _moved(asked: Sequence[SourceFetched], hops: Iterable[Visit]) -> list[Sign]:
    """The sources that work at another address, to which their own sends us for good."""
    leads = {hop.url: (hop.http_status, hop.detail.removeprefix("to ")) for hop in hops}
    found = []
    for fetched in asked:
        start, end = fetched.source.url, _end(leads, fetched.source.url)
        if end is None or not worked(fetched) or not _is_ours_to_change(fetched):
            continue
        if fetched.source.kind is SourceKind.HOME and site(host(start)) == site(host(end)):
            continue  # a home page may send its readers to an edition of it
        said = f"{start} has moved for good to {end}; write the new address into newswatch.toml"
        found.append(Sign(Kind.REDIRECTED, end, said, frozenset([start])))
    return found


def _is_ours_to_change(fetched: SourceFetched) -> bool:
    """Whether a person wrote the address: one that was found follows what names it."""
    return fetched.source.found_from is None


def _end(leads: Mapping[str, tuple[int | None, str]], start: str) -> str | None:
    """Where permanent redirects alone lead from an address; None where they do not, or another kind is among them."""
    at, passed = start, set[str]()
    while at in leads and at not in passed:
        passed.add(at)
        status, following = leads[at]
        if status not in {301, 308}:
            return None
        at = following
    return at if at != start else None


def _together(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """One sign a kind: the first, with the addresses of all."""
    by_kind: dict[Kind, list[Sign]] = {}
    for sign in signs:
        by_kind.setdefault(sign.kind, []).append(sign)
    return tuple(_one(found) for found in by_kind.values())


def _one(signs: Sequence[Sign]) -> Sign:
    first, addresses = signs[0], frozenset(address for sign in signs for address in sign.addresses)
    more = f"; so with {len(addresses) - 1} more" if len(addresses) > 1 else ""
    return Sign(first.kind, first.by, f"{first.detail}{more}", addresses)
