"""A slice of `tests.bench.soak`: nothing piles up over some polls."""

from __future__ import annotations

import os

import pytest

from tests.bench.soak import HEAD, MOST_THREADS, row, soak

POLLS, LINES = 60, 5
# Requests that are under way when one looks differ by some handles; a handle that is lost with every second poll is more.
HANDLES = POLLS // 4


def test_polls_of_a_bad_press_leave_no_handle_thread_or_child_behind(capsys: pytest.CaptureFixture[str]) -> None:
    seen = list(soak(POLLS, LINES))
    with capsys.disabled():
        print("", HEAD, *map(row, seen), sep="\n")
    _, begun, *_, last = seen
    assert last.polls >= POLLS
    assert last.handles <= begun.handles + HANDLES
    assert last.threads <= MOST_THREADS
    assert 0 < last.children <= (os.cpu_count() or 1)
