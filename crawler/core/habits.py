"""What an outlet is used to give, learned with each poll, and what its history tells of its health."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crawler.core import thinning
from crawler.core.health import OutletTrouble
from crawler.core.rhythm import Rhythm, begin, observe
from crawler.core.signs import Checkup, Kind, Sign
from crawler.core.silence import is_silent
from crawler.core.thinning import Forms, Measure, fallen, is_as_before, with_more

History = dict[Kind, Sign | None]
"""Of each kind that is judged by history, its sign; None that it is over; and no entry where nothing is told."""


@dataclass(frozen=True, slots=True)
class Habits:
    """When an outlet publishes, and what its articles have."""

    rhythm: Rhythm
    forms: Forms


def learn(habits: Habits | None, seen: Checkup, open_troubles: Collection[OutletTrouble]) -> tuple[Habits, History]:
    """An outlet's habits after a poll, and what they tell; None as `habits` is an outlet's that is visited first."""
    known = {trouble.kind: trouble for trouble in open_troubles}
    if habits is None:
        return Habits(begin(seen.at), with_more(Forms(), seen.forms, held=False)), {}
    rhythm, silent = _silence(habits.rhythm, seen, told=Kind.SILENT in known)
    forms, thinned = _thinning(habits.forms, seen, known.get(Kind.THINNED))
    return Habits(rhythm, forms), silent | thinned


def _silence(rhythm: Rhythm, seen: Checkup, *, told: bool) -> tuple[Rhythm, History]:
    if not seen.answered:
        return rhythm, {}
    # a silence that was told was none of its habits
    after = observe(rhythm, seen.at, seen.listed_new, learn=not told)
    if seen.listed_new:
        return after, {Kind.SILENT: None}
    if told or not is_silent(after):
        return after, {}
    return after, {Kind.SILENT: _silent(after, seen)}


def _silent(rhythm: Rhythm, seen: Checkup) -> Sign:
    last = f"{rhythm.last_new_at:%Y-%m-%d}" if rhythm.last_new_at else "its first visit"
    where = f" at {min(seen.asked)}" if seen.asked else ""
    said = (
        f"nothing new is listed{where} since {last}; by its own history there would have been news in"
        f" {max(1, round(rhythm.pause.due))} hours of that time. Open the outlet's site: a feed that stands still has often moved"
    )
    return Sign(Kind.SILENT, "its own history", said, frozenset())


def _thinning(forms: Forms, seen: Checkup, told: OutletTrouble | None) -> tuple[Forms, History]:
    if not seen.forms and told is None:
        return forms, {}
    after = with_more(forms, seen.forms, held=told is not None)
    if told is not None:
        if seen.at - told.since > thinning.ACCEPTED:
            return thinning.accepted(after), {Kind.THINNED: None}
        return after, {Kind.THINNED: None} if is_as_before(after) else {}
    fell = fallen(after)
    return after, {Kind.THINNED: _thinned(fell)} if fell else {}


def _thinned(fell: Collection[Measure]) -> Sign:
    lost = ", ".join(_WORDS[measure.name].format(now=measure.now, before=measure.before) for measure in fell)
    said = f"of its last {thinning.NEWEST} articles {lost}: a new layout? Compare “newswatch read URL” with the page"
    return Sign(Kind.THINNED, ", ".join(_LOST[measure.name] for measure in fell), said, frozenset())


_LOST = {"length": "length", "dated": "dates", "signed": "authors", "pictured": "pictures"}
_WORDS = {
    "length": "the middle one has {now} characters, where it had {before}",
    "dated": "{now} tell their date, where {before} did",
    "signed": "{now} name an author, where {before} did",
    "pictured": "{now} have a picture, where {before} had",
}
