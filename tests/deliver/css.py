"""The colours that a rendered digest has, by the rules of CSS as far as its own style uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

Colours = dict[str, str]
_LEVEL = 2.4


def colours_of_text(tree: ET.Element, dark: dict[str, Colours] | None = None) -> Iterator[tuple[str, str, str]]:
    """Each piece of text with the colour that it and what is behind it have; with the classes' colours in `dark`."""
    body = tree.find("body")
    assert body is not None
    yield from _walk(body, {"color": "#000000", "background-color": "#ffffff"}, dark or {})


def dark_colours(html: str) -> dict[str, Colours]:
    """The colours of each class in the dark."""
    (block,) = re.findall(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", html, re.DOTALL)
    return {name: _colours(rules) for name, rules in re.findall(r"\.([\w-]+) \{([^}]*)\}", block)}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 has it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _walk(element: ET.Element, inherited: Colours, dark: dict[str, Colours]) -> Iterator[tuple[str, str, str]]:
    own = inherited | _colours(element.get("style", ""))
    for name in element.get("class", "").split():
        own = own | dark.get(name, {})
    if element.text and element.text.strip():
        yield element.text.strip(), own["color"], own["background-color"]
    if element.tag == "img":
        yield element.get("alt", ""), own["color"], own["background-color"]
    for child in element:
        if isinstance(child.tag, str):
            yield from _walk(child, own, dark)
        if child.tail and child.tail.strip():
            yield child.tail.strip(), own["color"], own["background-color"]


def _colours(style: str) -> Colours:
    return dict(re.findall(r"(?<![\w-])(color|background-color)\s*:\s*(#[0-9a-f]{6})", style))


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** _LEVEL for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
