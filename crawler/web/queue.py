"""The queue of stories."""

from __future__ import annotations

from datasette.utils.asgi import Request, Response

from crawler.core import queue_filter
from crawler.core.query import Query, QueryProblem, parse
from crawler.core.queue_filter import Place, QueueFilter, from_address, to_address
from crawler.core.review_page import beginning, flags
from crawler.web.desk import Desk, TooSlow
from crawler.web.last_said import LastSaid, last_said
from crawler.web.rendering import page
from storage.reports import Row
from storage.review_reports import ReviewReports

# As many stories as a person goes through before a pause; the page of them has some 100 KB.
PAGE = 50


def filter_of(request: Request) -> QueueFilter:
    """The filter that the request's address has."""
    return from_address({name: request.args[name] for name in request.args})


def stories(desk: Desk, reports: ReviewReports, wanted: QueueFilter, after: Place | None, limit: int) -> list[Row]:
    """The stories that `wanted` asks for; none where its query cannot be read."""
    query = parse(wanted.q) if wanted.q else None
    if isinstance(query, QueryProblem):
        return []
    asked = query if isinstance(query, Query) and not query.everything else None
    return reports.queue(wanted, queue_filter.since(wanted, desk.zone), asked, after, limit)


def place_of(story: Row) -> Place:
    """Where a story stands in the queue."""
    return Place(story["outlets"], story["last_activity_at"], story["id"])


async def queue(desk: Desk, request: Request) -> Response:
    """The stories that wait, or that a filter asks for, with verdicts to give on each and on many."""
    wanted = filter_of(request)
    after = queue_filter.place(request.args.get("after") or "")

    def asked(reports: ReviewReports) -> tuple[list[Row], dict[str, list[str]], LastSaid]:
        return stories(desk, reports, wanted, after, PAGE + 1), reports.choices(), last_said(reports, request)

    problem = parse(wanted.q) if wanted.q else None
    trouble = problem.message if isinstance(problem, QueryProblem) else ""
    try:
        found, choices, last = await desk.read(asked)
    except TooSlow:
        found, last, trouble = [], LastSaid(), "this took too long: narrow it to fewer days, or to longer words"
        choices = await desk.read(ReviewReports.choices)
    shown = found[:PAGE]
    for row in shown:
        row["flags"], row["beginning"] = flags(row), beginning(row["beginning"])
    nothing_stored = not shown and await desk.read(ReviewReports.is_empty)
    more = to_address(wanted, after=str(place_of(shown[-1]))) if len(found) > PAGE else ""
    return page(
        "queue.html", desk, request,
        wanted=wanted, stories=shown, choices=choices, more=more, trouble=trouble, after=after,
        context=to_address(wanted), last=last, to_address=to_address, nothing_stored=nothing_stored,
    )  # fmt: skip
