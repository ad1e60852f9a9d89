from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.core import columns

PAGE = (Path(__file__).parents[1] / "docs" / "columns.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("`articles`", columns.ARTICLES),
        ("`stories`", columns.STORIES),
        ("`search`", columns.SEARCH),
        ("`diff`", columns.PIECES),
        ("`review` of named stories", columns.REVIEWED),
        ("`export --what articles`", columns.EXPORTED_ARTICLES),
        ("`export --what stories`", columns.EXPORTED_STORIES),
        ("`export --what changes`", columns.EXPORTED_CHANGES),
        ("`export --what verdicts`", columns.EXPORTED_VERDICTS),
    ],
)
def test_the_page_of_columns_has_them_all_in_their_order(heading: str, named: tuple[str, ...]) -> None:
    (section,) = (part for part in PAGE.split("\n## ") if part.startswith(f"{heading}\n"))
    assert tuple(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == named
