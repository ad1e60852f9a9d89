from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from crawler.cli.status import status_lines

NOW = datetime(2025, 1, 14, 12, 0, tzinfo=UTC)


def _row(name: str, **differs: Any) -> dict[str, Any]:
    row = {"name": name, "outcome": "ok", "trouble": None, "last_ok_at": "2025-01-14T11:57:00Z",
           "last_new_at": "2025-01-12T09:00:00Z", "next_poll_at": "2025-01-14T12:07:30Z", "polled_at": "2025-01-14T11:57:00Z",
           "troubles": []}  # fmt: skip
    return {**row, **differs}


ROWS = [
    _row("The Very Long Named Gazette of the Harbour and its Islands"),
    _row("Broken", outcome="failed", trouble="https://b.example/feed.xml: the server answered 500; it is asked again later",
         last_ok_at="2025-01-13T13:00:00Z"),
    _row("New", outcome=None, polled_at=None, last_ok_at=None, last_new_at=None, next_poll_at="2025-01-14T11:00:00Z"),
    _row("부두신문", outcome=None),
]  # fmt: skip


def _shown(width: int, *, terminal: bool) -> list[str]:
    console = Console(
        file=StringIO(), width=width, force_terminal=terminal, color_system="standard" if terminal else None
    )
    for part in status_lines(ROWS, NOW):
        console.print(part)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def test_it_fits_a_narrow_terminal_with_trouble_first() -> None:
    lines = _shown(80, terminal=False)
    assert [line.split()[:2] for line in lines[1:5]] == [["✗", "Broken"], ["●", "The"], ["○", "New"], ["◌", "부두신문"]]
    assert max(map(len, lines)) <= 80
    assert "the server answered" in lines[1]
    assert lines[6] == "4 outlets, 1 in trouble"
    assert lines[8].startswith("Broken: https://b.example/feed.xml: the server answered 500")


@pytest.mark.parametrize(
    ("outlet", "told"),
    [("Broken", ["23 h", "2 d", "7 min", "the server"]), ("New", ["–", "–", "now"])],
)
def test_times_are_told_as_one_says_them(outlet: str, told: list[str]) -> None:
    line = next(line for line in _shown(200, terminal=False) if outlet in line)
    places = [line.index(each) for each in told]
    assert places == sorted(places)


def test_colours_and_codes_are_for_terminals_alone() -> None:
    assert "\x1b" not in "".join(_shown(80, terminal=False))
    assert "\x1b" in "".join(_shown(80, terminal=True))


def test_a_trouble_that_lasts_is_told_with_its_kind_once_also_where_it_is_of_all_outlets() -> None:
    lasting = {
        "outlet": None,
        "kind": "offline",
        "by": "timeout",
        "since": "2025-01-13T12:00:00Z",
        "detail": "no outlet answers",
    }
    console = Console(file=StringIO(), width=120)
    failed = {"outcome": "failed", "trouble": "https://x.example/: no answer", "troubles": [lasting]}
    for part in status_lines([_row("One", **failed), _row("Two", **failed)], NOW):
        console.print(part)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert told.count("offline (timeout) for 1 d: no outlet answers") == 1
    assert "2 outlets, 2 in trouble" in told
    assert "no answer" not in told
