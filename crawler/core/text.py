"""Clean text: what may stand in the database, in a mail header or on a terminal."""

from __future__ import annotations

import re
import unicodedata

# What is dropped or replaced, and why:
# - NUL cuts SQLite's own string functions short; C0 and C1 controls carry terminal escapes (FAULTS 12, 14)
# - lone surrogates cannot be encoded as UTF-8 and would fail a whole transaction (FAULTS 13)
# - bidirectional controls and zero-width characters make equal titles differ and mirror lines (FAULTS 15); U+200C and
#   U+200D stay, since Persian and Indic spelling needs them
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufff9-\ufffb]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")

# A headline longer than this is a page's fault, and unusable in a list (FAULTS 17).
TITLE_LIMIT = 300


def clean(text: str) -> str:
    """`text` in NFC without controls, surrogates, bidirectional and zero-width characters; lines end in a newline."""
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    text = _INVISIBLE.sub("", _CONTROLS.sub(" ", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def visible(text: str) -> str:
    """`text` with a blank for each control code but tabs and lines' ends, and otherwise as it is."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))


def clean_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """`text` cleaned, on one line, at most `limit` characters long (an ellipsis tells that it was cut)."""
    # ten times the limit is enough to find its characters, and keeps a title of 10 MB cheap
    line = " ".join(clean(text[: limit * 10]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def excerpt(text: str, start: int, end: int, around: int = 40) -> str:
    """The words from `start` to `end` with about `around` characters on either side, on one line."""
    left, right = max(0, start - around), min(len(text), end + around)
    piece = " ".join(text[left:right].split())
    return ("…" if left else "") + piece + ("…" if right < len(text) else "")
