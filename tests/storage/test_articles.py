from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.core.choose import MOST_TRIES, Remembered, to_fetch
from crawler.core.dates import iso
from crawler.core.fetched import OutletPlan
from crawler.core.judge import Filled, New, OffTopic, Revised, TakenDown, Unchanged, Unread
from crawler.core.models import ArticleState, Dateline, Image, RevisionKind, Topic, VisitState
from crawler.core.query import Query, parse
from crawler.crawl_pass import CrawlPass
from crawler.readers import Readers
from spiders.hosts import Hosts
from storage.search import search
from storage.store import Store
from storage.topics import TopicMatcher
from storage.twins import MOST_TWINS
from tests.storage.newsroom import (
    FERRIES,
    GAZETTE,
    NOW,
    TEXT,
    TITLE,
    Page,
    came,
    failed,
    listed,
    newsroom,
    receive,
    row,
    rows,
    untitled,
)

LATER = NOW + timedelta(hours=3)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EDITED = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
BREAD = (
    "Bakers in the capital will stop selling bread by the loaf and weigh each sale instead, their guild decided.",
    "Customers who were asked on the market square called the plan strange, but said that they would wait and see.",
    "The guild's chair said scales had been ordered for every shop and would be delivered before the end of the month.",
)
SITE = "https://gazette.example"
OFF_TOPIC: dict[str, Any] = {"title": "Bread by weight", "paragraphs": BREAD, "published_at": NOW - DAY}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path) as opened:
        yield opened


def revisions(store: Store) -> list[tuple[Any, ...]]:
    return rows(store, "SELECT number, kind, title, text FROM revisions ORDER BY number")


def found(store: Store, asked: str) -> list[int]:
    query = parse(asked)
    assert isinstance(query, Query)
    return [hit.article_id for hit in search(store.db, query, limit=10)]


def aliases(store: Store) -> dict[str, int]:
    return dict(rows(store, "SELECT key, article_id FROM aliases"))


