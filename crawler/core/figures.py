"""Which facts of a sentence became others: numbers, names, places, days, from what to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from crawler.core.facts import FactKind, Token, tokens
from crawler.core.small_words import is_small

# "Zelenskiy" and "Zelensky" score 94, "Judaeo" and "Judeo" 91: one name. "Kharkiv" and "Kherson" score 57.
_SAME_NAME = 85
# A name that stands for another among more new words than this came with a new sentence, not in the place of the other.
_AROUND_NAME = 2
_MOST_NUMBERS = 3
# Longer sentences than any newspaper prints are lists, and difflib takes the square of their length.
_MOST_TOKENS = 400
_PLACE_SUFFIXES = frozenset("市省县縣州区區町村県都府道镇鎮岛島")
_KOREAN_PLACES = ("시", "군", "구", "도", "주", "현", "섬", "항")
_KOREAN_PARTICLES = (
    "에서는",
    "에서",
    "으로",
    "까지",
    "부터",
    "에는",
    "에",
    "로",
    "의",
    "을",
    "를",
    "은",
    "는",
    "이",
    "가",
    "와",
    "과",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A fact that became another; `unit` is the word that both are counted in."""

    was: str
    now: str
    kind: FactKind
    unit: str = ""

    def __str__(self) -> str:
        """As a summary tells it."""
        return f"{self.was} → {self.now}{f' {self.unit}' if self.unit else ''}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of words that became another run."""

    before: tuple[Token, ...]
    after: tuple[Token, ...]
    unit: str


def changed_figures(before: str, after: str) -> tuple[Figure, ...]:
    """The facts that changed from one wording of a sentence to the other."""
    old, new = tokens(before)[:_MOST_TOKENS], tokens(after)[:_MOST_TOKENS]
    blocks = _blocks(old, new)
    found = [figure for block in blocks for figure in _changed(block, old, new)]
    return tuple(found) or _moved_number(old, new)


def only_figures(before: str, after: str) -> bool:
    """Whether two wordings differ in their facts alone, small words aside."""
    figures = changed_figures(before, after)
    if not figures:
        return False
    facts = Counter(word for figure in figures for word in (*_keys(figure.was), *_keys(figure.now)))
    left = Counter(_keys(before)) - Counter(_keys(after)) + (Counter(_keys(after)) - Counter(_keys(before)))
    return not [word for word in (left - facts) if not is_small(word)]


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


def _blocks(old: Sequence[Token], new: Sequence[Token]) -> list[_Block]:
    """The runs that differ; one letter of Han between two of them is chance ("哈尔科夫" and "赫尔松" share one)."""
    matcher = SequenceMatcher(None, [t.key for t in old], [t.key for t in new], autojunk=False)
    spans: list[list[int]] = []
    for operation, *span in matcher.get_opcodes():
        if operation == "equal":
            continue
        if spans and span[0] - spans[-1][1] == 1 and old[spans[-1][1]].script == "han":
            spans[-1][1], spans[-1][3] = span[1], span[3]
        else:
            spans.append(list(span))
    return [_Block(tuple(old[i1:i2]), tuple(new[j1:j2]), _unit(old, new, i2, j2)) for i1, i2, j1, j2 in spans]


def _unit(old: Sequence[Token], new: Sequence[Token], i: int, j: int) -> str:
    if i < len(old) and j < len(new) and old[i].key == new[j].key and new[j].script == "word":
        return "" if is_small(new[j].key) else new[j].text
    return ""


def _changed(block: _Block, old: Sequence[Token], new: Sequence[Token]) -> list[Figure]:
    found: list[Figure] = []
    for kind in (FactKind.NUMBER, FactKind.DAY, FactKind.SPAN):
        was, now = _facts(block.before, kind, new), _facts(block.after, kind, old)
        if was and now and len(was) == len(now) <= _MOST_NUMBERS:
            ends = block.after[-1] is now[-1] and kind is FactKind.NUMBER
            found += [
                Figure(a.text, b.text, kind, block.unit if ends and b is now[-1] else "")
                for a, b in zip(was, now, strict=True)
            ]
    return found or _named(block, old, new)


def _facts(run: Sequence[Token], kind: FactKind, other: Sequence[Token]) -> list[Token]:
    """The facts of a kind in a run that do not stand in the other sentence as well."""
    keys = {token.key for token in other if token.kind is kind}
    return [token for token in run if token.kind is kind and token.key not in keys]


def _named(block: _Block, old: Sequence[Token], new: Sequence[Token]) -> list[Figure]:
    was, now = _name(block.before, block.unit), _name(block.after, block.unit)
    if not was or not now or fuzz.ratio(was.casefold(), now.casefold()) >= _SAME_NAME or _is_short_for(was, now):
        return []
    if was in " ".join(t.text for t in new) or now in " ".join(t.text for t in old):
        return []
    return [Figure(was, now, FactKind.NAME)]


def _name(run: Sequence[Token], unit: str) -> str:
    """The one name in a run, or nothing."""
    han = "".join(token.text for token in run)
    if run and all(token.script == "han" for token in run):
        return han if len(run) >= 2 and unit == "" and _is_place(run) else ""  # noqa: PLR2004 - a letter is no place
    if len(run) == 1 and run[0].script == "hangul":
        return _korean_place(run[0].text)
    names = [i for i, token in enumerate(run) if token.kind is FactKind.NAME]
    if not names or names[-1] - names[0] + 1 != len(names):
        return ""
    around = [token for token in run if token.kind is not FactKind.NAME and not is_small(token.key)]
    return " ".join(run[i].text for i in names) if len(around) <= _AROUND_NAME else ""


def _is_place(run: Sequence[Token]) -> bool:
    return run[-1].text in _PLACE_SUFFIXES


def _korean_place(word: str) -> str:
    particle = next((p for p in _KOREAN_PARTICLES if word.endswith(p) and len(word) > len(p) + 1), "")
    stem = word.removesuffix(particle)
    return stem if particle.startswith("에서") or (len(stem) > 1 and stem.endswith(_KOREAN_PLACES)) else ""


def _is_short_for(one: str, other: str) -> bool:
    """Whether one name is the other's shorter form: "Panthers" and "Carolina Panthers", "ICE" and its full name."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    initials = ("".join(w[0] for w in name.split() if w[0].isupper()) for name in (one, other))
    return (
        first <= second
        or second <= first
        or any(len(short) > 1 and short in {one.replace(".", ""), other.replace(".", "")} for short in initials)
    )


def _moved_number(old: Sequence[Token], new: Sequence[Token]) -> tuple[Figure, ...]:
    """The one number that became another in a sentence that was turned round: "killed 300" → "1,000 were killed"."""
    was = [t for t in old if t.kind is FactKind.NUMBER and t.script == "number"]
    now = [t for t in new if t.kind is FactKind.NUMBER and t.script == "number"]
    gone = _facts(was, FactKind.NUMBER, new)
    came = _facts(now, FactKind.NUMBER, old)
    if len(gone) == len(came) == 1 and len(was) == len(now):
        return (Figure(gone[0].text, came[0].text, FactKind.NUMBER),)
    return ()
