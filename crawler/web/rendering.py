"""Pages out of templates. Everything that is put into one is escaped."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from datasette.utils.asgi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.clock import clock
from crawler.core.clipping import script
from crawler.core.dates import iso
from crawler.core.diff import Fold, PieceKind
from crawler.core.review_page import EDITS, STANDINGS, link, when
from crawler.core.story_wording import because, counted, told_by
from crawler.web.cookies import reviewer
from crawler.web.desk import Desk
from crawler.web.names import DATABASE


def page(template: str, desk: Desk, request: Request, *, status: int = 200, **values: Any) -> Response:
    """A page of review; `values` are what its template asks for."""
    now = clock()
    token = request.scope.get("csrftoken")
    html = (
        _environment()
        .get_template(template)
        .render(
            request_path=request.path,
            address_now=request.full_path,
            database=DATABASE,
            csrftoken=token() if token else "",
            shown_at=iso(now),
            reviewer=reviewer(request),
            local=lambda stored, **told: when(stored, now, desk.zone, **told),
            **values,
        )
    )
    return Response.html(html, status=status)


def message(desk: Desk, request: Request, status: int, words: str) -> Response:
    """A page that says why there is no other."""
    return page("message.html", desk, request, status=status, words=words)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("crawler.web", "templates/review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"because": because, "counted": counted, "told_by": told_by, "link": link, "script": _script}
    environment.globals |= {
        "asset": asset, "edits": EDITS, "standings": STANDINGS, "is_fold": lambda part: isinstance(part, Fold),
        "pieces": PieceKind,
    }  # fmt: skip
    return environment


@cache
def asset(name: str) -> str:
    """Where the style or the script is, with a mark that changes when it does, so that none is kept for too long."""
    content = (files("crawler.web") / "static" / name).read_bytes()
    return f"/static/{name}?{sha256(content).hexdigest()[:12]}"


def _script(language: str | None) -> Markup:
    """The attributes of an element that holds text of an outlet in this language."""
    told = script(language)
    lang = Markup(' lang="{}"').format(told.language) if told.language else Markup()
    return Markup('dir="{}"{}').format(told.direction, lang)
