"""Whether an article that came under an unknown address is one that its outlet showed at another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from crawler.core.articles import Article
from crawler.core.copies import COPY_WORDS
from crawler.core.fingerprints import Fingerprint, overlap
from crawler.core.twins import Twin
from crawler.core.walls import SAME_TITLE

# One article at a second address of its outlet: nearly the same text on both sides. Templated reports ("losses on 3 May")
# come close, which is why their title or time must agree as well.
SAME_TEXT = 0.8
# Where title and time agree, and figures in the title too, it is one article, however much of it was rewritten on the way.
SAME_REPORT = 0.4


def moved_from(article: Article, print_: Fingerprint, twins: Sequence[Twin]) -> Twin | None:
    """The outlet's own article that stands at another address now."""
    own = [twin for twin in twins if twin.outlet == article.outlet]
    return next((twin for twin in own if _is_same(article, print_, twin)), None)


def _is_same(article: Article, print_: Fingerprint, twin: Twin) -> bool:
    # of reports in series ("Losses on 3 May") the titles differ in a figure alone
    same_title = fuzz.ratio(article.title, twin.title) >= SAME_TITLE and _figures(article.title) == _figures(twin.title)
    same_time = article.published_at is not None and article.published_at == twin.published_at
    if twin.exact == print_.exact:
        return same_title or same_time or print_.words >= COPY_WORDS
    least = SAME_REPORT if same_title and same_time else SAME_TEXT
    return (same_title or same_time) and overlap(article.text, twin.text).resemblance >= least


def _figures(title: str) -> list[str]:
    return re.findall(r"\d+", title)
