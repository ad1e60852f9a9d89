"""What a crawl does at an outlet: which sources it reads, and whether it looks for them first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.core.fetched import OutletPlan, StoredPage
from crawler.core.models import Outlet, Source, SourceKind
from crawler.core.urls import host

# Outlets move their feeds a few times in a decade; a look at the home page once a week finds that out in time.
LOOKED_FOR_AGAIN = timedelta(days=7)
# A found source that failed this often in a row has moved.
GIVEN_UP = 5


def plan_outlet(
    outlet: Outlet,
    stored: Sequence[tuple[Source, int]],
    pages: Sequence[StoredPage],
    *,
    last_ok_at: datetime | None,
    now: datetime,
) -> OutletPlan:
    """The plan for one crawl of `outlet`.

    `stored` are its remembered sources with how often each failed in a row, `pages` what is due for another look.
    """
    remembered = {source.url: _whole(source) if failures else source for source, failures in stored}
    named = tuple(_remember(source, remembered.get(source.url)) for source in configured(outlet))
    find = not named and _must_look(outlet, stored, now)
    sources = named or _found(outlet, _in_use(stored, remembered, find=find), look=find)
    return OutletPlan(
        outlet,
        sources,
        stored=tuple(remembered.values()),
        pages=tuple(pages),
        find_sources=find,
        last_ok_at=last_ok_at,
    )


def plan_pages(
    outlet: Outlet, stored: Sequence[tuple[Source, int]], pages: Sequence[StoredPage], *, last_ok_at: datetime | None
) -> OutletPlan:
    """The plan for a crawl of the pages alone that are due."""
    sources = tuple(source for source, _ in stored)
    return OutletPlan(outlet, (), stored=sources, pages=tuple(pages), last_ok_at=last_ok_at, pages_only=True)


def configured(outlet: Outlet) -> tuple[Source, ...]:
    """The sources that the person named."""
    feeds = (Source(outlet.name, SourceKind.FEED, url) for url in outlet.feeds)
    sitemaps = (Source(outlet.name, SourceKind.SITEMAP, url) for url in outlet.sitemaps)
    sections = (Source(outlet.name, SourceKind.SECTION, s.url, links=s.links) for s in outlet.sections)
    return (*feeds, *sitemaps, *sections)


def _must_look(outlet: Outlet, stored: Sequence[tuple[Source, int]], now: datetime) -> bool:
    """Whether the outlet's sources are to be found from its home page (again)."""
    found = [failures for source, failures in stored if source.url != outlet.home]
    if found and all(failures >= GIVEN_UP for failures in found):
        return True
    looked_at = next((source.fetched_at for source, _ in stored if source.url == outlet.home), None)
    return looked_at is None or now - looked_at > LOOKED_FOR_AGAIN


def _in_use(stored: Sequence[tuple[Source, int]], remembered: dict[str, Source], *, find: bool) -> dict[str, Source]:
    """Without those that the person named once and names no more, and those that were given up while another works."""
    left = [
        s for s, failures in stored if s.kind is SourceKind.HOME or (s.found_from and (find or failures < GIVEN_UP))
    ]
    return {source.url: remembered[source.url] for source in left}


def _found(outlet: Outlet, remembered: dict[str, Source], *, look: bool) -> tuple[Source, ...]:
    """The sources that were found from the home page, and the page itself where there are none or others are looked for."""
    others = [source for source in remembered.values() if source.url != outlet.home]
    roots = tuple(
        source for source in others if source.found_from == outlet.home or source.found_from not in remembered
    )
    if outlet.home is None or (roots and not look):
        return roots
    home = remembered.get(outlet.home) or Source(outlet.name, SourceKind.HOME, outlet.home)
    return (_fresh(home) if look else home, *roots)  # to find what it names it must come whole


def _remember(source: Source, before: Source | None) -> Source:
    """A configured source with what its server said last time; read anew where the config now says otherwise of it."""
    if before is None or (before.kind, before.links) != (source.kind, source.links):
        return source
    return replace(before, found_from=None)


def _whole(source: Source) -> Source:
    """A source that failed, to be asked for without its validators: a 304 would not tell whether it is well."""
    return replace(source, etag=None, last_modified=None)


def _fresh(source: Source) -> Source:
    return replace(source, etag=None, last_modified=None, body_hash=None, fetched_at=None)


def hosts(outlet: Outlet) -> frozenset[str]:
    """The hosts that the outlet's configured addresses stand at: no two crawls visit one of them at a time."""
    addresses = (*outlet.feeds, *outlet.sitemaps, *(s.url for s in outlet.sections), *filter(None, [outlet.home]))
    return frozenset(host(url) for url in addresses)
