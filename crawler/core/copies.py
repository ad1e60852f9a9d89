"""Whose text an article has: a copy of one at another outlet, a page of excerpts of one or several, or a report of its own.

A copy is cut anywhere, retitled, edited by a sub-editor, put between captions and pointers; so the words of the page are
counted that stand in runs which the other text has too (`crawler.core.sharing`). Most of a copy stands in its original. Of
a page that merges two articles, or clips them, whole passages stand in each, and the second adds to what the first has.

*Wire copies.* Newspapers cut an agency's text, and change its spelling and quotation marks, so a run is six words without
punctuation, and one word in a gap between two runs counts as shared. The agency need not be watched: two outlets that
carry its text are copies of one another, the earlier published stands for it. Background paragraphs of an agency in two
reports that are otherwise the newsrooms' own are less than half of either, which makes no copy; a credit to the other
outlet makes it one from two fifths on. Quoted words alone hardly ever make a copy: everybody heard the speech.

Among 280 reports of the corpus' `stories` one pair of outlets is called, rightly: both carry, each with its own beginning,
an agency's text on a debate (three quarters of the words of one, quotations left out, stand in the other).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.core.articles import Article
from crawler.core.sharing import Mask, Words, stretches
from crawler.core.twins import FETCHED, Twin, came_first, credits_other, seniority

# Of a copy, at least this share of its own words stands in the original.
COPY_SHARE = 0.6
# What its outlet put around and between may be as long as the text itself, but is in small pieces ...
SPREAD_SHARE = 0.35
# ... while of two merged articles the one that is not known stands in one piece, two fifths of the page and more.
LONGEST_REST = 0.4
CREDITED_SHARE = 0.4
# Nearly everything, so also what is quoted: a speech or an interview carried as a whole.
WHOLE_SHARE = 0.8
# Texts with fewer words are headlines, captions, notices: they coincide by chance.
COPY_WORDS = 30
# Of each article that a page clips, at least so many words in whole passages: two short paragraphs.
EXCERPT_WORDS = 25
# One source alone: reports of one event have some agency's background paragraphs in common, below 90 words in the corpus.
ONLY_EXCERPT_WORDS = 100
# Of a further source this share of the page, or half of the source: less is some background that two reports have.
FURTHER_SHARE = 0.12
HALF = 0.5
# All excerpts together: a report that cites another at length is the newsroom's own.
EXCERPT_SHARE = 0.3
# Two sources that have so much in common are versions of one text.
SAME_SOURCE = 0.3
# Between the same words so many figures, and most of them, differ: reports in series, "losses on 3 May", "4 May".
SERIES_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Passages of another article. `share` is how much of the page they are, 0 to 1."""

    source_id: int
    share: float


@dataclass(frozen=True, slots=True)
class Relation:
    """How a text stands to others: a copy of one, excerpts of some, or (as it begins) its outlet's own.

    `share` is how much a copy has in common with its original, 0 to 1, of the shorter of the two.
    """

    copy_of: int | None = None
    share: float = 0.0
    excerpts: tuple[Excerpt, ...] = ()

    def of(self, article_id: int) -> Relation:
        """The same, with `article_id` in the place of FETCHED."""
        copy_of = article_id if self.copy_of == FETCHED else self.copy_of
        excerpts = (replace(each, source_id=each.source_id or article_id) for each in self.excerpts)
        return Relation(copy_of, self.share, tuple(excerpts))


@dataclass(frozen=True, slots=True)
class Later:
    """A stored article that was published after the fetched one, and how it stands now; there FETCHED is the fetched one."""

    article_id: int
    relation: Relation


OWN = Relation()


def related(article: Article, twins: Sequence[Twin]) -> tuple[Relation, tuple[Later, ...]]:
    """How `article` stands to the earlier of its twins, and how the later ones stand to it."""
    page = Twin(
        FETCHED, article.outlet, article.title, article.text, "", article.published_at, article.url, article.authors,
        article.published_day_only,
    )  # fmt: skip
    later = [twin for twin in twins if twin.outlet != article.outlet and came_first(page, twin)]
    relation = relate(page, [twin for twin in twins if twin not in later])
    if relation != OWN:
        return relation, ()
    return relation, tuple(_turned(page, later, twins))


def relate(page: Twin, twins: Sequence[Twin]) -> Relation:
    """How the text of `page` stands to those of `twins`, none of which is later."""
    if page.words.size < COPY_WORDS:
        return OWN
    taken = [(twin, mask) for twin in _sources(page, twins) if any(mask := _taken(page.words, twin.words))]
    if not taken:
        return OWN
    excerpts = _excerpts(page, taken)
    if len(excerpts) > 1:
        return Relation(excerpts=excerpts)
    best, mask = min(taken, key=lambda each: (-sum(each[1]), seniority(each[0])))
    if _is_copy(page, best, mask):
        return Relation(best.article_id if best.copy_of is None else best.copy_of, _share(page.words, best.words, mask))
    return Relation(excerpts=excerpts if _is_clipping(page, mask) else ())


