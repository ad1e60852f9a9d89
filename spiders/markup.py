"""Plain text out of the markup that feeds and pages put into titles, summaries and language tags."""

from __future__ import annotations

import html
import re

from crawler.core.text import clean_line

# A summary that is longer is the article itself; it is kept for outlets whose pages cannot be read.
SUMMARY_LIMIT = 1000
# Markup may be many times as long as its text; beyond this, one hostile field would cost seconds.
_MARKUP_LIMIT = 20_000
_DROPPED = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_TAG = re.compile(r"</?([a-zA-Z][\w:-]*)[^<>]*(?:>|$)")
# Elements that stand within a word as well as around it; all others set words apart.
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"}
)
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2})(?:[-_].*)?\s*")


def plain_line(markup: object, limit: int = 300) -> str | None:
    """The text in `markup` on one line of at most `limit` characters; None where there is none or it is no string."""
    if not isinstance(markup, str):
        return None
    text = markup[:_MARKUP_LIMIT]
    if "<" in text:
        text = _TAG.sub(_gap, _CDATA.sub("", _DROPPED.sub(" ", text)))
    return clean_line(html.unescape(text), limit) or None


def language_code(tag: object) -> str | None:
    """The ISO 639-1 code in a language tag such as `zh-cn` or `en_US`."""
    found = _LANGUAGE.fullmatch(tag) if isinstance(tag, str) else None
    return found[1].lower() if found else None


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1].lower() in INLINE else " "
