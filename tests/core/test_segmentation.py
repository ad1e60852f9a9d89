from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.segmentation import segment, spaced


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("North Korea", "North Korea"),
        ("북한군이 파병", "북 한 군 이 파 병"),
        ("北朝鮮のKim氏", "北 朝 鮮 の Kim 氏"),
        ("3만명", "3 만 명"),
        ("サーバー", "サ ー バ ー"),
        ("ไทย", "ไ ท ย"),
        ("𠮷野家", "𠮷 野 家"),
        ("時々", "時 々"),
        ("両国\n\n関係", "両 国\n\n関 係"),
    ],
)
def test_characters_of_scripts_without_spaces_stand_apart(text: str, indexed: str) -> None:
    assert spaced(text) == indexed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＮＡＴＯ ２０２５", "NATO 2025"),
        ("ｶﾞｽ ﾊﾟｲﾌﾟ", "ガス パイプ"),
        ("Артём", "Артем"),
        ("Ёлка", "Елка"),
        ("п\u02bcять", "п'ять"),
    ],
)
def test_what_a_reader_takes_for_one_is_one_in_the_index(one: str, other: str) -> None:
    assert spaced(one).split() == spaced(other).split()


def test_russian_short_i_stays_what_it_is() -> None:
    assert spaced("Китай") == "Китай"


def test_a_half_width_kana_without_a_voiced_form_keeps_its_mark() -> None:
    assert spaced("ﾅﾞ").split() == ["ナ", "ﾞ"]


TEXTS = st.text(st.sampled_from("북한군 abＡｶﾞｱﾟ々ー𠮷ёไ\n") | st.characters())


@given(TEXTS)
def test_every_character_of_the_original_is_found_again_from_the_index(text: str) -> None:
    indexed = segment(text)
    places = [indexed.original(position) for position in range(len(indexed.text))]
    assert sorted(set(places)) == list(range(len(text)))
    assert places == sorted(places)


@given(st.text(st.sampled_from("북한군 ab兵の\n") | st.characters(max_codepoint=0x4FF, exclude_characters="ёЁ\u02bc")))
def test_a_place_in_the_index_shows_the_same_character_in_the_original(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    indexed = segment(text)
    kept = [p for p in range(len(indexed.text)) if indexed.original(p) != indexed.original(p + 1)]
    assert "".join(indexed.text[p] for p in kept) == text
