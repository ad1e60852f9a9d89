"""Which address is which page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.web import pages, queue, reading, verdicts
from crawler.web.desk import Desk, TooSlow
from crawler.web.rendering import message
from storage.database import DatabaseProblem

Page = Callable[[Desk, Request], Awaitable[Response]]
View = Callable[[Datasette, Request], Awaitable[Response]]

_READ: dict[str, Page] = {
    r"^/$": queue.queue,
    r"^/story/(?P<id>\d{1,18})$": reading.story,
    r"^/article/(?P<id>\d{1,18})$": reading.article,
    r"^/article/(?P<id>\d{1,18})/diff$": reading.diff,
    r"^/search$": pages.search,
    r"^/outlets$": pages.outlets,
    r"^/digests$": pages.digests,
    r"^/digest/(?P<id>\d{1,18})$": pages.digest,
}
_WRITE: dict[str, Page] = {r"^/say$": verdicts.say, r"^/undo$": verdicts.undo, r"^/reviewer$": verdicts.name}


def routes() -> list[tuple[str, View]]:
    """The pages of review, and what their forms are sent to."""
    reading_ones = [(path, _view(page, "GET")) for path, page in _READ.items()]
    return reading_ones + [(path, _view(page, "POST")) for path, page in _WRITE.items()]


def _view(page: Page, method: str) -> View:
    async def view(datasette: Datasette, request: Request) -> Response:
        desk = Desk.of(datasette)
        if request.method != method:
            return message(desk, request, 405, f"This is for {method} alone.")
        try:
            return await page(desk, request)
        except TooSlow:
            return message(desk, request, 503, "This took too long, and was broken off.")
        except DatabaseProblem as problem:
            return message(desk, request, 503, str(problem))

    return view
