"""A page as a browser has it: its elements, and their texts."""

from __future__ import annotations

from typing import Any

import html5lib


def titles(page: str) -> list[str]:
    """The headlines of a page's rows, in their order."""
    return [text(heading) for heading in elements(page, "h2")]


def elements(page: str, tag: str) -> list[Any]:
    """The page's elements of a kind."""
    return elements_of(html5lib.parse(page, namespaceHTMLElements=False), tag)


def elements_of(tree: Any, *tags: str) -> list[Any]:
    """The elements of these kinds in a tree."""
    return [element for element in tree.iter() if element.tag in tags]


def fields(tree: Any) -> list[Any]:
    """What a person fills in."""
    return elements_of(tree, "input", "select", "textarea")


def text(element: Any) -> str:
    """An element's text on one line."""
    return " ".join("".join(element.itertext()).split())


def marked(page: str, tag: str) -> list[str]:
    """The texts of the page's elements of a kind."""
    return [text(element) for element in elements(page, tag)]
