from __future__ import annotations

import pytest

from crawler.core.sentences import Edits, compared, edits, sentences

FERRY = "The ferry will run twice a day from Monday, the harbour office said."
CROWD = "Officials expect some 300 passengers, and twice as many in the summer."
OLD = "The old timetable had been in force for eleven years."


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("“It sails.” He smiled.", ["“It sails.", "He smiled."]),
        ("첫 배가 떠났다. 안개가 꼈다.", ["첫 배가 떠났다.", "안개가 꼈다."]),
        ("船が出た。霧が出た。", ["船が出た。", "霧が出た。"]),
        ("It costs 3.50 crowns, or 1.2m in all.", ["It costs 3.50 crowns, or 1.2m in all."]),
        ("A headline without a stop", ["A headline without a stop"]),
        ("", []),
    ],
)
def test_a_text_is_compared_sentence_by_sentence(paragraph: str, found: list[str]) -> None:
    assert sentences([paragraph]) == found


def test_a_sentence_is_told_as_edited_added_or_removed() -> None:
    new = CROWD.replace("300", "400")
    found = edits([FERRY, CROWD, OLD], [FERRY, new, "A third boat may follow in June."])
    assert found == Edits(edited=((CROWD, new),), added=("A third boat may follow in June.",), removed=(OLD,))


def test_a_sentence_that_was_split_in_two_says_nothing_new() -> None:
    found = edits([FERRY], ["The ferry will run twice a day from Monday.", "The harbour office said so."])
    assert not found.added
    assert found.moved


@pytest.mark.parametrize(
    "glued",
    [
        "The ferry will run twice a day fromMonday, theharbour office said.",
        "THE FERRY will run twice a day — from Monday, the harbour office said",
    ],
)
def test_a_blank_that_a_link_swallowed_and_another_punctuation_are_no_edit(glued: str) -> None:
    assert not edits([FERRY], [glued])


@pytest.mark.parametrize(
    "note",
    [
        "This story has been updated with additional information.",
        "Reporting by Ada North; editing by Ben South",
        "The Gazette's Ada North contributed to this report.",
        "김하늘 기자",
    ],
)
def test_who_wrote_it_and_that_it_was_updated_is_a_note(note: str) -> None:
    assert edits([FERRY], [FERRY, note]) == Edits(notes=(note,))


def test_headlines_that_trail_the_text_are_not_compared() -> None:
    assert compared((FERRY, "What happens next", CROWD, "Markets close higher", "Bread by weight")) == (
        FERRY,
        "What happens next",
        CROWD,
    )


@pytest.mark.parametrize("dateline", ["PORT, Dec. 3 (Wire) —", "SEOUL (AP) —", "ОДЕССА —"])
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str) -> None:
    assert not edits([f"{dateline} {FERRY}"], [FERRY])
