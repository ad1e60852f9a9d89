"""The file as a TOML document, or why it is none, in plain words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from crawler.config.lines import last_key_line
from crawler.config.problems import Problem

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
# How tomllib's messages begin (CPython 3.11), and what a person has to look for.
_PLAIN = (
    ("Invalid value", "what stands after the = is no value", "text stands in double quotes, true and false do not"),
    ("Expected newline", "something follows the value on its line", "text stands in double quotes"),
    ("Unterminated string", "a quotation mark is not closed", ""),
    ('Expected "', "a quotation mark is not closed", ""),
    ("Found invalid character", "a quotation mark is not closed", ""),
    ("Illegal character '\\n'", "a quotation mark is not closed on its line", 'text of several lines stands in """'),
    ("Illegal character", "there is a control character", "delete it"),
    ("Unclosed array", "a list is not closed", "it lacks its ], or a comma between two entries"),
    ("Unclosed inline table", "braces are not closed", "they lack their }, or a comma between two entries"),
    ("Expected ']", "a table's name is not closed", "write [service], and [[outlets]] with two brackets"),
    ("Expected '='", "a key has no = and value", 'write key = "value"'),
    ("Invalid statement", "this is neither key = value nor a [table]", "a comment begins with #"),
    ("Invalid initial character for a key", "a key is expected", "braces stand on one line, no comma before their }"),
    ("Unescaped '\\'", "a backslash stands in double quotes", "put a regular expression in single quotes"),
    ("Cannot", "the key or table is given a second time", "each [[outlets]] and [[topics]] has two brackets"),
    ("Duplicate inline table key", "the key is given a second time", ""),
)  # fmt: skip
# For these tomllib tells where it gave up, which may be the end of the file; the fault began with the last key.
_BEGAN_BEFORE = ("Unterminated", "Unclosed", 'Expected "', "Found invalid", "Cannot overwrite")


def read(path: Path) -> str | Problem:
    """The text of the file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Problem(str(path), None, "", "there is no such file", "`newswatch init` writes one")
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        return Problem(str(path), line, "", "this is not UTF-8 text", "save the file as UTF-8")
    except OSError as fault:
        return Problem(str(path), None, "", f"it can't be read: {fault.strerror}")


def parse(text: str, file: str) -> dict[str, Any] | Problem:
    """The document that `text` is."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return _problem(text, str(fault), file)
    except RecursionError:
        return Problem(file, None, "", "lists or tables are nested too deep")


def _line_of_fault(text: str, cause: str, line: int | None) -> int:
    """The line on which the fault began; `line` is where tomllib gave up, None for the end."""
    lines = text.rstrip().split("\n")
    if cause == 'Expected "\'"':  # a single quotation mark that no other follows in the whole file
        return text.count("\n", 0, text.rfind("'")) + 1
    if line is None or cause.startswith(_BEGAN_BEFORE):
        return last_key_line("\n".join(lines[:line])) or line or len(lines)
    return line


def _problem(text: str, message: str, file: str) -> Problem:
    found = _PLACE.fullmatch(message)
    cause, line = (found[1], found[2]) if found else (message, None)
    plain, hint = next((each[1:] for each in _PLAIN if cause.startswith(each[0])), (f"this is no TOML: {cause}", ""))
    at = _line_of_fault(text, cause, int(line) if line else None)
    if cause.startswith("Invalid") and any(quote in text.split("\n")[at - 1] for quote in "“”„«»‘’"):
        hint = "“typographic” quotes are none of TOML's: type \""
    return Problem(file, at, "", plain, hint)
