"""From a response or a failure to the visit that is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scrapy import Request
from scrapy.http import Response

from crawler.core.barriers import LOOKED_AT, vendor
from crawler.core.bodies import beginning
from crawler.core.fetched import OutletPlan
from crawler.core.hints import fresh_for
from crawler.core.models import Body, Trouble, Visit, VisitState


def visit_of(response: Response, state: VisitState, now: datetime, detail: str = "") -> Visit:
    """The visit that `response` ended."""
    request = response.request
    assert request is not None  # noqa: S101 - a response of a crawl has its request
    plan: OutletPlan = request.meta["plan"]
    return Visit(
        outlet=plan.outlet.name,
        url=request.url,
        state=state,
        at=now,
        http_status=response.status,
        bytes=len(response.body),
        ms=round(1000 * request.meta.get("download_latency", 0)),
        detail=detail,
    )


def visit_of_trouble(response: Response, trouble: Trouble, now: datetime) -> Visit:
    """The visit that `response` ended, and that gave nothing."""
    return replace(visit_of(response, trouble.state, now, trouble.detail), by=trouble.by)


def blocked_by(response: Response, trouble: Trouble) -> Trouble:
    """`trouble`, with the maker of the wall that it tells of, where headers or the page name one."""
    if trouble.state not in {VisitState.WALL, VisitState.THROTTLED}:
        return trouble
    headers = {
        name.decode("latin-1").lower(): header(response, name.decode("latin-1")) or "" for name in response.headers
    }
    if trouble.state is VisitState.THROTTLED:
        by = vendor(headers, delivers=False)  # who delivers an answer does not refuse it
    else:
        by = vendor(headers, beginning(response.body, header(response, "Content-Encoding"), LOOKED_AT))
    return replace(trouble, by=by, detail=f"{trouble.detail} (a wall of {by})") if by else trouble


def visit_of_failure(request: Request, trouble: Trouble, now: datetime) -> Visit:
    """The visit that no response ended."""
    plan: OutletPlan = request.meta["plan"]
    ms = round(1000 * request.meta.get("download_latency", 0))
    return Visit(plan.outlet.name, request.url, trouble.state, now, ms=ms, detail=trouble.detail)


def body_of(response: Response) -> Body:
    """What `response` brought, as it came."""
    return Body(response.url, response.body, header(response, "Content-Type"), header(response, "Content-Encoding"))


def header(response: Response, name: str) -> str | None:
    """A header's value as text; bytes that are no Latin-1 cannot occur, since every byte is."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def fresh(response: Response, now: datetime) -> timedelta:
    """How long the server has nothing newer than `response`, as it says."""
    names = ("Cache-Control", "Expires", "Date", "Age")
    return fresh_for({name.lower(): value for name in names if (value := header(response, name))}, now)
