"""When an article is gone: at once where its server says so, else when nothing is found at its address for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from crawler.core.models import VisitState

# Servers answer "not found" for minutes while a site is deployed or a cache is filled; an outlet that takes an article
# down does not put it back within the hour.
LONG_ENOUGH = timedelta(hours=1)

# Nothing is there: a 404, an error page or a notice of removal under status 200, a redirect to the front page.
_MISSING = frozenset({VisitState.NOT_FOUND, VisitState.SOFT_404})


class Absence(StrEnum):
    """What a page that did not come says of its article."""

    NONE = "none"  # trouble of the moment, which says nothing of the article
    MISSING = "missing"  # nothing is there; it may come back
    GONE = "gone"


def after(state: VisitState, missing_since: datetime | None, now: datetime) -> Absence:
    """What a visit that ended in `state` says of an article at whose address nothing was found since `missing_since`."""
    if state is VisitState.GONE:
        return Absence.GONE
    if state not in _MISSING:
        return Absence.NONE
    long_ago = missing_since is not None and now - missing_since >= LONG_ENOUGH
    return Absence.GONE if long_ago else Absence.MISSING
