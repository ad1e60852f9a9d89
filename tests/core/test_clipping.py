from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.clipping import Script, clip, cut_short, first_paragraphs, script
from crawler.core.models import Image
from tests.deliver.pages import SEOUL, SOURCE, TEXT

UTC_ZONE, HONOLULU = ZoneInfo("UTC"), ZoneInfo("Pacific/Honolulu")


@pytest.mark.parametrize(
    ("published", "day_only", "zone", "told"),
    [
        (datetime(2025, 1, 14, 6, tzinfo=UTC), False, UTC_ZONE, "Published January 14, 2025"),
        (datetime(2025, 1, 14, 20, tzinfo=UTC), False, SEOUL, "Published January 15, 2025"),
        (datetime(2025, 1, 14, 6, tzinfo=UTC), False, HONOLULU, "Published January 13, 2025"),
        # an outlet that tells the day alone means its own day
        (datetime(2025, 1, 14, tzinfo=UTC), True, HONOLULU, "Published January 14, 2025"),
        (None, False, SEOUL, "First seen January 15, 2025"),
    ],
)
def test_dates_are_the_readers(published: datetime | None, day_only: bool, zone: ZoneInfo, told: str) -> None:  # noqa: FBT001
    shown = clip(replace(SOURCE, published_at=published, day_only=day_only), zone, 900)
    assert shown.headline.dated == told


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.gazette.example/ferry?id=7&utm_source=rss", "https://www.gazette.example/ferry?id=7"),
        ('http://gazette.example/"><script>', "http://gazette.example/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://gazette.example/x", None),
        ("//gazette.example/x", None),
        ("https://user:word@gazette.example/", None),
        ("https://gazette.example/a\nb", None),
        ("", None),
    ],
)
def test_only_addresses_of_the_web_are_linked(url: str, shown: str | None) -> None:
    clipped = clip(replace(SOURCE, url=url, image=Image(url), carriers=(("Tribune", url),)), SEOUL, 900)
    assert clipped.headline.url == shown
    assert (clipped.picture.url if clipped.picture else None) == shown
    assert clipped.carriers[0].url == shown


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", Script("en", "ltr")),
        ("ko", Script("ko", "ltr")),
        ("ar", Script("ar", "rtl")),
        ("he", Script("he", "rtl")),
        ("fa-IR", Script("fa-IR", "rtl")),
        ("ku", Script("ku", "auto")),
        (None, Script("", "auto")),
        ('en" onclick="x', Script("", "auto")),
    ],
)
def test_text_is_marked_with_its_language_and_direction(language: str | None, marks: Script) -> None:
    assert script(language) == marks


def test_a_dateline_stands_once() -> None:
    assert clip(SOURCE, SEOUL, 900).dateline == ""
    without = replace(SOURCE, paragraphs=("The ferry runs again.",))
    assert clip(without, SEOUL, 900).dateline == SOURCE.dateline


def test_a_picture_has_words_for_those_who_do_not_see_it_and_its_credit_once() -> None:
    shown = clip(SOURCE, SEOUL, 900).picture
    assert shown
    assert (shown.alt, shown.caption, shown.credit) == (
        "The old ferry leaves the harbour.",
        "The old ferry leaves the harbour.",
        "Ida Lund/Gazette",
    )
    bare = clip(replace(SOURCE, image=Image("https://gazette.example/1.jpg")), SEOUL, 900).picture
    assert bare
    assert SOURCE.title in bare.alt
    credited = replace(SOURCE, image=Image("https://g.example/1.jpg", "A boat. Ida Lund/Gazette", "Ida Lund/Gazette"))
    assert (found := clip(credited, SEOUL, 900).picture)
    assert found.credit == ""


def test_what_is_odd_about_an_article_is_said() -> None:
    assert clip(SOURCE, SEOUL, 900).notes == ()
    headline = replace(SOURCE, paragraphs=(), summary="Twice a day.", reason="a wall asks for a log-in")
    assert clip(headline, SEOUL, 900).notes == ("Headline only: a wall asks for a log-in",)
    assert clip(headline, SEOUL, 900).paragraphs == ("Twice a day.",)
    gone = replace(SOURCE, reason="404")
    assert "Taken down" in clip(gone, SEOUL, 900).notes[0]
    edited = replace(SOURCE, off_topic_since=datetime(2025, 1, 10, tzinfo=UTC))
    assert "On topic by an edit" in clip(edited, SEOUL, 900).notes[0]
    assert "January 10, 2025" in clip(edited, SEOUL, 900).notes[0]


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (0, ()),
        (5_000, TEXT),
        (len(TEXT[0]) + 20, TEXT[:1]),
        (60, ("SEOUL, Jan 14 (Northwire) – The ferry to the northern…",)),
    ],
)
def test_as_many_paragraphs_are_shown_as_there_is_room_for(room: int, shown: tuple[str, ...]) -> None:
    assert first_paragraphs(TEXT, room) == shown


def test_a_heading_is_not_the_last_that_is_shown() -> None:
    assert first_paragraphs((TEXT[0], "Fares stay as they are", "x" * 900), 400) == TEXT[:1]


def test_a_long_paragraph_ends_with_a_sentence_where_one_ends_late() -> None:
    assert cut_short("The ferry runs twice a day from Monday. Officials expect some passengers.", 50) == (
        "The ferry runs twice a day from Monday."
    )
    assert (
        cut_short("북한 병사들이 쿠르스크에서 생포됐다. 당국은 확인하지 않았다.", 70)
        == "북한 병사들이 쿠르스크에서 생포됐다."
    )


@given(st.lists(st.text(max_size=80), max_size=5), st.integers(0, 200))
def test_no_more_is_shown_than_there_is_room_for(paragraphs: list[str], room: int) -> None:
    assert sum(len(p.encode()) for p in first_paragraphs(paragraphs, room)) <= max(room, 3)
