"""Review at a terminal and by command: what is said is in the database, also while newswatch runs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.store import Store
from tests.end_to_end.desk import NEWSWATCH, PATIENCE, environment, rows
from tests.end_to_end.six_stories import EDITED, TITLES, call, edit, six_stories, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return six_stories(tmp_path)


@pytest.fixture
def running(folder: Path) -> Iterator[Store]:
    """The newswatch that crawls, which has the database."""
    with Store(folder / "news.db", writable=True) as store:
        yield store


def verdicts(folder: Path) -> list[tuple[Any, ...]]:
    return rows(folder / "news.db", "SELECT story_id, verdict, note, by FROM verdicts ORDER BY id")


def standings(folder: Path) -> dict[int, str]:
    return dict(rows(folder / "news.db", "SELECT id, standing FROM stories"))


def test_five_stories_are_reviewed_by_a_script_of_keys_while_newswatch_runs(folder: Path, running: Store) -> None:
    keys = "KDLK" + "D" + "u" + "kknfor Friday, 군인\n" + "q" + "DDDD"
    done = subprocess.run([NEWSWATCH, "review", "--by", "ana"], cwd=folder, env=environment(), input=keys,
                          capture_output=True, text=True, timeout=PATIENCE, check=True)  # fmt: skip
    assert (done.stderr, running.reports.off_topic_count()) == ("", 0)
    assert verdicts(folder) == [
        (6, "keep", None, "ana"),
        (5, "drop", None, "ana"),
        (4, "later", None, "ana"),
        (3, "keep", None, "ana"),
        (2, "drop", None, "ana"),
        (2, "undecided", None, "ana"),
        (3, "keep", "for Friday, 군인", "ana"),
    ]
    waiting = rows(folder / "news.db", "SELECT id FROM review_queue ORDER BY id")
    assert waiting == [(1,), (2,)]
    assert [line for line in done.stdout.splitlines() if "taken back" in line] == ["taken back: 1 story, undecided"]
    assert [title for title in TITLES if title in done.stdout] == list(TITLES)


def test_on_a_terminal_keys_are_obeyed_one_by_one_and_it_is_left_as_it_was(folder: Path, running: Store) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = termios.tcgetattr(theirs)
    variables = {name: value for name, value in environment(TERM="xterm").items() if name != "COLUMNS"}
    shown = subprocess.Popen(
        [NEWSWATCH, "review"], cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs
    )
    seen = ""
    steps = (("1 of 6", "K"), ("1 story kept", "\x1b[B"), ("3 of 6", "o"), ("page 1 of 1", "nlate\n"), ("noted", "qj?"),
             ("take back", "x"), ("4 of 6", "xD"), ("1 story dropped", "q"))  # fmt: skip
    for wanted, keys in steps:
        seen = read_until(ours, wanted)
        os.write(ours, keys.encode())
    assert shown.wait(PATIENCE) == 0
    assert termios.tcgetattr(theirs) == before
    assert "\x1b[?1049l" in read_until(ours, "\x1b[?1049l")
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.rpartition("\x1b[H")[2]).splitlines()
    assert max(map(len, lines)) <= 80
    assert [(story, verdict, note) for story, verdict, note, _ in verdicts(folder)] == [
        (6, "keep", None),
        (4, "undecided", "late"),
        (3, "drop", None),
    ]
    os.close(ours)
    os.close(theirs)
    assert running.reports.off_topic_count() == 0


def read_until(terminal: int, wanted: str) -> str:
    """What the terminal shows, until it shows what is wanted."""
    seen = b""
    while wanted.encode() not in seen:
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        assert ready, f"“{wanted}” was not shown: {seen.decode()[-2000:]}"
        seen += os.read(terminal, 65_536)
    return seen.decode(errors="replace")


def test_a_search_narrows_the_list_and_a_bad_one_leaves_it(folder: Path) -> None:
    said = call(folder, "review", keys="/기중\nK/(\n/zeppelin\n/\nj")
    assert said.exit_code == 0, said.output
    assert verdicts(folder) == [(4, "keep", None, None)]
    assert "at character 1" in said.output
    assert "no story waits" in said.output
    assert said.output.splitlines()[-1].endswith(TITLES[4])


def test_a_kept_story_that_is_edited_comes_back_with_what_changed(folder: Path) -> None:
    told(folder, "review", "1", "--keep", "--note", "for Friday")
    with Store(folder / "news.db", writable=True) as store:
        store.db.execute("UPDATE verdicts SET at = '2025-01-14T08:30:00Z', seen_at = NULL")
        edit(store)
    said = call(folder, "review", "--order", "changed", keys="o").output
    first = said.splitlines()[0]
    assert TITLES[0] in first
    assert "≠" in first
    assert "Note: for Friday" in said
    assert "changed since you kept it: Gazette" in said
    assert f"{{+ {EDITED[:30]}" in " ".join(said.split())
    assert [row["standing"] for row in told(folder, "review", "--standing", "changed")] == ["changed"]


def test_verdicts_are_given_and_taken_back_without_a_terminal(folder: Path) -> None:
    (first, second) = told(folder, "review", "1", "2", "--drop", "--by", "ana")
    assert (first["story"], first["standing"], first["by"], second["title"]) == (1, "dropped", "ana", TITLES[1])
    assert [row["note"] for row in told(folder, "review", "2", "1", "--note", "too old")] == ["too old", "too old"]
    assert [row["standing"] for row in told(folder, "review", "2", "--undo")] == ["dropped"]
    told(folder, "review", "1", "--undecided")
    assert standings(folder) == {
        1: "undecided",
        2: "dropped",
        3: "undecided",
        4: "undecided",
        5: "undecided",
        6: "undecided",
    }
    assert verdicts(folder)[4:] == [(2, "drop", None, None), (1, "undecided", "too old", None)]
    assert [row["id"] for row in told(folder, "stories", "--standing", "dropped")] == [2]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("1", "99", "--keep"), 1, "no story is 99: nothing was written"),
        (("1", "--undo"), 1, "nothing was said"),
        (("--keep",), 2, "of which story?"),
        (("1",), 2, "say what of them"),
        (("1", "--undo", "--note", "x"), 2, "says nothing itself"),
        (("--topic", "Nothing"), 2, "no topic is called"),
        (("--standing", "kept", "--order", "changed"), 2, "leave --standing out"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_written(
    folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = call(folder, "review", *arguments)
    assert result.exit_code == code
    assert words in result.output
    assert verdicts(folder) == []


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [6, 5, 4, 3, 2, 1]),
        (("--outlet", "Tribune"), [6, 4, 2]),
        (("--topic", "Ferries", "--limit", "2"), [6, 5]),
        (("--since", "2025-01-14T12:00Z"), [6, 5]),
        (("--order", "outlets"), [6, 5, 4, 3, 2, 1]),
        (("--standing", "kept"), []),
    ],
)
def test_the_queue_is_narrowed_by_each_option(folder: Path, options: tuple[str, ...], found: list[int]) -> None:
    assert [row["id"] for row in told(folder, "review", *options)] == found
