"""The outlets of the press: what each offers, how its server behaves, and what goes wrong there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.demo.articles import Article, at

if TYPE_CHECKING:
    from collections.abc import Mapping

FEED_XML, FEED_JSON = "/feed.xml", "/feed.json"
SITEMAP_INDEX, NEWS_SITEMAP = "/sitemap.xml", "/news-sitemap.xml"


class FeedKind(StrEnum):
    """The format of an outlet's feed."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"

    @property
    def path(self) -> str:
        """Where an outlet serves a feed of this kind."""
        return FEED_JSON if self is FeedKind.JSON else FEED_XML

    @property
    def content_type(self) -> str:
        """The media type under which it is served and named."""
        return "application/feed+json" if self is FeedKind.JSON else f"application/{self}+xml"


class Validators(StrEnum):
    """How a server answers a conditional request. A lying one says 304 to every one of them."""

    ETAG = "etag"
    MODIFIED = "modified"
    NONE = "none"
    LYING = "lying"


class Noise(StrEnum):
    """Which parts of an article's page differ at every request."""

    NONE = "none"
    AROUND = "around"  # headlines, a counter and a clock beside the article
    WITHIN = "within"  # also "Read more" between its paragraphs and "N minutes ago" after them


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that an outlet's pages put around an article."""

    menu: tuple[str, ...] = ("Home", "World", "Business", "Sport", "About us", "Subscribe")
    by: str = "By"
    share: str = "Share this article"
    related: str = "More from us"
    most_read: str = "Most read"
    readers: str = "{n} people are reading this. Clock: {clock}."
    updated: str = "Updated {n} minutes ago"
    read_more: str = "Read more:"
    subscribe: str = "Subscribe to read the whole article. Already a subscriber? Sign in."
    cookies: str = "We use cookies to count our visitors."
    headlines: tuple[str, ...] = (
        "Ferry timetable changes on Sunday",
        "Ten ways to cook winter cabbage",
        "Concert hall reopens after repairs",
        "Rain expected along the coast",
        "How a lighthouse keeper spends the night",
        "The week in pictures",
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """From `step` until `until` (not included), what `path` answers in place of what it should, or how badly it does.

    Without a status and a body the ordinary answer is sent, in the manner that the rest says. `path` is a path without
    its query, or "*" for all of the outlet.
    """

    path: str
    step: int = 0
    until: int | None = None
    times: int | None = None  # only for the first so many requests
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # these replace the ordinary ones of the same name
    body: bytes | None = None
    stall: float = 0  # seconds before the first byte
    cut: int | None = None  # bytes of the body after which the connection closes, though more were promised
    drip: float = 0  # seconds between every two bytes of the body
    drop: bool = False  # reset the connection in place of an answer

    def holds(self, path: str, step: int) -> bool:
        """Whether it concerns a request of `path` at `step`."""
        return self.path in ("*", path) and self.step <= step and (self.until is None or step < self.until)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher of the press. Its home page stands at "/", and its articles at their paths."""

    name: str
    articles: tuple[Article, ...] = ()
    language: str = "en"  # ISO 639-1
    feed: FeedKind | None = None
    feed_named: bool = False  # the home page names the feed (<link rel="alternate">)
    feed_size: int = 50
    sitemap: bool = False  # an index and a news sitemap
    sitemap_named: bool = False  # robots.txt names the index
    section: str | None = None  # the path of a section page
    home_links: bool = True  # the home page links to the articles
    validators: Validators = Validators.ETAG
    noise: Noise = Noise.NONE
    robots: str = "User-agent: *\nDisallow: /private/\n"
    faults: tuple[Fault, ...] = ()
    wording: Wording = Wording()
    address: str | None = None  # its own loopback address; None: the next free one


@dataclass(frozen=True, slots=True)
class Edition:
    """An outlet as it stands at one step, at the address where it is served (`base`, without a slash at its end)."""

    outlet: Outlet
    base: str
    step: int

    def url(self, path: str) -> str:
        """The absolute address of `path`."""
        return self.base + path

    def articles(self) -> tuple[Article, ...]:
        """What it lists, newest first."""
        now = (at(article, self.step) for article in self.outlet.articles if article.listed_from <= self.step)
        return tuple(sorted((a for a in now if not a.gone), key=lambda a: a.published, reverse=True))

    def last_change(self) -> int:
        """The last step up to now at which anything here changed."""
        changes = (change.step for article in self.outlet.articles for change in article.changes)
        steps = (*changes, *(article.listed_from for article in self.outlet.articles))
        return max((step for step in steps if step <= self.step), default=0)
