"""An article: what its page says, and where the page is silent, what its source said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawler.core import urls
from crawler.core.changes import Version
from crawler.core.dates import effective
from crawler.core.fingerprints import Fingerprint, fingerprint
from crawler.core.models import ArticleState, Candidate, Dateline, Image, Reading, Trouble
from crawler.core.text import clean_line


@dataclass(frozen=True, slots=True)
class Article:
    """One text at one outlet, as of one fetch.

    `keys` are the identities under which it is known: `crawler.core.urls.key` of the address that was asked for and of
    the one that answered. `canonical_key` is that of the canonical address that the page names, which is sometimes wrong.
    `state` is READ or HEADLINE; of a headline `reason` says why its page was not read.
    """

    outlet: str
    url: str
    keys: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    state: ArticleState
    fetched_at: datetime
    source: str
    canonical_key: str | None = None
    reason: Trouble | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    published_at: datetime | None = None
    published_day_only: bool = False
    modified_at: datetime | None = None
    summary: str | None = None
    dateline: Dateline | None = None
    image: Image | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    paywalled: bool = False
    partial: bool = False  # part of the text may be missing
    said_title: str | None = None
    said_modified_at: datetime | None = None
    extractor: str = ""
    own_date: bool = False  # the page tells when it was published, not its source alone

    @property
    def text(self) -> str:
        """The paragraphs, a blank line between each two."""
        return "\n\n".join(self.paragraphs)

    @property
    def version(self) -> Version:
        """What is compared with other versions of it."""
        return Version(self.title, self.paragraphs)

    def fingerprint(self) -> Fingerprint:
        """The fingerprint of its text."""
        return fingerprint(self.paragraphs)


def read_article(candidate: Candidate, reading: Reading, answered: str, now: datetime) -> Article:
    """The article that `reading` gives; `answered` is the address that answered, `now` when."""
    published = effective(reading.published_at, now)
    return Article(
        outlet=candidate.outlet,
        url=_address(candidate, reading, answered),
        keys=_keys(candidate.url, answered),
        canonical_key=_canonical_key(reading, answered),
        title=reading.title or candidate.title or clean_line(reading.paragraphs[0]),
        paragraphs=reading.paragraphs,
        state=ArticleState.READ,
        fetched_at=now,
        source=candidate.source,
        authors=reading.authors or candidate.authors,
        language=reading.language or candidate.language,
        published_at=_published(candidate, published, now, day_only=reading.published_day_only),
        published_day_only=_day_only(candidate, published, now, day_only=reading.published_day_only),
        modified_at=effective(reading.modified_at, now),
        summary=candidate.summary,
        dateline=reading.dateline,
        image=reading.image or (Image(candidate.image_url) if candidate.image_url else None),
        section=reading.section,
        tags=reading.tags,
        paywalled=reading.paywalled,
        partial=reading.partial,
        said_title=candidate.title,
        said_modified_at=candidate.modified_at,
        extractor=reading.extractor,
        own_date=published is not None,
    )


def headline_article(candidate: Candidate, reason: Trouble, now: datetime) -> Article | None:
    """What the source said of a page that could not be read; None where it said no title."""
    if not candidate.title:
        return None
    return Article(
        outlet=candidate.outlet,
        url=candidate.url,
        keys=(urls.key(candidate.url),),  # many addresses may lead to one wall
        title=candidate.title,
        paragraphs=(),
        state=ArticleState.HEADLINE,
        fetched_at=now,
        source=candidate.source,
        reason=reason,
        authors=candidate.authors,
        language=candidate.language,
        published_at=effective(candidate.published_at, now),
        summary=candidate.summary,
        image=Image(candidate.image_url) if candidate.image_url else None,
        said_title=candidate.title,
        said_modified_at=candidate.modified_at,
    )


def _published(candidate: Candidate, read: datetime | None, now: datetime, *, day_only: bool) -> datetime | None:
    said = effective(candidate.published_at, now)
    if read is None or (day_only and said is not None and abs((said - read).total_seconds()) < 2 * 86_400):
        return said  # the page tells no time of day; the source's time is of the same day, somewhere on earth
    return read


def _day_only(candidate: Candidate, read: datetime | None, now: datetime, *, day_only: bool) -> bool:
    return day_only and read is not None and _published(candidate, read, now, day_only=day_only) == read


def _address(candidate: Candidate, reading: Reading, answered: str) -> str:
    """The address to show: the canonical one where it is but a nicer form of the one that answered."""
    named = reading.canonical_url
    if named and urls.key(named) in _keys(candidate.url, answered):
        return urls.canonical(named) or answered
    return urls.canonical(answered) or candidate.url


def leads_to_front_page(asked: str, answered: str) -> bool:
    """Whether an article's address was redirected to some front page, as sites do with what they took down."""
    return (
        urlsplit(asked).path.strip("/") != ""
        and urlsplit(answered).path.strip("/") == ""
        and not urlsplit(answered).query
    )


def _keys(asked: str, answered: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((urls.key(asked), urls.key(answered))))


def _canonical_key(reading: Reading, answered: str) -> str | None:
    named = reading.canonical_url
    return urls.key(named) if named and _believable(named, answered) else None


def _believable(canonical: str, answered: str) -> bool:
    """A canonical address names this article only on this outlet's site, and only where it is not some front page."""
    same_site = urls.site(urls.host(canonical)) == urls.site(urls.host(answered))
    return same_site and urlsplit(canonical).path.strip("/") != ""
