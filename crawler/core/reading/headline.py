"""An article's headline, as far as a page's title tag, Open Graph, JSON-LD and its <h1> agree on it.

Each of the four may carry more than the headline (the site's name, the section, a kicker) or another one (written for
search engines, or for sharing). Two that agree are right; where one contains the other, the shorter is the headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.core.reading.claims import contains, letters, same_words

_SEPARATOR = re.compile(r"\s+[|–—»·•:-]{1,2}\s+|\s*\|\s*|--|_(?=[^_]*$)")
_AFTER_KICKER = re.compile(r"(?:[:|/]|\s[–—-])\s+(?=\S)")
# A site's name has at least so many letters in common with its host: "Ilanga News" with ilanganews.co.za.
_SHORTEST_NAME = 4
_HOST = re.compile(r"^(?=.*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)+$")


def choose(
    shared: str | None, structured: str | None, shown: Sequence[str], title_tag: str | None, site: Sequence[str]
) -> str | None:
    """The headline: from Open Graph (`shared`), JSON-LD, the texts of the page's <h1> in order, and its <title>.

    `site` holds the names of the site, its host among them.
    """
    shared, structured, title_tag = (
        without_site(text, site) if text else None for text in (shared, structured, title_tag)
    )
    if shared and any(same_words(shared, each) for each in (*shown, structured or "")):
        return shared
    agreed = next((each for each in shown if structured and same_words(each, structured)), None)
    if structured and agreed:
        return _fuller(structured, shared) if shared else structured
    if structured and title_tag and same_words(structured, title_tag):
        return structured
    return _alone(shared or structured or title_tag, shown)


def without_site(title: str, site: Sequence[str]) -> str:
    """`title` without the site's name at either end."""
    names = [letters(_host_name(each)) for each in site if each]
    pieces = _SEPARATOR.split(title)
    separators = _SEPARATOR.findall(title)
    while len(pieces) > 1 and _is_site(pieces[-1], names):
        pieces, separators = pieces[:-1], separators[:-1]
    while len(pieces) > 1 and _is_site(pieces[0], names):
        pieces, separators = pieces[1:], separators[1:]
    return "".join(part for pair in zip(pieces, [*separators, ""], strict=True) for part in pair).strip()


def _fuller(structured: str, shared: str) -> str:
    """Of the two headlines that a page has: the one within the other, else the longer, which was not cut for a card."""
    if contains(shared, structured) or contains(structured, shared):
        shorter = min(structured, shared, key=len)
        return shorter if not shorter.endswith(("…", "...")) else max(structured, shared, key=len)
    return max(structured, shared, key=len)


def _alone(claimed: str | None, shown: Sequence[str]) -> str | None:
    """`claimed`, or what of it is shown as a heading."""
    if claimed is None:
        return next((each for each in shown if each), None)
    if claimed.endswith(("…", "...")):
        return next((each for each in shown if contains(each, claimed)), claimed)
    within = (each for each in shown if contains(claimed, each))
    return next(within, None) or _without_kickers(claimed, shown) or claimed


def _without_kickers(claimed: str, shown: Sequence[str]) -> str | None:
    """The headline to which `claimed` and a heading put different kickers ("Analysis: …", "Talks - …")."""
    last = _AFTER_KICKER.split(claimed)[-1]
    return last if last != claimed and any(contains(each, last) for each in shown) else None


def _is_site(piece: str, names: Sequence[str]) -> bool:
    mine = letters(piece)
    return any(
        mine == name or (min(len(mine), len(name)) >= _SHORTEST_NAME and (mine in name or name in mine))
        for name in names
    )


def _host_name(name: str) -> str:
    """Of a host, its own label: `ilanganews` of www.ilanganews.co.za; any other name as it is."""
    if not _HOST.match(name):
        return name
    labels = [label for label in name.split(".") if label not in {"www", "m", "news", "edition"}]
    return labels[0]
