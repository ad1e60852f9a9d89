"""What stands at an article's address now and is no version of it: a wall, a stub, a cut body, a page for everything.

Reading knows many walls by their words. Here they are known in any language by what they are not: they do not tell what
the source or the stored text told. A text that is held is good; what would take its place must be a text, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from crawler.core.articles import Article
from crawler.core.barriers import ONE_TEXT, PAYWALL
from crawler.core.changes import Version
from crawler.core.fingerprints import overlap, words
from crawler.core.models import Trouble, VisitState

# A page whose text shares less than this with what stood there tells something else.
OTHER_TEXT = 0.1
SAME_TITLE = 85  # rapidfuzz ratio, 0 to 100
# Walls, error pages and parked domains are shorter.
_LONGEST_WALL = 1500
# Of the words of a headline, the page under it repeats most; a wall at most a common one.
_TOLD = 0.25
# Of a headline's words, half stand in a report that was written anew under it; a wall has its "the" and "of".
_MOST_OF_IT = 0.5
# So many words make a headline of which a share can be taken.
_HEADLINE_WORDS = 4
# An outlet that edits rarely takes a fifth of a text away, hardly ever all of it from the end.
KEPT = 0.8
# What keeps less than half, from the beginning, and adds nothing is a stub or a body that was cut: no outlet edits so.
_HALF = 0.5
# Where a quarter of the paragraphs stays, an outlet wrote its report on; of 329 edits of one outlet 45 keep less.
_FEW = 0.25
# A box that asks to subscribe: what a stub adds to the beginning that it shows.
_LONGEST_BOX = 800
# Lines that are shorter come and go with an article's furniture.
_SHORTEST_PROSE = 60
_WITHHELD = re.compile(
    r"subscri|log ?in|sign (?:in|up)|register|unlock|keep reading|continue reading|paywall|abonn|weiterlesen|anmelden|"
    r"réservé|suscr[ií]|assin[ae]|abbona|prenumer|subskry|zaloguj|czytaj dalej|п[оі]дпи[сш]|передплат|войдите|구독|로그인|"
    r"会員|購読|有料|続きを読む|ログイン|订阅|訂閱|登录|登入|会员|會員",
    re.IGNORECASE,
)


def instead(article: Article, stored: Version | None, *, same_body: int, other_date: bool) -> Trouble | None:
    """Why what was read is no version of the article that is stored, or was listed; None where it is one.

    `stored` is None where no text is held. `same_body` is on how many other pages of the outlet the same text stands;
    `other_date` says that the page tells a date that is not the stored article's.
    """
    if stored is None or not stored.paragraphs:
        return _instead_of_listed(article, same_body)
    if _shares(stored, article):
        return _stub(article, stored)
    if same_body > (1 if other_date else 0):  # an article that moves in here has an address of its own, too
        return _one_for_all(same_body)
    if other_date or _is_announced(article, stored) or _is_about(stored.title, article.text):
        return None  # another article, or this one written anew
    return Trouble(
        VisitState.WALL,
        "the page shows something else than the article that stood there, under no other date: a wall or an error page;"
        " open it in a browser",
    )


def is_cut(stored: Version, article: Article) -> bool:
    """Whether much of the stored text is missing, as after a cut: from its end, or more than half of it.

    Such a text is believed when it is read twice (FAULTS 84).
    """
    kept = _kept(stored, article)
    if not kept:
        return False
    share = len(article.text) / _length(stored)
    if share >= (1 if article.partial else KEPT) or _is_new(stored, article):
        return False  # nothing is missing, or it was written anew
    return not kept[-1] or share < _HALF


def is_replaced(stored: Version, article: Article) -> bool:
    """Whether few paragraphs are left and most of the text is new: written anew, or something else of the page's."""
    kept = _kept(stored, article)
    few = max(1, _FEW * len(kept)) if len(kept) > 2 else 0  # noqa: PLR2004 - a flash of two paragraphs grows around one
    return len(kept) > 1 and sum(kept) <= few and _is_new(stored, article)


def _is_new(stored: Version, article: Article) -> bool:
    return sum(map(len, _added(stored, article))) > _HALF * len(article.text)


def _stub(article: Article, stored: Version) -> Trouble | None:
    kept = _kept(stored, article)
    added = _added(stored, article)
    shown = len(article.text) - sum(map(len, added))
    if shown >= KEPT * _length(stored) or (kept and kept[-1]) or sum(map(len, added)) > _LONGEST_BOX:
        return None
    if any(map(_WITHHELD.search, added)) or article.paywalled or article.partial:
        return Trouble(
            VisitState.WALL, "the page shows the article's beginning alone; the rest is for subscribers", PAYWALL
        )
    if shown < _HALF * _length(stored) and not added:
        return Trouble(VisitState.PARTIAL, "the page shows the article's beginning alone; the rest did not come")
    return None


def _instead_of_listed(article: Article, same_body: int) -> Trouble | None:
    said = article.said_title
    if not said or article.own_date or len(article.text) > _LONGEST_WALL or _tells(article, said):
        return None
    if same_body:
        return _one_for_all(same_body)
    return Trouble(
        VisitState.WALL, f"the page tells nothing of what its source told of; it is headed “{article.title[:80]}”"
    )


def _tells(article: Article, said: str) -> bool:
    """Whether the page tells what its source said: its title, or the words of it."""
    wanted = set(words(said))
    if len(wanted) < _HEADLINE_WORDS or _alike(said, article.title):
        return True  # too short a title to judge by
    return len(wanted & set(words(f"{article.title} {article.text}"))) > _TOLD * len(wanted)


def _one_for_all(same_body: int) -> Trouble:
    return Trouble(
        VisitState.WALL,
        f"the page shows the text that {same_body} other addresses of the outlet show: a wall, an error page or a parked"
        " domain; open it in a browser",
        ONE_TEXT,
    )


def _is_announced(article: Article, stored: Version) -> bool:
    """Whether the source tells of another article at this address."""
    said = article.said_title
    return said is not None and _alike(said, article.title) and not _alike(said, stored.title)


def _is_about(title: str, text: str) -> bool:
    """Whether a text says what a headline says."""
    wanted = set(words(title))
    return len(wanted & set(words(text))) >= _MOST_OF_IT * len(wanted)


def _shares(stored: Version, article: Article) -> bool:
    return overlap("\n".join(stored.paragraphs), article.text).containment >= OTHER_TEXT


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= SAME_TITLE


def _kept(stored: Version, article: Article) -> list[bool]:
    """Of each stored paragraph that is long enough to be told apart, whether the page still shows it whole."""
    shown = {_normal(each) for each in article.paragraphs}
    return [_normal(each) in shown for each in _prose(stored.paragraphs)]


def _added(stored: Version, article: Article) -> list[str]:
    """The paragraphs that are new; the beginning of a stored one is not."""
    had = {_normal(each) for each in stored.paragraphs}
    return [
        each
        for each in article.paragraphs
        if (normal := _normal(each)) not in had and not any(old.startswith(normal.rstrip(" …")) for old in had)
    ]


def _prose(paragraphs: Sequence[str]) -> list[str]:
    longest = max(map(len, paragraphs), default=0)
    return [each for each in paragraphs if len(each) >= min(_SHORTEST_PROSE, longest)]


def _normal(paragraph: str) -> str:
    return " ".join(words(paragraph))


def _length(version: Version) -> int:
    return len("\n\n".join(version.paragraphs))
