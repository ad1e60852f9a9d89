from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.vocabulary import LEAD_WORDS, MOST_WORDS, Place, Vocabulary, vocabulary


def words(
    title: str, paragraphs: Sequence[str] = (), language: str | None = "en", by_topic: Sequence[str] = ()
) -> set[str]:
    """The words that a vocabulary keeps, as the text has them; anchors are left out."""
    kept, shown = vocabulary(title, paragraphs, language, by_topic)
    anchors = kept.terms[(kept.places & Place.ANCHOR) != 0].tolist()
    return {word for term, word in shown.items() if term not in anchors}


def entry(kept: Vocabulary, stem: str) -> Place:
    """Where a stem stands."""
    (at,) = np.flatnonzero(kept.terms == crc32(stem.encode()))
    return Place(int(kept.places[at]))


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("en", "The ferry will sail to the islands", {"ferry", "sail", "islands"}),
        ("de", "Die Fähre fährt zu den Inseln", {"Fähre", "fährt", "Inseln"}),
        ("ru", "Паром идёт на острова", {"Паром", "идёт", "острова"}),
        ("ko", "여객선이 섬으로 떠났다", {"여객선이", "섬으로", "떠났다"}),
        ("ja", "フェリーが島へ出航した", {"フェリー", "島", "出航"}),
        ("zh", "渡轮驶往岛屿", {"渡轮", "轮驶", "驶往", "往岛", "岛屿"}),
        (None, "The ferry", {"The", "ferry"}),
    ],
)
def test_words_that_any_text_has_are_left_out(language: str | None, text: str, kept: set[str]) -> None:
    assert words(text, language=language) == kept


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("Soldiers", "soldier", "SOLDIER", "soldier’s")),
        ("ru", ("Курск", "Курску", "Курском")),
        ("ko", ("쿠르스크", "쿠르스크에서", "쿠르스크는")),
    ],
)
def test_forms_of_a_word_are_one(language: str, forms: tuple[str, ...]) -> None:
    assert len(words(" ".join(forms), language=language)) == 1


def test_words_of_the_topic_are_left_out() -> None:
    assert words("Ferry to the islands", ["여객선 ferry’s"], by_topic=["ferry", "여객선", "FERRY’S"]) == {"islands"}
    assert words("渡轮驶往岛屿", language="zh", by_topic=["渡轮"]) == {"轮驶", "驶往", "往岛", "岛屿"}


def test_a_word_says_where_it_stands() -> None:
    text = " ".join(["harbour", "Norwood", *(f"w{at}" for at in range(LEAD_WORDS)), "late", "harbour"])
    kept, _ = vocabulary("Ferry", [text], "en")
    assert entry(kept, "ferry") == Place.TITLE | Place.LEAD | Place.NAME
    assert entry(kept, "harbour") == Place.LEAD
    assert entry(kept, "norwood") == Place.LEAD | Place.NAME
    assert entry(kept, "late") == Place.TEXT


def test_a_figure_is_an_anchor() -> None:
    kept, shown = vocabulary("4천 명", [], "ko")
    assert entry(kept, "#4000") == Place.ANCHOR
    assert shown[crc32(b"#4000")] == "4천"


@pytest.mark.parametrize(("title", "paragraphs"), [("", []), ("The", ["of and"]), ("", [""]), ("…", ["—"])])
def test_a_text_without_words_has_an_empty_vocabulary(title: str, paragraphs: Sequence[str]) -> None:
    kept, shown = vocabulary(title, paragraphs, "en")
    assert (kept.terms.size, kept.places.size, shown) == (0, 0, {})


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "w" * 3_000_000,
        "word " * 500_000,
        "123," * 100_000,
        "가" * 1_000_000,
        "\ufdfa" * 100_000,
        "Aa’" * 100_000,
    ],
)
def test_a_hostile_text_has_a_small_vocabulary_of_short_words(text: str) -> None:
    kept, shown = vocabulary(text, [text, text], "en")
    assert kept.terms.size <= 3 * MOST_WORDS
    assert max(map(len, shown.values()), default=0) <= 100


@given(st.text(), st.lists(st.text()), st.sampled_from(["en", "ko", "ja", "ru", "xx", None]))
def test_any_text_has_a_vocabulary_that_is_sorted_and_shown(
    title: str, paragraphs: list[str], language: str | None
) -> None:
    kept, shown = vocabulary(title, paragraphs, language)
    assert kept.terms.tolist() == sorted(shown)
    assert kept.terms.size == kept.places.size
