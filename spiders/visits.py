"""From a response or a failure to the visit that is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta

from scrapy import Request
from scrapy.http import Response

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
