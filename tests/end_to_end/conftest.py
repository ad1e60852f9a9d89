from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.cli.printing import console
from tests.end_to_end.desk import NEWSWATCH, Desk
from tests.end_to_end.stocked import Looker, stocked_desk


@pytest.fixture(autouse=True, scope="session")
def _installed() -> None:
    assert NEWSWATCH.exists(), "the command is not installed: pip install --editable ."


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with stocked_desk(tmp_path_factory.mktemp("stocked")) as at_desk:
        yield at_desk


@pytest.fixture
def looker(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> Looker:
    # wide enough that no cell is folded
    monkeypatch.setattr(console, "width", 400)
    return Looker(stocked.folder)
