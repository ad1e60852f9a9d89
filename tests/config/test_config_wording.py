import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.config import Config, load

WHOLE: dict[str, Any] = {
    "service": {"contact": "a@example.org", "database": "a.db", "timezone": "UTC"},
    "outlets": [
        {
            "name": "Gazette",
            "home": "https://a.example/",
            "feeds": ["https://a.example/"],
            "sitemaps": ["https://a.example/"],
            "sections": [{"url": "https://a.example/", "links": "a"}],
            "every": "1 hour",
            "delay": "1 second",
            "language": "en",
            "headers": {"A": "b"},
            "private_network": False,
            "first_run": "announce",
        }
    ],
    "topics": [{"name": "Troops", "query": "troops"}],
    "mail": {"smtp": "smtp://mail.example.org", "from": "a@example.org", "resend": True},
    "digests": [
        {
            "name": "d",
            "topics": ["Troops"],
            "at": ["07:30"],
            "days": ["mon"],
            "include": "all",
            "to": ["file:digests/", "mailto:a@example.org"],
        },
        {"name": "e", "every": "now", "quiet": "22:00-07:00", "limit": 3, "to": ["apprise:json://a.example"]},
    ],
    "web": {"host": "127.0.0.1", "port": 8001, "names": ["a.example"]},
}
WRONG = [
    1, 1.5, True, "", "x", "$X", "\u0000", "mailto:", "://", "(?=", [], [1], ["x"], [[]], {}, {"a": 1}, {"url": 1},
]  # fmt: skip
# Words of the libraries that the file is read with, and of their language.
JARGON = ("nput should", "a valid ", "tuple", "dict", "model", "instance", "None", "can't be: ")


def inline(value: object) -> str:
    """A value as TOML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


def replaced(value: Any, at: list[int], by: object) -> Any:
    """`value` with the part at `at` (the number of an entry at each level) replaced."""
    if not at or not isinstance(value, dict | list) or not value:
        return by
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    key, part = pairs[at[0] % len(pairs)]
    pairs[at[0] % len(pairs)] = (key, replaced(part, at[1:], by))
    return dict(pairs) if isinstance(value, dict) else [each for _, each in pairs]


def written(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "newswatch.toml"
    path.write_text("\n".join(f"{key} = {inline(value)}" for key, value in document.items()), encoding="utf-8")
    return path


def test_the_whole_is_right(tmp_path: Path) -> None:
    assert isinstance(load(written(tmp_path, WHOLE), {}), Config)


@pytest.mark.parametrize("key", WHOLE)
def test_nothing_that_is_no_table_is_taken_for_one(tmp_path: Path, key: str) -> None:
    wrongs: tuple[object, ...] = (1, "x", [], [1], {})
    for wrong in wrongs:
        found = load(written(tmp_path, {**WHOLE, key: wrong}), {})
        assert isinstance(found, tuple) or (key, wrong) in [("digests", []), ("web", {})]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 11), min_size=1, max_size=5), st.sampled_from(WRONG))
def test_whatever_is_wrong_is_told_in_words_of_the_file(tmp_path: Path, at: list[int], wrong: object) -> None:
    found = load(written(tmp_path, replaced(WHOLE, at, wrong)), {})
    lines = "\n".join(map(str, found)) if isinstance(found, tuple) else ""
    assert [word for word in JARGON if word in lines] == []
