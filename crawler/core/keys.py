"""The keys that a terminal's characters stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator

ENTER, ESCAPE, BACKSPACE, ERASE = "\n", "\x1b", "\x7f", "\x15"  # ERASE: Ctrl-U, the whole line
UP, DOWN, HOME, END, PAGE_UP, PAGE_DOWN = "<up>", "<down>", "<home>", "<end>", "<page up>", "<page down>"

# What terminals send, after the escape character and `[` or `O` (xterm, VT220, the Linux console).
_NAMED = {
    "A": UP, "B": DOWN, "H": HOME, "F": END, "1~": HOME, "7~": HOME, "4~": END, "8~": END, "5~": PAGE_UP, "6~": PAGE_DOWN,
}  # fmt: skip
_SAME = {"\r": ENTER, "\b": BACKSPACE}
_PASTED = re.compile(r"\x1b\[200~(.*?)\x1b\[201~", re.DOTALL)
_KEY = re.compile(r"\x1b[\[O]([0-9;]*[A-Za-z~])|.", re.DOTALL)
_BEGUN = re.compile(r"\x1b(?:[\[O][0-9;]*)?\Z|\x1b\[200~(?!.*\x1b\[201~)", re.DOTALL)


def keys_of(text: str) -> Iterator[str]:
    """The keys that were pressed: a character each, or a name in angle brackets. What was pasted is one key, on one line.

    A sequence that means nothing here is left out, so that no part of it is taken for a command.
    """
    at = 0
    for pasted in _PASTED.finditer(text):
        yield from _pressed(text[at : pasted.start()])
        if words := " ".join(pasted[1].split()):
            yield words
        at = pasted.end()
    yield from _pressed(text[at:])


def is_begun(text: str) -> bool:
    """Whether `text` ends within a sequence, so that the rest of it may still come."""
    return _BEGUN.search(text) is not None


def _pressed(text: str) -> Iterator[str]:
    for key in _KEY.finditer(text):
        if key[1] is None:
            yield _SAME.get(key[0], key[0])
        elif key[1] in _NAMED:
            yield _NAMED[key[1]]
