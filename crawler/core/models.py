"""The values that travel through newswatch, from an outlet's feed to the stored article.

All are frozen. Text is clean (no control characters) once it stands in one of them; every `datetime` is aware, in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class SourceKind(StrEnum):
    """What a source is: a feed, a (news) sitemap, a section page, or the home page."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    HOME = "home"


class VisitState(StrEnum):
    """How a request ended. Each request ends in exactly one of these."""

    OK = "ok"
    UNCHANGED = "unchanged"  # 304, or the very bytes of last time
    PARTIAL = "partial"  # read, but cut short or not well formed
    BAD_FEED = "bad_feed"
    UNSUPPORTED_TYPE = "unsupported_type"
    NO_TEXT = "no_text"
    QUARANTINED = "quarantined"  # reading it took too long, too much, or crashed
    WALL = "wall"  # consent, log-in, bot wall
    SOFT_404 = "soft_404"
    NOT_FOUND = "not_found"
    GONE = "gone"
    HTTP_ERROR = "http_error"
    THROTTLED = "throttled"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    TIMEOUT = "timeout"
    CONNECTION_ERROR = "connection_error"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_HTTP = "bad_http"
    BAD_URL = "bad_url"
    REDIRECT_LOOP = "redirect_loop"
    BLOCKED_ROBOTS = "blocked_robots"
    BLOCKED_ADDRESS = "blocked_address"
    REDIRECTED = "redirected"  # a hop on the way to another address, which has a visit of its own
    ABANDONED = "abandoned"  # the crawl was stopped before its answer came


READ_STATES = frozenset({VisitState.OK, VisitState.UNCHANGED, VisitState.PARTIAL})
"""The states of a visit that gave what was asked for."""


class ArticleState(StrEnum):
    """What newswatch holds of an article."""

    READ = "read"  # its text
    HEADLINE = "headline"  # what its source said, because the page could not be read
    GONE = "gone"  # its last text; the outlet took the page down


class RevisionKind(StrEnum):
    """What a revision of an article is, as news. The database's words."""

    FIRST = "first"
    HEADLINE = "headline"
    FIGURES = "figures"
    CORRECTION = "correction"
    SUBSTANCE = "substance"
    COSMETIC = "cosmetic"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Section:
    """A section page of an outlet and the RE2 expression, searched in each link's path, that tells its articles."""

    url: str
    links: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher as the person configured it (`[[outlets]]`)."""

    name: str
    home: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    every: timedelta = timedelta(minutes=10)
    language: str | None = None  # ISO 639-1
    delay: timedelta = timedelta(seconds=1)
    headers: tuple[tuple[str, str], ...] = ()
    private_network: bool = False
    first_run: str = "baseline"  # or "announce"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a person watches for: a name and a query in the language of `crawler.core.query`."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Source:
    """One feed, sitemap, section or home page of an outlet, with what its server said last time."""

    outlet: str
    kind: SourceKind
    url: str
    links: str | None = None  # for a section: which links are articles
    found_from: str | None = None  # the page that named it; None where the config does
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    fetched_at: datetime | None = None  # when it last came whole, not as a 304
    first_seen_at: datetime | None = None  # when it was first asked
    first_read_at: datetime | None = None  # when it gave its first list, be it empty
    ttl: timedelta = timedelta()  # how long it asks to be left alone after a visit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that may be an article, with what the source said about it."""

    outlet: str
    url: str
    source: str  # the source's URL
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None  # sitemap lastmod, Atom updated
    guid: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one source gave.

    `children` are sitemaps that a sitemap index names; `sources` are feeds and sitemaps that a home page or a
    robots.txt names; `left_out` counts entries beyond the limit; `note` says in words what was odd; `ttl` is how long the
    source asks to be left alone after a visit.
    """

    candidates: tuple[Candidate, ...] = ()
    children: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    left_out: int = 0
    partial: bool = False
    note: str = ""
    ttl: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something could not be had: a state, and a sentence with the cause and, where there is one, the next step.

    `by` names who stands in the way, where that is told: the maker of a wall, or one of the words of `crawler.core.barriers`.
    """

    state: VisitState
    detail: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request and how it ended. `bytes` is the body's size as it came, `ms` the wall time, `by` as of a Trouble."""

    outlet: str
    url: str
    state: VisitState
    at: datetime
    http_status: int | None = None
    bytes: int = 0
    ms: int = 0
    detail: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A response's body as it came over the wire, with the headers that say how to read it."""

    url: str  # the address that answered, after redirects
    data: bytes = field(repr=False)
    content_type: str | None = None
    content_encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """The lead picture of an article."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and by whom an article says it was written: "SEOUL, Jan 14 (Reuters) –"."""

    place: str
    agency: str | None = None
    text: str = ""  # the dateline as it stands at the head of the first paragraph


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one page. Paragraphs hold no line breaks; lists keep the page's order."""

    title: str | None
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()
    language: str | None = None  # ISO 639-1
    published_at: datetime | None = None
    published_day_only: bool = False  # the page says a day and no time; then published_at is that day's midnight in UTC
    modified_at: datetime | None = None
    image: Image | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    paywalled: bool = False
    dateline: Dateline | None = None
    canonical_url: str | None = None  # absolute; <link rel=canonical>, else og:url
    site_name: str | None = None
    extractor: str = ""  # name and version of what read it
    partial: bool = False  # the page was cut or too deep: part of the text may be missing
    note: str = ""

    @property
    def text(self) -> str:
        """The paragraphs, a blank line between each two."""
        return "\n\n".join(self.paragraphs)
