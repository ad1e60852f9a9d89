from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.likeness import BIAS, UNLIKE, Likeness, Telling, likeness, rarity
from crawler.core.vocabulary import vocabulary

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
STORED = 1_000
WORDS = ("ferry", "harbour", "Norwood", "Kestrel", "storm", "captain", "rescued", "island", "4,000", "Monday", "crew")
TITLES, TEXTS = st.lists(st.sampled_from(WORDS), max_size=6), st.lists(st.sampled_from(WORDS), max_size=30)
FERRY = (
    "Ferry Kestrel runs aground off Norwood with 212 aboard",
    "The ferry Kestrel ran aground off Norwood in a storm, and lifeboats took 212 passengers to the harbour.",
)


def telling(
    title: str,
    text: str = "",
    *,
    id_: int = 1,
    language: str = "en",
    at: datetime | None = NOW,
    articles_with: float = 2,
) -> Telling:
    """What an article tells, each of whose words so many of the stored articles have."""
    kept, _ = vocabulary(title, [text], language)
    weights = rarity(np.full(kept.terms.size, articles_with, dtype=np.float32), STORED)
    return Telling(id_, kept, weights, float(rarity(np.array([1], dtype=np.float32), STORED)[0]), at)


def score(one: Telling, other: Telling) -> float:
    return likeness(one, other).score


def test_one_text_is_alike_itself() -> None:
    assert score(telling(*FERRY), telling(*FERRY, id_=2)) > 3


def test_the_same_event_in_other_words_is_alike_and_another_event_is_not() -> None:
    other = telling(
        "Lifeboats rescue passengers of the Kestrel",
        "All 212 passengers of the ferry Kestrel, aground off Norwood, were rescued.",
    )
    elsewhere = telling("Storm closes schools", "Schools stay closed in a storm that felled trees in the harbour.")
    assert score(telling(*FERRY), other) > 0 > score(telling(*FERRY), elsewhere)


def test_texts_that_share_nothing_are_unlike() -> None:
    nothing = Likeness(BIAS)
    assert likeness(telling(*FERRY), telling("Shares edge up", "Investors wait for figures.")) == nothing
    assert likeness(telling(*FERRY), telling("")) == nothing
    assert likeness(telling(""), telling("")) == nothing


def test_two_languages_that_share_nothing_cannot_be_compared() -> None:
    assert likeness(telling(*FERRY), telling("여객선 증편", language="ko")) == UNLIKE


def test_words_that_all_articles_have_tell_nothing() -> None:
    common = telling(*FERRY, articles_with=STORED)
    assert score(common, common) < 0


def test_rarer_words_weigh_more() -> None:
    weights = rarity(np.array([1, 2, 10, 100, STORED], dtype=np.float32), STORED)
    assert (np.diff(weights) < 0).all()
    assert weights[-1] == pytest.approx(0, abs=0.05)


def test_the_words_that_say_most_are_named() -> None:
    kept, shown = vocabulary(FERRY[0], [FERRY[1]], "en")
    named = {shown[term] for term in likeness(telling(*FERRY), telling(*FERRY)).shared}
    assert named <= {shown[int(term)] for term in kept.terms}
    assert len(named) == 5


KURSK = {
    "en": ("4,000 more soldiers for Kursk, says Velychenko", "Some 9,000 are in Kursk already."),
    "uk": ("До Курська прибуде ще 4 тис. солдатів", "Полковник Величенко каже, що їх там 9 тис."),
    "ja": ("クルスクへ4千人", "すでに9千人がクルスクにいる。"),
    "ko": ("쿠르스크에 4천 명 추가 파병", "이미 9천 명이 쿠르스크에 있다."),
}


@pytest.mark.parametrize("one", KURSK)
@pytest.mark.parametrize("other", KURSK)
def test_figures_and_names_carry_a_story_across_languages(one: str, other: str) -> None:
    assert score(telling(*KURSK[one], language=one), telling(*KURSK[other], language=other)) > 0


@pytest.mark.parametrize(
    ("title", "at", "articles_with"),
    [
        ("쿠르스크에 4천 명", NOW, 2),  # two anchors coincide
        (KURSK["ko"][0] + " 9천 명", NOW + timedelta(days=4), 2),  # another week's figures
        (KURSK["ko"][0] + " 9천 명", NOW, 1),  # in nobody else's article
    ],
)
def test_few_or_late_anchors_carry_nothing_across_languages(title: str, at: datetime, articles_with: float) -> None:
    korean = telling(title, language="ko", at=at, articles_with=articles_with)
    assert likeness(telling(*KURSK["en"], articles_with=articles_with), korean) == UNLIKE


def test_an_unknown_language_is_compared_by_its_words() -> None:
    assert score(telling(*FERRY, language=""), telling(*FERRY)) > 3


def drawn(words: tuple[Sequence[str], Sequence[str]], language: str = "en", days: float | None = 0) -> Telling:
    at = None if days is None else NOW + timedelta(days=days)
    return telling(" ".join(words[0]), " ".join(words[1]), language=language, at=at)


ANY = st.tuples(TITLES, TEXTS)


@given(ANY, ANY, st.sampled_from(["en", "de", ""]), st.none() | st.floats(0, 400))
def test_likeness_is_the_same_from_both_sides(
    one: tuple[list[str], list[str]], other: tuple[list[str], list[str]], language: str, days: float | None
) -> None:
    first, second = drawn(one), drawn(other, language, days)
    assert score(first, second) == pytest.approx(score(second, first), rel=1e-5)


@given(ANY, ANY, st.sampled_from(["en", "de"]), st.floats(0, 30), st.floats(0, 30))
def test_more_days_between_them_never_make_articles_more_alike(
    one: tuple[list[str], list[str]], other: tuple[list[str], list[str]], language: str, near: float, more: float
) -> None:
    first = drawn(one)
    assert score(first, drawn(other, language, near)) >= score(first, drawn(other, language, near + more))
