"""What the browser remembers: who reviews, and what was said last, so that it can be taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

from datasette.utils.asgi import Request, Response

from crawler.core.text import clean_line

_REVIEWER, _SAID = "reviewer", "said"
_YEAR, _HOUR = 365 * 24 * 3600, 3600
# A name; and as many verdicts as a cookie has room for. A page of the queue has fewer.
_LONGEST_NAME = 60
_MOST_SAID = 200
_NUMBERS = re.compile(r"\d{1,15}(\.\d{1,15})*", re.ASCII)


def reviewer(request: Request) -> str:
    """Who reviews, in their own words; empty for nobody in particular."""
    return clean_line(unquote(request.cookies.get(_REVIEWER, "")), _LONGEST_NAME)


def remember_reviewer(response: Response, name: str) -> None:
    """Have the browser remember who reviews."""
    written = quote(clean_line(name, _LONGEST_NAME))
    response.set_cookie(_REVIEWER, written, max_age=_YEAR, httponly=True, samesite="strict")


def said(request: Request) -> list[int]:
    """The numbers of the verdicts that were given last."""
    found = request.cookies.get(_SAID, "")
    return [int(number) for number in found.split(".")] if _NUMBERS.fullmatch(found) else []


def remember_said(response: Response, verdict_ids: Sequence[int]) -> None:
    """Have the browser remember what was said, or forget it where it is nothing."""
    numbers = ".".join(str(id_) for id_ in verdict_ids[:_MOST_SAID])
    response.set_cookie(_SAID, numbers, max_age=_HOUR if numbers else 0, httponly=True, samesite="strict")
