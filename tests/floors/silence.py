"""Whether an outlet that is well is never told as silent, and one that stops soon is: `python -m tests.floors.silence`.

Simulated years, visited every hour, through the functions that the service uses. A front page's history is thinned to quiet
outlets of several rates, whole and with leaves; others are drawn by chance, with seeds. Each outlet is then stopped at several
dates, and the days until it is told are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from statistics import median

from crawler.core.rhythm import Rhythm, begin, observe
from crawler.core.silence import is_silent
from tests.floors.headlines import COLLECTIONS, histories

__all__ = ["COLLECTIONS", "main", "measure"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Where chance alone makes an outlet: two years, so that the second is judged by what the first taught.
BEGINNING = datetime(2023, 3, 1, tzinfo=UTC)
YEARS = 2
LONGEST_LOOKED = timedelta(days=150)


@dataclass(frozen=True, slots=True)
class Past:
    """An outlet's past: when it listed something new, in the order of time, and from when until when it was watched."""

    name: str
    news: Sequence[datetime]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often an outlet that is well was told as silent, and after how many days when it stopped, each time."""

    name: str
    a_week: float
    years: float
    false_alarms: int
    days: tuple[float, ...]


# ---- outlets ----------------------------------------------------------------------------------------------------------


def thinned(seen: Sequence[tuple[datetime, str]], a_week: float, *, weekdays: bool = False) -> list[datetime]:
    """Of a front page's addresses so many a week, always the same ones."""
    span = (seen[-1][0] - seen[0][0]) / timedelta(weeks=1)
    kept = [(at, url) for at, url in seen if not weekdays or at.weekday() < 5]
    one_of = max(1.0, len(kept) / (span * a_week))
    return [at for at, url in kept if int(sha256(url.encode()).hexdigest()[:8], 16) / 2**32 < 1 / one_of]


def on_leave(at: datetime) -> bool:
    """Whether a small newsroom is closed: from before Christmas until after Epiphany, three weeks in August, a week in April."""
    day = (at.month, at.day)
    return day >= (12, 21) or day <= (1, 6) or (8, 3) <= day <= (8, 24) or (4, 13) <= day <= (4, 19)


def by_chance(seed: int, a_week: float, busy: Callable[[datetime], float]) -> list[datetime]:
    """News that come by chance, so many a week where `busy` is 1 the whole week."""
    random = Random(seed)  # noqa: S311 - a simulation
    rate = a_week / 168
    hours = (BEGINNING + n * HOUR for n in range(YEARS * 365 * 24))
    return [at + random.random() * HOUR for at in hours if random.random() < rate * busy(at)]


def weekly(seed: int) -> list[datetime]:
    """A column that comes on Tuesdays, a day or two late at times, and is left out one week in ten."""
    random = Random(seed)  # noqa: S311 - a simulation
    days = (BEGINNING + timedelta(days=7 * n + 6) for n in range(YEARS * 52))
    return [at + random.expovariate(1.5) * DAY for at in days if random.random() > 0.1]


def _office(at: datetime) -> float:
    return 1.0 if at.weekday() < 5 and 8 <= at.hour < 18 else 0.0


def _awake(at: datetime) -> float:
    return 1.0 if at.hour >= 6 else 0.05


def outlets(seeds: int) -> Iterator[Past]:
    """All outlets: of the corpus, and `seeds` of each kind by chance."""
    yield from _of_the_corpus()
    end = BEGINNING + YEARS * 365 * DAY
    for seed in range(seeds):
        made = {
            "chance, 3 a week": by_chance(seed, 3, lambda _: 1),
            "chance, 1 a day": by_chance(seed, 7, lambda _: 1),
            "chance, 10 a day, less by night": by_chance(seed, 90, _awake),
            "office hours, 2 a day": by_chance(seed, 35, _office),
            "weekly column": weekly(seed),
        }
        for name, news in made.items():
            yield Past(name, news, BEGINNING, end)
            if "10 a day" not in name:  # a newsroom does not close
                yield Past(f"{name}, with leaves", [at for at in news if not on_leave(at)], BEGINNING, end)


