"""What is news of a source's first list: the rest of it was there before anybody watched, and is stored without being announced.

Each source has a baseline of its own: the first list that it gives. A source whose first list was empty has it behind it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crawler.core.fetched import SourceFetched
from crawler.core.models import Source, SourceKind, VisitState

# An empty feed is a list; a page without a link to an article is one that we cannot read.
_MAY_BE_EMPTY = frozenset({SourceKind.FEED, SourceKind.SITEMAP})


def is_news(
    source: Source | None, *, listed_at: datetime, published_at: datetime | None, last_ok_at: datetime | None
) -> bool:
    """Whether an article that was not known is news.

    `source` is the one that listed it first, `listed_at`, as it was known before this poll; None for one that was forgotten
    since. `last_ok_at` is when a poll of its outlet last read some source.
    What is listed after the source's first list is. Of that list itself, what was published since the source, or its outlet
    by another one, was watched: an article that no look could have met before.
    """
    if source is None or (source.first_read_at is not None and listed_at > source.first_read_at):
        return True
    watched = [at for at in (source.first_seen_at, last_ok_at) if at is not None]
    return bool(watched) and published_at is not None and published_at > min(watched)


def seen(fetched: SourceFetched, now: datetime) -> Source:
    """The source as it is to be remembered: since when it is known, and when it gave its first list."""
    source = fetched.source
    first_read_at = source.first_read_at or (now if _gave_a_list(fetched) else None)
    return replace(source, first_seen_at=source.first_seen_at or now, first_read_at=first_read_at)


def _gave_a_list(fetched: SourceFetched) -> bool:
    listing = fetched.listing
    if listing is None:
        return fetched.visit.state is VisitState.UNCHANGED
    return bool(listing.candidates or listing.children) or fetched.source.kind in _MAY_BE_EMPTY