def count(store: Store, table: str) -> int:
    number: int = rows(store, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 - a table's name
    return number


# ---- new --------------------------------------------------------------------------------------------------------------


def test_a_new_article_is_stored_with_everything_that_is_known_of_it(store: Store) -> None:
    page = came(
        listed(summary="Two boats a day.", modified_at=NOW - HOUR),
        etag='"7"',
        authors=("Ada North",),
        language="en",
        published_at=NOW - HOUR,
        image=Image(f"{SITE}/ferry.jpg", "The ferry", "Ben South"),
        section="Harbour",
        tags=("ferries", "islands"),
        paywalled=True,
        dateline=Dateline("PORT", "Wire", "PORT (Wire) –"),
    )
    assert receive(store, page) == New()
    told = {
        "outlet": "Gazette",
        "url": f"{SITE}/ferry",
        "title": TITLE,
        "text": "\n\n".join(TEXT),
        "authors": '["Ada North"]',
        "language": "en",
        "published_at": "2025-01-14T07:00:00Z",
        "state": "read",
        "reason": None,
        "summary": "Two boats a day.",
        "dateline": "PORT (Wire) –",
        "image_url": f"{SITE}/ferry.jpg",
        "image_caption": "The ferry",
        "image_credit": "Ben South",
        "section": "Harbour",
        "tags": '["ferries", "islands"]',
        "paywalled": 1,
        "source_url": f"{SITE}/feed",
        "said_title": TITLE,
        "said_modified_at": "2025-01-14T07:00:00Z",
        "etag": '"7"',
        "revision": 1,
        "copy_of": None,
        "retry_at": None,
        "extractor": "reader 1",
    }
    stored = row(store, "articles")
    assert {name: stored[name] for name in told} == told
    times = ("first_seen_at", "last_seen_at", "last_fetched_at", "last_changed_at")
    assert {stored[name] for name in times} == {"2025-01-14T08:00:00Z"}


def test_a_new_article_has_its_first_revision_its_address_its_matches_and_can_be_searched(store: Store) -> None:
    receive(store, came())
    assert revisions(store) == [(1, "first", TITLE, "\n\n".join(TEXT))]
    assert aliases(store) == {"gazette.example/ferry": 1}
    (match,) = rows(store, "SELECT topic, revision, evidence ->> '$[0].words' FROM matches")
    assert match == ("Ferries", 1, "ferry")
    assert found(store, "timetable") == [1]


@pytest.mark.parametrize("announced", [True, False])
def test_what_was_listed_before_the_first_poll_is_stored_and_not_announced(store: Store, *, announced: bool) -> None:
    receive(store, came(), announced=announced)
    assert row(store, "articles")["announced"] == announced


def test_a_copy_names_its_original_and_how_much_both_share(store: Store) -> None:
    receive(store, came())
    assert isinstance(receive(store, came(listed("/wire/1", "Tribune"), paragraphs=TEXT[:2])), New)
    receive(store, came(listed("/wire/2", "Tribune"), title="Two ferry boats", paragraphs=TEXT[1:]))
    copies = rows(store, "SELECT id, copy_of, copy_share FROM articles WHERE outlet = 'Tribune'")
    assert [(id_, original) for id_, original, _ in copies] == [(2, 1), (3, 1)]
    assert all(0.6 <= share <= 1 for _, _, share in copies)


# ---- revised ----------------------------------------------------------------------------------------------------------


def test_an_edit_is_a_revision_and_the_version_before_is_kept(store: Store) -> None:
    receive(store, came())
    judgement = receive(store, came(at=LATER, paragraphs=EDITED))
    assert isinstance(judgement, Revised)
    assert judgement.change.kind is RevisionKind.FIGURES
    assert revisions(store) == [
        (1, "first", TITLE, "\n\n".join(TEXT)),
        (2, "figures", TITLE, "\n\n".join(EDITED)),
    ]
    stored = row(store, "articles")
    assert (stored["revision"], stored["text"]) == (2, "\n\n".join(EDITED))
    assert (stored["first_seen_at"], stored["last_changed_at"]) == (iso(NOW), iso(LATER))
    (summary,) = rows(store, "SELECT seen_at, summary FROM revisions WHERE number = 2")
    assert summary == (iso(LATER), f"Figures: 300 → 1,000 passengers in “{EDITED[1][:79]}…”")


def test_after_an_edit_the_new_text_is_found_and_the_old_is_not(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=LATER, title="Second boat delayed", paragraphs=(*TEXT[:3], "Fog held the new boat back.")))
    assert found(store, "fog") == [1]
    assert found(store, "title:delayed") == [1]
    assert found(store, "telephone") == []


def test_a_copy_of_an_earlier_version_is_still_known_as_a_copy(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=LATER, paragraphs=(*TEXT[:1], *BREAD)))
    twins = store.articles.twins(came(listed("/copy", "Tribune")).fingerprint)
    assert [twin.article_id for twin in twins] == [1]


def test_an_edit_keeps_the_topics_an_article_was_on_and_adds_those_it_is_on_now(store: Store) -> None:
    bread = Topic("Bread", "bread")
    receive(store, came(topics=[FERRIES, bread]))
    edited = {"title": "Bread by weight", "paragraphs": (TEXT[1], *BREAD), "modified_at": LATER}
    receive(store, came(at=LATER, topics=[FERRIES, bread], **edited))
    matched = rows(store, "SELECT topic, revision, matched_at FROM matches ORDER BY matched_at")
    assert matched == [("Ferries", 1, iso(NOW)), ("Bread", 2, iso(LATER))]


def test_an_edit_that_stays_on_topic_keeps_when_it_came_on_it_and_takes_the_words_of_now(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=LATER, title="Ferries to the islands"))
    (match,) = rows(store, "SELECT revision, matched_at, evidence ->> '$[0].words' FROM matches")
    assert match == (1, iso(NOW), "Ferries")


TOLD: dict[str, Any] = {
    "authors": ("Ada North",),
    "language": "en",
    "published_at": NOW - HOUR,
    "modified_at": NOW - HOUR / 2,
    "image": Image(f"{SITE}/ferry.jpg", "The ferry", "Ben South"),
    "section": "Harbour",
    "tags": ("ferries",),
    "dateline": Dateline("PORT", "Wire", "PORT (Wire) –"),
}
KEPT = (
    "authors language published_at modified_at image_url image_caption image_credit section tags dateline summary "
    "said_title said_modified_at etag"
).split()


