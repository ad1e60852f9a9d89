"""Words that carry no news by themselves: articles, auxiliaries, words of style. What is left of an edit without them was said anew.

The lists are short on purpose. A word that is missing here makes a small edit count as substance; one too many would hide news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import fuzz

from crawler.core.fingerprints import words

_FUNCTION = frozenset(
    # English
    "a an the this that these those and or but as at by for from in into of on onto to with than then so also too just now "
    "is are was were be been being am has have had do does did will would can could may might shall should it its it's he she "
    "they them their his her who whom which what while when where there here not s t re ve ll d i we you our your my me us "
    "about after before over under up down out off more most some any all both each such very own still yet even though although "
    "however meanwhile among amongst like according between during since until per via if because nearly almost around roughly least "
    # German, French, Spanish, Italian, Portuguese
    "der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus bei bis durch für im in mit nach "
    "noch nur seit so über um von vom vor zu zum zur ist sind war waren sein wird werden wurde wurden hat haben hatte hatten es er sie "
    "le la les l un une des du de d et ou mais à au aux en dans par pour sur avec qui que qu est sont était étaient sera a ont avait "
    "el los las una unos unas y o pero al del con por para su sus se lo es son fue era ha han il gli i di da che è sono "
    "os um uma e ao do no na dos das foi são "
    # Russian, Ukrainian
    "и в во на с со к по о об от до за из у не что как это а но или же бы был была было были будет также он она они его её их "
    "і й та у з зі із до від про для що як це але або ж би був була було були буде також він вона вони його її їх".split()
) - {"not", "не"}  # a negation is news: crawler/core/corrections.py

# One for the other is a matter of style: how a speech is introduced, how a time passes.
_STYLE = frozenset(
    "say says said saying tell tells told telling add adds added note notes noted state states stated announce announced "
    "sagt sagte sagten erklärte teilte mitteilte dit déclaré dijo declaró disse ha detto "
    "сказал сказала заявил заявила сообщил сообщила сообщили сказав сказала заявив заявила повідомив повідомила повідомили".split()
)
# "harbour" and "harbor" score 92, "Judaeo" and "Judeo" 91; "eastern" and "western", two facts, 86.
_RESPELT = 90
# "remain" and "remained", "cancel" and "cancelled" begin alike: a verb's tense follows the day.
_STEM = 5


def is_small(word: str) -> bool:
    """Whether a case-folded word carries no news by itself."""
    return word in _FUNCTION or word in _STYLE


def said_anew(before: str, after: str) -> tuple[list[str], list[str]]:
    """The words of content that went and that came, without those that were only respelt or inflected."""
    had, has = Counter(words(before)), Counter(words(after))
    gone, came = _content((had - has).elements()), _content((has - had).elements())
    if "".join(sorted("".join(gone))) == "".join(sorted("".join(came))):
        return [], []  # the same letters, cut differently: a blank that came or went
    for word in tuple(gone):
        twin = next((other for other in came if _is_respelt(word, other)), None)
        if twin is not None:
            gone.remove(word)
            came.remove(twin)
    return gone, came


def _content(found: Iterable[str]) -> list[str]:
    return [word for word in found if not is_small(word)]


def _is_respelt(word: str, other: str) -> bool:
    if word.isdigit() or other.isdigit():
        return False
    if fuzz.ratio(word, other) >= _RESPELT:
        return True
    return (
        word[:_STEM] == other[:_STEM]
        and min(len(word), len(other)) >= _STEM
        and word[_STEM:] != other[_STEM:]
        and (
            abs(len(word) - len(other)) <= 3  # noqa: PLR2004 - the length of an ending: -s, -ed, -ing
        )
    )
