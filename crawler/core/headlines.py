"""Headlines: what of a title is the headline, and whether a new one is an edit to tell, a known one that came back, or style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.core.sentences import glued

# After a bar stands the site's name. After a dash it may be who said it ("… - minister"): there only a word of the trade
# tells a site's name.
_BAR = re.compile(r"\s+[|｜·»]+\s+(?P<site>[^|｜·»]{1,40})$")
_DASH = re.compile(r"\s+[-–—]+\s+(?P<site>[^-–—]{1,40})$")
_TRADE = re.compile(
    r"\b(?:news|times|post|herald|gazette|tribune|journal|press|daily|today|online|magazine|tv|radio|media|agency|network|guardian|"
    r"telegraph|observer|chronicle|courier|independent|bulletin|reuters|zeitung|nachrichten|tageblatt|anzeiger|rundschau|actualités|infos?|"
    r"noticias|diario|periódico|corriere|giornale|notizie|notícias|folha|jornal|новости|газета|вести|правда|новини|вісті)\b"
    r"|\.(?:com|org|net|co|de|fr|ru|ua|jp|kr|cn|tv|info)\b|(?:뉴스|신문|일보|통신|방송)$|(?:新聞|新闻|日報|日报|通信|ニュース|网|網|社)$",
    re.IGNORECASE,
)
# A site's name has capitals throughout: "US media" is who said it, "radio & text" what is offered.
_REPORT = re.compile(
    r"(?<![\w.])(?!(?:of|the|and|de|du|der|die|das|la|le|el|del|do|da)\b)[a-zà-ÿа-яіїє]+(?![\w.]*\.\w)"
)


class HeadlineKind(StrEnum):
    """What a new title of a known article is."""

    SAME = "same"
    STYLE = "style"  # case, quotes, punctuation, spaces, the site's name
    RETURN = "return"  # one that it had before: outlets try headlines on their readers and take them back
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Headline:
    """A title that an article had, and when it was first seen with it."""

    title: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """What a new title is; of one that came back, since when it is known."""

    kind: HeadlineKind
    known_since: datetime | None = None


def headline(title: str) -> str:
    """The title without the name of the site that stands behind it."""
    bare = _BAR.sub("", title)
    dash = _DASH.search(bare)
    if dash and _TRADE.search(dash["site"]) and not _REPORT.search(dash["site"]):
        bare = bare[: dash.start()]
    return bare.strip() or title


def judge_headline(had: Sequence[Headline], current: str, new: str) -> HeadlineChange:
    """What the title `new` is, of an article with the title `current` that `had` these before (in any order)."""
    if new == current:
        return HeadlineChange(HeadlineKind.SAME)
    key = _key(new)
    if key == _key(current):
        return HeadlineChange(HeadlineKind.STYLE)
    known = [each.since for each in had if _key(each.title) == key]
    return HeadlineChange(HeadlineKind.RETURN, min(known)) if known else HeadlineChange(HeadlineKind.EDIT)


def _key(title: str) -> str:
    return glued(headline(title)) or title
