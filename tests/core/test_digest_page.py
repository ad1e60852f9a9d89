from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.coverage import Item
from crawler.core.diff import Piece, PieceKind, word_diff
from crawler.core.digest import Changed, Edit, Listed
from crawler.core.digest_page import MOST_TROUBLES, excerpted, page, subject
from crawler.core.lengths import MOST_CHANGES, MOST_STORIES, MOST_TITLES, ladder
from crawler.core.models import RevisionKind
from tests.deliver.pages import NOW, OTHER, PERIOD, ROOMY, SEOUL, SOURCE, gathered


def changed(id_: int, kind: RevisionKind = RevisionKind.FIGURES, *, silent: bool = False) -> Changed:
    return Changed((Edit(Listed(id_, 1, "Gazette", NOW), 2, NOW, kind, "Figures: 300 → 1,000", silent=silent),))


@pytest.mark.parametrize(
    ("titles", "stories", "edits", "line"),
    [
        ([], 0, 0, "morning: no news"),
        (["Second ferry"], 1, 0, "morning: Second ferry"),
        (["Second ferry", "Third"], 2, 0, "morning: Second ferry – and 1 more"),
        (["Second ferry"], 1, 3, "morning: Second ferry – and 3 more"),
        (["a" * 500], 1, 0, f"morning: {'a' * 190}…"),
        (["=?utf-8?q?=0ABcc:?="], 1, 0, "morning: = ?utf-8?q?=0ABcc:?="),
        (["one\r\nBcc: two"], 1, 0, "morning: one Bcc: two"),
    ],
)
def test_a_subject_says_what_comes_first_and_how_much_more_there_is(
    titles: list[str], stories: int, edits: int, line: str
) -> None:
    assert subject("morning", titles, [], stories, edits) == line


def test_changes_alone_make_a_subject_too() -> None:
    made = page(gathered({1: SOURCE}, [Item(9, 1)], changes=[changed(1)]), SEOUL, ROOMY)
    alone = page(replace(gathered({1: SOURCE}, changes=[changed(1)]), items=()), SEOUL, ROOMY)
    assert made.counted == "1 story and 1 changed article"
    assert alone.subject == "morning: changed: Second ferry to the islands"
    assert (made.items, alone.items) == (2, 1)


def test_corrections_stand_before_the_news_and_other_changes_after_it() -> None:
    made = page(
        gathered({1: SOURCE, 2: OTHER}, changes=[changed(1, RevisionKind.CORRECTION), changed(2)]), SEOUL, ROOMY
    )
    assert [each.kind for each in made.corrections] == [RevisionKind.CORRECTION]
    assert [each.kind for each in made.changes] == [RevisionKind.FIGURES]


def test_a_flood_becomes_titles_and_counts_and_nothing_is_uncounted() -> None:
    made = page(
        gathered(
            dict.fromkeys(range(500), SOURCE),
            changes=[changed(id_) for id_ in range(50)],
            troubles=[(f"Outlet {n}", "403") for n in range(30)],
        ),
        SEOUL,
        ROOMY,
    )
    assert (len(made.stories), len(made.titles)) == (MOST_STORIES, MOST_TITLES)
    assert made.beyond == (("The Gazette", 500 - MOST_STORIES - MOST_TITLES),)
    assert (len(made.changes), made.more_changes) == (MOST_CHANGES, 30)
    assert (len(made.troubles), made.more_troubles) == (MOST_TROUBLES, 20)
    assert made.items == 550


@pytest.mark.parametrize("stories", [0, 1, 3, 10, 30, 5_000])
def test_the_more_stories_the_shorter_each_and_headlines_alone_are_the_last_resort(stories: int) -> None:
    steps = ladder(stories)
    assert [step.lead for step in steps] == sorted((step.lead for step in steps), reverse=True)
    assert len(steps) > 1
    assert steps[-1].lead == 0


def test_a_period_that_was_missed_says_since_when_it_tells() -> None:
    made = page(gathered({1: SOURCE}, period=replace(PERIOD, caught_up=True)), SEOUL, ROOMY)
    assert "January 14, 2025" in made.caught_up
    assert page(gathered({1: SOURCE}), SEOUL, ROOMY).caught_up == ""


def test_the_day_of_a_digest_is_that_of_the_readers_zone() -> None:
    assert page(gathered({1: SOURCE}), SEOUL, ROOMY).day == "Wednesday, January 15, 2025"


def test_a_change_is_shown_word_by_word_with_the_words_beside_it() -> None:
    versions = {1: (("Ferry", "Some 300 passengers are expected."), ("Ferry", "Some 1,000 passengers are expected."))}
    (change,) = page(gathered({1: SOURCE}, changes=[changed(1)], versions=versions), SEOUL, ROOMY).changes
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        (PieceKind.KEPT, "Some "),
        (PieceKind.REMOVED, "300 "),
        (PieceKind.ADDED, "1,000 "),
        (PieceKind.KEPT, "passengers are expected."),
    ]


def test_a_new_headline_is_part_of_what_is_compared_and_a_page_taken_down_has_no_words_to_compare() -> None:
    versions = dict.fromkeys((1, 2), (("Old ferry", "Text"), ("New ferry", "Text")))
    edits = [changed(1, RevisionKind.HEADLINE), changed(2, RevisionKind.GONE)]
    retitled, gone = page(gathered({1: SOURCE, 2: OTHER}, changes=edits, versions=versions), SEOUL, ROOMY).changes
    assert Piece(PieceKind.ADDED, "New ") in retitled.pieces
    assert gone.pieces == gone.summaries == ()


def test_a_long_text_with_one_change_is_quoted_around_it() -> None:
    before = f"{'before ' * 300}three boats {'after ' * 300}"
    pieces = excerpted(word_diff(before, before.replace("three", "four")), 900)
    assert [piece.kind for piece in pieces] == [PieceKind.KEPT, PieceKind.REMOVED, PieceKind.ADDED, PieceKind.KEPT]
    assert pieces[0].text.startswith("… before")
    assert pieces[0].text.endswith("before ")
    assert pieces[-1].text.endswith("after …")
    assert sum(len(piece.text) for piece in pieces) < 250


@given(st.text(max_size=300), st.text(max_size=300), st.integers(1, 200))
def test_a_diff_goes_into_its_room(old: str, new: str, room: int) -> None:
    pieces = excerpted(word_diff(old, new), room)
    assert sum(len(piece.text.encode()) for piece in pieces) <= room + len("…".encode())
