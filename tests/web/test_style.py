"""The page's colours: a list for light and one for dark, and contrasts as WCAG 2.2 asks for (AA)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = (files("crawler.web") / "static" / "review.css").read_text()
LISTS = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", each)) for each in LISTS)
# What is read on what.
READ = [
    *((ink, ground) for ink in ("ink", "quiet", "link", "keep", "drop", "later", "alarm") for ground in ("paper", "sheet")),
    *((ink, "plain-back") for ink in ("ink", "keep", "drop", "later")), ("paper", "ink"), ("ink", "mark-back"), ("alarm", "alarm-back"),
    ("notice", "notice-back"), ("ins", "ins-back"), ("del", "del-back"), ("ink", "ins-back"), ("ink", "del-back"),
]  # fmt: skip
# What is seen without being read: the edges of what is filled in, and where the focus is.
SEEN = [(mark, ground) for mark in ("edge", "focus") for ground in ("paper", "sheet")]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_text_can_be_read(colours: dict[str, str]) -> None:
    faint = {pair: ratio for pair in READ if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_fields_and_the_focus_can_be_seen(colours: dict[str, str]) -> None:
    faint = {pair: ratio for pair in SEEN if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 3}
    assert faint == {}


def test_light_and_dark_have_the_same_colours_and_there_are_no_others() -> None:
    assert LIGHT.keys() == DARK.keys()
    rest = STYLE
    for each in LISTS:
        rest = rest.replace(each, "")
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\((?!0 0 0)", rest) == []


def test_black_on_white_is_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
