"""A digest's page as HTML, plain text, Markdown and an Atom entry: the same news in each."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from crawler.core.dates import iso
from crawler.core.digest import Rendered
from crawler.core.digest_page import Page
from crawler.core.models import RevisionKind
from crawler.deliver.markdown import Marked, escaped

_BLANK_LINES = re.compile(r"\n\s*\n(?=\S)")
KINDS = {
    RevisionKind.CORRECTION: "Correction",
    RevisionKind.FIGURES: "Figures changed",
    RevisionKind.HEADLINE: "Headline changed",
    RevisionKind.SUBSTANCE: "Text changed",
    RevisionKind.GONE: "Taken down",
}


def render(page: Page, now: datetime) -> Rendered:
    """`page` in all its forms; `now` is when it was composed."""
    content = _filled("content.html", page=page)
    return Rendered(
        subject=page.subject,
        html=_filled("page.html", page=page, content=Markup(content)),  # noqa: S704 - made by the autoescaping template
        text=_spaced(_filled("page.txt", page=page)),
        markdown=_spaced(_filled("page.md", page=page)),
        entry=_filled("entry.xml", page=page, content=content, id=entry_id(page), updated=iso(now)),
        items=page.items,
    )


def entry_id(page: Page) -> str:
    """The same for the same digest of the same period, wherever and however often it is made."""
    return uuid5(NAMESPACE_URL, f"newswatch:{page.name}:{iso(page.start)}").urn


def _spaced(text: str) -> str:
    """`text` with one blank line between its parts, however many its template left."""
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _filled(name: str, **values: object) -> str:
    return _environment(name.rpartition(".")[2]).get_template(name).render(kinds=KINDS, **values)


@cache
def _environment(form: str) -> Environment:
    """How templates of a form are read: HTML and XML escape what they are given, Markdown too, in its own way."""
    environment = Environment(
        loader=PackageLoader("crawler.deliver"),
        autoescape=select_autoescape(("html", "xml"), default=False),
        finalize=escaped if form == "md" else None,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a service that runs on while newswatch is updated keeps its own templates
    )
    environment.filters["marked"] = Marked
    return environment
