"""The articles of the press, and what becomes of them from step to step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """An article's lead picture; `file` is a name in the folder `pictures`."""

    file: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an article at `step`. What is None or empty stays as it was."""

    step: int
    title: str | None = None
    edits: tuple[tuple[str, str], ...] = ()  # (old, new) words of the text; "\n\n" in the new words begins a paragraph
    paragraphs: tuple[str, ...] = ()  # a whole new text, before the edits
    modified: datetime | None = None
    guid: str | None = None
    path: str | None = None  # the article moves to this path
    former: int = 301  # what the path that it moved from answers: 301 to the new one, or 404, or 410
    gone: int | None = None  # 404 or 410: the page is taken down and no longer listed


@dataclass(frozen=True, slots=True)
class Article:
    """One report of an outlet, as it stands at one step."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    picture: Picture | None = None
    place: str | None = None  # of the dateline, "SEOUL"; its day is the day it was published
    agency: str | None = None  # of the dateline, in brackets
    paywalled: bool = False  # the paragraphs are all that a reader without a subscription sees
    script_only: bool = False  # the page holds no text, only a script that would load it
    canonical: str | None = None  # an absolute address; None for its own
    guid: str | None = None  # None: the feed's guid is the address
    listed_from: int = 0  # the step at which it appears
    changes: tuple[Change, ...] = ()
    gone: int | None = None
    former_paths: tuple[tuple[str, int], ...] = ()  # (path, what it answers), filled by `at`

    @property
    def lines(self) -> tuple[str, ...]:
        """The paragraphs as the page shows them: the dateline stands at the head of the first."""
        if not (self.place and self.paragraphs):
            return self.paragraphs
        agency = f" ({self.agency})" if self.agency else ""
        dateline = f"{self.place}, {self.published:%b} {self.published.day}{agency} – "
        return (dateline + self.paragraphs[0], *self.paragraphs[1:])


def at(article: Article, step: int) -> Article:
    """`article` as it stands at `step`; ValueError where an edit's old words are not in its text."""
    for change in sorted(article.changes, key=lambda change: change.step):
        if change.step <= step:
            article = _changed(article, change)
    return article


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of `text`: a blank line parts them, a single line end is a space."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _changed(article: Article, change: Change) -> Article:
    moved = ((article.path, change.former),) if change.path else ()
    return replace(
        article,
        title=change.title or article.title,
        paragraphs=_edited(change.paragraphs or article.paragraphs, change.edits),
        modified=change.modified or article.modified,
        guid=change.guid or article.guid,
        path=change.path or article.path,
        gone=change.gone or article.gone,
        former_paths=article.former_paths + moved,
    )


def _edited(paragraphs: tuple[str, ...], edits: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    text = "\n\n".join(paragraphs)
    for old, new in edits:
        if old not in text:
            raise ValueError(f"an edit looks for words that are not in the text: {old!r}")
        text = text.replace(old, new)
    return paragraphs_of(text)
