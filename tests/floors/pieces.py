"""Copies and clipping pages made of captured texts, each by a rule and a seed, so that they are the same each time."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Paragraphs = tuple[str, ...]

POSTS = (
    "We are deeply grateful to everyone who stood in the rain with us tonight. More tomorrow. — City Choir (@citychoir) May 3, 2024",
    "BREAKING: the bridge on the old road stays closed until further notice, please take the bypass pic.twitter.com/aBcD12",
    "View this post on Instagram A post shared by Harbour Views (@harbourviews)",
    "Nobody told us. Nobody asked us. And now we are to pay for it? 😡 #notwithus",
    "Спасибо всем, кто был сегодня с нами на площади! Видео скоро. t.me/square_news",
    "오늘 함께해 주신 모든 분들께 감사드립니다. 영상은 곧 올라옵니다. #광장",
)
OWN_LINE = "Here is what others wrote today on what we follow; the full articles are behind the links."


def retitled(text: Paragraphs, _: random.Random, __: Sequence[str]) -> Paragraphs:
    return text


def cut(text: Paragraphs, chance: random.Random, _: Sequence[str]) -> Paragraphs:
    """Half of its words or a little more, from its beginning, its end, or anywhere between."""
    whole = _length(text)
    start = chance.choice([0, 0, len(text)])
    while start and _length(text[start:]) < whole / 2:
        start -= 1
    end = len(text)
    while _length(text[start : end - 1]) >= whole / 2:
        end -= 1
    return text[start:end]


def framed(text: Paragraphs, chance: random.Random, boilerplate: Sequence[str]) -> Paragraphs:
    """Two lines of another site before it, and three after."""
    lines = chance.sample(boilerplate, 5)
    return (*lines[:2], *text, *lines[2:])


def with_posts(text: Paragraphs, chance: random.Random, _: Sequence[str]) -> Paragraphs:
    found = list(text)
    for post in chance.sample(POSTS, 3):
        found.insert(chance.randint(1, len(found)), post)
    return tuple(found)


def edited(text: Paragraphs, chance: random.Random, _: Sequence[str]) -> Paragraphs:
    """One word in 25 is another, other quotation marks, and a sentence is gone."""
    found = [_reworded(paragraph, chance) for paragraph in text]
    at = chance.randrange(len(found))
    found[at] = ". ".join(found[at].split(". ")[1:]) or found[at]
    return tuple(paragraph.translate(str.maketrans("“”’", '""\'')) for paragraph in found)


def everything(text: Paragraphs, chance: random.Random, boilerplate: Sequence[str]) -> Paragraphs:
    for change in (cut, edited, with_posts, framed):
        text = change(text, chance, boilerplate)
    return text


def merged(first: Paragraphs, second: Paragraphs, chance: random.Random) -> Paragraphs:
    """Both on one page, each whole or cut to half."""
    return tuple(
        paragraph
        for text in (first, second)
        for paragraph in (cut(text, chance, ()) if chance.random() < 0.5 else text)
    )


def clipped(first: Paragraphs, second: Paragraphs, chance: random.Random) -> Paragraphs:
    """Three to five paragraphs of each, their first ones or any, and a line of its own."""
    parts = []
    for text in (first, second):
        count = chance.randint(3, 5)
        start = chance.choice([0, chance.randint(0, max(0, len(text) - count))])
        parts.append(text[start : start + count])
    return (OWN_LINE, *parts[0], "READ FULL ARTICLE", *parts[1])


COPIES: dict[str, Callable[[Paragraphs, random.Random, Sequence[str]], Paragraphs]] = {
    "retitled": retitled,
    "cut": cut,
    "framed": framed,
    "posts": with_posts,
    "edited": edited,
    "everything": everything,
}
PAGES: dict[str, Callable[[Paragraphs, Paragraphs, random.Random], Paragraphs]] = {"merged": merged, "clipped": clipped}


def _length(text: Sequence[str]) -> int:
    # characters measure half in every script
    return sum(map(len, text))


def _reworded(paragraph: str, chance: random.Random) -> str:
    changed = [word if chance.random() > 1 / 25 else "otherwise" for word in paragraph.split(" ")]
    return " ".join(changed)
