"""What is held back of Datasette, as a plugin of it: connections only read, and errors tell what they must and no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable
from http import HTTPStatus

import structlog
from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.web.asked import Refusal
from crawler.web.connection import read_only
from crawler.web.names import DATABASE
from crawler.web.troubles import told

log = structlog.get_logger()


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Hold what runs on our database to reading."""
    if database == DATABASE:
        read_only(conn)


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Response]:
    """Tell why there is no page, in place of Datasette, which prints each wrong address with all that it had in hand."""
    return _told(datasette, request, told(exception), exception)


async def _told(datasette: Datasette, request: Request, why: Refusal, exception: Exception) -> Response:
    if why.status >= 500:  # noqa: PLR2004
        log.error("a page could not be made", path=request.path, exc_info=exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": why.why, "status": why.status}, status=why.status)
    said = {"error": why.why, "title": HTTPStatus(why.status).phrase}
    return Response.html(await datasette.render_template("error.html", said, request=request), status=why.status)
