from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.articles import Article, headline_article, read_article
from crawler.core.changes import Version
from crawler.core.copies import Later, Relation
from crawler.core.judge import Doubted, Filled, Known, New, OffTopic, Revised, TakenDown, Unchanged, Unread, judge
from crawler.core.models import ArticleState, Candidate, Reading, RevisionKind, Trouble, VisitState
from crawler.core.twins import FETCHED, Twin

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
PUBLISHED = datetime(2025, 1, 14, 6, 0, tzinfo=UTC)
TEXT = (
    "The ferry to the northern islands will run twice a day from Monday, the harbour office said on Tuesday morning.",
    "Officials expect some 300 passengers on the first day, and twice as many once the fishing season has begun.",
    "The old timetable had been in force for eleven years, and shopkeepers on both islands had long asked for a second boat.",
)
OTHER_TEXT = (
    "Bakers in the capital will stop selling bread by the loaf and weigh each sale instead, their guild decided.",
    "Customers who were asked on the market square called the plan strange, but said that they would wait and see.",
    "The guild's chair said scales had been ordered for every shop and would be delivered before the end of the month.",
)


def article(
    paragraphs: tuple[str, ...] = TEXT, title: str = "Second ferry to the islands", path: str = "/ferry", **more: object
) -> Article:
    candidate = Candidate(outlet="Gazette", url=f"https://gazette.example{path}", source="https://gazette.example/feed")
    reading = Reading(title=title, paragraphs=paragraphs, published_at=PUBLISHED)
    return replace(read_article(candidate, reading, candidate.url, NOW), **more)  # type: ignore[arg-type]


def known(of: Article, state: ArticleState = ArticleState.READ) -> Known:
    return Known(7, state, of.version, of.fingerprint().exact, of.published_at)


def twin(of: Article, outlet: str = "Gazette", id_: int = 7, original: int | None = None) -> Twin:
    return Twin(id_, outlet, of.title, of.text, of.fingerprint().exact, of.published_at, of.url, copy_of=original)


def judged(one: Article, known_: Known | None = None, twins: tuple[Twin, ...] = (), *, on_topic: bool = True) -> object:
    return judge(one, one.fingerprint(), known_, twins, on_topic=on_topic)


def test_an_unknown_article_on_topic_is_new() -> None:
    assert judged(article()) == New()


def test_an_unknown_article_off_topic_leaves_no_text() -> None:
    assert judged(article(), on_topic=False) == OffTopic()


def test_same_url_and_text_is_unchanged() -> None:
    assert judged(article(), known(article())) == Unchanged(7)


def test_a_known_article_that_left_the_topic_is_still_followed() -> None:
    edited = article((*TEXT, "The harbour office withdrew the announcement on Wednesday."))
    assert isinstance(judged(edited, known(article()), on_topic=False), Revised)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"title": "Second ferry to the islands delayed"}, RevisionKind.HEADLINE),
        ({"paragraphs": (TEXT[0], TEXT[1].replace("300", "1,000"), TEXT[2])}, RevisionKind.FIGURES),
        ({"paragraphs": (*TEXT, "Correction: an earlier version gave a wrong day.")}, RevisionKind.CORRECTION),
        ({"paragraphs": (*TEXT, "A third boat may follow in the summer, the office added.")}, RevisionKind.SUBSTANCE),
        ({"paragraphs": (TEXT[0].replace("harbour", "harbor"), *TEXT[1:])}, RevisionKind.COSMETIC),
    ],
)
def test_an_edit_is_a_revision_of_its_kind(change: dict[str, object], kind: RevisionKind) -> None:
    found = judged(article(**change), known(article()))  # type: ignore[arg-type]
    assert isinstance(found, Revised)
    assert (found.article_id, found.change.kind) == (7, kind)


@pytest.mark.parametrize(
    "noise",
    [
        "Updated 5 minutes ago, 31 readers",
        "Read more: Markets close higher",
        "1.2K shares",
        "3 comments",
        "Lire aussi : Le port rouvre",
    ],
)
def test_what_changes_by_itself_is_no_edit(noise: str) -> None:
    before = article((TEXT[0], noise, *TEXT[1:]))
    assert judged(article((*TEXT, noise)), known(before)) == Unchanged(7)
    assert judged(article(), known(before)) == Unchanged(7)


