"""Rows for other programs: cells of CSV and text of JSON that neither a spreadsheet nor a terminal takes for commands."""

from __future__ import annotations

import json
from typing import Any

from crawler.core.text import visible

# What spreadsheets take for the beginning of a formula; the wide forms are, where Chinese, Japanese or Korean is typed.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Control codes that JSON leaves as they are; a terminal would obey them.
_ESCAPED = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}


def cell(value: Any) -> str | int | float:  # noqa: ANN401 - whatever a row of the database has
    """A cell of CSV: numbers as they are, nothing for None, JSON for a list, and text that no spreadsheet calculates."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return f"'{text}" if text.startswith(_FORMULA) else text


def json_text(value: Any, *, indent: int | None = None) -> str:  # noqa: ANN401 - whatever JSON can hold
    """`value` as JSON in its own script; every control code in it is escaped."""
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_ESCAPED)
