"""What a person said on a page, read from the form that it sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from datasette.utils.asgi import Request

from crawler.core.dates import parse_moment
from crawler.core.review import Verdict
from crawler.web.local import is_local
from storage.review import Noun, Subject

Fields = Mapping[str, Sequence[str]]
# Characters of a note: a page of writing.
LONGEST_NOTE = 4_000
_SUBJECT = re.compile(r"(story|article)-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    """What was said, of which subjects. None stays as it was."""

    subjects: tuple[Subject, ...]
    verdict: Verdict | None
    note: str | None


async def fields(request: Request) -> dict[str, list[str]]:
    """The form's fields, each with all its values."""
    return parse_qs((await request.post_body()).decode("utf-8", "replace"), keep_blank_values=True)


def word(form: Fields) -> Word:
    """What a form says.

    A button named after a verdict, or `note`, speaks of the one subject that it names; with the value `selected`, of all that
    are ticked, with the note beside the buttons where one is written.
    """
    name, value = next(((name, form[name][0]) for name in (*Verdict, "note") if form.get(name)), ("", ""))
    verdict = Verdict(name) if name in set(Verdict) else None
    if value == "selected":
        return Word(_subjects(form.get("select", ())), verdict, _note(form, "note-selected"))
    subjects = _subjects([value])
    return Word(subjects, verdict, _note(form, f"note-{value}") if name == "note" else None)


def back(form: Fields) -> str:
    """The page to go back to: one of ours, else the queue."""
    asked = form.get("back", ["/"])[0]
    return asked if is_local(asked) else "/"


def shown_at(form: Fields) -> datetime | None:
    """When the page was made on which this was said."""
    moment = parse_moment(form.get("shown", [""])[0])
    return moment.at if moment else None


def numbers(values: Sequence[str]) -> list[int]:
    """The row numbers among `values`."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= len(str(1 << 53))]


def _subjects(values: Sequence[str]) -> tuple[Subject, ...]:
    found = (_SUBJECT.fullmatch(value) for value in dict.fromkeys(values))
    return tuple(Subject(Noun(each[1]), int(each[2])) for each in found if each)


def _note(form: Fields, name: str) -> str | None:
    """A note that was written; on a single subject an empty one is taken for deleted."""
    written = form.get(name, [""])[0][:LONGEST_NOTE].replace("\r\n", "\n").strip()
    return written if written or name != "note-selected" else None