@pytest.mark.parametrize("paragraphs", [EDITED, TEXT], ids=["edited", "unchanged"])
def test_what_a_page_does_not_tell_any_more_stays_as_it_was_told(store: Store, paragraphs: tuple[str, ...]) -> None:
    receive(store, came(listed(summary="Two boats a day.", modified_at=NOW - HOUR), etag='"7"', **TOLD))
    before = row(store, "articles")
    receive(store, came(listed(title=None), at=LATER, paragraphs=paragraphs))
    after = row(store, "articles")
    assert None not in [before[name] for name in KEPT]
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}


def test_a_day_without_a_time_stays_known_as_one_when_no_date_is_told_later(store: Store) -> None:
    midnight = NOW.replace(hour=0)
    receive(store, came(published_at=midnight, published_day_only=True))
    receive(store, came(at=LATER, paragraphs=EDITED))
    stored = row(store, "articles")
    assert (stored["published_at"], stored["published_day_only"]) == (iso(midnight), 1)


# ---- headlines, and pages that cannot be read -------------------------------------------------------------------------


def test_a_page_that_cannot_be_read_is_kept_as_a_headline_with_the_reason_and_tried_again(store: Store) -> None:
    assert receive(store, failed(VisitState.WALL, why="the page asks for a log-in")) == New()
    stored = row(store, "articles")
    assert (stored["state"], stored["title"], stored["text"]) == ("headline", TITLE, None)
    assert stored["reason"] == "the page asks for a log-in"
    assert (stored["tries"], stored["retry_at"]) == (1, iso(NOW + 10 * MINUTE))
    assert found(store, "title:ferry") == [1]


def test_a_headline_whose_page_is_gone_for_good_is_not_tried_again(store: Store) -> None:
    receive(store, failed(VisitState.GONE))
    assert row(store, "articles")["retry_at"] is None


def test_tries_come_further_apart_and_end_and_the_last_reason_is_told(store: Store) -> None:
    at, pauses = NOW, []
    for number in range(MOST_TRIES):
        page = failed(VisitState.TIMEOUT, at=at, why=f"try {number}")
        assert receive(store, page) == (Unread(1) if number else New())
        stored = row(store, "articles")
        assert (stored["tries"], stored["reason"]) == (number + 1, f"try {number}")
        if stored["retry_at"]:
            due = datetime.fromisoformat(stored["retry_at"])
            pauses.append((due - at) / MINUTE)
            at = due
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280]
    assert row(store, "articles")["retry_at"] is None


def test_a_page_that_can_be_read_by_now_gives_the_headline_its_text_and_is_no_edit(store: Store) -> None:
    receive(store, failed(VisitState.TIMEOUT))
    assert receive(store, came(at=LATER)) == Filled(1)
    stored = row(store, "articles")
    assert (stored["state"], stored["reason"], stored["retry_at"], stored["revision"]) == ("read", None, None, 1)
    assert (stored["text"], stored["first_seen_at"]) == ("\n\n".join(TEXT), iso(NOW))
    assert revisions(store) == [(1, "first", TITLE, "\n\n".join(TEXT))]
    assert found(store, "timetable") == [1]


def test_a_headline_that_turns_out_to_be_a_copy_names_its_original(store: Store) -> None:
    receive(store, came(listed("/wire", "Tribune")))
    receive(store, failed(VisitState.TIMEOUT))
    assert receive(store, came(at=LATER)) == Filled(2, copy_of=1, share=1.0)
    assert rows(store, "SELECT copy_of, copy_share FROM articles WHERE id = 2") == [(1, 1.0)]


@pytest.mark.parametrize("state", [VisitState.WALL, VisitState.TIMEOUT, VisitState.NOT_FOUND, VisitState.SOFT_404])
def test_a_page_that_cannot_be_read_this_time_changes_nothing_that_is_stored(store: Store, state: VisitState) -> None:
    receive(store, came(**TOLD))
    before = row(store, "articles")
    assert isinstance(receive(store, failed(state, at=LATER, why="…")), Unread)
    tries = {"last_fetched_at", "tries", "retry_at", "recheck_at", "missing_since"}  # what is noted of the try
    after = row(store, "articles")
    assert {name: after[name] for name in after.keys() - tries} == {
        name: before[name] for name in before.keys() - tries
    }
    assert len(revisions(store)) == 1