def _of_the_corpus() -> Iterator[Past]:
    seen = sorted((datetime.fromtimestamp(one["versions"][0]["first_seen"], UTC), one["url"]) for one in histories())
    if not seen:
        return
    start, end = seen[0][0], seen[-1][0]
    kinds = {"whole": 1e9, "1 a day": 7, "3 a week": 3, "1 a week": 1}
    made = {name: thinned(seen, a_week) for name, a_week in kinds.items()}
    made["weekdays"] = thinned(seen, 5, weekdays=True)
    for name, news in made.items():
        yield Past(f"front page, {name}", news, start, end)
        if name != "whole":
            yield Past(f"front page, {name}, with leaves", [at for at in news if not on_leave(at)], start, end)


# ---- what becomes of them ---------------------------------------------------------------------------------------------


def tried(past: Past, stops: int) -> Outcome:
    """An outlet's past, and the same stopped at so many dates of its last year."""
    last_year = [at for at in past.news if at > past.end - 365 * DAY]
    chosen = [last_year[len(last_year) * n // stops] for n in range(stops)]
    years = (past.end - past.start) / (365.25 * DAY)
    rhythm, alarms, silent = begin(past.start), 0, False
    days = []
    waiting = iter([*chosen, None])
    stop = next(waiting)
    for at, new in _visits(past):
        rhythm = observe(rhythm, at, new, learn=not silent)
        was, silent = silent, is_silent(rhythm)
        alarms += silent and not was
        if stop and at > stop:
            days.append(_until_told(rhythm, at))
            stop = next(waiting)
    return Outcome(past.name, len(past.news) / (years * 52.18), years, alarms, tuple(days))


def _until_told(rhythm: Rhythm, stopped: datetime) -> float:
    """How many days pass from when an outlet stops until it is told as silent."""
    at = stopped
    while not is_silent(rhythm) and at - stopped < LONGEST_LOOKED:
        at += 6 * HOUR
        rhythm = observe(rhythm, at, 0)
    return (at - stopped) / DAY


def _visits(past: Past) -> Iterator[tuple[datetime, int]]:
    """A visit every hour, and how much was new."""
    news = iter(past.news)
    following = next(news, None)
    at = past.start
    while at < past.end:
        at += HOUR
        new = 0
        while following is not None and following <= at:
            new += 1
            following = next(news, None)
        yield at, new


def results(seeds: int, stops: int) -> list[Outcome]:
    """What became of each outlet; those of one name together."""
    by_name: dict[str, list[Outcome]] = {}
    for past in outlets(seeds):
        by_name.setdefault(past.name, []).append(tried(past, stops))
    return [_together(found) for found in by_name.values()]


def measure() -> dict[str, float]:
    """How many years went by for each false alarm, and after how many days outlets that stop are told, each kind of outlet.

    A floor is the least that is allowed, so that a delay stands there as what is left of sixty days.
    """
    found = results(seeds=1, stops=3)
    scores = {
        "outlet_years": sum(each.years for each in found),
        "without_false_alarm": 1 - sum(e.false_alarms for e in found),
    }
    return scores | {f"{each.name}, days before the sixtieth": 60 - median(each.days) for each in found}


def _together(found: Iterable[Outcome]) -> Outcome:
    found = list(found)
    return Outcome(
        found[0].name,
        sum(each.a_week for each in found) / len(found),
        sum(each.years for each in found),
        sum(each.false_alarms for each in found),
        tuple(days for each in found for days in each.days),
    )


def main() -> None:
    """Print what became of each outlet."""
    print(f"{'':44}{'a week':>8}{'years':>7}{'false alarms':>14}{'days until told: median':>25}{'most':>7}")
    for each in results(seeds=10, stops=6):
        print(
            f"{each.name:44}{each.a_week:8.1f}{each.years:7.1f}{each.false_alarms:14}{median(each.days):25.1f}{max(each.days):7.1f}"
        )


if __name__ == "__main__":
    main()
