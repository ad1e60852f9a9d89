"""Whom an article credits: the agency or outlet that its byline, its first and its last paragraphs name as the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from crawler.core import urls

# How agencies sign, by a word of the outlet's name or a label of its host. A short form counts in capitals alone.
_SIGNATURES: dict[str, tuple[str, ...]] = {
    "reuters": ("Reuters", "Рейтер", "로이터", "ロイター", "路透"),
    "apnews": ("AP", "Associated Press", "美联社"),
    "ap": ("AP", "Associated Press", "美联社"),
    "afp": ("AFP", "Agence France-Presse", "法新社"),
    "yna": ("Yonhap", "연합뉴스", "聯合通訊"),
    "kyodonews": ("Kyodo", "共同"),
    "jiji": ("Jiji", "時事"),
    "xinhuanet": ("Xinhua", "新华社", "新華社"),
    "tass": ("TASS", "ТАСС"),
    "ria": ("RIA Novosti", "РИА Новости"),
    "interfax": ("Interfax", "Интерфакс", "Інтерфакс"),
    "ukrinform": ("Ukrinform", "Укрінформ", "Укринформ"),
    "unian": ("UNIAN", "УНІАН", "УНИАН"),
    "dpa": ("dpa", "DPA"),
    "ansa": ("ANSA",),
    "efe": ("EFE",),
    "upi": ("UPI",),
    "bloomberg": ("Bloomberg",),
}
_SOURCE = re.compile(
    r"^\W*(?:(?:original )?source|via|quelle|fuente|fonte|bron|źródło|источник|джерело|출처|来源|來源|出典)\s*[:：]",
    re.IGNORECASE,
)
_HEAD = 80  # characters: a dateline stands at the head of a text
_SHORT = 12  # words: a line that credits says hardly anything else; a longer one reports of somebody
_ENDS = 3  # such lines stand among the first and the last paragraphs
_SHORTEST_NAME = 3  # characters: a shorter name of an outlet means too much


def is_credited(outlet: str, url: str, authors: Sequence[str], paragraphs: Sequence[str]) -> bool:
    """Whether an article, by its `authors` and `paragraphs`, credits `outlet`, an article of which stands at `url`."""
    names = _names(outlet, urls.host(url))
    return any(names.search(line) for line in (*authors, *_crediting(paragraphs)))


def _crediting(paragraphs: Sequence[str]) -> list[str]:
    """The lines that may credit somebody."""
    ends = [*paragraphs[:_ENDS], *paragraphs[-_ENDS:]]
    short = [line for line in ends if _is_short(line)]
    named = [line for line in paragraphs if _is_short(line) and _SOURCE.match(line)]
    datelines = [line[:_HEAD] for line in paragraphs[:1] if re.search(r"[(\[（【|/=]", line[:_HEAD])]
    return datelines + short + named


def _is_short(line: str) -> bool:
    return len(line.split()) <= _SHORT and len(line) <= _HEAD


@lru_cache(maxsize=512)
def _names(outlet: str, host: str) -> re.Pattern[str]:
    whole = f"{outlet} {host}".casefold()
    labels = set(re.findall(r"[^\W_]+", whole))
    signed = [name for key, names in _SIGNATURES.items() if key in labels for name in names]
    loose = [name for name in (outlet, urls.site(host)) if len(name) >= _SHORTEST_NAME]
    either = [*(f"(?i:{re.escape(name)})" for name in loose), *map(re.escape, signed)]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(either)})(?![^\W\d_])" if either else r"(?!)")
