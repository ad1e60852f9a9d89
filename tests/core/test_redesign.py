from __future__ import annotations

from dataclasses import replace

from crawler.core.changes import Version
from crawler.core.furniture import line_hash
from crawler.core.redesign import A_FEW, Edit, LookedBack, look_back

TOWNS = ("Norhaven", "Eastfield", "Lowland", "Meridian", "Harbour", "Elbtal")
BOX = "Our new app brings you every story first."


def text(n: int) -> tuple[str, ...]:
    return tuple(
        f"{word} of {TOWNS[n]} spoke at length about the matter on Tuesday." for word in ("Bakers", "Shops", "Crews")
    )


def edit(n: int, *, above: str = "", below: str = "", old: tuple[str, ...] = ()) -> Edit:
    new = tuple(filter(None, (above, *text(n), below)))
    return Edit(n, Version(TOWNS[n], old or text(n)), Version(TOWNS[n], new))


def nothing_learned(_: Edit) -> frozenset[int]:
    return frozenset()


def test_a_box_that_came_to_most_articles_is_a_redesign_and_is_told_once() -> None:
    found = look_back([edit(n, below=BOX) for n in range(4)], 6, nothing_learned)
    assert found.redesign == (0, 1, 2, 3)
    assert found.note is not None
    assert found.note.startswith("4 of 6 articles")


def test_a_line_that_came_to_two_articles_at_once_is_furniture() -> None:
    assert look_back([edit(0, below=BOX), edit(1, below=BOX)], 6, nothing_learned) == LookedBack((0, 1))


def test_a_line_that_is_learned_by_the_polls_end_is_furniture() -> None:
    learned = frozenset({line_hash(BOX)})
    assert look_back([edit(0, below=BOX)], 6, lambda _: learned) == LookedBack((0,))


def test_lines_of_one_kind_are_one_redesign_though_each_says_another_thing() -> None:
    edits = [edit(n, below=f"Our editors gathered all that was said of {TOWNS[n]} this week.") for n in range(A_FEW)]
    assert look_back(edits, A_FEW, nothing_learned).redesign == tuple(range(A_FEW))


def test_decks_that_are_shown_now_are_a_redesign() -> None:
    edits = [edit(n, above=f"{TOWNS[n]} had waited for years, and now there is news.") for n in range(A_FEW)]
    assert look_back(edits, A_FEW, nothing_learned).redesign == tuple(range(A_FEW))


def test_lines_of_their_own_in_several_articles_are_edits() -> None:
    added = (
        "Police counted 300 people.",
        "The mayor declined to say more.",
        "No boat sailed that day.",
        "Two were freed later.",
    )
    assert look_back([edit(n, below=added[n]) for n in range(4)], 4, nothing_learned) == LookedBack()


def test_a_reworded_sentence_stays_an_edit_whatever_else_came() -> None:
    reworded = (text(4)[0].replace("Tuesday", "Friday"), *text(4)[1:])
    edits = [*(edit(n, below=BOX) for n in range(4)), edit(4, below=BOX, old=reworded)]
    assert look_back(edits, 6, nothing_learned).redesign == (0, 1, 2, 3)


def test_a_box_that_was_learned_while_the_poll_went_on_is_part_of_the_redesign() -> None:
    quiet = [replace(edit(n, below=BOX), told=False) for n in range(1, 4)]
    loud = edit(4, above="Nobody had expected this much news from Harbour on one day.")
    assert look_back([edit(0, below=BOX), *quiet, loud], 5, nothing_learned).redesign == (0, 4)


def test_an_edit_beside_boxes_that_were_known_is_an_edit() -> None:
    quiet = [replace(edit(n, below=BOX), told=False) for n in range(4)]
    assert look_back([*quiet, edit(4, below="Police counted 300 people.")], 5, nothing_learned) == LookedBack()


def test_half_of_the_articles_are_no_redesign() -> None:
    edits = [edit(n, below=f"Our editors gathered all that was said of {TOWNS[n]} this week.") for n in range(A_FEW)]
    assert look_back(edits, 2 * A_FEW, nothing_learned) == LookedBack()
