from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.articles import Article, read_article
from crawler.core.changes import Version
from crawler.core.models import Candidate, Reading, VisitState
from crawler.core.walls import instead, is_cut, is_replaced

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
TITLE = "Second ferry to the northern islands sails from Monday"
TEXT = (
    "The ferry to the northern islands will run twice a day from Monday, the harbour office said on Tuesday morning.",
    "Officials expect some 300 passengers on the first day, and twice as many once the fishing season has begun.",
    "The old timetable had been in force for eleven years, and shopkeepers had long asked for a second boat.",
    "Fares stay as they are until the summer, when the company wants to sell tickets by telephone as well.",
    "The harbour office wants to ask the islanders in the autumn whether two boats a day are enough for them.",
    "A third boat was never planned, its spokeswoman said, and there is no pier for it at present either way.",
)
STORED = Version(TITLE, TEXT)
WALL = (
    "Odota hetki, kunnes selaimesi on tarkistettu. Tämä sivu siirtyy eteenpäin itsestään, kiitos kärsivällisyydestä.",
)
BREAD = (
    "Bakers in the capital will stop selling bread by the loaf and weigh each sale instead, their guild decided.",
    "Customers who were asked on the market square called the plan strange, but said that they would wait and see.",
)


def read(paragraphs: tuple[str, ...], title: str = TITLE, said: str | None = TITLE, **more: object) -> Article:
    candidate = Candidate("Gazette", "https://gazette.example/ferry", "https://gazette.example/feed", title=said)
    return replace(read_article(candidate, Reading(title, paragraphs), candidate.url, NOW), **more)  # type: ignore[arg-type]


def state(article: Article, stored: Version | None = STORED, *, same_body: int = 0, other_date: bool = False) -> object:
    trouble = instead(article, stored, same_body=same_body, other_date=other_date)
    return trouble and trouble.state


@pytest.mark.parametrize(
    "came",
    [
        read(WALL, "Hetkinen"),
        read(WALL, TITLE),
        read(WALL, TITLE, own_date=True),
        read(WALL * 40, "Hetkinen"),
        read(BREAD, "Bakers decide"),
    ],
    ids=["another title", "the article's title", "and its date", "long", "a text on something else"],
)
def test_what_tells_nothing_of_the_article_is_no_version_of_it(came: Article) -> None:
    assert state(came) is VisitState.WALL


@pytest.mark.parametrize(
    "came",
    [
        read(TEXT),
        read((*TEXT[:2], *TEXT[3:])),
        read((*TEXT, "Police later said that 300 people had waited.")),
        read(TEXT[::-1], "Two boats a day"),
        read(("From Monday a second boat sails north.", "To the islands that is news: a ferry was all they had.")),
    ],
    ids=["as it was", "a paragraph less", "a paragraph more", "in another order", "written anew"],
)
def test_an_edited_text_is_a_version(came: Article) -> None:
    assert state(came) is None


def test_another_article_at_the_address_is_told_by_its_date_or_by_its_source() -> None:
    bread = "Bread by weight, bakers decide"
    assert state(read(BREAD, bread), other_date=True) is None
    assert state(read(BREAD, bread, said=bread)) is None
    assert state(read(BREAD, bread), other_date=True, same_body=2) is VisitState.WALL


@pytest.mark.parametrize(
    "box",
    [
        "Subscribe now to keep reading.",
        "Jetzt abonnieren und weiterlesen.",
        "Підпишіться, щоб читати далі.",
        "기사 전체를 보려면 구독하세요.",
        "続きを読むには会員登録が必要です。",
        "订阅后继续阅读全文。",
    ],
)
def test_the_beginning_of_a_text_and_a_box_are_a_stub(box: str) -> None:
    assert state(read((*TEXT[:2], box))) is VisitState.WALL


def test_the_beginning_of_a_text_alone_is_a_stub_or_a_cut_body() -> None:
    assert state(read(TEXT[:1])) is VisitState.PARTIAL
    assert state(read((*TEXT[:2], TEXT[2][:40] + "…"))) is VisitState.PARTIAL
    assert state(read(TEXT[:3], paywalled=True)) is VisitState.WALL


def test_a_text_whose_end_is_missing_is_doubted() -> None:
    assert is_cut(STORED, read(TEXT[:4]))
    assert is_cut(STORED, read((TEXT[0], TEXT[-1])))
    assert not is_cut(STORED, read((*TEXT[:2], *TEXT[3:])))
    assert not is_cut(STORED, read((*TEXT, *BREAD)))
    assert not is_replaced(STORED, read(TEXT[:4]))


def test_a_text_of_which_hardly_a_paragraph_is_left_is_doubted() -> None:
    assert is_replaced(STORED, read((TEXT[0], *BREAD, *WALL)))
    assert not is_replaced(STORED, read((*TEXT[:3], *BREAD)))


@pytest.mark.parametrize("same_body", [0, 3])
def test_a_page_that_tells_nothing_of_what_its_source_told_is_a_wall_at_first_sight(same_body: int) -> None:
    assert state(read(WALL, "Hetkinen"), None, same_body=same_body) is VisitState.WALL
    assert state(read(WALL, "Hetkinen"), Version(TITLE, ()), same_body=same_body) is VisitState.WALL


@pytest.mark.parametrize(
    "came",
    [
        read(TEXT),
        read(TEXT, "Two boats a day"),
        read(WALL, "Hetkinen", said=None),
        read(WALL, "Hetkinen", said="Ferry news"),
        read(WALL, "Hetkinen", own_date=True),
        read(WALL * 40, "Hetkinen"),
    ],
    ids=["told", "told in its text", "no title", "a short title", "a date", "long"],
)
def test_at_first_sight_a_page_is_believed_unless_all_speaks_against_it(came: Article) -> None:
    assert state(came, None) is None


paragraphs = st.lists(st.text("abcdefg 012.", min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=8).map(
    tuple
)


@given(paragraphs)
def test_a_text_is_always_a_version_of_itself(text: tuple[str, ...]) -> None:
    stored = Version(TITLE, text)
    assert not is_cut(stored, read(text))
    assert not is_replaced(stored, read(text))


@given(st.integers(1, len(TEXT)))
def test_no_beginning_of_a_text_takes_its_place_unseen(count: int) -> None:
    came = read(TEXT[:count])
    assert count >= len(TEXT) - 1 or state(came) is not None or is_cut(STORED, came)