@pytest.mark.parametrize("first", [failed(VisitState.WALL), came()], ids=["headline", "read"])
def test_a_page_that_fails_after_its_source_told_of_a_change_is_asked_for_with_growing_pauses(
    store: Store, first: Page
) -> None:
    receive(store, first)
    renamed = listed(title="Second ferry delayed")
    assert to_fetch([renamed], store.articles.remembered([renamed]), LATER)
    receive(store, failed(VisitState.WALL, renamed, at=LATER))
    assert not to_fetch([renamed], store.articles.remembered([renamed]), LATER + MINUTE)


def test_a_page_that_the_outlet_took_down_keeps_its_last_text(store: Store) -> None:
    receive(store, came())
    assert receive(store, failed(VisitState.GONE, at=LATER, why="the server answered 410")) == TakenDown(1)
    stored = row(store, "articles")
    assert (stored["state"], stored["reason"]) == ("gone", "the server answered 410")
    assert (stored["text"], stored["revision"], stored["last_changed_at"]) == ("\n\n".join(TEXT), 2, iso(LATER))
    assert revisions(store)[1] == (2, "gone", TITLE, "\n\n".join(TEXT))
    assert found(store, "timetable") == [1]


@pytest.mark.parametrize("paragraphs", [TEXT, EDITED], ids=["as it was", "edited"])
def test_an_article_that_comes_back_is_read_again(store: Store, paragraphs: tuple[str, ...]) -> None:
    receive(store, came())
    receive(store, failed(VisitState.GONE, at=LATER, why="the server answered 410"))
    receive(store, came(at=LATER + DAY, paragraphs=paragraphs))
    stored = row(store, "articles")
    assert (stored["state"], stored["reason"]) == ("read", None)


# ---- unchanged, moved -------------------------------------------------------------------------------------------------


def test_an_unchanged_article_was_seen_again(store: Store) -> None:
    receive(store, came(etag='"1"'))
    renamed = listed(title="SECOND FERRY TO THE ISLANDS", modified_at=LATER)
    assert receive(store, came(renamed, at=LATER, etag='"2"')) == Unchanged(1)
    stored = row(store, "articles")
    assert (stored["last_seen_at"], stored["last_fetched_at"], stored["etag"]) == (iso(LATER), iso(LATER), '"2"')
    assert (stored["said_title"], stored["said_modified_at"]) == (renamed.title, iso(LATER))
    assert (stored["revision"], stored["last_changed_at"]) == (1, iso(NOW))
    assert len(revisions(store)) == 1


def test_an_article_that_moved_is_known_under_both_addresses_and_shown_under_the_new_one(store: Store) -> None:
    receive(store, came())
    assert receive(store, came(listed("/news/7"), at=LATER)) == Unchanged(1, moved=True)
    assert aliases(store) == {"gazette.example/ferry": 1, "gazette.example/news/7": 1}
    assert row(store, "articles")["url"] == f"{SITE}/news/7"


def test_an_article_that_is_redirected_is_known_under_every_address(store: Store) -> None:
    receive(store, came(answered=f"{SITE}/a", canonical_url=f"{SITE}/c"))
    assert receive(store, came(at=LATER, answered=f"{SITE}/b")) == Unchanged(1)
    keys = {f"gazette.example/{name}" for name in ("ferry", "a", "b", "c")}
    assert aliases(store) == dict.fromkeys(keys, 1)


def test_an_address_that_was_given_to_another_article_leads_to_that_one(store: Store) -> None:
    receive(store, came(published_at=NOW - HOUR))
    pier = "One of them bakes on the ferry pier."
    other = came(published_at=NOW + HOUR, title="Bakers weigh their bread", paragraphs=(*BREAD, pier), at=NOW + DAY)
    assert receive(store, other) == New(replaces=1)
    assert aliases(store) == {"gazette.example/ferry": 2}
    assert rows(store, "SELECT id, state, replaced_by FROM articles") == [(1, "read", 2), (2, "read", None)]