def test_the_same_text_at_another_address_of_the_outlet_has_moved() -> None:
    assert judged(article(path="/2025/ferry-2"), twins=(twin(article()),)) == Unchanged(7, moved=True)


def test_an_article_that_moved_and_was_edited_is_revised() -> None:
    edited = article((TEXT[0], TEXT[1].replace("300", "1,000"), TEXT[2]), path="/moved")
    assert isinstance(judged(edited, twins=(twin(article()),)), Revised)


def test_the_same_text_at_another_outlet_is_a_copy() -> None:
    assert judged(article(), twins=(twin(article(), "Tribune"),)) == New(copy_of=7, share=1.0)


def test_a_copy_that_was_cut_and_retitled_is_a_copy() -> None:
    found = judged(article(TEXT[:2], title="Two boats a day"), twins=(twin(article(), "Tribune"),))
    assert isinstance(found, New)
    assert found.copy_of == 7


def test_a_copy_of_a_copy_points_to_the_original() -> None:
    found = judged(article(), twins=(twin(article(), "Tribune", id_=9, original=3),))
    assert found == New(copy_of=3, share=1.0)


def test_another_report_is_no_copy() -> None:
    assert judged(article(), twins=(twin(article(OTHER_TEXT), "Tribune"),)) == New()


def test_an_address_that_was_given_to_another_article_brings_a_new_one() -> None:
    later = datetime(2025, 2, 1, tzinfo=UTC)
    reused = article(OTHER_TEXT, title="Bread by weight, bakers decide", published_at=later)
    assert judged(reused, known(article())) == New(replaces=7)


def test_a_headline_whose_page_can_be_read_by_now_is_filled() -> None:
    before = Known(7, ArticleState.HEADLINE, Version("Second ferry to the islands", ()), "")
    assert judged(article(), before) == Filled(7)


@pytest.mark.parametrize(
    ("state", "expected"),
    [(VisitState.GONE, TakenDown(7)), (VisitState.WALL, Unread(7)), (VisitState.TIMEOUT, Unread(7))],
)
def test_a_page_that_cannot_be_read_never_overwrites_its_text(state: VisitState, expected: object) -> None:
    candidate = Candidate("Gazette", "https://gazette.example/ferry", "https://gazette.example/feed", title="Ferry")
    unread = headline_article(candidate, Trouble(state, "…"), NOW)
    assert unread is not None
    assert judged(unread, known(article())) == expected


paragraphs = st.lists(st.text("abcdefg 012.", min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=6).map(
    tuple
)


@given(paragraphs)
def test_no_text_is_an_edit_of_itself(text: tuple[str, ...]) -> None:
    assert judged(article(text), known(article(text))) == Unchanged(7)


@given(paragraphs, paragraphs)
def test_every_pair_of_versions_is_judged_without_error(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert isinstance(judged(article(one), known(article(other))), (Unchanged, Revised, Doubted, New))


def test_a_newer_reader_makes_no_news() -> None:
    before = replace(known(article(TEXT[:2])), extractor="newswatch 0")
    found = judged(article(extractor="newswatch 1"), before)
    assert isinstance(found, Revised)
    assert found.change.kind is RevisionKind.COSMETIC


def test_articles_that_wrongly_name_one_canonical_address_stay_apart() -> None:
    first = replace(known(article()), certain=False)
    assert judged(article(OTHER_TEXT, title="Bread by weight, bakers decide", path="/bread"), first) == New()
    assert judged(article(path="/amp/ferry"), first) == Unchanged(7)


def test_a_text_that_was_published_before_the_one_that_is_known_is_the_original() -> None:
    later = replace(twin(article(), "Tribune"), published_at=datetime(2025, 1, 14, 7, 0, tzinfo=UTC))
    assert judged(article(), twins=(later,)) == New(later=(Later(7, Relation(FETCHED, 1.0)),))
