"""Text in Markdown that means itself: no headline makes a link, a heading or markup."""

from __future__ import annotations

import re

# What makes markup within a line; an ampersand only where it begins an entity.
_WITHIN = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
# What makes a heading, a list, a quotation, a rule or a table at a line's beginning.
_AT_BEGINNING = re.compile(r"^(\s*)(?:([-+=#|:])|(\d{1,9})([.)])(?!\S))")
_LINE_ENDS = re.compile(r"\s*\n\s*")


class Marked(str):
    """What stands in Markdown as it is: an address that was checked, in angle brackets; markup that a template made."""

    __slots__ = ()


def escaped(value: object) -> object:
    """`value` as text of one line; what is Marked as it is."""
    if not isinstance(value, str) or isinstance(value, Marked):
        return value
    text = _WITHIN.sub(lambda found: f"\\{found[0]}", _LINE_ENDS.sub(" ", value))
    return _AT_BEGINNING.sub(_escaped_beginning, text)


def _escaped_beginning(found: re.Match[str]) -> str:
    blanks, mark, number, stop = found.groups()
    return f"{blanks}\\{mark}" if mark else f"{blanks}{number}\\{stop}"
