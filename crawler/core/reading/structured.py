"""What a page's JSON-LD says of its article (schema.org's NewsArticle and its kin)."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from lxml.html import HtmlElement

from crawler.core.models import Image
from crawler.core.reading.claims import Claims, line, same_words, tag_list

# The longest of 102 publishers' has 19 KB; a live blog's, which repeats its posts, some hundred.
LONGEST_SCRIPT = 256 * 1024
# A page describes itself and its publisher; lists of a thousand things describe an index.
_MOST_OBJECTS = 500
_ARTICLE = re.compile(r"(?:Article|Posting|Report|LiveBlog\w*|Review|Reportage)$")
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|\]\]>|/\*\]\]>\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")

Object = Mapping[str, object]


def read(tree: HtmlElement, titles: Iterable[str] = ()) -> Claims:
    """What the JSON-LD in `tree` claims. Where it describes several articles, one that is headed by one of `titles` is meant."""
    objects = list(_objects(tree))
    ids = {str(each["@id"]): each for each in objects if "@id" in each and len(each) > 1}
    articles = [each for each in objects if _is_article(each)]
    chosen = _choose(articles, tuple(titles))
    if chosen is None:
        return _beside([each for each in objects if _types(each) & {"WebPage", "CollectionPage", "ItemPage"}], ids)
    rest = [each for each in articles if each is not chosen and each.get("headline") == chosen.get("headline")]
    pages = [each for each in objects if "WebPage" in _types(each)]
    return _article([chosen, *rest], pages, ids)


def _objects(tree: HtmlElement) -> Iterator[Object]:
    """All JSON-LD objects of the page that may be its article or its surroundings, in the page's order."""
    queue: deque[object] = deque(
        _parsed(script.text or "") for script in tree.iter("script") if "ld+json" in (script.get("type") or "")
    )
    for _ in range(_MOST_OBJECTS):
        if not queue:
            return
        value = queue.popleft()
        if isinstance(value, list):
            queue.extendleft(reversed(value))
        elif isinstance(value, dict):
            yield value
            queue.extendleft(
                value[key]
                for key in ("mainEntityOfPage", "mainEntity", "@graph")
                if isinstance(value.get(key), dict | list)
            )


def _parsed(script: str) -> object:
    if len(script) > LONGEST_SCRIPT:
        return None
    for text in (script, _TRAILING_COMMA.sub("", _WRAPPED.sub("", _WRAPPED.sub("", script)))):
        try:
            return cast("object", json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    return None


def _types(value: Object) -> set[str]:
    found = value.get("@type")
    return {str(each) for each in (found if isinstance(found, list) else [found])}


def _is_article(value: Object) -> bool:
    return any(_ARTICLE.search(each) for each in _types(value)) and (
        "headline" in value or "articleBody" in value or "name" in value
    )


def _choose(articles: list[Object], titles: tuple[str, ...]) -> Object | None:
    named = [
        each
        for each in articles
        if (headline := _headline([each])) and any(same_words(headline, title) for title in titles)
    ]
    # an index describes many articles and is none of them
    candidates = named or (articles if len({_headline([each]) for each in articles}) == 1 or len(articles) < 4 else [])  # noqa: PLR2004
    return max(candidates, key=lambda each: len({"headline", "author", "datePublished"} & each.keys()), default=None)


def _article(articles: list[Object], pages: list[Object], ids: Mapping[str, Object]) -> Claims:
    both = [*articles, *pages]
    return Claims(
        headline=_headline(articles),
        descriptions=tuple(_lines(articles, "description")),
        body=max(
            (body for each in articles if isinstance(body := each.get("articleBody"), str)), key=len, default=None
        ),
        authors=next((names for each in articles if (names := _names(each.get("author"), ids))), ()),
        published=tuple(_lines(both, "datePublished", "dateCreated")),
        modified=tuple(_lines(both, "dateModified")),
        image=next(
            (image for each in both if (image := _image(each.get("image") or each.get("primaryImageOfPage"), ids))),
            None,
        ),
        section=next((found for each in articles if (found := line(_first(each.get("articleSection")), 100))), None),
        tags=next((tags for each in articles if (tags := _tags(each.get("keywords")))), ()),
        language=next(_lines(both, "inLanguage"), None),
        site_name=next((names[0] for each in both if (names := _names(each.get("publisher"), ids))), None),
        free=_free(articles),
        is_article=True,
    )


def _beside(pages: list[Object], ids: Mapping[str, Object]) -> Claims:
    """What is said of the page where no article is described."""
    return Claims(
        descriptions=tuple(_lines(pages, "description")),
        published=tuple(_lines(pages, "datePublished")),
        modified=tuple(_lines(pages, "dateModified")),
        image=next((image for each in pages if (image := _image(each.get("primaryImageOfPage"), ids))), None),
        language=next(_lines(pages, "inLanguage"), None),
    )


def _headline(articles: list[Object]) -> str | None:
    return next(_lines(articles, "headline", "name"), None)


def _lines(objects: list[Object], *keys: str) -> Iterator[str]:
    found = (line(_first(each.get(key)), 1000) for key in keys for each in objects)
    return (each for each in found if each)


def _first(value: object) -> object:
    if isinstance(value, list):
        return _first(value[0]) if value else None
    return value.get("name") if isinstance(value, dict) else value


def _names(value: object, ids: Mapping[str, Object]) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(name for each in value[:50] if not isinstance(each, list) for name in _names(each, ids))
    if isinstance(value, dict):
        known = value if "name" in value else ids.get(str(value.get("@id")), {})
        name = known.get("name")
        names = name if isinstance(name, list) else [name]
        return tuple(found for each in names if (found := line(each, 200)))
    found = line(value, 200)
    return (found,) if found else ()


def _image(value: object, ids: Mapping[str, Object]) -> Image | None:
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict) and value.keys() <= {"@id", "@type"}:
        value = ids.get(str(value.get("@id")), {})
    if not isinstance(value, dict):
        return Image(value.strip()) if isinstance(value, str) and value.strip() else None
    url = _first(value.get("url") or value.get("contentUrl"))
    if not isinstance(url, str) or not url.strip():
        return None
    credit = _first(
        value.get("creditText") or value.get("author") or value.get("copyrightHolder") or value.get("creator")
    )
    return Image(url.strip(), line(value.get("caption") or value.get("description"), 1000), line(credit))


def _tags(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tag_list([text for each in values if isinstance(text := _first(each), str)])


def _free(articles: list[Object]) -> bool | None:
    parts = [part for each in articles for part in _as_list(each.get("hasPart")) if isinstance(part, dict)]
    said = [
        str(each["isAccessibleForFree"]).strip().lower()
        for each in (*articles, *parts)
        if "isAccessibleForFree" in each
    ]
    if any(each in {"false", "no", "0"} or each.endswith("/false") for each in said):
        return False
    return True if said else None


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
