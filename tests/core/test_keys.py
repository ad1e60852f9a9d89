from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.keys import is_begun, keys_of


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("jK", ["j", "K"]),
        ("\r", ["\n"]),
        ("\b\x7f", ["\x7f", "\x7f"]),
        ("\x1b[A\x1bOA", ["<up>", "<up>"]),
        ("\x1b[5~\x1b[1~", ["<page up>", "<home>"]),
        ("\x1b", ["\x1b"]),
        ("\x1b[1;2Aj", ["j"]),
        ("군", ["군"]),
        ("j\x1b[200~K\r\nD\x1b[201~k", ["j", "K D", "k"]),
        ("\x1b[200~\n\x1b[201~", []),
    ],
)
def test_what_a_terminal_sends_is_read_as_keys(sent: str, keys: list[str]) -> None:
    assert list(keys_of(sent)) == keys


@pytest.mark.parametrize(
    ("sent", "begun"),
    [("j\x1b", True), ("\x1b[", True), ("\x1b[1;", True), ("\x1b[200~a note", True), ("\x1b[A", False), ("[A", False),
     ("\x1b[200~a note\x1b[201~", False)],
)  # fmt: skip
def test_a_sequence_of_which_the_rest_may_come_is_known(sent: str, begun: bool) -> None:  # noqa: FBT001 - a table
    assert is_begun(sent) == begun


@given(st.text())
def test_characters_that_begin_no_sequence_are_each_a_key(text: str) -> None:
    plain = text.replace("\x1b", "").replace("\r", "").replace("\b", "")
    assert list(keys_of(plain)) == list(plain)
