from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.core.diff import Piece, PieceKind, word_diff


def test_a_changed_figure_is_removed_and_added_and_the_rest_kept() -> None:
    assert word_diff("About 300 were killed.", "About 1,000 were killed.") == (
        Piece(PieceKind.KEPT, "About "),
        Piece(PieceKind.REMOVED, "300 "),
        Piece(PieceKind.ADDED, "1,000 "),
        Piece(PieceKind.KEPT, "were killed."),
    )


def test_korean_differs_by_whole_words_and_chinese_by_characters() -> None:
    removed = [p.text for p in word_diff("북한군 파병", "북한군 철수") if p.kind is PieceKind.REMOVED]
    assert removed == ["파병"]
    removed = [p.text for p in word_diff("三百人", "五百人") if p.kind is PieceKind.REMOVED]
    assert removed == ["三"]


@given(st.text(), st.text())
def test_the_pieces_make_both_texts_again(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED) == new