def test_a_canonical_address_that_several_articles_name_stays_with_the_first(store: Store) -> None:
    receive(store, came(canonical_url=f"{SITE}/news"))
    other = came(listed("/bread"), title="A ferry for bread", paragraphs=BREAD, canonical_url=f"{SITE}/news")
    assert receive(store, other) == New()
    assert aliases(store) == {"gazette.example/ferry": 1, "gazette.example/news": 1, "gazette.example/bread": 2}


def test_an_articles_own_address_goes_before_the_canonical_one_that_it_names(store: Store) -> None:
    receive(store, came())
    receive(store, came(listed("/bread"), title="A ferry for bread", paragraphs=BREAD))
    known = store.articles.known(came(canonical_url=f"{SITE}/bread").article)
    assert known is not None
    assert (known.article_id, known.certain) == (1, True)
    known = store.articles.known(came(listed("/x"), canonical_url=f"{SITE}/bread").article)
    assert known is not None
    assert (known.article_id, known.certain) == (2, False)


def test_what_is_known_is_what_was_stored(store: Store) -> None:
    page = came(published_at=NOW - HOUR)
    assert store.articles.known(page.article) is None
    receive(store, page)
    known = store.articles.known(page.article)
    assert known is not None
    assert (known.version, known.exact) == (page.article.version, page.fingerprint.exact)
    assert (known.state, known.published_at, known.extractor) == (ArticleState.READ, NOW - HOUR, "reader 1")


# ---- off topic --------------------------------------------------------------------------------------------------------


def test_an_article_off_topic_leaves_its_addresses_and_fingerprint_and_no_text(store: Store) -> None:
    page = came(answered=f"{SITE}/bread", **OFF_TOPIC)
    assert receive(store, page) == OffTopic()
    assert count(store, "articles") == count(store, "article_search") == 0
    kept = rows(store, "SELECT key, fingerprint, said_title, source_url, retry_at FROM off_topic ORDER BY key")
    rest = (page.fingerprint.exact, "Bread by weight", f"{SITE}/feed", None)
    assert kept == [("gazette.example/bread", *rest), ("gazette.example/ferry", *rest)]
    assert "loaf" not in str(rows(store, "SELECT * FROM off_topic"))


def test_an_article_that_comes_on_topic_is_off_topic_no_more(store: Store) -> None:
    receive(store, came(answered=f"{SITE}/bread", **OFF_TOPIC))
    assert receive(store, came(answered=f"{SITE}/bread", at=LATER)) == New(off_topic_since=NOW)
    assert (count(store, "articles"), count(store, "off_topic")) == (1, 0)


def test_an_article_that_an_edit_brings_on_topic_says_so(store: Store) -> None:
    receive(store, came(**OFF_TOPIC))
    receive(store, came(at=LATER))
    assert row(store, "articles")["off_topic_since"] == iso(NOW)
    assert row(store, "revisions")["summary"] == f"On topic by an edit; seen off topic since {iso(NOW)}"


@pytest.mark.parametrize(
    "first", [failed(VisitState.WALL, listed(title="Bread")), came(extractor="reader 0", **OFF_TOPIC)]
)
def test_a_page_that_was_not_read_then_or_by_another_reader_came_on_topic_by_no_edit(store: Store, first: Page) -> None:
    first = replace(first, matches=())
    assert receive(store, first) == OffTopic()
    assert receive(store, came(at=LATER)) == New()


def test_an_article_that_leaves_its_topic_stays_and_the_match_says_since_when(store: Store) -> None:
    receive(store, came())
    boats = tuple(each.replace("ferry", "boat") for each in TEXT)
    receive(store, came(at=LATER, title="Second boat to the islands", paragraphs=boats))
    assert rows(store, "SELECT topic, revision, left_revision FROM matches") == [("Ferries", 1, 2)]
    receive(store, came(at=LATER + DAY))
    assert rows(store, "SELECT topic, revision, left_revision FROM matches") == [("Ferries", 1, None)]
    assert count(store, "articles") == 1


def told(store: Store) -> list[tuple[Any, ...]]:
    return rows(store, "SELECT number, kind, announced, silent FROM revisions WHERE number > 1 ORDER BY number")


