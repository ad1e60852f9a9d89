"""When an article was published and last changed: of all the dates that its page carries, the one to believe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from crawler.core.claims import Claims
from crawler.core.dates import Moment, parse_moment

# Two dates of one article that lie further apart are the dates of two things: midnight in one zone is the day before in
# another, no more.
_SAME = timedelta(hours=36)
# The article's own <time> is among the first; lists of other articles follow.
_MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class Times:
    """`day_only` tells that `published` is a day without a time."""

    published: datetime | None
    day_only: bool
    modified: datetime | None


def choose(structured: Claims, tags: Claims, tree: HtmlElement) -> Times:
    """The dates from JSON-LD, else <meta>, else microdata and <time>; a lesser source may add the time of day to a day."""
    published = _best((*structured.published, *tags.published, *_marked(tree, "datePublished"), *_times(tree)))
    modified = _best((*structured.modified, *tags.modified, *_marked(tree, "dateModified")))
    at = published.at if published else None
    changed = modified.at if modified and (at is None or modified.at >= at) else None
    return Times(at, published.day_only if published else False, changed)


def _best(written: Iterable[str]) -> Moment | None:
    """The first date that can be read, or one of the same day that says more of its time."""
    moments = [moment for each in written if (moment := parse_moment(each))]
    same = [moment for moment in moments if abs(moment.at - moments[0].at) <= _SAME]
    return min(same, key=lambda moment: (moment.day_only, not moment.zone_known), default=None)


def _marked(tree: HtmlElement, name: str) -> Iterator[str]:
    for element in tree.iter("time", "span", "meta", "div", "p"):
        if name in (element.get("itemprop") or "").split():
            yield element.get("datetime") or element.get("content") or element.text_content()[:80]


def _times(tree: HtmlElement) -> list[str]:
    found = (element.get("datetime") for element in tree.iter("time"))
    return [value for value, _ in zip(filter(None, found), range(_MOST_TIMES), strict=False)]
