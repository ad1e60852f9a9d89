from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.marking import Stretch, between, marked, paragraphs


def words_marked(text: str, *words: str) -> list[str]:
    return [stretch.text for stretch in marked(text, words) if stretch.marked]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The ferry and the ferryman", ["ferry"], ["ferry"]),
        ("The ferry and the ferryman", ["ferry*"], ["ferry", "ferryman"]),
        ("FERRY", ["ferry"], ["FERRY"]),
        ("북한군이 파병", ["북한", "파병"], ["북한", "파병"]),
        ("朝鮮人民軍の兵士", ["兵"], ["兵"]),
        ("North Korean troops", ["north korea*", "troops"], ["North Korean", "troops"]),
        ("C++ (new)", ["c++"], ["C++"]),
        ("nothing", ["", " ", "*"], []),
    ],
)
def test_words_are_marked_where_they_stand_as_words(text: str, words: list[str], found: list[str]) -> None:
    assert words_marked(text, *words) == found


@given(st.text(alphabet="ab 북<*.", max_size=30), st.lists(st.text(alphabet="ab 북<*.", max_size=4), max_size=4))
def test_the_stretches_together_are_the_text(text: str, words: list[str]) -> None:
    assert "".join(stretch.text for stretch in marked(text, words)) == text


def test_a_text_is_cut_into_its_paragraphs() -> None:
    assert paragraphs("One.\n\nTwo.", ["two"]) == ((Stretch("One."),), (Stretch("Two", marked=True), Stretch(".")))
    assert paragraphs(None) == ()


def test_what_stands_between_two_signs_is_marked_and_the_signs_are_gone() -> None:
    assert between("a <b> c", "<", ">") == (Stretch("a "), Stretch("b", marked=True), Stretch(" c"))
    assert between("a", "<", ">") == (Stretch("a"),)
