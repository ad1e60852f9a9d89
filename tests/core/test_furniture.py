from __future__ import annotations

import pytest

from crawler.core.changes import Version
from crawler.core.furniture import (
    LONGEST,
    Seen,
    doubtful,
    is_furniture,
    line_hash,
    lines_of,
    only_lines,
    second_look_tells,
    without,
)

TITLE = "Second ferry to the islands"
PROSE = (
    "The ferry to the northern islands will run twice a day from Monday, the harbour office said on Tuesday morning. "
    * 3
)
BOX = "The Gazette is on Telegram, with the latest from our newsroom."


def version(*paragraphs: str) -> Version:
    return Version(TITLE, paragraphs)


@pytest.mark.parametrize(
    ("seen", "length", "furniture"),
    [
        (Seen(0), 50, False),
        (Seen(1), 50, True),
        (Seen(1), 150, False),
        (Seen(2), 150, True),
        (Seen(1, is_title=True), 150, True),
        (Seen(0, is_unsteady=True), 150, True),
    ],
)
def test_a_line_of_other_pages_is_furniture_and_so_is_one_that_comes_and_goes(
    seen: Seen, length: int, *, furniture: bool
) -> None:
    assert is_furniture(seen, length) is furniture


def test_of_a_page_its_title_and_its_short_lines_are_remembered_once() -> None:
    assert [line.hash for line in lines_of(TITLE, (PROSE, BOX, BOX.upper()))] == [line_hash(TITLE), line_hash(BOX)]
    assert [line.is_title for line in lines_of(TITLE, (BOX,))] == [True, False]


def test_lines_that_one_version_has_alone_are_asked_about() -> None:
    assert doubtful(version(PROSE, BOX), version(PROSE)) == {line_hash(BOX): len(BOX)}
    assert doubtful(version(PROSE, BOX), version(BOX.replace(".", "!"), PROSE)) == {}
    assert doubtful(version(PROSE), version(PROSE, "Correction: an earlier version gave a wrong day.")) == {}


def test_lines_that_are_split_or_joined_are_as_they_were() -> None:
    assert doubtful(version("One boat sails. Two wait."), version("One boat sails.", "Two wait.")) == {}


def test_furniture_is_left_out_unless_nothing_else_is_there() -> None:
    learned = frozenset({line_hash(BOX), line_hash(PROSE)})
    assert without(version(PROSE, BOX), learned) == version(PROSE)
    assert without(version(BOX), learned) == version(BOX)


@pytest.mark.parametrize(
    ("new", "only"),
    [
        (version(PROSE, BOX), True),
        (version(PROSE), False),
        (version(PROSE.replace("twice", "thrice")), False),
        (version(PROSE, "x" * (LONGEST + 1)), False),
        (Version("Ferry delayed", (PROSE, BOX)), False),
    ],
    ids=["a line came", "nothing", "a sentence was reworded", "a long line came", "the headline too"],
)
def test_short_lines_alone_may_be_furniture(new: Version, *, only: bool) -> None:
    assert only_lines(version(PROSE), new) is only
    assert only_lines(version("Killed: 300"), version("Killed: 1300")) is False


@pytest.mark.parametrize(
    ("shown", "learned", "tells"),
    [
        pytest.param((PROSE, BOX), (), True, id="a line that no other page has"),
        pytest.param((PROSE, BOX), (BOX,), False, id="a line that is known as furniture"),
        pytest.param((PROSE, "x" * (LONGEST + 1)), (), False, id="more than lines"),
        pytest.param((PROSE,), (), False, id="nothing changed"),
    ],
)
def test_a_second_look_tells_where_nothing_but_lines_differ_that_are_not_known(
    shown: tuple[str, ...], learned: tuple[str, ...], *, tells: bool
) -> None:
    assert second_look_tells(version(PROSE), version(*shown), frozenset(map(line_hash, learned))) is tells
