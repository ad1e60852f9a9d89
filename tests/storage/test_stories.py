from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.core.judge import TakenDown
from crawler.core.models import VisitState
from crawler.core.vocabulary import vocabulary
from crawler.recording import Page, record_page, touch
from storage.store import Store
from storage.topics import TopicMatcher
from tests.storage.demo_news import demo_pages, received
from tests.storage.newsroom import (
    FERRIES,
    NOW,
    TEXT,
    TITLE,
    came,
    failed,
    listed,
    newsroom,
    receive,
    row,
    rows,
    untitled,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRIKE = (
    "Ferry crews strike over winter pay",
    (
        "Crews of the company's ferries walked out on Thursday after talks about pay for night shifts had failed, their union said.",
        "Helga Brandt of the seamen's union said 180 deckhands and engineers had joined, and that pickets stood at both piers.",
        "The company called the demand of nine percent reckless. Mediators have invited both sides to Aldmouth for Friday.",
    ),
)
STRIKE_AGAIN = (
    "Union says 180 join ferry strike over pay",
    (
        "A strike over pay for night shifts has stopped the ferries, the seamen's union said; 180 deckhands and engineers joined.",
        "Its leader Helga Brandt said that crews would hold pickets until the company moved. It had called nine percent reckless.",
        "Mediators hope to bring both sides together in Aldmouth on Friday, after talks failed on Wednesday night.",
    ),
)
REGATTA = (
    "Ferry gives way as regatta begins",
    (
        "Sixty yachts crossed the bay on Sunday in the oldest regatta of the coast, and for once a ferry waited for them.",
        "Tove Lindahl steered the Cormorant to its third cup in a row, two minutes ahead of a crew from Skarvik.",
    ),
)
# an article about the regatta to which the strike comes
MIXED = (STRIKE_AGAIN[0], (*REGATTA[1], *STRIKE_AGAIN[1]))
OUTLETS = ("Gazette", "Tribune")


def report(told: tuple[str, tuple[str, ...]], path: str, outlet: str = "Gazette", **more: Any) -> Page:
    title, paragraphs = told
    return came(listed(path, outlet, title=title), title=title, paragraphs=paragraphs, **{"language": "en", **more})


def story_of(store: Store, path: str) -> int:
    ((story_id,),) = rows(store, "SELECT story_id FROM articles WHERE url LIKE ?", f"%{path}")
    assert isinstance(story_id, int)
    return story_id


def told(store: Store) -> list[tuple[Any, ...]]:
    """All that a reader is told of stories."""
    return rows(store, "SELECT * FROM stories ORDER BY id") + rows(store, "SELECT * FROM story_events ORDER BY id")


def test_a_first_report_begins_a_story_that_it_leads(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(STRIKE, "/strike"))
        story = row(store, "stories")
        assert (story["title"], story["lead_article_id"], story["articles"], story["outlets"]) == (STRIKE[0], 1, 1, 1)
        assert row(store, "story_events")["kind"] == "begun"


def test_a_second_report_joins_and_the_reason_is_written_in_words(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(STRIKE, "/strike"))
        receive(store, report(STRIKE_AGAIN, "/union", "Tribune", at=NOW + HOUR))
        story, event = row(store, "stories"), row(store, "story_events", "kind = 'joined'")
        assert (story["articles"], story["outlets"], story["lead_article_id"]) == (2, 2, 1)
        assert (event["article_id"], event["nearest_article_id"], event["story_id"]) == (2, 1, 1)
        assert event["score"] > 0
        words = event["why"].split(", ")
        assert len(words) == 5
        assert all(word.casefold() in " ".join((STRIKE_AGAIN[0], *STRIKE_AGAIN[1])).casefold() for word in words)


def test_another_event_on_the_topic_is_another_story(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        for told_, path in ((STRIKE, "/strike"), (REGATTA, "/regatta"), ((TITLE, TEXT), "/ferry")):
            receive(store, report(told_, path))
        assert rows(store, "SELECT count(*), max(articles) FROM stories") == [(3, 1)]


def test_an_article_off_topic_is_in_no_story(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(("Shares edge up", ("Investors wait for figures.",)), "/shares"))
        assert told(store) == []


@pytest.mark.parametrize("first", ["Gazette", "Tribune"])
def test_a_copy_is_where_its_original_is_and_does_not_lead(tmp_path: Path, first: str) -> None:
    pages = {
        "Gazette": report((TITLE, TEXT), "/ferry", published_at=NOW - 2 * HOUR),
        "Tribune": report(("From the islands", TEXT), "/wire", "Tribune", published_at=NOW - HOUR),
    }
    second = next(name for name in OUTLETS if name != first)
    with newsroom(tmp_path) as store:
        receive(store, pages[first])
        receive(store, pages[second])
        assert story_of(store, "/ferry") == story_of(store, "/wire")
        ((leads,),) = rows(store, "SELECT outlet FROM stories s JOIN articles a ON a.id = s.lead_article_id")
        assert leads == "Gazette"


def test_a_copy_says_that_its_text_is_why(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report((TITLE, TEXT), "/ferry"))
        receive(store, report((TITLE, TEXT), "/wire", "Tribune", at=NOW + HOUR))
        event = row(store, "story_events", "kind = 'joined'")
        assert (event["nearest_article_id"], event["score"]) == (1, None)
        assert event["why"] == "its text is from that article"


def test_an_edit_keeps_the_place_of_an_article_among_others(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(STRIKE, "/strike"))
        receive(store, report(STRIKE_AGAIN, "/union", "Tribune"))
        receive(store, report(REGATTA, "/regatta"))
        receive(store, report(MIXED, "/union", "Tribune", at=NOW + DAY))
        assert rows(store, "SELECT max(revision) FROM articles") == [(2,)]
        assert story_of(store, "/union") == story_of(store, "/strike") != story_of(store, "/regatta")


def test_a_report_that_an_edit_makes_one_of_an_event_joins_and_its_own_story_points_there(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(STRIKE, "/strike"))
        receive(store, report(REGATTA, "/union", "Tribune"))
        assert story_of(store, "/union") == 2
        receive(store, report(MIXED, "/union", "Tribune", at=NOW + DAY))
        assert rows(store, "SELECT max(revision) FROM articles") == [(2,)]
        assert story_of(store, "/union") == 1
        merged = row(store, "stories", "id = 2")
        assert (merged["merged_into"], merged["articles"], merged["outlets"]) == (1, 0, 0)
        event = row(store, "story_events", "kind = 'merged'")
        assert (event["story_id"], event["other_story_id"], event["article_id"]) == (1, 2, 2)


def test_what_was_merged_twice_points_to_the_story_that_is_left(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        for number in (1, 2, 3):
            receive(store, report((f"{REGATTA[0]} {number}", TEXT[number : number + 1]), f"/{number}"))
        store.db.execute("UPDATE stories SET merged_into = 3 WHERE id = 2")
        with store.transaction():
            store.stories._merge(3, 1, 1, NOW)
        assert rows(store, "SELECT id, merged_into FROM stories") == [(1, None), (2, 1), (3, 1)]


def put_together(store: Store, article_id: int, story_id: int) -> None:
    """As if an article had come to a story when less was known."""
    ((before,),) = rows(store, "SELECT story_id FROM articles WHERE id = ?", article_id)
    with store.transaction():
        store.stories._merge(before, story_id, article_id, NOW)
        store.stories._refresh(story_id, NOW)


def split_story(path: Path) -> Store:
    """A strike and a regatta (with a copy) that are one story, until a second report of the strike comes."""
    store = newsroom(path)
    receive(store, report(STRIKE, "/strike"))
    receive(store, report(REGATTA, "/regatta"))
    receive(store, report(REGATTA, "/wire", "Tribune"))
    put_together(store, 2, 1)
    return store


def test_a_story_that_is_two_events_is_split_and_the_record_says_so(tmp_path: Path) -> None:
    with split_story(tmp_path) as store:
        assert len(stories_of(store, {"/strike", "/regatta", "/wire"})) == 1
        receive(store, report(STRIKE_AGAIN, "/union", "Tribune", at=NOW + HOUR))
        assert story_of(store, "/union") == story_of(store, "/strike") == 1
        assert stories_of(store, {"/regatta", "/wire"}) == {3}  # a copy goes along
        event = row(store, "story_events", "kind = 'split'")
        assert (event["story_id"], event["other_story_id"], event["article_id"]) == (3, 1, 2)
        assert event["why"] == "told apart from the rest of story 1"
        _check(store)


def test_an_article_that_another_story_tells_is_moved_and_the_record_says_why(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        for told_, path in ((STRIKE, "/strike"), (STRIKE_AGAIN, "/union"), (REGATTA, "/regatta")):
            receive(store, report(told_, path))
        with store.transaction():  # as if the first report of the strike had come to the regatta
            store.stories._carry(1, 2)
            for story_id in (1, 2):
                store.stories._refresh(story_id, NOW)
            telling = store.stories._vocabularies.tellings([2])[2]
            near = store.stories._candidates.near(telling, besides=1)
            words = vocabulary(STRIKE_AGAIN[0], STRIKE_AGAIN[1], "en")[1]
            store.stories._regroup(telling, near, words, NOW + HOUR)
        assert stories_of(store, {"/strike", "/union"}) == {1}
        assert story_of(store, "/regatta") == 2
        event = row(store, "story_events", "kind = 'moved'")
        assert (event["story_id"], event["other_story_id"], event["article_id"]) == (1, 2, 1)
        assert event["nearest_article_id"] == 2
        assert event["score"] > 0
        assert "strike" in event["why"].split(", ")
        _check(store)


@pytest.mark.parametrize(
    "told_or_judged",
    [
        "INSERT INTO verdicts (article_id, verdict, by, at) VALUES (2, 'keep', 'Ada', '2025-01-14T08:00:00Z')",
        "INSERT INTO verdicts (article_id, verdict, by, at) VALUES (3, 'keep', 'Ada', '2025-01-14T08:00:00Z')",  # its copy
        "INSERT INTO verdicts (story_id, verdict, by, at) VALUES (1, 'keep', 'Ada', '2025-01-14T08:00:00Z')",
        "INSERT INTO verdicts (story_id, verdict, by, at) VALUES (2, 'keep', 'Ada', '2025-01-14T08:00:00Z')",  # merged into it
    ],
)
def test_what_a_person_judged_is_not_split_off(tmp_path: Path, told_or_judged: str) -> None:
    with split_story(tmp_path) as store:
        store.db.execute(told_or_judged)
        receive(store, report(STRIKE_AGAIN, "/union", "Tribune", at=NOW + HOUR))
        assert story_of(store, "/regatta") == 1


def test_a_page_that_could_be_read_later_is_placed_by_its_text(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(STRIKE, "/strike"))
        receive(store, failed(VisitState.TIMEOUT, listed("/union", "Tribune", title="Ferry: no end")))
        assert story_of(store, "/union") == 2
        receive(store, report(STRIKE_AGAIN, "/union", "Tribune", at=NOW + HOUR))
        assert story_of(store, "/union") == 1


def test_a_headline_alone_has_a_story(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        receive(store, failed(VisitState.TIMEOUT, listed(title="Ferry")))
        assert row(store, "stories")["title"] == "Ferry"


@pytest.mark.parametrize("titled", [True, False])
def test_a_lead_that_is_taken_down_hands_over(tmp_path: Path, *, titled: bool) -> None:
    with newsroom(tmp_path) as store:
        receive(store, report(STRIKE, "/strike"))
        receive(store, report(STRIKE_AGAIN, "/union", "Tribune", at=NOW + HOUR))
        for hours in (2, 4):
            at = NOW + hours * HOUR
            if titled:
                receive(store, failed(VisitState.NOT_FOUND, listed("/strike", title=STRIKE[0]), at=at))
            else:
                with store.transaction():
                    touch(store, untitled(VisitState.NOT_FOUND, "/strike", at))
        assert rows(store, "SELECT state FROM articles ORDER BY id") == [("gone",), ("read",)]
        assert (row(store, "stories")["lead_article_id"], row(store, "stories")["title"]) == (2, STRIKE_AGAIN[0])
        assert row(store, "story_events", "kind = 'lead'")["article_id"] == 2


def test_an_article_that_was_stored_before_there_were_stories_can_be_taken_down(tmp_path: Path) -> None:
    with newsroom(tmp_path) as store:
        page = report(STRIKE, "/strike")
        receive(store, page)
        store.db.execute("DELETE FROM story_events")
        store.db.execute("UPDATE articles SET story_id = NULL")
        store.db.execute("DELETE FROM stories")
        store.stories.place(1, page.article, (), TakenDown(1))
        assert told(store) == []


def test_a_rolled_back_transaction_leaves_no_trace(tmp_path: Path) -> None:
    pages = [report(STRIKE, "/strike"), report(REGATTA, "/regatta"), report(STRIKE_AGAIN, "/union", "Tribune")]
    (tmp_path / "plain").mkdir()
    with newsroom(tmp_path / "plain") as store:
        for page in pages:
            receive(store, page)
        expected = told(store)
    with newsroom(tmp_path) as store:
        for page in pages:
            with pytest.raises(KeyboardInterrupt):
                _receive_and_stop(store, page)
            receive(store, page)
        assert told(store) == expected


def _receive_and_stop(store: Store, page: Page) -> None:
    with store.transaction():
        record_page(store, TopicMatcher([FERRIES]), page, announced=True)
        raise KeyboardInterrupt


def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    pages = demo_pages()
    (tmp_path / "at once").mkdir()
    with received(tmp_path / "at once", pages) as store:
        expected = told(store)
    for end in range(1, len(pages) + 1):
        with received(tmp_path, pages[end - 1 : end]) as store:
            found = told(store)
    assert found == expected


def test_the_same_pages_again_change_nothing(tmp_path: Path) -> None:
    pages = demo_pages()
    with received(tmp_path, pages) as store:
        expected = told(store)
    with received(tmp_path, pages) as store:
        assert told(store) == expected


CAPTURE = {  # two soldiers are captured: four English reports and a Ukrainian one
    "/world/two-north-koreans-captured-kursk",
    "/news/4471-captured-north-koreans-kyiv",
    "/stories/ukrainian-patrol-takes-north-korean-prisoners-1207",
    "/a/2210/pair-of-north-korean-troops-taken-alive",
    "/war/polon-pivnichnokoreitsi",
}
MORE_SOLDIERS = {  # 4,000 more: an agency's report, three copies, a Korean and a Japanese report
    "/world/seoul-second-contingent",
    "/world/seoul-more-soldiers-russia",
    "/news/4478-pyongyang-second-contingent",
    "/stories/north-korea-to-send-more-soldiers-to-russia-1209",
    "/international/20418",
    "/kokusai/a-5521",
}


def stories_of(store: Store, paths: set[str]) -> set[int]:
    return {story_of(store, path) for path in paths}


@pytest.mark.parametrize("order", range(8))
def test_each_event_of_the_demo_is_one_story_in_whatever_order_and_language_it_comes(
    tmp_path: Path, order: int
) -> None:
    pages = demo_pages()
    random.Random(order).shuffle(pages)  # noqa: S311 - an order, not a secret
    with received(tmp_path, pages) as store:
        assert len(stories_of(store, CAPTURE)) == 1
        assert len(stories_of(store, MORE_SOLDIERS)) == 1


def test_the_two_events_of_the_demo_are_two_stories_as_they_were_published(tmp_path: Path) -> None:
    pages = sorted(demo_pages(), key=lambda page: page.article.published_at or NOW)
    with received(tmp_path, pages) as store:
        assert not stories_of(store, CAPTURE) & stories_of(store, MORE_SOLDIERS)
        assert rows(store, "SELECT count(*) FROM stories WHERE articles > 0") != [(1,)]


REPORTS = [
    STRIKE,
    STRIKE_AGAIN,
    REGATTA,
    (TITLE, TEXT),
    ("Second boat", TEXT[1:]),
    ("여객선 증편", ("섬으로 가는 여객선이 월요일부터 하루 두 번 다닌다.",)),
    ("Ferry", ()),
]
ARRIVAL = st.tuples(st.sampled_from(REPORTS), st.integers(1, 5), st.sampled_from(OUTLETS), st.booleans())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ARRIVAL, max_size=12))
def test_stories_part_the_articles_and_their_counts_are_true(
    tmp_path_factory: pytest.TempPathFactory, arrivals: list[Any]
) -> None:
    with newsroom(tmp_path_factory.mktemp("newsroom")) as store:
        for hours, (told_, number, outlet, can_be_read) in enumerate(arrivals):
            at = NOW + hours * HOUR
            candidate = listed(f"/{number}", outlet, title=told_[0])
            readable = can_be_read and told_[1]
            receive(
                store,
                report(told_, f"/{number}", outlet, at=at)
                if readable
                else failed(VisitState.NOT_FOUND, candidate, at=at),
            )
            _check(store)


def _check(store: Store) -> None:
    counted = "SELECT story_id, count(*), count(DISTINCT outlet) FROM articles GROUP BY 1 ORDER BY 1"
    assert rows(store, "SELECT id, articles, outlets FROM stories WHERE merged_into IS NULL ORDER BY id") == rows(
        store, counted
    )
    assert rows(store, "SELECT id FROM articles WHERE story_id IS NULL") == []
    assert (
        rows(
            store,
            "SELECT s.id FROM stories s JOIN stories n ON n.id = s.merged_into WHERE n.merged_into IS NOT NULL OR s.articles",
        )
        == []
    )
    leads = (
        "SELECT s.id FROM stories s JOIN articles a ON a.id = s.lead_article_id"
        " WHERE merged_into IS NULL AND (a.story_id != s.id OR a.title != s.title)"
    )
    assert rows(store, leads) == []
    unexplained = (
        "SELECT id FROM articles WHERE id NOT IN"
        " (SELECT article_id FROM story_events WHERE kind IN ('begun', 'joined', 'moved', 'split'))"
    )
    assert rows(store, unexplained) == []
    # how many articles have a word is what they say themselves
    held = rows(store, "SELECT length(terms) / 4 FROM vocabularies")
    assert rows(store, "SELECT coalesce(sum(articles), 0) FROM terms") == [(sum(number for (number,) in held),)]
