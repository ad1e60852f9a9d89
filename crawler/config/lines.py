"""On which line each key of a TOML text stands. `tomllib` reads the values and forgets where they stood."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]
"""The way to a value: keys, and places (from 0) in arrays: `("outlets", 1, "feeds", 0)`."""

# The tokens of TOML 1.0 that matter here. A number or a date falls into several `bare` and `other` tokens.
_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)|\'\'\'.*?(?:\'{3,5}|\Z)|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<space>[ \t\r]+)"
    r"|(?P<bare>[A-Za-z0-9_-]+)|(?P<mark>[\[\]{},=.])|(?P<other>.)",
    re.DOTALL,
)
_END = ("end", "", 0)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) of each table, key and array entry of `text`, a TOML document; a table's is its first header's.

    Of a text that is no TOML it gives the keys up to the fault, and perhaps some after it.
    """
    lines: dict[KeyPath, int] = {}
    for path, line in _Scanner(text).document():
        for length in range(1, len(path) + 1):
            lines.setdefault(path[:length], line)
    return lines


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """The line of `path`, or of the innermost thing around it that has one; None where nothing has."""
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), None)


def last_key_line(text: str) -> int | None:
    """The line on which the last key of `text` begins; its value need not be whole."""
    return max((line for path, line in _Scanner(text).document() if isinstance(path[-1], str)), default=None)


class _Scanner:
    """Walks the tokens once. `_next` is the token to be looked at: its kind, its text and its line."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = next(self._tokens, _END)
        self._entries: dict[KeyPath, int] = {}  # how many tables each array of tables has so far

    def document(self) -> Iterator[tuple[KeyPath, int]]:
        table: KeyPath = ()
        while self._next is not _END:
            kind, text, line = self._next
            if text == "[":
                table = self._header()
                yield table, line
            elif kind in {"bare", "string"}:
                yield from self._pair(table)
            else:
                self._take()

    def _take(self) -> tuple[str, str, int]:
        taken, self._next = self._next, next(self._tokens, _END)
        return taken

    def _took(self, mark: str) -> bool:
        """Whether the next token is this mark; if it is, it is taken."""
        found = self._next[1] == mark
        if found:
            self._take()
        return found

    def _header(self) -> KeyPath:
        self._took("[")
        opens_entry = self._took("[")
        keys = self._keys()
        path: KeyPath = ()
        for place, key in enumerate(keys, start=1):
            path = (*path, key)
            if opens_entry and place == len(keys):
                self._entries[path] = self._entries.get(path, 0) + 1
            if path in self._entries:
                path = (*path, self._entries[path] - 1)
        return path

    def _keys(self) -> tuple[str, ...]:
        """A key, dotted or not."""
        keys = []
        while self._next[0] in {"bare", "string"}:
            kind, text, _ = self._take()
            keys.append(_unquoted(text) if kind == "string" else text)
            if not self._took("."):
                break
        return tuple(keys)

    def _pair(self, table: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        line = self._next[2]
        path = (*table, *self._keys())
        yield path, line
        if self._took("="):
            yield from self._value(path)

    def _value(self, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        if self._took("["):
            yield from self._array(path)
        elif self._took("{"):
            yield from self._inline_table(path)
        else:
            while self._next[0] not in {"newline", "comment", "end"} and self._next[1] not in {",", "]", "}"}:
                self._take()

    def _array(self, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        entry = 0
        while self._next is not _END and not self._took("]"):
            if self._took(","):
                entry += 1
            elif self._next[0] in {"newline", "comment"} or self._next[1] == "}":
                self._take()
            else:
                yield (*path, entry), self._next[2]
                yield from self._value((*path, entry))

    def _inline_table(self, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        while self._next is not _END and not self._took("}"):
            if self._next[0] in {"bare", "string"}:
                yield from self._pair(path)
            else:
                self._take()


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        if kind != "space":
            yield kind, found.group(), line
        line += found.group().count("\n")


def _unquoted(key: str) -> str:
    try:
        return next(iter(tomllib.loads(f"{key} = 0")))
    except tomllib.TOMLDecodeError:
        return key
