"""What changes something: a verdict or a note, taking it back, and the reviewer's name."""

from __future__ import annotations

from collections.abc import Sequence

from datasette.utils.asgi import Request, Response

from crawler.clock import clock
from crawler.core.review_page import done
from crawler.web import cookies, said
from crawler.web.desk import Desk


async def say(desk: Desk, request: Request) -> Response:
    """Write down a verdict or a note, and go back to the page, or tell the page's script what was done."""
    form = await said.fields(request)
    told = said.word(form)
    by, now, shown = cookies.reviewer(request), clock(), said.shown_at(form)
    ids: list[int] = []
    if told.subjects and (told.verdict or told.note is not None):
        ids = await desk.write(
            lambda review: review.say(
                told.subjects, verdict=told.verdict, note=told.note, by=by, now=now, seen_at=shown
            )
        )
    return await _answer(desk, request, form, ids, to_take_back=ids)


async def undo(desk: Desk, request: Request) -> Response:
    """Take back the verdicts that the form names."""
    form = await said.fields(request)
    by, now = cookies.reviewer(request), clock()
    given = said.numbers(form.get("said", ()))
    ids = await desk.write(lambda review: review.take_back(given, by=by, now=now)) if given else []
    return await _answer(desk, request, form, ids, to_take_back=[])


async def name(_desk: Desk, request: Request) -> Response:
    """Remember who reviews."""
    form = await said.fields(request)
    response = Response.redirect(said.back(form), status=303)
    cookies.remember_reviewer(response, form.get("name", [""])[0])
    return response


async def _answer(
    desk: Desk, request: Request, form: said.Fields, ids: Sequence[int], *, to_take_back: Sequence[int]
) -> Response:
    response = await _told(desk, ids) if _by_script(request) else Response.redirect(said.back(form), status=303)
    cookies.remember_said(response, to_take_back)
    return response


async def _told(desk: Desk, ids: Sequence[int]) -> Response:
    rows = await desk.read(lambda reports: reports.said(list(ids)))
    stories = [row["story"] for row in rows if row["story"]]
    standings = await desk.read(lambda reports: reports.standings(stories))
    return Response.json({"said": list(ids), "words": done(rows) if rows else "", "standings": standings})


def _by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
