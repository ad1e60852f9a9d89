"""When an article was published and last changed: of all the dates that its page carries, the one to believe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.core.dates import Moment, parse_moment
from crawler.core.reading.claims import Claims

# Two dates of one article that lie further apart are the dates of two things: midnight in one zone is the day before in
# another, no more.
_SAME = timedelta(hours=36)
# The article's own <time> is among the first; lists of other articles follow.
_MOST_TIMES = 3


_MARKED = XPath(".//*[@itemprop = $name]")


@dataclass(frozen=True, slots=True)
class Times:
    """`day_only` tells that `published` is a day without a time."""

    published: datetime | None
    day_only: bool
    modified: datetime | None


def choose(structured: Claims, tags: Claims, tree: HtmlElement) -> Times:
    """The dates from JSON-LD, else <meta>, else microdata and <time>; a lesser source may add the time of day to a day."""
    published = _best(chain(structured.published, tags.published, _marked(tree, "datePublished"), _times(tree)))
    modified = _best(chain(structured.modified, tags.modified, _marked(tree, "dateModified")))
    at = published.at if published else None
    changed = modified.at if modified and (at is None or modified.at >= at) else None
    return Times(at, published.day_only if published else False, changed)


def _best(written: Iterable[str]) -> Moment | None:
    """The first date that can be read, or one of the same day that says more of its time."""
    best: Moment | None = None
    for moment in filter(None, map(parse_moment, written)):
        if best is None or (_vagueness(moment) < _vagueness(best) and abs(moment.at - best.at) <= _SAME):
            best = moment
        if not any(_vagueness(best)):
            break
    return best


def _vagueness(moment: Moment) -> tuple[bool, bool]:
    return moment.day_only, not moment.zone_known


def _marked(tree: HtmlElement, name: str) -> Iterator[str]:
    for element in _MARKED(tree, name=name):
        yield element.get("datetime") or element.get("content") or element.text_content()


def _times(tree: HtmlElement) -> Iterator[str]:
    found = (element.get("datetime") for element in tree.iter("time"))
    return islice(filter(None, found), _MOST_TIMES)
