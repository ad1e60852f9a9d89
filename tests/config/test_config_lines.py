import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config.lines import KeyPath, key_lines, last_key_line, line_of

EVERYTHING = r'''# a comment with [brackets] and = signs
top.dotted.key = 1
[service]
contact = "a # no comment, [no list]"
"quoted \"key" = 'literal \ text'
[[outlets]]
name = """
[[outlets]]
x = "y" \""" still inside
"""
feeds = [
  "a", # a ] in a comment
  'c',
  """two
lines""", "d",
]
sections = [{ url = "x", links = '^/w]orld' }, {url = "z"}]

[[outlets]]
when = 1979-05-27 07:32:00Z
number = 3.14e2
nested = [[1, 2], [3,
4]]
[outlets.headers]
"Accept" = "x"
[[outlets.deep]]
url = 1
[[outlets.deep]]
url = 2
[x.y]
z = """"quoted""""
empty = []
none = {}
last = true
'''


def paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Each table, key and array entry of a document."""
    if isinstance(value, dict):
        inner = [paths(each, (*path, key)) for key, each in value.items()]
    elif isinstance(value, list):
        inner = [paths(each, (*path, place)) for place, each in enumerate(value)]
    else:
        inner = []
    return {path, *(each for found in inner for each in found)} - {()}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("top", "dotted", "key"), 2),
        (("service",), 3),
        (("service", 'quoted "key'), 5),
        (("outlets", 0), 6),
        (("outlets", 0, "name"), 7),
        (("outlets", 0, "feeds"), 11),
        (("outlets", 0, "feeds", 0), 12),
        (("outlets", 0, "feeds", 2), 14),
        (("outlets", 0, "feeds", 3), 15),
        (("outlets", 0, "sections", 1, "url"), 17),
        (("outlets", 1), 19),
        (("outlets", 1, "nested", 1, 1), 23),
        (("outlets", 1, "headers", "Accept"), 25),
        (("outlets", 1, "deep", 1, "url"), 29),
        (("x",), 30),
        (("x", "y", "last"), 34),
    ],
)
def test_each_key_is_on_its_line(path: KeyPath, line: int) -> None:
    assert key_lines(EVERYTHING)[path] == line


def test_all_keys_of_a_document_are_found_and_no_others() -> None:
    assert set(key_lines(EVERYTHING)) == paths(tomllib.loads(EVERYTHING))


def test_what_has_no_line_is_on_that_of_what_is_around_it() -> None:
    lines = key_lines(EVERYTHING)
    assert line_of(lines, ("outlets", 1, "every")) == 19
    assert line_of(lines, ("outlets", 0, "feeds", 7)) == 11
    assert line_of(lines, ("topics",)) is None


VALUES = st.sampled_from(
    ["1", '"a = [b]"', "'#'", '"""\n[x]\n= """', "'''\n''''", "[\n1, # ]\n2\n]", "{ a = [1,\n2], b = {} }",
     "1979-05-27",      "[[], {}]"]
)  # fmt: skip
KEYS = st.lists(st.from_regex(r"[a-z0-9_-]{1,3}", fullmatch=True), min_size=1, max_size=8, unique=True)
SPACE = st.sampled_from(["", "\n", "# [[t]] = {\n", "\r\n", "  \n"])


@given(st.lists(st.tuples(SPACE, KEYS, VALUES), max_size=5))
def test_a_key_is_found_on_its_line_whatever_stands_above_it(tables: list[tuple[str, list[str], str]]) -> None:
    text = ""
    expected: dict[KeyPath, int] = {}
    for place, (space, keys, value) in enumerate(tables):
        text += f"{space}[[t]]\n"
        expected[("t", place)] = text.count("\n")
        for key in keys:
            text += f"{space}{key} = {value}\n"
            expected[("t", place, key)] = text.count("\n") - value.count("\n")
    lines = key_lines(text)
    assert set(lines) == paths(tomllib.loads(text))
    assert {path: lines[path] for path in expected} == expected


@given(st.text(alphabet="[]{}=.,\"'#\\\n ab1"))
def test_any_text_is_walked_to_its_end(text: str) -> None:
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in key_lines(text).values())


def test_the_last_key_is_told_of_a_text_that_breaks_off() -> None:
    assert last_key_line('a = 1\n\nb = [\n"x",\n"y"') == 3
    assert last_key_line('a = 1\nb = """\nc = 2\n') == 2
    assert last_key_line("") is None
