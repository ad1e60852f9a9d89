from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.cells import cell, json_text


@pytest.mark.parametrize("begins", list("=+-@\t\r\n＝＋－＠"))
def test_text_that_a_spreadsheet_would_calculate_is_marked_as_text(begins: str) -> None:
    assert cell(f"{begins}SUM(A1:A9)") == f"'{begins}SUM(A1:A9)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (-3, -3),
        (0.25, 0.25),
        ("300 – 1,000", "300 – 1,000"),
        ("a=b", "a=b"),
        ("two\nlines", "two\nlines"),
        ("\x1b[2Jred\x9b31m", " [2Jred 31m"),
        ("\x00=1+1", " =1+1"),
        (["=1", "북한"], '["=1", "북한"]'),
        ([], "[]"),
    ],
)
def test_a_cell_holds_what_the_row_has_and_no_control_codes(value: Any, expected: object) -> None:
    assert cell(value) == expected


@given(st.text())
def test_no_text_whatever_begins_a_formula_or_is_cut_in_a_file_of_csv(text: str) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerow([cell(text), 1])
    (read,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert read == [cell(text), "1"]
    assert not read[0].startswith(tuple("=+-@\t\r\n"))


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_json_is_what_it_was_and_has_no_control_codes(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not [character for character in text if ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0]
