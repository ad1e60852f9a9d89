from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.core.articles import Article, headline_article, leads_to_front_page, read_article
from crawler.core.models import ArticleState, Candidate, Image, Reading, Trouble, VisitState

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL, ANSWERED = "https://www.gazette.example/ferry?utm_source=rss", "https://www.gazette.example/news/ferry"
WALL = Trouble(VisitState.WALL, "the page asks for a log-in")
SAID = Candidate(
    "Gazette",
    URL,
    "https://gazette.example/feed",
    title="Second ferry",
    published_at=NOW - HOUR,
    modified_at=NOW - HOUR / 2,
    summary="Two boats a day.",
    authors=("Ada North",),
    language="en",
    image_url="https://gazette.example/ferry.jpg",
)
SHOWN = Reading(
    title="Second ferry to the islands",
    paragraphs=("The ferry will run twice a day.", "The old timetable had been in force for years."),
    authors=("Ben South",),
    language="nb",
    published_at=NOW - 2 * HOUR,
    modified_at=NOW - HOUR,
    image=Image("https://gazette.example/large.jpg", "The ferry", "Ben South"),
    section="Harbour",
    tags=("ferries",),
    paywalled=True,
    extractor="reader 1",
)
SILENT = Reading(title=None, paragraphs=SHOWN.paragraphs)
NOTHING_SAID = Candidate("Gazette", URL, "https://gazette.example/")


def article(said: Candidate = SAID, shown: Reading = SHOWN, answered: str = ANSWERED) -> Article:
    return read_article(said, shown, answered, NOW)


# ---- page and source --------------------------------------------------------------------------------------------------


def test_the_page_goes_before_its_source() -> None:
    found = article()
    assert (found.title, found.authors, found.language) == (SHOWN.title, ("Ben South",), "nb")
    assert (found.published_at, found.modified_at, found.image) == (NOW - 2 * HOUR, NOW - HOUR, SHOWN.image)
    assert (found.section, found.tags, found.paywalled, found.extractor) == ("Harbour", ("ferries",), True, "reader 1")
    assert (found.state, found.reason, found.fetched_at) == (ArticleState.READ, None, NOW)


def test_where_the_page_is_silent_its_source_is_heard() -> None:
    found = article(shown=SILENT)
    assert (found.title, found.authors, found.language) == ("Second ferry", ("Ada North",), "en")
    assert (found.published_at, found.image) == (NOW - HOUR, Image("https://gazette.example/ferry.jpg"))
    assert found.summary == "Two boats a day."


def test_where_both_are_silent_the_title_is_the_first_paragraph_and_the_rest_not_known() -> None:
    found = article(NOTHING_SAID, SILENT)
    assert found.title == "The ferry will run twice a day."
    assert (found.authors, found.language, found.published_at, found.image, found.summary) == (
        (),
        None,
        None,
        None,
        None,
    )


def test_what_the_source_said_is_kept_as_it_said_it() -> None:
    assert (article().said_title, article().said_modified_at) == ("Second ferry", NOW - HOUR / 2)


def test_the_text_is_its_paragraphs_with_a_blank_line_between() -> None:
    assert article().text == "The ferry will run twice a day.\n\nThe old timetable had been in force for years."


MIDNIGHT = NOW.replace(hour=0)


