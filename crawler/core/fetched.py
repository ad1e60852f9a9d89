"""What a crawl sets out with, and what the spiders bring back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.core.models import Body, Candidate, Listing, Outlet, Source, Visit


@dataclass(frozen=True, slots=True)
class StoredPage:
    """An article's address to fetch again, with its page's validators.

    `first_seen_at` is when one was first listed of which nothing was read so far.
    """

    candidate: Candidate
    etag: str | None = None
    last_modified: str | None = None
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutletPlan:
    """What to do at one outlet in one crawl.

    `sources` are read; `stored` are all that the outlet has as they are remembered, read or not, and `last_ok_at` is when one
    of them last was; `pages` are stored articles to look at again. `find_sources` asks for the outlet's feeds and sitemaps to
    be found from its home page. `pages_only` says that no source is read, so that this is no poll of the outlet.
    """

    outlet: Outlet
    sources: tuple[Source, ...]
    stored: tuple[Source, ...] = ()
    pages: tuple[StoredPage, ...] = ()
    find_sources: bool = False
    last_ok_at: datetime | None = None
    pages_only: bool = False

    def children_of(self, url: str) -> tuple[Source, ...]:
        """The sitemaps that the index at `url` named last time."""
        return tuple(source for source in self.stored if source.found_from == url)


@dataclass(frozen=True, slots=True)
class SourceFetched:
    """A source was asked. `listing` is None where it gave none; `visit.state` says why.

    `source` carries what its server said now. `guess` marks an address that was only tried in search of the outlet's
    sources: its failing is no trouble, and it is remembered only where it listed something. For as long as it is `fresh_for`
    the server has nothing newer.
    """

    source: Source
    visit: Visit
    listing: Listing | None = None
    guess: bool = False
    fresh_for: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class PageFetched:
    """An article's page was asked for. `body` is None where it did not come; `visit.state` says why."""

    candidate: Candidate
    visit: Visit
    body: Body | None = None
    etag: str | None = None
    last_modified: str | None = None


Fetched = SourceFetched | PageFetched


def answered(source: Source, *, etag: str | None, last_modified: str | None, body_hash: str, now: datetime) -> Source:
    """`source` with what its server said now."""
    return replace(source, etag=etag, last_modified=last_modified, body_hash=body_hash, fetched_at=now)
