from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.text import TITLE_LIMIT, clean, clean_line


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\x00b", "a b"),
        ("red\x1b[31m", "red [31m"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("left\u202eright", "leftright"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("e\u0301", "é"),
        ("  much   room\u00a0here ", "much room here"),
    ],
)
def test_text_that_harms_is_cleaned(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_can_be_stored(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c != "\n" for c in once)


@given(st.text(max_size=2000))
def test_a_line_is_one_line_of_bounded_length(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert len(line) <= TITLE_LIMIT


def test_a_title_of_ten_megabytes_is_cut_with_an_ellipsis() -> None:
    assert clean_line("word " * 2_000_000).endswith("…")
