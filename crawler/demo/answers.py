"""What the server of an outlet answers: pure, from an edition and a request to an answer."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from crawler.demo import feeds, pages
from crawler.demo.articles import at
from crawler.demo.outlets import NEWS_SITEMAP, SITEMAP_INDEX, Noise, Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawler.demo.articles import Article
    from crawler.demo.outlets import Edition, Fault

HTML = "text/html; charset=utf-8"
_OK, _NOT_MODIFIED, _MOVED, _NOT_FOUND = 200, 304, 301, 404
# Last-Modified only has to move when something changes: each step is an hour later than the one before.
_FIRST_EDITION = datetime(2026, 1, 12, tzinfo=UTC)
# Servers leave small bodies as they are, since gzip adds 18 bytes and saves nothing.
_WORTH_PACKING = 256


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is sent. `fixed` tells a body that is the same at every request of a step."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    fixed: bool = True


def answer(edition: Edition, path: str, number: int) -> Answer:
    """What `edition` has at `path` (without a query) for request `number`."""
    makers = _listings(edition)
    if path in makers:
        kind, make = makers[path]
        return Answer(_OK, make(), (("Content-Type", kind),))
    if path.startswith("/pictures/"):
        body = pages.picture(path.removeprefix("/pictures/"))
        return Answer(_OK, body, (("Content-Type", "image/jpeg"),)) if body else _message(_NOT_FOUND)
    return next((found for found in _articles(edition, path, number) if found), _message(_NOT_FOUND))


def conditional(made: Answer, edition: Edition, headers: Mapping[str, str]) -> Answer:
    """`made` with its validators, or 304 where those of the request's `headers` (names in small letters) still hold."""
    validators = edition.outlet.validators
    if made.status != _OK or validators is Validators.NONE:
        return made
    if validators is Validators.LYING:
        names, holds = ("ETag", '"always"'), bool(headers.get("if-none-match") or headers.get("if-modified-since"))
    elif not made.fixed:
        return made
    elif validators is Validators.ETAG:
        tag = '"' + hashlib.sha256(made.body).hexdigest()[:16] + '"'
        names, holds = ("ETag", tag), headers.get("if-none-match") == tag
    else:
        moment = format_datetime(_FIRST_EDITION + timedelta(hours=edition.last_change()), usegmt=True)
        names, holds = ("Last-Modified", moment), headers.get("if-modified-since") == moment
    return Answer(_NOT_MODIFIED, b"", (names,)) if holds else replace(made, headers=(*made.headers, names))


def packed(made: Answer, headers: Mapping[str, str]) -> Answer:
    """`made` as gzip where the request accepts that."""
    if "gzip" not in headers.get("accept-encoding", "") or len(made.body) < _WORTH_PACKING:
        return made
    body = gzip.compress(made.body, compresslevel=6, mtime=0)
    return replace(made, body=body, headers=(*made.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")))


def spoilt(made: Answer, fault: Fault) -> Answer:
    """`made` with what `fault` puts in its place; a body of its own comes without the ordinary one's encoding."""
    if fault.status is None and fault.body is None and not fault.headers:
        return made
    if fault.status is not None or fault.body is not None:
        made = Answer(fault.status or _OK, fault.body or b"", (("Content-Type", HTML),))
    replaced = {name.lower() for name in fault.headers}
    kept = tuple((name, value) for name, value in made.headers if name.lower() not in replaced)
    return replace(made, headers=(*kept, *fault.headers.items()))


def _listings(edition: Edition) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """The content type and the maker of every page that is not an article."""
    outlet = edition.outlet
    made: dict[str, tuple[str, Callable[[], bytes]]] = {
        "/": (HTML, lambda: pages.listing_page(edition, links=outlet.home_links, feed_named=outlet.feed_named)),
        "/robots.txt": ("text/plain; charset=utf-8", lambda: _robots(edition)),
        "/style.css": ("text/css", pages.style),
    }
    if kind := outlet.feed:
        made[kind.path] = (kind.content_type, lambda: feeds.feed(edition, kind))
    if outlet.sitemap:
        made[SITEMAP_INDEX] = ("application/xml", lambda: feeds.sitemap_index(edition))
        made[NEWS_SITEMAP] = ("application/xml", lambda: feeds.news_sitemap(edition))
    if outlet.section:
        made[outlet.section] = (HTML, lambda: pages.listing_page(edition))
    return made


def _robots(edition: Edition) -> bytes:
    named = f"\nSitemap: {edition.url(SITEMAP_INDEX)}\n" if edition.outlet.sitemap_named else ""
    return (edition.outlet.robots + named).encode()


def _articles(edition: Edition, path: str, number: int) -> list[Answer | None]:
    listed = (article for article in edition.outlet.articles if article.listed_from <= edition.step)
    return [_article(edition, at(article, edition.step), path, number) for article in listed]


def _article(edition: Edition, article: Article, path: str, number: int) -> Answer | None:
    """What `article` answers at `path`: its page, that it is gone, that it moved; None where the path is not its."""
    former = dict(article.former_paths)
    if path == article.path:
        return _message(article.gone) if article.gone else _page(edition, article, number)
    if path not in former:
        return None
    moved = _message(former[path])
    return replace(moved, headers=(*moved.headers, ("Location", article.path))) if moved.status == _MOVED else moved


def _page(edition: Edition, article: Article, number: int) -> Answer:
    page = pages.article_page(edition, article, number)
    return Answer(_OK, page, (("Content-Type", HTML),), fixed=edition.outlet.noise is Noise.NONE)


def _message(status: int) -> Answer:
    title = {_MOVED: "Moved", _NOT_FOUND: "Not found"}.get(status, "This page is no longer here")
    body = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>".encode()
    return Answer(status, body, (("Content-Type", HTML),))
