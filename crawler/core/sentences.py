"""Two versions of a text, sentence by sentence: which came, which went, and which are one sentence before and after its edit.

Sentences are compared by their letters and digits alone, without what stands between: punctuation and case are no edit, and
nor is a blank that was lost where a link stood ("of ICE agents" read as "ofICE agents").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from crawler.core.fingerprints import words
from crawler.core.volatile import stable

# “ and ‘ close a quotation in German, Czech and others.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'“”‘’»«)\]]*\s+|(?<=[。！？])|\n+")
_TERMINATED = re.compile(r"[.!?…。！？:：;][\"“”‘’»«)\]）」』]*$|\d")
# Where it was written, and for whom: "SEOUL, S. Korea (AP) —". It comes and goes with the house style.
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-ÞА-ЯІЇЄ][A-ZÀ-ÞА-ЯІЇЄ .'’-]+(?:, [\w. ]{2,20}?)?\s*)?(?:\([\w /.-]{2,20}\)\s*)?[—–-]{1,2}\s+"
)
# Who wrote it: a name that is added to this line is no news.
_CREDIT = re.compile(
    r"\bcontributed to this (?:report|story|article)\b|\bcontributed reporting\b|\bcontributed\.?$"
    r"|^\W*(?:additional |further )?(?:reporting|writing|editing|edited|written|compiled|photographs?|photos?|graphics?|translation|"
    r"mit material von|avec |redaktion:|bearbeitet von|редактор|подготовил\w*|підготу\w*)\s*(?:and \w+ )?(?:by\b|[:：]|\b)(?=.{0,160}$)"
    r"|^[가-힣]{2,4} ?(?:기자|특파원)|^(?:記者|编辑|編輯|责任编辑|責任編輯|記者|取材)\s*[:：/]",
    re.IGNORECASE,
)
# That something was written since, without what: a line of the outlet's own book-keeping.
_NOTE = re.compile(
    r"^\W*(?:this|the|our) (?:\w+ )?(?:story|article|report|headline|post|piece|page|file)\b"
    r".{0,40}?\b(?:updated|developing|published)\b(?!.*\bcorrect)"
    r"|^\W*this is a (?:developing|breaking)|^\W*(?:dieser (?:artikel|text|beitrag) (?:wurde|wird) .*aktualisiert)"
    r"|^\W*(?:cet article a été (?:mis à jour|actualisé))|^\W*(?:материал|новость|матеріал|новина)\s+(?:обновлен|дополн|оновлен|доповн)\w*"
    r"|^\W*more (?:details )?(?:to follow|soon)|^\W*check back for updates",
    re.IGNORECASE,
)

# Two sentences that share this much of their letters are one sentence, edited (rapidfuzz ratio, 0 to 100): "300 were
# killed" and "1,000 were killed" score 90, two sentences of one report rarely above 60.
_SAME_SENTENCE = 72
# Pairing takes the product of both numbers; a text of which more sentences changed was written anew.
_MOST_PAIRED = 150
# A sentence of which half the runs of 8 letters stand elsewhere in the other version was moved, split or joined.
_RUN = 8
_MOVED = 0.5


@dataclass(frozen=True, slots=True)
class Edits:
    """What became of the sentences of a text.

    `edited` are sentences before and after; `added` and `removed` have no counterpart and say what the other version does
    not; `moved` stand in both, split, joined or worded a little differently; `notes` are notes and credits that came or went.
    """

    edited: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edited or self.added or self.removed or self.moved or self.notes)


def sentences(paragraphs: Iterable[str]) -> list[str]:
    """The sentences of the paragraphs, in order."""
    return [piece for paragraph in paragraphs for piece in map(str.strip, _SENTENCE_END.split(paragraph)) if piece]


def glued(text: str) -> str:
    """The letters and digits of `text`, case-folded, nothing between them: equal for texts that read alike."""
    return "".join(words(text))


def is_note(sentence: str) -> bool:
    """Whether a sentence tells of the article's making: who worked on it, that it was updated."""
    return bool(_NOTE.search(sentence) or _CREDIT.search(sentence))


def compared(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs that are compared: not those that change by themselves, nor the lines that trail the text.

    Headlines of other articles that stand below a text end without a stop; so do subheadings, but not at the end.
    """
    held = list(stable(tuple(paragraphs)))
    end = len(held)
    while end and not _TERMINATED.search(held[end - 1]) and not is_note(held[end - 1]):
        end -= 1
    return tuple(held[:end] or held)


def edits(old: Sequence[str], new: Sequence[str]) -> Edits:
    """What was edited between two versions' paragraphs."""
    before, after = _without_dateline(sentences(old)), _without_dateline(sentences(new))
    had, has = Counter(map(glued, before)), Counter(map(glued, after))
    removed, added = _pick(before, had - has), _pick(after, has - had)
    notes = tuple(each for each in (*removed, *added) if is_note(each))
    removed, added = [s for s in removed if not is_note(s)], [s for s in added if not is_note(s)]
    edited = _pairs(removed, added)
    lost = _without(removed, [one for one, _ in edited])
    came = _without(added, [other for _, other in edited])
    said, says = _runs("".join(map(glued, before))), _runs("".join(map(glued, after)))
    moved = [each for each in came if _stands_in(each, said)] + [each for each in lost if _stands_in(each, says)]
    return Edits(tuple(edited), tuple(_without(came, moved)), tuple(_without(lost, moved)), tuple(moved), notes)


def _without_dateline(found: list[str]) -> list[str]:
    if not found:
        return found
    # an abbreviated state ends a "sentence": "SACRAMENTO, Calif." and "(AP) — More than a dozen states"
    head = " ".join(found[:2])
    match = _DATELINE.match(head)
    if not match or not match[0].strip(" —–-"):
        return found
    rest = head[match.end() :]
    return [*sentences([rest]), *found[2:]]


def _pick(found: list[str], wanted: Counter[str]) -> list[str]:
    left, picked = Counter(wanted), []
    for sentence in found:
        key = glued(sentence)
        if key and left[key] > 0:
            left[key] -= 1
            picked.append(sentence)
    return picked


def _pairs(removed: list[str], added: list[str]) -> list[tuple[str, str]]:
    """The removed and added sentences that are one sentence before and after its edit."""
    pairs, left = [], list(added[:_MOST_PAIRED])
    for before in removed[:_MOST_PAIRED]:
        best = process.extractOne(before, left, scorer=fuzz.ratio, score_cutoff=_SAME_SENTENCE)
        if best is not None:
            pairs.append((before, best[0]))
            left.pop(best[2])
    return pairs


def _without(found: Sequence[str], taken: Sequence[str]) -> list[str]:
    left = Counter(taken)
    kept = []
    for each in found:
        if left[each] > 0:
            left[each] -= 1
        else:
            kept.append(each)
    return kept


def _runs(letters: str) -> set[str]:
    return {letters[at : at + _RUN] for at in range(max(1, len(letters) - _RUN + 1))}


def _stands_in(sentence: str, runs: set[str]) -> bool:
    letters = glued(sentence)
    own = _runs(letters)
    return len(letters) >= _RUN and len(own & runs) / len(own) >= _MOVED
