"""Why a page holds no article: a wall of some kind, a "not found" served as found, a page that scripts would fill.

What such pages say, in the languages they say it in, stands in `notices.py`. Here is where on a page it counts: in the
title of a short page, in a short page's only lines, in nearly all of a longer one. An article about any of it is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.core.models import Trouble, VisitState
from crawler.core.reading import notices

# Walls and error pages are short: an article with "Access denied" in its headline is longer.
_LONGEST_NOTICE = 1500
_LONGEST_CONSENT = 6000
_MOSTLY = 0.6
# A page that claims to be an article is believed, unless hardly a line of it is anything but the wall.
_NEARLY_ALL = 0.9
# A notice alone on its page: two or three sentences, and a reference number.
_LONGEST_ALONE = 600
# A page that scripts fill shows a line or two until then.
_SHOWN_BEFORE_SCRIPTS = 400

_NEEDS_SCRIPTS = re.compile(r"java ?script|enable js", re.IGNORECASE)


def notice(title: str | None, paragraphs: Sequence[str], *, claims_article: bool = False) -> Trouble | None:
    """What the page is instead of an article, where its title or nearly all its paragraphs say so.

    `claims_article` says that the page's metadata call it an article: then its title is the article's, and only its
    paragraphs count.
    """
    length = sum(map(len, paragraphs))
    if title and not claims_article and length <= _LONGEST_NOTICE:
        for state, words, pattern in notices.TITLES:
            if pattern.search(title):
                return Trouble(state, f"the page {words} (it is headed “{title[:80]}”)")
    return _alone(paragraphs, length) or _consent(paragraphs, length, _NEARLY_ALL if claims_article else _MOSTLY)


def _alone(paragraphs: Sequence[str], length: int) -> Trouble | None:
    if not 0 < length <= _LONGEST_ALONE:
        return None
    for state, words, pattern in notices.LINES:
        said = next((each for each in paragraphs if pattern.search(each)), None)
        if said is not None:
            return Trouble(state, f"the page {words} (“{said[:80]}”)")
    return None


def _consent(paragraphs: Sequence[str], length: int, share: float) -> Trouble | None:
    if not 0 < length <= _LONGEST_CONSENT or not any(map(notices.ASKS.search, paragraphs)):
        return None
    about = sum(len(paragraph) for paragraph in paragraphs if notices.CONSENT.search(paragraph))
    if about < share * length:
        return None
    return Trouble(VisitState.WALL, "the page asks for consent to cookies before it shows anything")


def cause(tree: HtmlElement, shown: int, cut: str = "") -> Trouble:
    """Why there is no text. `shown` is how many characters the page shows, `cut` what of it was not read."""
    if cut:
        return Trouble(VisitState.NO_TEXT, f"no article was found in what was read of the page: {cut}")
    if shown <= _SHOWN_BEFORE_SCRIPTS and next(tree.iter("script"), None) is not None:
        asked = any(_NEEDS_SCRIPTS.search(each.text_content()) for each in tree.iter("noscript"))
        because = "it says that it needs JavaScript" if asked else "scripts would fill it"
        return Trouble(VisitState.NO_TEXT, f"the page holds no text: {because}, which newswatch does not run")
    if shown:
        return Trouble(VisitState.NO_TEXT, "the page holds links and short texts, but no article")
    return Trouble(VisitState.NO_TEXT, "the page shows no text")
