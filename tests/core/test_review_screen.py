from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.keys import keys_of
from crawler.core.review import Verdict
from crawler.core.review_screen import (
    Browse,
    Entry,
    Intent,
    Over,
    Quit,
    Say,
    Screen,
    Search,
    TakeBack,
    continued,
    loaded,
    press,
    spoken,
    taken_back,
)

FIVE = Screen(entries=tuple(Entry(number, "for Friday" if number == 3 else "") for number in (1, 2, 3, 4, 5)))
KEEP, DROP, LATER = Verdict.KEEP, Verdict.DROP, Verdict.LATER
KEYS = st.sampled_from([*"jkoxKDLnu/?q b", "\n", "\x1b", "\x7f", "\x15", "<up>", "<down>", "<home>", "<end>",
                        "<page up>", "<page down>", "군", "e\u0301", "two words"])  # fmt: skip


def pressed(keys: str, screen: Screen = FIVE) -> tuple[Screen, list[Intent]]:
    done: list[Intent] = []
    for key in keys_of(keys):
        screen, intent = press(screen, key)
        done += [intent] if intent else []
    return screen, done


@pytest.mark.parametrize(
    ("keys", "at", "done"),
    [
        ("jj", 2, []),
        ("jjk", 1, []),
        ("k", 0, []),
        ("jjjjjjjj", 4, []),
        ("\x1b[B\x1bOB\x1b[A", 1, []),
        ("\x1b[F", 4, []),
        ("\x1b[6~\x1b[H", 0, []),
        ("K", 1, [Say((1,), KEEP)]),
        ("KDL", 3, [Say((1,), KEEP), Say((2,), DROP), Say((3,), LATER)]),
        ("\x1b[FD", 4, [Say((5,), DROP)]),
        ("xjxK", 3, [Say((1, 3), KEEP)]),
        ("xkxjD", 3, [Say((3,), DROP)]),
        ("xx\x1bL", 3, [Say((3,), LATER)]),
        ("nfor Monday\n", 0, [Say((1,), note="for Monday")]),
        ("njKD\x7f\x7f\n", 0, [Say((1,), note="j")]),
        ("nnot this\x1bK", 1, [Say((1,), KEEP)]),
        ("jjn, early\n", 2, [Say((3,), note="for Friday, early")]),
        ("jjn\x15\n", 2, [Say((3,), note="")]),
        ("xxnboth\n", 2, [Say((1, 2), note="both")]),
        ("n군인\n", 0, [Say((1,), note="군인")]),
        ("u", 0, [TakeBack(())]),
        ("o", 0, []),
        ("oo", 0, [Browse(1)]),
        ("ojo", 1, [Browse(2)]),
        ("oKD", 2, [Say((1,), KEEP), Say((2,), DROP)]),
        ("oqq", 0, [Quit()]),
        ("o\x1bq", 0, [Quit()]),
        ("/crane\n", 0, [Search("crane")]),
        ("/crane\x1bq", 0, [Quit()]),
        ("?K", 0, []),
        ("?Kq", 0, [Quit()]),
        ("\n\n!0z", 0, []),
        ("\x1b[200~K\nD D\x1b[201~", 0, []),
        ("n\x1b[200~two\nlines\x1b[201~\n", 0, [Say((1,), note="two lines")]),
        ("\x1b[15~\x1b[1;5Dj", 1, []),
    ],
)
def test_keys_move_judge_note_and_open(keys: str, at: int, done: list[Intent]) -> None:
    screen, intents = pressed(keys)
    assert (screen.at, intents) == (at, done)


def test_in_an_empty_list_only_looking_and_leaving_are_left() -> None:
    assert pressed("jkoxKDLnu/crane\n?qq", Screen())[1] == [TakeBack(()), Search("crane"), Quit()]


def test_what_was_said_is_taken_back_key_by_key_the_last_first() -> None:
    screen = spoken(spoken(FIVE, [7], {1: ""}), [8, 9], {2: "new"})
    assert screen.entries[1].note == "new"
    assert press(screen, "u") == (screen, TakeBack((8, 9)))
    earlier = taken_back(screen, {2: "old"})
    assert (press(earlier, "u")[1], earlier.entries[1].note) == (TakeBack((7,)), "old")
    assert press(taken_back(earlier, {}), "u")[1] == TakeBack(())


def test_another_list_begins_at_its_first_story_and_forgets_nothing_that_was_said() -> None:
    screen = loaded(spoken(pressed("jjxo")[0], [7], {}), [Entry(9)], "crane")
    assert screen == Screen(entries=(Entry(9),), query="crane", said=((7,),))


def test_a_list_goes_on_without_a_story_twice() -> None:
    assert [entry.id for entry in continued(FIVE, [Entry(5), Entry(6)]).entries] == [1, 2, 3, 4, 5, 6]


@given(st.integers(0, 4), st.lists(KEYS, max_size=40))
def test_whatever_is_pressed_the_cursor_stays_in_the_list_and_only_verdict_keys_give_verdicts(
    stories: int, keys: list[str]
) -> None:
    screen = Screen(entries=FIVE.entries[:stories], leaves=3)
    for key in keys:
        typing = screen.over in {Over.NOTE, Over.SEARCH}
        shown, spoken_of = screen, screen.spoken_of
        screen, intent = press(screen, key)
        assert 0 <= screen.at < max(1, stories)
        assert screen.selected <= {entry.id for entry in screen.entries}
        assert 0 <= screen.leaf < screen.leaves
        assert screen.entries == shown.entries
        if isinstance(intent, Say):
            assert intent.stories == spoken_of != ()
            assert (intent.verdict is None) == typing
            assert key == "\n" if typing else key in "KDL"
