"""pydantic's errors in the terms of the person who wrote the file."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from crawler.config.fields import WRONG, Text
from crawler.config.lines import KeyPath
from crawler.config.problems import Finding, Wrong, about, did_you_mean, key_of, reached
from crawler.config.tables import TABLES

# What people call these keys elsewhere.
_MEANT = {
    "url": "home", "link": "home", "rss": "feeds", "interval": "every", "schedule": "every", "frequency": "every",
    "lang": "language", "tz": "timezone", "db": "database", "email": "contact", "keywords": "query", "terms": "query",
    "sender": "from", "host": "smtp", "server": "smtp", "recipients": "to", "time": "at", "times": "at",
    "weekdays": "days",
}  # fmt: skip
_NOT_YET = {"javascript": "pages that need JavaScript are not supported yet"}
_A_TABLE = Wrong("must be a table", "key = value pairs in braces, or below a line with its name in brackets")
_NO_NUMBER = frozenset({"int_type", "greater_than_equal", "less_than_equal"})
# The greatest that the numbers of the tables can be, as `fields` has them
_MOST = {"limit": 60, "keep": 1000, "port": 65_535}
# pydantic's types of errors that the tables can raise, besides our own
_WORDS = {
    "tuple_type": Wrong("must be a list", "put it in square brackets"),
    "model_type": _A_TABLE,
    "dict_type": _A_TABLE,
    "bool_type": Wrong("must be true or false", "without quotes"),
    "too_short": Wrong("must not be empty"),
}
_DOUBLE_BRACKETS = frozenset({"outlets", "topics", "digests"})


def findings(error: ValidationError, document: dict[str, Any]) -> list[Finding]:
    """What pydantic found wrong with `document`."""
    return [_finding(each, document) for each in error.errors(include_url=False) if not _is_echo(each)]


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list is called too short only since its entries are wrong, which is told of them."""
    return error["type"] == "too_short" and bool(error["input"])


def _finding(error: ErrorDetails, document: dict[str, Any]) -> Finding:
    # pydantic marks a mistake in a header's name with "[key]"
    path = tuple(part for part in error["loc"] if part != "[key]")
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(path)
        case "missing":
            return _missing(path)
        case _:
            return about(path, document, _wrong(error, *reached(path, document)))


def _wrong(error: ErrorDetails, path: KeyPath, value: object) -> Wrong:
    if error["type"] == WRONG:
        return Wrong(error["ctx"]["message"], error["ctx"]["hint"])
    key = key_of(path)
    if error["type"] == "tuple_type" and key in _DOUBLE_BRACKETS and len(path) == 1:
        return Wrong("must be written with two brackets", f"each begins with a line [[{key}]]")
    if error["type"] == "model_type" and isinstance(value, list):
        return Wrong("must be written with one bracket", f"its first line is [{key}]")
    if error["type"] in _NO_NUMBER:
        return Wrong(f"must be a whole number from 1 to {_MOST[key]}", "without quotes")
    return _WORDS.get(error["type"], Wrong(f"can't be: {error['msg']}"))


def _unknown_key(path: KeyPath) -> Finding:
    key, table = str(path[-1]), _keys_of(path[:-1])
    known = list(TABLES[table].model_fields) if table in TABLES else []
    known = ["from" if each == "sender" else each for each in known]
    said = f'{_inner_table(path)}unknown key "{key}"'
    if key in _NOT_YET:
        return Finding(path, said, _NOT_YET[key])
    if _MEANT.get(key) in known:
        return Finding(path, said, f'did you mean "{_MEANT[key]}"?')
    return Finding(path, said, did_you_mean(key, known, f"there are {', '.join(known)}"))


def _missing(path: KeyPath) -> Finding:
    key, table = str(path[-1]), _keys_of(path[:-1])
    if not table:
        brackets = f"[[{key}]]" if key in _DOUBLE_BRACKETS else f"[{key}]"
        return Finding(path, f"there is no {brackets}", "`newswatch init` writes an example of a whole file")
    field = TABLES[table].model_fields["sender" if key == "from" else key]
    example = next((each.example for each in field.metadata if isinstance(each, Text)), '["mailto:you@example.org"]')
    return Finding(path, f'{_inner_table(path)}"{key}" is missing', f"add {key} = {example}")


def _inner_table(path: KeyPath) -> str:
    """The table around a key, where it stands in a table of the outlets: `sections[1]: `."""
    return f"{key_of(path[:-1])}: " if len(path) > len(("outlets", 0, "name")) else ""


def _keys_of(path: KeyPath) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))