def _turned(page: Twin, later: Sequence[Twin], twins: Sequence[Twin]) -> Iterator[Later]:
    """The later articles to which this one is a source that was not known."""
    for twin in later:
        relation = relate(twin, [page, *(each for each in twins if not came_first(twin, each))])
        if FETCHED in {relation.copy_of, *(excerpt.source_id for excerpt in relation.excerpts)}:
            yield Later(twin.article_id, relation)


def _sources(page: Twin, twins: Sequence[Twin]) -> list[Twin]:
    """The twins that may be a source: not a clipping page, nor of this outlet, nor a copy of something of this outlet."""
    own = {twin.article_id for twin in twins if twin.outlet == page.outlet}
    return [
        twin for twin in twins
        if twin.outlet != page.outlet and not twin.excerpt_of and twin.copy_of not in own and twin.article_id != page.article_id
    ]  # fmt: skip


def _taken(page: Words, source: Words) -> Mask:
    """The words of the page that it has from `source`; none where both are reports of one series."""
    mask = page.taken_from(source)
    return (False,) * len(mask) if _is_series(page, source, mask) else mask


def _is_series(page: Words, source: Words, mask: Mask) -> bool:
    """Whether most of the figures that stand between the same words are others."""
    known, places = set(source.words), {place for place, _ in _figures(source)}
    differing = sum(page.words[at] not in known for place, at in _figures(page) if place in places)
    agreeing = sum(mask[at] and page.words[at] in known for _, at in _figures(page))
    return differing >= SERIES_FIGURES and differing > agreeing


def _figures(text: Words) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each word with a digit: the words before and after it, of which figures are all one, and where it stands."""
    masked = ["#" if any(map(str.isdigit, word)) else word for word in text.words]
    return ((tuple(masked[max(0, at - 1) : at + 2]), at) for at, word in enumerate(masked) if word == "#")


def _excerpts(page: Twin, taken: Sequence[tuple[Twin, Mask]]) -> tuple[Excerpt, ...]:
    """The sources that each add whole passages to what stands in the others, the one that gave most first."""
    chosen: list[tuple[Twin, float]] = []
    left = [(twin, mask) for twin, mask in taken if twin.copy_of is None]
    while left:
        twin, mask = min(left, key=lambda each: (-_passage_words(page.words, each[1]), seniority(each[0])))
        if not _is_excerpt(page.words, twin.words, mask, further=bool(chosen)):
            break
        chosen.append((twin, page.words.count(mask) / page.words.size))
        left = [
            (other, tuple(has and not had for has, had in zip(others, mask, strict=True)))
            for other, others in left
            if other is not twin and not _are_one(other.words, twin.words)
        ]
    if sum(share for _, share in chosen) < EXCERPT_SHARE:
        return ()
    return tuple(Excerpt(twin.article_id, round(share, 3)) for twin, share in chosen)


def _passage_words(page: Words, mask: Mask) -> float:
    return page.count(page.passages(mask))


def _is_excerpt(page: Words, source: Words, mask: Mask, *, further: bool) -> bool:
    found = _passage_words(page, mask)
    if found < EXCERPT_WORDS:
        return False
    return not further or found >= FURTHER_SHARE * page.size or page.count(mask) >= HALF * source.size


def _are_one(one: Words, other: Words) -> bool:
    shorter, longer = sorted((one, other), key=lambda each: each.size)
    return shorter.count(shorter.taken_from(longer)) >= SAME_SOURCE * shorter.size


def _is_copy(page: Twin, source: Twin, mask: Mask) -> bool:
    """Whether most of the page, also of what is not quoted, stands in `source`, or what does not is in small pieces."""
    words = page.words
    share = words.count(mask) / words.size
    if share >= WHOLE_SHARE:
        return True
    least = CREDITED_SHARE if credits_other(page, source) else COPY_SHARE
    if min(share, _own_share(words, mask)) >= least:
        return True
    passages = words.passages(mask)
    rest = max((end - start for marked, start, end in stretches(passages) if not marked), default=0)
    spread = min(words.count(passages) / words.size, _own_share(words, passages))
    return spread >= SPREAD_SHARE and rest <= LONGEST_REST * len(words.words)


def _is_clipping(page: Twin, mask: Mask) -> bool:
    """Whether a page with one source that is known is excerpts, and no report with an agency's background."""
    own = _own_share(page.words, mask)
    return own >= EXCERPT_SHARE and _passage_words(page.words, mask) >= ONLY_EXCERPT_WORDS


def _own_share(words: Words, mask: Mask) -> float:
    """The share of `mask` in what is not quoted."""
    own = len(words.quoted) - sum(words.quoted)
    return sum(words.own(mask)) / own if own else 0.0


def _share(page: Words, source: Words, mask: Mask) -> float:
    back = source.count(source.taken_from(page)) / source.size
    return round(max(page.count(mask) / page.size, back), 3)
