"""The language of a text: as its page says, unless the text's script says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable

import py3langid

# The scripts that one language, or a few, are written in, the one with the most news first. A page in such a script that
# declares another language has its template's default.
_SCRIPTS = (
    (re.compile(r"[\uac00-\ud7af]"), ("ko",)),
    (re.compile(r"[\u3040-\u30ff]"), ("ja",)),
    (re.compile(r"[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "uz", "tt")),
    (re.compile(r"[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps", "ku", "ug", "sd")),
    (re.compile(r"[\u0590-\u05ff]"), ("he", "yi")),
    (re.compile(r"[\u0370-\u03ff]"), ("el",)),
)
_CODE = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")
# Enough to tell a script or a language; more costs time and tells no more.
_LOOKED_AT = 2000
# A name in another script is no text in it.
_SHARE = 0.2
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro"}


def choose(declared: Iterable[str | None], text: str) -> str | None:
    """The ISO 639-1 code of `text`'s language: the first of `declared` that can be, else a guess; None for no text."""
    sample = text[:_LOOKED_AT]
    possible = _possible(sample)
    codes = [code for each in declared if (code := _code(each))]
    for code in codes:
        if possible is None or code in possible:
            return code
    if not sample.strip():
        return None
    guess = str(py3langid.classify(sample)[0])
    return guess if possible is None or guess in possible else possible[0]


def _code(declared: str | None) -> str | None:
    found = _CODE.match(declared or "")
    code = found[1].lower() if found else None
    return _OLD_CODES.get(code, code) if code and len(code) == 2 else None  # noqa: PLR2004 - ISO 639-1


def _possible(sample: str) -> tuple[str, ...] | None:
    """The languages that are written in the sample's script, None where any may be (Latin script, or no letters)."""
    letters = sum(char.isalpha() for char in sample)
    for script, languages in _SCRIPTS:
        if len(script.findall(sample)) > _SHARE * max(letters, 1):
            return languages
    return None
