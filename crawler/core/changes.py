"""What changed between two versions of an article, graded as news.

The grade is the first that applies: correction (a notice says so), figures of the headline, headline, figures (a number
became another), substance (a sentence came or went), cosmetic (anything less: case, punctuation, a word's spelling).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from crawler.core.fingerprints import words
from crawler.core.models import RevisionKind
from crawler.core.text import clean_line
from crawler.core.volatile import stable

# A notice stands at the head of its sentence, or speaks of the article itself; "a corrections officer" does neither.
_CORRECTION = re.compile(
    r"^\W*(?:corrections?|clarifications?|editor['’]?s['’]? note|corrected|corrects|berichtigung|richtigstellung|korrektur|"
    r"rectificatif|précision|rectificación|corrección|fe de erratas|rettifica|correzione|correção|rettelse|rättelse|"
    r"sprostowanie|oprava|уточнение|поправка|исправлено|виправлено|уточнення|виправлення|정정|바로잡습니다|訂正|更正)"
    r"(?:\s+\([^)]*\))?\s*(?:[:.：–—|\]】-]|$)"
    r"|\b(?:this|the) (?:article|story|report|version|headline|post) (?:has been|was) (?:corrected|amended|updated to correct)"
    r"|\b(?:an )?(?:earlier|previous) versions? of (?:this|the) (?:article|story|report|headline)"
    r"|\bcorrects? (?:the )?(?:spelling|name|date|number|day|title|attribution|paragraph|headline)\b"
    r"|in einer früheren (?:version|fassung)|dans une version précédente|en una versión anterior|in una versione precedente"
    r"|в (?:более ранней|предыдущей) версии|у попередній версії",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^corrections?\s*[:.–—-]\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0 ]\d{3})*(?:[.,]\d+)?%?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+|(?<=[。！？])|\n+")

# Two sentences that share this much of their letters are one sentence, edited (rapidfuzz ratio, 0 to 100): "300 were
# killed" and "1,000 were killed" score 90, two sentences of one report rarely above 60.
_SAME_SENTENCE = 75
# Pairing takes the product of both numbers; a text of which more sentences changed was written anew.
_MOST_PAIRED = 150
# "harbour" and "harbor" score 92; "eastern" and "western", two facts, 86.
_SAME_WORD = 90
# A summary is one line of a digest.
_QUOTE = 90


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared of an article: its title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How one version differs from the one before: its grade, and one line that says what changed."""

    kind: RevisionKind
    summary: str


def compare(old: Version, new: Version) -> Change | None:
    """The change from `old` to `new`, or None where nobody edited anything."""
    title_changed = words(old.title) != words(new.title)
    removed, added = _sentences_changed(old, new)
    if not (title_changed or removed or added):
        return None
    titles = ([old.title], [new.title]) if title_changed else ([], [])
    return (
        _correction(added)
        or _figures(*titles)
        or _headline(old, new, changed=title_changed)
        or _figures(removed, added)
        or _substance(removed, added)
    )


def sentences(paragraphs: Sequence[str]) -> list[str]:
    """The sentences of the paragraphs, in order."""
    return [piece for paragraph in paragraphs for piece in map(str.strip, _SENTENCE_END.split(paragraph)) if piece]


def _sentences_changed(old: Version, new: Version) -> tuple[list[str], list[str]]:
    before, after = sentences(stable(old.paragraphs)), sentences(stable(new.paragraphs))
    had, has = Counter(_normal(s) for s in before), Counter(_normal(s) for s in after)
    gone, came = had - has, has - had
    return _pick(before, gone), _pick(after, came)


def _pick(found: list[str], wanted: Counter[str]) -> list[str]:
    left = Counter(wanted)
    picked = []
    for sentence in found:
        normal = _normal(sentence)
        if normal and left[normal] > 0:
            left[normal] -= 1
            picked.append(sentence)
    return picked


def _normal(sentence: str) -> str:
    return " ".join(words(sentence))


def _correction(added: list[str]) -> Change | None:
    notice = next((sentence for sentence in added if _CORRECTION.search(sentence)), None)
    if notice is None:
        return None
    labelled = _LABEL.sub("", notice)
    return Change(RevisionKind.CORRECTION, f"Correction: {clean_line(labelled, _QUOTE)}")


def _headline(old: Version, new: Version, *, changed: bool) -> Change | None:
    if not changed:
        return None
    return Change(
        RevisionKind.HEADLINE,
        f"Headline: “{clean_line(old.title, _QUOTE)}” → “{clean_line(new.title, _QUOTE)}”",
    )


def _figures(removed: list[str], added: list[str]) -> Change | None:
    for before, after in _edited_pairs(removed, added):
        was, now = _NUMBER.findall(before), _NUMBER.findall(after)
        changed = [(a, b) for a, b in zip(was, now, strict=False) if a != b]
        if changed and len(was) == len(now):
            figures = ", ".join(f"{a} → {b}" for a, b in changed[:3])
            return Change(RevisionKind.FIGURES, f"Figures: {figures} in “{clean_line(after, _QUOTE)}”")
    return None


def _substance(removed: list[str], added: list[str]) -> Change:
    pairs = _edited_pairs(removed, added)
    new = [s for s in added if s not in {b for _, b in pairs}]
    lost = [s for s in removed if s not in {a for a, _ in pairs}]
    if new or lost:
        said = f"{_count(new, 'added')}{', ' if new and lost else ''}{_count(lost, 'removed')}"
        return Change(RevisionKind.SUBSTANCE, f"{said}: “{clean_line((new or lost)[0], _QUOTE)}”")
    before, after = pairs[0]
    kind = RevisionKind.SUBSTANCE if _reworded(before, after) else RevisionKind.COSMETIC
    was, became = _middles(before.split(), after.split())
    return Change(
        kind, f"Reworded: “{clean_line(was, _QUOTE)}” → “{clean_line(became, _QUOTE)}” in “{clean_line(after, _QUOTE)}”"
    )


def _middles(before: list[str], after: list[str]) -> tuple[str, str]:
    """What stands between the words that both sentences begin with and those that both end with."""
    start = _shared(before, after)
    end = min(_shared(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    return " ".join(before[start : len(before) - end]), " ".join(after[start : len(after) - end])


def _shared(one: list[str], other: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _count(found: list[str], verb: str) -> str:
    return f"{len(found)} sentence{'s' if len(found) > 1 else ''} {verb}" if found else ""


def _reworded(before: str, after: str) -> bool:
    """Whether whole words came or went, not only the spelling of one."""
    had, has = Counter(words(before)), Counter(words(after))
    gone, came = list((had - has).elements()), list((has - had).elements())
    respelt = len(gone) == len(came) == 1 and fuzz.ratio(gone[0], came[0]) >= _SAME_WORD
    return not respelt


def _edited_pairs(removed: list[str], added: list[str]) -> list[tuple[str, str]]:
    """The removed and added sentences that are one sentence before and after its edit."""
    pairs, left = [], list(added[:_MOST_PAIRED])
    for before in removed[:_MOST_PAIRED]:
        best = process.extractOne(before, left, scorer=fuzz.ratio, score_cutoff=_SAME_SENTENCE)
        if best is not None:
            pairs.append((before, best[0]))
            left.pop(best[2])
    return pairs
