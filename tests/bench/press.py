"""A press that is made up, number by number: the same article each time, as many as are asked for.

Words are made of syllables and come as often as in a language (Zipf: half of a text is small words, and there is always one
that is new). Articles come in editions of 32: singles, and events that two to eight outlets report, some of them as copies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import product

import numpy as np
import stopwordsiso
from numpy.typing import NDArray

from crawler.core.articles import Article, read_article
from crawler.core.models import Candidate, Outlet, Reading

# Which event each article of an edition reports, in the order in which they come: of eight reports, five, three, two, and 14 singles.
EDITION = (0, 4, 0, 1, 5, 0, 2, 6, 1, 7, 0, 3, 8, 0, 9, 1, 10, 0, 2, 11, 1, 12, 3, 13, 0, 14, 1, 15, 2, 16, 0, 17)
COPIES = {
    13: 0,
    15: 3,
    22: 11,
}  # whose text has which other outlet's: a fifth of the reports of events, as agencies' texts
LANGUAGES = ("en",) * 5 + ("de", "ru", "ko")  # of events, in turn
OUTLETS = tuple(Outlet(f"Herald {number}", home=f"https://herald{number}.example/") for number in range(40))
# Ten thousand articles a day are what some hundred outlets publish; a million come in a hundred days.
A_DAY = 10_000
START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS, SENTENCE, PARAGRAPH, HEADLINE = 300, 18, 54, 9
CONTENT, NAMES = 60_000, 20_000  # different words of each language
_SMALL = 0.42  # of a text are small words, as of any English one
_TOLD, _TOLD_FIRST = 0.1, 0.35  # of a text are its event's own words, and of its beginning
_SYLLABLES = {
    "en": [a + b for a, b in product("b c d f g l m n p r s t w st tr".split(), "a e i o u ea".split())],
    "de": [a + b for a, b in product("b d f g h k l m n r s t w sch".split(), "a e i o u au ei".split())],
    "ru": [a + b for a, b in product("бвгдклмнпрст", "аеиоуя")],
    "ko": list("가나다라마바사아자차카타파하고노도로모보소오조초구누두루무부수우주추기니디리미비시이지치"),
}


@dataclass(frozen=True)
class Language:
    """Its words: small ones, others (the most frequent first), names."""

    small: NDArray[np.object_]
    content: NDArray[np.object_]
    names: NDArray[np.object_]


def article(number: int) -> Article:
    """The article that comes as the given one, from 0 on."""
    edition, place = divmod(number, len(EDITION))
    rng = np.random.default_rng(number)
    written = COPIES.get(place, place)
    language, title, paragraphs = _report(edition, EDITION[place], edition * len(EDITION) + written)
    if written != place:  # retitled, and without its last paragraph
        title, paragraphs = " ".join(reversed(title.split())), paragraphs[:-1]
    outlet = OUTLETS[(place + 7 * int(rng.integers(2)) + edition) % len(OUTLETS)]
    paragraphs = (*paragraphs, f"Follow {outlet.name} for all news of the day.")
    at = START + timedelta(days=number / A_DAY)
    candidate = Candidate(
        outlet.name, f"{outlet.home}news/{number}", f"{outlet.home}feed", title=title, published_at=at
    )
    reading = Reading(title, paragraphs, language=language, published_at=at, extractor="made up")
    return read_article(candidate, reading, candidate.url, at + timedelta(minutes=5))


def edited(number: int, at: datetime) -> Article:
    """The same article as its outlet edited it by then: a paragraph is new."""
    first, words = article(number), int(at.timestamp()) + number
    *_, paragraphs = _report(-words, 0, -words)
    return replace(first, paragraphs=(*first.paragraphs[:3], paragraphs[0], *first.paragraphs[3:]), fetched_at=at)


def in_long_stories(numbers: int) -> list[int]:
    """Which of the first so many articles are in stories of several reports, and are no copies."""
    several = [place for place, event in enumerate(EDITION) if EDITION.count(event) > 1 and place not in COPIES]
    return [number for number in range(numbers) if number % len(EDITION) in several]


def _report(edition: int, event: int, number: int) -> tuple[str, str, tuple[str, ...]]:
    """The language, headline and paragraphs of a report of an event."""
    code = LANGUAGES[event % len(LANGUAGES)]
    language = _language(code)
    seed = np.random.default_rng([abs(edition), event, edition < 0])
    own = np.concatenate([
        language.names[_ranks(seed, NAMES, 6, first=200)],
        language.content[_ranks(seed, CONTENT, 24, first=200)],
        seed.integers(32, 9_000, 4).astype(str).astype(object),
    ])  # fmt: skip
    rng = np.random.default_rng([abs(number), number < 0])
    found = _mixed(rng, language, own)
    title = " ".join(rng.permutation(own)[:HEADLINE])
    return code, title, tuple(_paragraph(found[start : start + PARAGRAPH]) for start in range(0, WORDS, PARAGRAPH))


def _mixed(rng: np.random.Generator, language: Language, own: NDArray[np.object_]) -> NDArray[np.object_]:
    found = language.content[_ranks(rng, CONTENT, WORDS, first=60)]
    small = language.small[_ranks(rng, len(language.small), WORDS)]
    found = np.where(rng.random(WORDS) < _SMALL, small, found)
    told = np.where(np.arange(WORDS) < PARAGRAPH, _TOLD_FIRST, _TOLD)
    return np.where(rng.random(WORDS) < told, own[rng.integers(0, len(own), WORDS)], found)


def _paragraph(found: NDArray[np.object_]) -> str:
    sentences = (" ".join(found[start : start + SENTENCE]) for start in range(0, len(found), SENTENCE))
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)


def _ranks(rng: np.random.Generator, most: int, size: int, first: int = 1) -> NDArray[np.intp]:
    """`size` ranks below `most`, each with the probability 1/(rank + first): Zipf's law, as if there were others before."""
    return (first * ((most / first + 1) ** rng.random(size) - 1)).astype(np.intp)


@lru_cache
def _language(code: str) -> Language:
    rng, many = np.random.default_rng(ord(code[0])), 2 * (CONTENT + NAMES)
    syllables = np.array([*_SYLLABLES[code], *[""] * 10], dtype=object)  # some words are short
    made = rng.integers(0, len(_SYLLABLES[code]), (many, 2)), rng.integers(0, len(syllables), (many, 2))
    found = list(dict.fromkeys(syllables[np.concatenate(made, axis=1)].sum(axis=1)))
    return Language(
        np.array(sorted(stopwordsiso.stopwords(code), key=lambda word: (len(word), word)), dtype=object),
        np.array(found[:CONTENT], dtype=object),
        np.array([word.capitalize() for word in found[CONTENT:][:NAMES]], dtype=object),
    )
