"""Corrections: a notice that says so, or a fact that was reversed without one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.core.fingerprints import words
from crawler.core.small_words import said_anew

# A notice stands at the head of its sentence, or speaks of the article itself; "a corrections officer" does neither.
_NOTICE = re.compile(
    r"^\W*(?:corrections?|clarifications?|(?:editor|publisher)['’]?s['’]? note|correction and clarification|corrected|corrects|"
    r"correction appended|erratum|corrigendum|retraction|berichtigung|richtigstellung|korrektur|korrekturhinweis|anmerkung der redaktion|"
    r"rectificatif|erratum|précision|correctif|rectificación|corrección|fe de erratas|aclaración|rettifica|correzione|errata corrige|"
    r"correção|errata|rettelse|rättelse|oikaisu|sprostowanie|oprava|helyreigazítás|"
    r"уточнение|поправка|исправлено|исправление|опровержение|виправлено|уточнення|виправлення|спростування|"
    r"정정|정정보도|정정합니다|바로잡습니다|訂正|お詫びと訂正|更正|更正启事|勘误|勘誤)"
    r"(?:\s+\([^)]*\)|\s*,? (?:on )?\w+ \d{1,2}(?:, \d{4})?)?\s*(?:[:.：–—|\]】)-]|$)"
    r"|\b(?:this|the|our) (?:article|story|report|version|headline|post|piece|caption) (?:has been|was|is) (?:since )?"
    r"(?:corrected|amended|clarified|"
    r"updated to (?:correct|clarify|reflect that|remove))"
    r"|\b(?:an )?(?:earlier|previous|original) versions? of (?:this|the|our) (?:article|story|report|headline|post|piece|caption)"
    r"|\b(?:we|[A-Z]\w+) (?:incorrectly|mistakenly|wrongly) (?:stated|reported|said|identified|named)"
    r"|\bwe (?:regret|apologi[sz]e for) (?:the|this|our) error"
    r"|^\W*corrects? (?:the )?(?:spelling|name|date|number|day|title|attribution|paragraph|headline|age|figure)\b"
    r"|in einer (?:früheren|ersten|vorherigen) (?:version|fassung)|dans une (?:version précédente|première version)"
    r"|en una (?:versión|primera versión) anterior|in una (?:versione precedente|prima versione)|numa versão anterior"
    r"|в (?:более ранней|предыдущей|первоначальной) версии|[ув] (?:попередній|першій) версії"
    r"|(?:기사|보도)(?:를|내용을|의 내용을) (?:바로잡|정정)|(?:記事|内容)を(?:一部)?訂正"
    r"|(?:此前|先前)(?:报道|報道|版本).{0,12}(?:有误|有誤|错误|錯誤)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*corrections?\s*[:.–—-]\s*", re.IGNORECASE)

# A negation that came or went. Of Korean, Chinese and Japanese, where it is part of the word, see `_NEGATED_ENDINGS`.
_NEGATIONS = frozenset(
    "not no never cannot none neither nor n't nicht kein keine keinen keiner keinem nie niemals pas jamais aucun aucune "
    "nunca jamás ningún ninguna non mai nessun nessuna não nenhum не нет никогда ни ні немає ніколи жоден".split()
)
_CONTRACTION = re.compile(r"n['’]t\b", re.IGNORECASE)
_NEGATED_ENDINGS = re.compile(
    r"(?:지 (?:않|못)|않았|못했|아니다|아니라|なかった|ありません|ではない|していない|しなかった|没有|沒有|并未|並未|不是|未曾)"
)

# Facts that cannot both be so. The list holds what a court, a doctor or a returning officer says, where the one word for the
# other turns the report round; "rose" and "fell" are not in it, since prices do that by themselves.
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("guilty convicted", "innocent acquitted cleared"),
        ("confirmed confirms confirm", "denied denies deny"),
        ("alive survived survives living", "dead died dies killed deceased"),
        ("true genuine authentic", "false fake fabricated"),
        ("legal lawful", "illegal unlawful"),
        ("won wins win", "lost loses lose"),
        ("with", "without"),
        ("schuldig", "unschuldig"),
        ("bestätigte bestätigt", "bestritt dementierte"),
        ("coupable", "innocent"),
        ("confirmé", "démenti"),
        ("culpable", "inocente"),
        ("подтвердил подтвердила подтвердили", "опроверг опровергла опровергли"),
        ("підтвердив підтвердила підтвердили", "спростував спростувала спростували"),
        ("виновен виновным", "невиновен невиновным"),
        ("винен винним", "невинен невинним"),
        ("жив жива живы", "мертв мертва погиб погибла погибли"),
    )
)
_CJK_OPPOSITES = (
    ("유죄", "무죄"),
    ("有罪", "无罪"),
    ("有罪", "無罪"),
    ("確認", "否認"),
    ("证实", "否认"),
    ("證實", "否認"),
    ("생존", "사망"),
)
# Of a sentence that is otherwise the same, two more words may have changed: an adverb, a verb's form.
_OTHERWISE = 2


def notice(added: Iterable[str]) -> str | None:
    """The first of the added sentences that is a correction notice, its label taken off where that says no more."""
    found = next((sentence for sentence in added if _NOTICE.search(sentence)), None)
    return _LABEL.sub("", found) if found is not None else None


def is_reversed(before: str, after: str) -> bool:
    """Whether a sentence says the opposite of what it said, in otherwise the same words."""
    before, after = (_CONTRACTION.sub(" not", sentence) for sentence in (before, after))
    gone, came = said_anew(before, after)
    return _is_negated(before, after, gone, came) or _is_opposed(before, after, gone, came)


def _is_negated(before: str, after: str, gone: list[str], came: list[str]) -> bool:
    if _negations(before) == _negations(after):
        return False
    rest = [word for word in (*gone, *came) if word not in _NEGATIONS and len(word) > 1]
    return not rest or (bool(_NEGATED_ENDINGS.search(before + after)) and len(rest) <= _OTHERWISE)


def _negations(sentence: str) -> bool:
    """Whether an odd number of negations stands in it: two take each other away."""
    count = sum(word in _NEGATIONS for word in words(sentence))
    return bool((count + len(_NEGATED_ENDINGS.findall(sentence))) % 2)


def _is_opposed(before: str, after: str, gone: list[str], came: list[str]) -> bool:
    if len(gone) + len(came) > 2 + _OTHERWISE:
        return False
    # function words are not in `gone` and `came`: they are looked for in the sentences
    had, has = set(words(before)) - set(words(after)), set(words(after)) - set(words(before))
    latin = any((had & one and has & other) or (had & other and has & one) for one, other in _OPPOSITES)
    return latin or any(_swapped(before, after, one, other) for one, other in _CJK_OPPOSITES)


def _swapped(before: str, after: str, one: str, other: str) -> bool:
    return (one in before and other in after and one not in after and other not in before) or (
        other in before and one in after and other not in after and one not in before
    )
