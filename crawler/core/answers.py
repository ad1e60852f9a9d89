"""What an HTTP status says: the state of a visit, its cause and the next step, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.core.models import Trouble, VisitState
from crawler.core.text import clean_line

# A server may ask for less than a minute, or for ten years: neither is obeyed (FAULTS 53).
SHORTEST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=24)

_OK = 200
_UNCHANGED = 304
_REDIRECTS = range(300, 400)
_SERVER_ERRORS = range(500, 600)

_SAID = {
    401: (VisitState.WALL, "asks for a log-in"),
    402: (VisitState.WALL, "asks for payment"),
    403: (VisitState.WALL, "refuses us; open the address in a browser to see whether it refuses everyone or only programs"),
    404: (VisitState.NOT_FOUND, "has no such page; look for its new address on the outlet's site"),
    406: (VisitState.WALL, "refuses us as a program"),
    410: (VisitState.GONE, "took the page down for good; look for its new address on the outlet's site"),
    418: (VisitState.WALL, "refuses us as a program"),
    429: (VisitState.THROTTLED, "says that we ask too often; it is left alone for a while"),
    451: (VisitState.GONE, "withholds the page for legal reasons; its last text stays"),
    999: (VisitState.WALL, "refuses us as a program"),
}  # fmt: skip


def trouble_of(status: int, location: str | None = None) -> Trouble | None:
    """The trouble that a status other than 200 and 304 tells of; None where there is none.

    `location` is where a redirect leads that was not followed.
    """
    if status in {_OK, _UNCHANGED}:
        return None
    if status in _SAID:
        state, said = _SAID[status]
        return Trouble(state, f"the server answered {status}: it {said}")
    if status in _REDIRECTS and location and not location.lower().startswith(("http:", "https:", "/")):
        said = f"the server sends us to {clean_line(location, 80)}; only http and https addresses are fetched. Look for its new address"
        return Trouble(VisitState.BLOCKED_ADDRESS, said)
    if status == 503:  # noqa: PLR2004 - named by its own words
        return Trouble(
            VisitState.THROTTLED, "the server answered 503: it is overloaded or down; it is asked again later"
        )
    if status in _SERVER_ERRORS:
        return Trouble(
            VisitState.HTTP_ERROR, f"the server answered {status}: the fault is its own; it is asked again later"
        )
    return Trouble(VisitState.HTTP_ERROR, f"the server answered {status}, which brings no page")


def pause_asked(retry_after: str | None, now: datetime) -> timedelta:
    """How long a host is left alone that answered 429 or 503; `retry_after` is its header: seconds, or a date."""
    return min(max(_said_pause(retry_after, now), SHORTEST_PAUSE), LONGEST_PAUSE)


def still_paused(until: datetime | None, now: datetime) -> bool:
    """Whether a host is left alone at `now`. What is further away than any pause was set by a clock that ran ahead."""
    return until is not None and now < until <= now + LONGEST_PAUSE


def _said_pause(retry_after: str | None, now: datetime) -> timedelta:
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), int(LONGEST_PAUSE.total_seconds())))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return SHORTEST_PAUSE
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
