from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.fingerprints import fingerprint, overlap, words

LONG = tuple(
    f"Sentence number {i} tells of boat {i * 7} and of its {i % 5} sailors in harbour {i % 11}." for i in range(60)
)


@pytest.mark.parametrize(
    "other",
    [
        ("The Ferry, to the islands!",),
        ("the ferry to the", "islands"),
        ("The ferry to the islands", "Read more: Cup final moved"),
        ("Ｔｈｅ ferry to the islands",),
    ],
)
def test_texts_that_differ_in_punctuation_case_and_noise_have_one_exact_fingerprint(other: tuple[str, ...]) -> None:
    assert fingerprint(other).exact == fingerprint(("The ferry to the islands",)).exact


def test_a_changed_word_changes_the_exact_fingerprint() -> None:
    assert fingerprint(("300 killed",)).exact != fingerprint(("1,000 killed",)).exact


def test_no_text_has_no_fingerprint_in_common_with_anything() -> None:
    assert fingerprint(()).exact == ""
    assert fingerprint(()).sketch == ()


def test_a_text_cut_to_half_shares_pieces_of_its_sketch_and_is_contained() -> None:
    half = LONG[:30]
    assert set(fingerprint(half).sketch) <= set(fingerprint(LONG).sketch)
    assert len(fingerprint(half).sketch) >= 5
    shared = overlap("\n".join(LONG), "\n".join(half))
    assert shared.containment == 1.0
    assert 0.45 < shared.resemblance < 0.55


def test_korean_japanese_and_chinese_count_by_characters() -> None:
    assert words("북한군 파병") == ["북", "한", "군", "파", "병"]
    assert words("朝鮮兵 K-2") == ["朝", "鮮", "兵", "k", "2"]


@given(st.text(), st.text())
def test_overlap_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    there, back = overlap(one, other), overlap(other, one)
    assert (there.of_first, there.of_second) == (back.of_second, back.of_first)
    assert 0.0 <= there.resemblance <= there.containment <= 1.0
