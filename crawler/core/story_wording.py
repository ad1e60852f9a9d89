"""How stories are told in words, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def told_by(story: Mapping[str, Any]) -> str:
    """`7 articles of 4 outlets`."""
    return f"{counted(story['articles'], 'article')} of {counted(story['outlets'], 'outlet')}"


def because(why: Mapping[str, Any] | None) -> str:
    """Why an article is in its story, as the rest of a sentence."""
    if why is None or why["kind"] == "begun":
        return "it was the first report of it"
    if why["kind"] == "split":
        return f"it was {why['why']}"
    nearest = f"article {why['nearest_article_id']} ({why['nearest_outlet']})"
    if why["score"] is None:
        return f"it has the text of {nearest}"
    moved = f" (it was in story {why['other_story_id']} before)" if why["kind"] == "moved" else ""
    return f"it tells what {nearest} tells: {why['why']}{moved}"


def counted(number: int, noun: str) -> str:
    """`1 outlet`, `4 outlets`, `1 story`, `2 stories`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