def test_a_matter_of_style_is_kept_and_not_announced(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=LATER, paragraphs=(TEXT[0].replace("harbour", "harbor"), *TEXT[1:])))
    assert told(store) == [(2, "cosmetic", 0, 1)]


@pytest.mark.parametrize(
    ("more", "silent"),
    [({}, 1), ({"modified_at": NOW}, 1), ({"modified_at": LATER}, 0)],
    ids=["no time", "the old time", "a new time"],
)
def test_an_edit_without_a_new_time_of_change_is_silent(store: Store, more: dict[str, Any], silent: int) -> None:
    receive(store, came(modified_at=NOW))
    receive(store, came(at=LATER, paragraphs=EDITED, **more))
    assert told(store) == [(2, "figures", 1, silent)]


def test_an_edit_that_its_source_or_its_text_owns_up_to_is_not_silent(store: Store) -> None:
    receive(store, came(listed(modified_at=NOW)))
    receive(store, came(listed(modified_at=LATER), at=LATER, paragraphs=EDITED))
    receive(store, came(at=LATER + HOUR, paragraphs=(*EDITED, "Correction: the first boat sails on Monday.")))
    assert told(store) == [(2, "figures", 1, 0), (3, "correction", 1, 0)]


def test_a_time_of_change_that_is_bumped_alone_is_no_edit(store: Store) -> None:
    receive(store, came(modified_at=NOW))
    assert receive(store, came(at=LATER, modified_at=LATER)) == Unchanged(1)
    assert told(store) == []


def test_a_headline_that_comes_back_is_kept_and_not_announced(store: Store) -> None:
    receive(store, came())
    for number, title in enumerate(("Islanders get a ferry", TITLE, "Islanders get a ferry", "Ferry plan dropped")):
        receive(store, came(at=LATER + number * HOUR, title=title))
    assert [(kind, announced) for _, kind, announced, _ in told(store)] == [
        ("headline", 1),
        ("headline", 0),
        ("headline", 0),
        ("headline", 1),
    ]


def test_an_edit_of_the_text_is_told_also_where_a_headline_comes_back(store: Store) -> None:
    receive(store, came())
    receive(store, came(at=LATER, title="Islanders get a ferry"))
    receive(store, came(at=LATER + HOUR, paragraphs=EDITED))
    assert told(store)[1][1:3] == ("figures", 1)


LIVE: dict[str, Any] = {"title": "Ferry strike: live updates"}
BLOCKS = (
    "06:30 The ferry crews laid down their work before dawn.",
    "07:10 Some hundred islanders wait at the quay for news.",
    "08:00 Talks begin in the town hall behind closed doors.",
    "09:20 A fishing boat takes a patient to the mainland.",
    "10:05 The union calls the company's first offer an insult.",
    "11:45 Shopkeepers say that bread will last until Thursday.",
    "12:30 Both sides break for soup, the mayor tells reporters.",
    "14:15 Schools stay open although nine teachers are missing.",
    "16:40 Musicians play on the pier while children dance.",
    "18:00 An agreement is near, says the mediator from the capital.",
)


def test_a_live_blog_that_grows_has_one_revision_for_all_its_updates_and_announces_none(store: Store) -> None:
    receive(store, came(paragraphs=BLOCKS[:3], **LIVE))
    for size in (4, 6, 9):
        receive(store, came(at=LATER + size * HOUR, paragraphs=BLOCKS[:size], **LIVE))
    assert rows(store, "SELECT number, announced, updates, summary FROM revisions WHERE number > 1") == [
        (2, 0, 6, "Live blog: 6 updates")
    ]
    assert row(store, "articles")["text"] == "\n\n".join(BLOCKS[:9])
    receive(store, came(at=LATER + DAY, paragraphs=BLOCKS[:9], title="Ferry strike ends: live updates"))
    receive(store, came(at=LATER + 2 * DAY, paragraphs=BLOCKS, title="Ferry strike ends: live updates"))
    assert [row_[:3] for row_ in told(store)] == [(2, "substance", 0), (3, "headline", 1), (4, "substance", 0)]


