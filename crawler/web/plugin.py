"""What Datasette asks of us: the pages of review, and our style on its own."""

from __future__ import annotations

from datasette import hookimpl

from crawler.web.rendering import asset
from crawler.web.routes import View, routes


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def register_routes() -> list[tuple[str, View]]:
    """The pages of review, before Datasette's own."""
    return routes()


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def extra_css_urls() -> list[str]:
    """Our style, for Datasette's own pages."""
    return [asset("review.css")]
