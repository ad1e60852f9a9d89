from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.core.diff import Fold, Piece, PieceKind, folded, word_diff


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


@given(st.text(alphabet="ab \n", max_size=900), st.text(alphabet="ab \n", max_size=900))
def test_folding_leaves_no_text_out_and_folds_only_what_stayed(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    parts = folded(pieces, around=20)
    assert "".join(part.text for part in parts) == "".join(piece.text for piece in pieces)
    assert [part for part in parts if isinstance(part, Piece) and part.kind is not PieceKind.KEPT] == [
        piece for piece in pieces if piece.kind is not PieceKind.KEPT
    ]


def test_what_is_far_from_a_change_is_folded_and_what_is_near_stays() -> None:
    text = "word " * 200
    (change, near, far) = folded(word_diff("300 " + text, "400 " + text)[1:])
    assert change == Piece(PieceKind.ADDED, "400 ")
    assert isinstance(near, Piece)
    assert 160 <= len(near.text) < 200
    assert isinstance(far, Fold)
    assert far.words == 200 - len(near.text.split())


def test_a_text_without_spaces_is_folded_too() -> None:
    text = "병" * 500
    assert [type(part) for part in folded(word_diff("3" + text, "4" + text))][-1] is Fold
