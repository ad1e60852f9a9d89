from __future__ import annotations

import pytest

from tests.end_to_end.desk import NEWSWATCH


@pytest.fixture(autouse=True, scope="session")
def _installed() -> None:
    assert NEWSWATCH.exists(), "the command is not installed: pip install --editable ."
