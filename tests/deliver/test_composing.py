"""Digests of what is stored: from pages that came in to what a reader gets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.core.dates import iso
from crawler.core.digest import Rendered
from crawler.core.models import Image, Topic
from crawler.core.periods import Period
from crawler.core.plans import DigestPlan, Include
from crawler.core.signs import Checkup, Kind, Sign
from crawler.deliver.composing import compose
from storage.store import Store
from tests.deliver.pages import parsed
from tests.storage.newsroom import FERRIES, NOW, TEXT, TITLE, came, listed, newsroom, receive

HOUR = timedelta(hours=1)
PERIOD = Period(NOW, NOW + 24 * HOUR)
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with newsroom(tmp_path) as opened:
        yield opened


def composed(store: Store, period: Period = PERIOD, include: Include = Include.ALL) -> Rendered:
    plan = DigestPlan("morning", (FERRIES.name,), (), include=include)
    return compose(store, plan, period, period.end, UTC_ZONE)


def judged(store: Store, verdict: str, at: Any, *, article: int | None = None, story: int | None = None) -> None:
    store.db.execute(
        "INSERT INTO verdicts (story_id, article_id, verdict, at) VALUES (?, ?, ?, ?)",
        [story, article, verdict, iso(at)],
    )


def test_a_new_article_is_told_in_the_period_in_which_it_came_and_in_no_other(store: Store) -> None:
    receive(store, came(image=Image("https://gazette.example/1.jpg", "The old ferry.")))
    digest = composed(store)
    assert digest.items == 1
    assert digest.subject == f"morning: {TITLE}"
    for form in (digest.html, digest.text, digest.markdown, digest.entry):
        assert TEXT[0] in form
        assert "The old ferry." in form
    assert composed(store, Period(NOW - 24 * HOUR, NOW)).items == 0
    assert composed(store, Period(NOW + HOUR, NOW + 24 * HOUR)).items == 0


def test_what_was_listed_at_the_first_visit_is_counted_and_not_told(store: Store) -> None:
    receive(store, came(), announced=False)
    digest = composed(store)
    assert digest.items == 0
    assert "1 listed already when their outlets were first visited" in digest.text


def test_a_copy_is_told_with_its_original_as_carried_by_its_outlet(store: Store) -> None:
    receive(store, came())
    receive(store, came(listed("/boats", "Tribune", "Boats")))
    digest = composed(store)
    assert digest.items == 1
    assert "Also carried by Tribune" in digest.text
    assert digest.text.count(TEXT[1]) == 1


def test_a_copy_of_what_an_earlier_digest_told_is_no_news(store: Store) -> None:
    receive(store, came())
    receive(store, came(listed("/boats", "Tribune", "Boats"), at=NOW + 30 * HOUR))
    digest = composed(store, Period(NOW + 24 * HOUR, NOW + 48 * HOUR))
    assert digest.items == 0
    assert "1 copies of articles that were known before" in digest.text


def test_an_edit_that_matters_is_told_word_by_word_and_one_of_style_is_counted(store: Store) -> None:
    receive(store, came())
    edited = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
    receive(store, came(paragraphs=edited, at=NOW + 30 * HOUR))
    receive(
        store, came(paragraphs=(*edited[:3], edited[3].replace("telephone as", "telephone, as")), at=NOW + 31 * HOUR)
    )
    digest = composed(store, Period(NOW + 24 * HOUR, NOW + 48 * HOUR))
    assert digest.items == 1
    assert "FIGURES CHANGED" in digest.text
    assert "[-300-] {+1,000+}" in digest.text
    assert "edits of style alone" in digest.text
    tree = parsed(digest.html)
    assert [piece.text for piece in tree.iter("del")] == ["300 "]
    assert [piece.text for piece in tree.iter("ins")] == ["1,000 "]


def test_an_article_that_an_edit_brought_on_topic_is_told_as_that(store: Store) -> None:
    off = [Topic("Other", "storm OR storms")]
    words = ("The boat to the northern islands will run twice a day from Monday, the harbour office said.", *TEXT[2:])
    receive(store, came(title="Boats", paragraphs=words, topics=off))
    receive(store, came(title="Boats", paragraphs=(*words, "The ferry is an old one."), at=NOW + 30 * HOUR))
    digest = composed(store, Period(NOW + 24 * HOUR, NOW + 48 * HOUR))
    assert "On topic by an edit" in digest.text


def test_an_article_that_an_edit_brought_from_another_topic_is_news_of_this_one(store: Store) -> None:
    other = Topic("Fares", "fares")
    words = ("The boat to the northern islands will run twice a day from Monday, the harbour office said.", *TEXT[2:])
    receive(store, came(title="Boats", paragraphs=words, topics=[other]))
    edited = (*words, "The ferry is an old one, and many passengers expect a new one.")
    receive(store, came(title="Boats", paragraphs=edited, topics=[other, FERRIES], at=NOW + 30 * HOUR))
    assert composed(store).items == 0
    digest = composed(store, Period(NOW + 24 * HOUR, NOW + 48 * HOUR))
    assert "On topic by an edit; it was first seen, off topic, on January 14, 2025." in digest.text


def test_a_new_query_makes_no_news_of_what_was_stored_before(store: Store) -> None:
    receive(store, came())
    store.topics.keep([Topic(FERRIES.name, "ferry")], NOW + 30 * HOUR)
    assert composed(store).items == 1
    assert composed(store, Period(NOW + 24 * HOUR, NOW + 48 * HOUR)).items == 0


@pytest.mark.parametrize(
    ("verdicts", "include", "items"),
    [
        ([], Include.ALL, 1),
        ([], Include.KEPT, 0),
        ([("drop", {"article": 1})], Include.ALL, 0),
        ([("drop", {"story": 1})], Include.ALL, 0),
        ([("keep", {"story": 1})], Include.KEPT, 1),
        ([("keep", {"article": 1})], Include.KEPT, 1),
        ([("keep", {"story": 1}), ("drop", {"article": 1})], Include.KEPT, 0),
        ([("drop", {"article": 1}), ("keep", {"article": 1})], Include.KEPT, 1),
        ([("later", {"story": 1})], Include.ALL, 1),
    ],
)
def test_verdicts_decide_and_the_last_word_on_the_article_itself_counts(
    store: Store, verdicts: list[tuple[str, dict[str, int]]], include: Include, items: int
) -> None:
    receive(store, came())
    for verdict, about in verdicts:
        judged(store, verdict, NOW + HOUR, **about)
    assert composed(store, include=include).items == items


def test_what_is_kept_a_day_later_is_in_the_next_digest_of_what_was_kept(store: Store) -> None:
    receive(store, came())
    judged(store, "keep", NOW + 30 * HOUR, story=1)
    assert composed(store, include=Include.KEPT).items == 0
    assert composed(store, Period(NOW + 24 * HOUR, NOW + 48 * HOUR), Include.KEPT).items == 1


def test_a_verdict_on_a_story_that_was_merged_holds_for_the_one_it_is_part_of(store: Store) -> None:
    receive(store, came())
    store.db.execute(
        "INSERT INTO stories (id, title, outlets, articles, first_seen_at, last_activity_at, merged_into)"
        " VALUES (9, '', 0, 0, ?, ?, 1)",
        [iso(NOW), iso(NOW)],
    )
    judged(store, "drop", NOW + HOUR, story=9)
    assert composed(store).items == 0


def test_an_outlet_s_trouble_is_told_once_when_it_begins_and_once_when_it_has_ended(store: Store) -> None:
    refuses = Sign(Kind.BLOCKED, "Akamai", "the server answered 403", frozenset({"feed"}))
    for hours, signs in ((1, [refuses]), (2, [refuses]), (30, [])):
        at = NOW + hours * HOUR
        whole = frozenset() if signs else frozenset({"feed"})
        store.health.keep(Checkup("Tribune", at, at, tuple(signs), frozenset({"feed"}), whole))
    told = []
    for day, news in enumerate([False, True, True, True]):
        period = Period(NOW + 24 * day * HOUR, NOW + 24 * (day + 1) * HOUR)
        if day == 1:
            # it ends in this period, and in the one before no digest was sent: both are told
            assert "it lets us in again; it was blocked since January 14, 2025" in composed(store, period).text
        if news:
            receive(store, came(listed(f"/{day}"), title=f"Ferry {day}", at=period.start + HOUR))
        digest = composed(store, period)
        told.append("Tribune: " in digest.text)
        plan = DigestPlan("morning", (FERRIES.name,), ())
        store.digests.add(plan, period, period.end, digest, slot=None, message_id=str(day))
    assert told == [True, True, False, False]


def test_an_outlet_s_trouble_alone_is_no_news(store: Store) -> None:
    refuses = Sign(Kind.BLOCKED, "Akamai", "the server answered 403", frozenset({"feed"}))
    for hours in (1, 2):
        store.health.keep(Checkup("Tribune", NOW + hours * HOUR, NOW + hours * HOUR, (refuses,)))
    digest = composed(store)
    assert digest.items == 0
    for form in (digest.html, digest.text, digest.markdown, digest.entry):
        assert "blocked (Akamai) since January 14, 2025: the server answered 403" in form


def test_other_topics_are_another_digest_s(store: Store) -> None:
    receive(store, came())
    plan = DigestPlan("morning", ("Other",), ())
    assert compose(store, plan, PERIOD, PERIOD.end, UTC_ZONE).items == 0
