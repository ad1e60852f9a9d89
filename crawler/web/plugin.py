"""What Datasette asks of us: the pages of review."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette import hookimpl
from datasette.utils.asgi import Request, Response

View = Callable[[Request], Awaitable[Response]]


async def queue(request: Request) -> Response:
    """The queue of stories."""
    return Response.html(f"<!doctype html><title>Review</title><h1>Review</h1><p>{len(request.path)}</p>")


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def register_routes() -> list[tuple[str, View]]:
    """The pages of review, before Datasette's own."""
    return [(r"^/$", queue)]