def test_a_headline_whose_page_cannot_be_read_is_revised_when_its_source_changes_it(store: Store) -> None:
    receive(store, failed(VisitState.WALL))
    renamed = listed(title="Second ferry delayed")
    assert isinstance(receive(store, failed(VisitState.WALL, renamed, at=LATER)), Revised)
    stored = row(store, "articles")
    assert (stored["title"], stored["state"], stored["revision"]) == ("Second ferry delayed", "headline", 2)
    assert stored["tries"] == 2
    assert [(kind, announced) for _, kind, announced, _ in told(store)] == [("headline", 1)]
    assert found(store, "title:delayed") == [1]
    receive(store, came(renamed, at=LATER + DAY, title="Second ferry delayed"))
    assert rows(store, "SELECT number, title, length(text) > 0 FROM revisions ORDER BY number") == [
        (1, TITLE, 0),
        (2, "Second ferry delayed", 1),
    ]


def test_another_source_that_calls_a_headline_otherwise_has_not_changed_it(store: Store) -> None:
    receive(store, failed(VisitState.WALL))
    elsewhere = listed(title="Ferry news", source=f"{SITE}/section")
    assert receive(store, failed(VisitState.WALL, elsewhere, at=LATER)) == Unread(1)


def test_an_untitled_page_that_cannot_be_read_is_tried_again_with_growing_pauses(store: Store) -> None:
    for number, pause in enumerate((10, 20, 40)):
        store.articles.touch(untitled(VisitState.TIMEOUT, at=NOW + number * HOUR))
        kept = row(store, "off_topic")
        assert (kept["tries"], kept["fingerprint"]) == (number + 1, None)
        assert kept["retry_at"] == iso(NOW + number * HOUR + pause * MINUTE)
        assert kept["first_seen_at"] == iso(NOW)


@pytest.mark.parametrize(
    ("state", "tries", "retry_at"),
    [(VisitState.UNCHANGED, 1, NOW + 10 * MINUTE), (VisitState.TIMEOUT, 2, LATER + 20 * MINUTE)],
)
def test_an_untitled_page_of_a_stored_headline_counts_as_a_try_where_it_was_one(
    store: Store, state: VisitState, tries: int, retry_at: datetime
) -> None:
    receive(store, failed(VisitState.WALL))
    store.articles.touch(untitled(state, at=LATER))
    stored = row(store, "articles")
    assert (stored["tries"], stored["retry_at"]) == (tries, iso(retry_at))
    assert (stored["last_fetched_at"], count(store, "off_topic")) == (iso(LATER), 0)


def test_a_page_that_is_unchanged_and_off_topic_stays_so(store: Store) -> None:
    receive(store, came(**OFF_TOPIC))
    before = rows(store, "SELECT * FROM off_topic")
    store.articles.touch(untitled(VisitState.UNCHANGED, at=LATER))
    assert rows(store, "SELECT * FROM off_topic") == before


# ---- twins ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("half", [slice(0, 2), slice(2, 4)], ids=["its first half", "its second half"])
def test_a_copy_cut_to_half_finds_its_original(store: Store, half: slice) -> None:
    receive(store, came())
    receive(store, came(listed("/bread"), title="A ferry for bread", paragraphs=BREAD))
    print_ = came(listed("/copy", "Tribune"), paragraphs=TEXT[half]).fingerprint
    (twin,) = store.articles.twins(print_)
    assert (twin.article_id, twin.outlet, twin.title, twin.text) == (1, "Gazette", TITLE, "\n\n".join(TEXT))


def test_the_likeliest_of_many_twins_comes_first_and_all_are_few(store: Store) -> None:
    for number in range(12):
        shared = TEXT if number == 7 else TEXT[:2]
        receive(store, came(listed(f"/{number}"), title=f"Ferry {number}", paragraphs=(*shared, f"{number} " * 40)))
    twins = store.articles.twins(came(listed("/copy", "Tribune")).fingerprint)
    assert twins[0].title == "Ferry 7"
    assert len(twins) == MOST_TWINS


def test_a_twin_that_is_a_copy_names_the_original(store: Store) -> None:
    receive(store, came())
    receive(store, came(listed("/copy", "Tribune")))
    assert [(twin.article_id, twin.copy_of) for twin in store.articles.twins(came().fingerprint)] == [(1, None), (2, 1)]


