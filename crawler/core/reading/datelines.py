"""Datelines: "SEOUL, Jan 14 (Reuters) –", "КИЇВ, 14 січня (Укрінформ) —", "(서울=연합뉴스)", "【ソウル時事】", "新华社北京1月14日电"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.core.models import Dateline

# A dateline stands in the first lines of a text, below a summary at most.
_LOOKED_AT = 3
_LONGEST = 120

_DASH = r"(?:\s*(?:--|[–—―])|\s+-|\s*:?\s*\.\s*[-–—])(?=\s|\w|[“„«\"'])"
_WORD = r"[A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ][\w’'.-]*"
_SMALL = r"(?:de|del|la|el|of|the|am|an der|auf|sur|in|do|da|upon|и|на)"
_PLACE = rf"{_WORD}(?:(?:\s+|/)(?:{_SMALL}\s+)?{_WORD}){{0,3}}"
_CAPITALS = r"[A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ][A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ’'.-]+(?:[\s/]+[A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ][A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ’'.-]*){0,3}"
_REGION_OR_DATE = r"(?:[,.]\s*[^\W\d_][\w. ’'-]{1,24}|[,.]?\s+\d{1,2}\.?\s+[^\W\d_]{3,12}\.?(?:\s+\d{4})?|[,.]\s+\d{1,2}[./]\d{1,2}\.?)"
_AGENCY = r"[^()/\[\]\d]{2,40}"

# SEOUL, Jan 14 (Reuters) – · Paris (AFP) - · КИЕВ, 14 января. /ТАСС/. · Madrid, 14 ene (EFE).-
_WITH_AGENCY = rf"^(?P<place>{_PLACE}){_REGION_OR_DATE}{{0,2}}\.?\s*[(/](?P<agency>{_AGENCY})[)/](?:{_DASH}|\.)"
# BERLIN taz | · WIEN/KIEW dpa |
_WITH_BAR = rf"^(?P<place>{_CAPITALS})\s+(?P<agency>[\w/]{{2,12}})\s*\|"
# МОСКВА, 14 янв — РИА Новости.
_AGENCY_LAST = (
    rf"^(?P<place>{_CAPITALS}){_REGION_OR_DATE}{{1,2}}{_DASH}\s*"
    r"(?P<agency>РИА Новости|ТАСС|Интерфакс|УНИАН|Укринформ|Укрінформ)\."
)
# SEOUL — · NEW YORK, 14. Januar – · DUBLIN, Ireland —
_PLACE_ALONE = (
    rf"^(?P<place>(?=[^\W\d_]{{3}}){_CAPITALS}){_REGION_OR_DATE}{{0,2}}{_DASH}\s*(?=[“„«\"'‘]?[A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ])"
)
# (서울=연합뉴스) 홍길동 기자 = · [서울=뉴시스]
_KOREAN = (
    r"^[(\[（［](?P<place>[^\s=·)\]]{1,12}(?:[·,]\s?[^\s=)\]]{1,12})?)\s?=\s?(?P<agency>[^)\]）］]{2,20})[)\]）］]"
    r"(?:\s*\S{2,12}(?:\s\S{2,4})?\s(?:기자|특파원))?(?:\s*=)?"
)
# 【ソウル時事】 · ［ソウル　１４日　ロイター］ · 【北京共同】
_JAPANESE = (
    r"^[【［\[](?P<place>[^\s】］\]=＝0-9０-９]{2,12}?)[\s　=＝]*(?:[0-9０-９]{1,2}日[\s　]*)?"
    r"(?P<agency>時事|共同|ロイター|AFP時事|AFP|新華社|CNN|聯合ニュース)[^】］\]]{0,20}[】］\]]"
)
# 新华社北京1月14日电 · 中新网基辅1月14日电 (记者 …) · （中央社首爾14日電）
_CHINESE = (
    r"^[（(]?(?P<agency>新华社|新華社|中新社|中新网|中央社|央视网|法新社|路透社)(?P<place>[^\d（）()]{2,12}?)"
    r"(?:\d{1,2}月)?\d{1,2}日[电電][）)]?"
)
_PATTERNS = tuple(map(re.compile, (_WITH_AGENCY, _WITH_BAR, _AGENCY_LAST, _PLACE_ALONE, _KOREAN, _JAPANESE, _CHINESE)))


def find(paragraphs: Sequence[str]) -> Dateline | None:
    """The dateline at the head of one of the first of `paragraphs`."""
    for paragraph in paragraphs[:_LOOKED_AT]:
        for pattern in _PATTERNS:
            if (match := pattern.match(paragraph[:_LONGEST])) and match.end() < len(paragraph):
                agency = match.groupdict().get("agency")
                return Dateline(match["place"].strip(" ,."), agency.strip() if agency else None, match[0].strip())
    return None