@pytest.mark.parametrize(
    ("shown", "day_only", "said", "published", "told_as_day"),
    [
        pytest.param(NOW - 2 * HOUR, False, NOW - HOUR, NOW - 2 * HOUR, False, id="the page says when"),
        pytest.param(MIDNIGHT, True, NOW - HOUR, NOW - HOUR, False, id="the page says the day, its source the time"),
        pytest.param(MIDNIGHT, True, NOW - DAY, NOW - DAY, False, id="somewhere on earth it is the day before"),
        pytest.param(MIDNIGHT, True, NOW - 3 * DAY, MIDNIGHT, True, id="the source says another day"),
        pytest.param(MIDNIGHT, True, None, MIDNIGHT, True, id="the page alone says the day"),
        pytest.param(None, False, NOW - HOUR, NOW - HOUR, False, id="the source alone says when"),
        pytest.param(None, False, None, None, False, id="neither says"),
        pytest.param(NOW + 2 * DAY, False, NOW - HOUR, NOW - HOUR, False, id="the page says a day to come"),
        pytest.param(NOW + 2 * DAY, True, None, None, False, id="the page says a day to come and nothing else"),
        pytest.param(datetime(1999, 1, 1, tzinfo=UTC), False, None, None, False, id="a date that cannot be true"),
    ],
)
def test_the_time_of_publication_is_the_best_that_is_told(
    shown: datetime | None, said: datetime | None, published: datetime | None, *, day_only: bool, told_as_day: bool
) -> None:
    reading = replace(SHOWN, published_at=shown, published_day_only=day_only)
    found = article(replace(SAID, published_at=said), reading)
    assert (found.published_at, found.published_day_only) == (published, told_as_day)


# ---- addresses --------------------------------------------------------------------------------------------------------


def test_an_article_is_known_by_the_address_asked_for_and_the_one_that_answered() -> None:
    assert article().keys == ("gazette.example/ferry", "gazette.example/news/ferry")


def test_an_article_that_was_not_redirected_has_one_key() -> None:
    assert article(answered=URL).keys == ("gazette.example/ferry",)


@pytest.mark.parametrize(
    ("canonical", "url", "key"),
    [
        pytest.param(None, ANSWERED, None, id="none: the address that answered"),
        pytest.param(
            "https://gazette.example/f/7", ANSWERED, "gazette.example/f/7", id="another of its site: an alias alone"
        ),
        pytest.param(
            "https://news.gazette.example/f?utm_medium=x",
            ANSWERED,
            "news.gazette.example/f",
            id="on the outlet's other host",
        ),
        pytest.param("https://tribune.example/ferry", ANSWERED, None, id="on another's site: not believed"),
        pytest.param("https://gazette.example/", ANSWERED, None, id="the front page: not believed"),
    ],
)
def test_a_canonical_address_is_believed_where_it_can_be_true(canonical: str | None, url: str, key: str | None) -> None:
    found = article(shown=replace(SHOWN, canonical_url=canonical))
    assert (found.url, found.canonical_key) == (url, key)


def test_the_address_to_show_has_no_trackers() -> None:
    assert article(answered=URL).url == "https://www.gazette.example/ferry"


@pytest.mark.parametrize(
    ("asked", "answered", "leads"),
    [
        ("https://gazette.example/ferry", "https://gazette.example/", True),
        ("https://gazette.example/ferry", "https://www.gazette.example", True),
        ("https://gazette.example/ferry", "https://tribune.example/", True),
        ("https://gazette.example/ferry", "https://gazette.example/news/ferry", False),
        ("https://gazette.example/ferry", "https://gazette.example/?p=7", False),
        ("https://gazette.example/", "https://gazette.example/", False),
    ],
)
def test_an_address_that_leads_to_a_front_page_is_known(asked: str, answered: str, *, leads: bool) -> None:
    assert leads_to_front_page(asked, answered) is leads


# ---- headlines --------------------------------------------------------------------------------------------------------


def test_a_page_that_cannot_be_read_is_what_its_source_said_of_it_and_why() -> None:
    found = headline_article(SAID, WALL, NOW)
    assert found is not None
    assert (found.state, found.reason, found.text) == (ArticleState.HEADLINE, WALL, "")
    assert (found.title, found.summary, found.authors) == ("Second ferry", "Two boats a day.", ("Ada North",))
    assert (found.published_at, found.language) == (NOW - HOUR, "en")
    assert found.image == Image("https://gazette.example/ferry.jpg")
    assert found.keys == ("gazette.example/ferry",)


def test_a_page_that_cannot_be_read_and_has_no_headline_is_nothing() -> None:
    assert headline_article(NOTHING_SAID, WALL, NOW) is None


def test_a_headline_is_not_published_on_a_day_that_cannot_be() -> None:
    found = headline_article(replace(SAID, published_at=NOW + 2 * DAY), WALL, NOW)
    assert found is not None
    assert found.published_at is None