# ---- what is remembered of candidates ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/ferry", "/ferry/?utm_source=feed", "/a", "/c", "/ferry#top"])
def test_an_article_is_remembered_by_any_of_its_addresses(store: Store, path: str) -> None:
    receive(store, came(listed(modified_at=NOW), answered=f"{SITE}/a", canonical_url=f"{SITE}/c"))
    candidate = listed(path)
    assert store.articles.remembered([candidate]) == {candidate.url: Remembered(f"{SITE}/feed", TITLE, NOW)}


def test_an_article_off_topic_and_one_to_try_again_are_remembered_too(store: Store) -> None:
    receive(store, came(listed("/bread"), **OFF_TOPIC))
    receive(store, failed(VisitState.WALL))
    memories = store.articles.remembered([listed("/bread"), listed(), listed("/unknown")])
    assert memories == {
        f"{SITE}/bread": Remembered(f"{SITE}/feed", "Bread by weight", None),
        f"{SITE}/ferry": Remembered(f"{SITE}/feed", TITLE, None, NOW + 10 * MINUTE),
    }


def test_the_candidates_of_the_longest_listing_are_looked_up(store: Store) -> None:
    receive(store, came())
    candidates = [listed(f"/{number}") for number in range(2_000)]
    assert list(store.articles.remembered([*candidates, listed()])) == [f"{SITE}/ferry"]
    assert store.articles.remembered([]) == {}


# ---- all or nothing ---------------------------------------------------------------------------------------------------


class BrokenDiskError(Exception):
    pass


class Failing:
    """A connection whose `at`-th statement fails, be it the commit."""

    def __init__(self, conn: sqlite3.Connection, at: int) -> None:
        self._conn = conn
        self._left = at

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._conn, name)
        return self._counted(found) if name in {"execute", "executemany", "commit"} else found

    def _counted(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self._left -= 1
            if self._left == 0:
                raise BrokenDiskError
            return method(*arguments)

        return call


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for (name,) in rows(store, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: rows(store, f"SELECT * FROM {name}") for name in tables}  # noqa: S608 - the database's own names


OCCASIONS: dict[str, tuple[list[Page], Page]] = {
    "new": ([], came()),
    "a copy": ([came(listed("/wire", "Tribune"))], came()),
    "a headline": ([], failed(VisitState.WALL)),
    "on topic by now": ([came(**OFF_TOPIC)], came(at=LATER)),
    "revised": ([came()], came(at=LATER, paragraphs=EDITED)),
    "filled": ([failed(VisitState.WALL)], came(at=LATER)),
    "moved": ([came()], came(listed("/moved"), at=LATER)),
    "taken down": ([came()], failed(VisitState.GONE, at=LATER)),
    "not read": ([failed(VisitState.WALL)], failed(VisitState.WALL, at=LATER)),
    "off topic": ([], came(**OFF_TOPIC)),
}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_whichever_statement_fails_the_database_is_as_it_was_before_the_page(store: Store, occasion: str) -> None:
    earlier, page = OCCASIONS[occasion]
    for each in earlier:
        receive(store, each)
    plan = OutletPlan(GAZETTE, ())
    crawl_pass = CrawlPass(
        store, [plan], matcher=TopicMatcher([FERRIES]), readers=Readers(1), hosts=Hosts(), now=lambda: LATER
    )
    # another request is under way, so that the poll does not end with this page
    crawl_pass.issued(plan, f"{SITE}/feed")
    crawl_pass.issued(plan, page.fetched.candidate.url)
    before, conn = everything(store), store.db.conn
    written = False
    statement = 0
    while not written:
        statement += 1
        store.db.conn = Failing(conn, statement)  # type: ignore[assignment]
        try:
            crawl_pass.record_page(page.fetched, page.article, page.fingerprint, page.matches)
            written = True
        except BrokenDiskError:
            assert not conn.in_transaction
            store.db.conn = conn
            assert everything(store) == before
    store.db.conn = conn
    after = everything(store)
    assert after != before
    assert len(after["visits"]) == len(before["visits"]) + 1
    assert statement > 5  # to begin, to look, to write, to commit
