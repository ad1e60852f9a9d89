"""Which links of a page lead to articles, where nobody said what an outlet's addresses look like."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from spiders.links import Link

# A headline says something: three words, or as much in a script that sets none apart.
_WORDS = 3
_CHARACTERS = 8
# A number alone may name a topic or a person; a headline beside it is a sentence.
_LONG_TITLE = 25
_LONG_TITLE_UNSPACED = 12

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATED = re.compile(r"/(?:19|20)\d\d(?:[/-]?(?:0[1-9]|1[0-2]|[1-9])(?:[/-]?\d{1,2})?)(?=[/_.-]|\D*$)")
_SLUG = re.compile(r"^[^\W_]+(?:[-_][^\W_]+){2,}(?:\.\w{2,5})?$")
_NUMBERED = re.compile(r"\d{5,}")
# Where sites keep what is no article, as whole segments of a path.
_NAVIGATION = re.compile(
    r"/(?:about(?:-us)?|account|accessibility|advertis(?:e|ing)|authors?|archives?/?$|careers|categor(?:y|ies)|contacts?(?:-us)?|"
    r"cookies?(?:-policy)?|corrections|donate|editorial-policy|events|faq|feeds?|gallery|help|imprint|impressum|jobs|kontakt|"
    r"legal|log-?in|log-?out|members(?:hip)?|newsletters?|page|podcasts?|polic(?:y|ies)|privacy(?:-policy)?|profile|regist\w+|"
    r"rss|search|services|shop|sign-?(?:in|up)|sitemap|staff|subscri\w+|support|tags?|team|terms(?:-[\w-]+)?|topics?|users?)"
    r"(?:\.\w+)?(?:/|$)",
    re.IGNORECASE,
)


def looks_like_article(link: Link) -> bool:
    """Whether a link is an article's: by a heading around it, else by its path and the length of its words."""
    parts = urlsplit(link.url)
    path = unquote(parts.path)
    if not (path.strip("/") or parts.query) or _NAVIGATION.search(path):
        return False
    if link.headline and (link.in_article or _says_something(link.title)):
        return True
    if link.furniture or not _says_something(link.title):
        return False
    return _named(path) or (bool(_NUMBERED.search(f"{path}?{parts.query}")) and _is_long(link.title))


def _named(path: str) -> bool:
    return bool(_DATED.search(path)) or any(_SLUG.match(segment) for segment in path.strip("/").split("/")[-2:])


def _says_something(title: str) -> bool:
    return len(title.split()) >= _WORDS or len(_UNSPACED.findall(title)) >= _CHARACTERS


def _is_long(title: str) -> bool:
    return len(title) >= _LONG_TITLE or (len(title) >= _LONG_TITLE_UNSPACED and bool(_UNSPACED.search(title)))
