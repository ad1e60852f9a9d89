"""What was said last, for the bar that offers to take it back."""

from __future__ import annotations

from dataclasses import dataclass

from datasette.utils.asgi import Request

from crawler.core.review_page import done
from crawler.web import cookies
from storage.review_reports import ReviewReports


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The rows of `verdicts`, what they say in a sentence (empty for none), and the story that the first is about."""

    numbers: tuple[int, ...] = ()
    words: str = ""
    story: int | None = None


def last_said(reports: ReviewReports, request: Request) -> LastSaid:
    """What the browser said last, as far as it is stored."""
    rows = reports.said(cookies.said(request))
    return LastSaid(tuple(row["id"] for row in rows), done(rows), rows[0]["story"]) if rows else LastSaid()
