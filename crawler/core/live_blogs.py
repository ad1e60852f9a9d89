"""Live blogs: pages that grow by the minute. Each growth is an edit of the text, and none is news by itself (FAULTS 74)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

# A block of a live blog begins with the time it was written, alone on its line or before its text.
_TIMED = re.compile(
    r"^\W*(?:(?:updated|posted|published)\s+)?(?:[01]?\d|2[0-3])[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:[A-Z]{2,4}|Uhr))?\b"
    r"|^\W*\d+ ?(?:h|hrs?|hours?|mins?|minutes?|m) ago\b|^\W*(?:오전|오후) ?\d{1,2}[:시]|^\W*\d{1,2}時\d{1,2}分",
    re.IGNORECASE,
)
_SAYS_LIVE = re.compile(
    r"\blive(?:[ -]?blog| updates?| coverage| reporting| ticker)\b"
    r"|^live\b\s*[:|–—-]|[|:–—-]\s*live$|\bas it happened\b|\bliveticker\b|\ben direct\b"
    r"|\bminuto a minuto\b|\ben vivo\b|\bin diretta\b|\bao vivo\b|онлайн-трансляц|текстов\w+ трансляц|наживо"
    r"|실시간|속보 ?중계|ライブ|速報中|实时更新|即時更新",
    re.IGNORECASE,
)
_LIVE_PATH = re.compile(
    r"/(?:live|live-news|live-updates|liveblog|live-blog|liveticker)(?:/|$)|live-?blog|-live-updates|live-news",
    re.IGNORECASE,
)
# A day's chronicle has a few times of day; a live blog that does not say what it is has many blocks.
_MANY_BLOCKS = 8
_SOME_BLOCKS = 2


def is_live(title: str, url: str, paragraphs: Sequence[str]) -> bool:
    """Whether an article is a live blog: it says so in its title or address and has timed blocks, or it has many of them."""
    blocks = timed_blocks(paragraphs)
    says_so = bool(_SAYS_LIVE.search(title) or _LIVE_PATH.search(urlsplit(url).path))
    return blocks >= (_SOME_BLOCKS if says_so else _MANY_BLOCKS)


def timed_blocks(paragraphs: Sequence[str]) -> int:
    """How many paragraphs begin with a time of day."""
    return sum(bool(_TIMED.match(paragraph)) for paragraph in paragraphs)
