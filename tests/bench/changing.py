"""A press that changes from step to step: events with many reports, copies, edits, moved addresses, pages that are taken down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from crawler.demo.articles import Article, Change
from crawler.demo.outlets import Fault, FeedKind, Noise, Outlet, Validators
from tests.bench.press import EDITION, LANGUAGES, article
from tests.end_to_end.reports import YESTERDAY, reports, rewritten

OUTLETS = 5
TOPIC = "herald"  # it stands in each text that `tests.bench.press` makes, and in no other
# An answer takes so many seconds: a kill comes before the next.
_UNHURRIED = 0.01
_DOWN = 410


def outlets(steps: int, articles: int) -> tuple[Outlet, ...]:
    """Outlets that together list so many articles, more of them with each of so many steps; one is off topic."""
    english = [n for n in range(10 * articles) if LANGUAGES[EDITION[n % len(EDITION)] % len(LANGUAGES)] == "en"]
    made = [_article(place, number, steps, articles) for place, number in enumerate(english[:articles])]
    served = [tuple(each for number, each in made if number % OUTLETS == outlet) for outlet in range(OUTLETS)]
    feed, sitemap, section, home, noisy = served
    wait = (Fault("*", stall=_UNHURRIED),)
    away = _away(feed, steps)
    return (
        Outlet("Feed", feed, feed=FeedKind.RSS, faults=(*away, *wait)),
        Outlet("Sitemap", sitemap, sitemap=True, validators=Validators.MODIFIED, faults=wait),
        Outlet("Section", section, section="/section/", faults=wait),
        Outlet("Home", home, feed=FeedKind.ATOM, feed_named=True, faults=wait),
        Outlet("Noisy", noisy, feed=FeedKind.JSON, noise=Noise.AROUND, validators=Validators.NONE, faults=wait),
        Outlet("Off topic", _off_topic(steps), feed=FeedKind.RSS, faults=wait),
    )


def _article(place: int, number: int, steps: int, articles: int) -> tuple[int, Article]:
    """An article of the made-up press, and by which number it has its outlet: copies and originals differ in it."""
    made = article(number)
    step = place * steps // articles
    first = Article(
        path=f"/news/{number}-{'-'.join(made.title.lower().split())}",
        title=made.title,
        paragraphs=tuple(made.paragraphs),
        published=YESTERDAY + timedelta(minutes=place),
        listed_from=step,
    )
    return number, replace(first, changes=_changes(place, first, step + 1))


def _changes(place: int, first: Article, step: int) -> tuple[Change, ...]:
    """What becomes of an article at the step after it came: of most nothing."""
    told = first.published + timedelta(hours=1)
    sentence = f"The herald adds that {place + 2} more words are known."
    changes = {
        1: Change(step, edits=((first.paragraphs[1], f"{first.paragraphs[1]} {sentence}"),), modified=told),
        2: Change(step, title=f"{first.title} now {place}", modified=told),
        3: Change(step, path=f"/moved{first.path}"),
        4: Change(step, path=f"/moved{first.path}", former=404),
        5: Change(step, gone=_DOWN),
    }
    kind = place % 8
    return (changes[kind],) if kind in changes else ()


def _away(listed: tuple[Article, ...], steps: int) -> tuple[Fault, ...]:
    """One page of each step that cannot be had until the next."""
    first = {each.listed_from: each.path for each in reversed(listed)}
    return tuple(Fault(path, step, step + 1, status=500) for step, path in first.items() if step < steps - 1)


def _off_topic(steps: int) -> tuple[Article, ...]:
    edited, *others = reports(1, steps + 2)
    return (rewritten(edited, told=True), *(replace(each, listed_from=step) for step, each in enumerate(others)))
