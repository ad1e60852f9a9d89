"""Articles that were seen off topic, and whether it was an edit that brought one on topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.core.articles import Article
from crawler.core.fingerprints import Fingerprint
from crawler.core.sentences import glued


@dataclass(frozen=True, slots=True)
class SeenOffTopic:
    """What is kept of an article that was on no topic: since when, its fingerprint (empty where it was not read), what its
    source called it and what read it.
    """

    since: datetime
    exact: str
    said_title: str | None = None
    extractor: str = ""


def came_by_an_edit(seen: SeenOffTopic | None, article: Article, print_: Fingerprint) -> datetime | None:
    """When an article that an edit brought on topic was first seen; None where it was no edit that did.

    A page that could not be read then, and one that another version of newswatch read, were not edited. New topics are no
    edit either: with them, what was off topic is forgotten.
    """
    if seen is None or not seen.exact or seen.extractor != article.extractor:
        return None
    retitled = bool(seen.said_title and article.said_title) and glued(seen.said_title or "") != glued(
        article.said_title or ""
    )
    return seen.since if seen.exact != print_.exact or retitled else None
