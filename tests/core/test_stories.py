from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.likeness import Telling
from crawler.core.stories import Member, Placement, StoryCandidate, carrier, lead, place, related
from tests.core.test_likeness import FERRY, telling

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
RESCUED = (
    "Kestrel passengers rescued off Norwood",
    "All 212 passengers of the ferry Kestrel, aground off Norwood in a storm, are safe.",
)
MARKETS = ("Shares edge up on Monday", "Investors wait for figures on inflation, brokers said.")
TOLL = ("Bridge toll to rise", "The council wants drivers to pay more in Norwood.")


def member(id_: int, words: tuple[str, str]) -> Telling:
    return telling(*words, id_=id_)


AGAIN = (
    "Fares rise on all ferries",
    "Norwood council agreed on Friday that a crossing, also on the Kestrel, will cost five crowns more from spring on.",
)

ARTICLE = member(9, FERRY)


def test_an_article_goes_where_its_event_is_told() -> None:
    found = place(ARTICLE, [StoryCandidate(1, (member(1, MARKETS),)), StoryCandidate(2, (member(2, RESCUED),))])
    assert (found.story_id, found.merged) == (2, ())
    assert found.nearest
    assert found.nearest.article_id == 2
    assert found.nearest.score > 0
    assert found.nearest.shared


@pytest.mark.parametrize("candidates", [[], [StoryCandidate(1, (member(1, MARKETS), member(2, TOLL)))]])
def test_an_event_that_nobody_told_is_a_story_of_its_own(candidates: list[StoryCandidate]) -> None:
    assert place(ARTICLE, candidates) == Placement()


def test_of_two_fitting_stories_the_likest_is_taken() -> None:
    found = place(
        ARTICLE, [StoryCandidate(1, (member(1, RESCUED), member(3, TOLL))), StoryCandidate(2, (member(2, FERRY),))]
    )
    assert found.nearest
    assert found.nearest.article_id == 2


def test_one_like_member_does_not_draw_an_article_into_a_story_of_something_else() -> None:
    others = tuple(member(id_, MARKETS) for id_ in range(2, 20))
    assert place(ARTICLE, [StoryCandidate(1, (member(1, AGAIN),))]).story_id == 1
    assert place(ARTICLE, [StoryCandidate(1, (member(1, AGAIN), *others))]) == Placement()


def test_stories_that_are_one_are_merged_into_the_oldest() -> None:
    found = place(
        ARTICLE, [StoryCandidate(id_, (member(id_, words),)) for id_, words in ((5, FERRY), (3, RESCUED), (4, RESCUED))]
    )
    assert (found.story_id, sorted(found.merged)) == (3, [4, 5])


def test_what_is_decided_does_not_depend_on_the_order_of_the_candidates() -> None:
    candidates = [
        StoryCandidate(id_, (member(id_, words),)) for id_, words in enumerate((FERRY, FERRY, RESCUED, TOLL), 1)
    ]
    found = {place(ARTICLE, order) for order in permutations(candidates)}
    assert len(found) == 1


def test_related_stories_are_told_nearest_first_and_strangers_not() -> None:
    candidates = [StoryCandidate(id_, (member(id_, words),)) for id_, words in enumerate((MARKETS, RESCUED, FERRY), 1)]
    assert related(ARTICLE, candidates) == (3, 2)


@pytest.mark.parametrize(
    ("copy_of", "excerpts", "goes_with"),
    [
        (None, [], None),
        (3, [], 3),
        (3, [(4, 0.9)], 3),  # a copy is first of all a copy
        (None, [(4, 0.2), (5, 0.6)], 5),
        (None, [(5, 0.4), (4, 0.4)], 4),  # as much of both: the one that was stored first
    ],
)
def test_a_copy_goes_with_its_original_and_a_clipping_with_what_it_has_most_of(
    copy_of: int | None, excerpts: list[tuple[int, float]], goes_with: int | None
) -> None:
    assert carrier(copy_of, excerpts) == goes_with


def one(id_: int, length: int = 1_000, *, hours: int = 0, own: bool = True, gone: bool = False) -> Member:
    return Member(id_, NOW + timedelta(hours=hours), length, own, gone)


@pytest.mark.parametrize(
    ("members", "leading", "leads"),
    [
        ([one(1)], None, 1),
        ([one(1, hours=2), one(2, hours=1)], None, 2),  # the first report
        ([one(1, 200), one(2, hours=1)], None, 2),  # a flash, told in full later
        ([one(1, 500), one(2, hours=1)], None, 1),  # half as long is full
        ([one(1, own=False), one(2, hours=1)], None, 2),  # a copy never leads while there is an original
        ([one(1, own=False), one(2, 100, hours=1)], None, 2),
        ([one(1, gone=True), one(2, hours=1)], None, 2),
        ([one(1, gone=True), one(2, own=False)], None, 2),  # what can still be read
        ([one(1, gone=True)], None, 1),
        ([one(1), one(2)], None, 1),  # at the same time: the one that was stored first
        ([one(1, 0), one(2, 0, hours=1)], None, 1),  # headlines alone
        ([one(1, hours=5), one(2)], 1, 1),  # once shown it stays, though an earlier report came in
        ([one(1), one(2, 1_900)], 1, 1),
        ([one(1), one(2, 2_100)], 1, 2),
        ([one(1, own=False), one(2, hours=1)], 1, 2),  # the original came after its copy
        ([one(1, gone=True), one(2, hours=1)], 1, 2),
        ([one(2), one(3)], 1, 2),  # the one that led is in another story now
    ],
)
def test_the_lead_is_the_first_full_report_of_its_own_and_stays_while_it_can(
    members: list[Member], leading: int | None, leads: int
) -> None:
    assert lead(members, leading) == leads


MEMBERS = st.lists(
    st.builds(
        one, st.integers(1, 50), st.integers(0, 5_000), hours=st.integers(0, 50), own=st.booleans(), gone=st.booleans()
    ),
    min_size=1,
    unique_by=lambda each: each.article_id,
)


@given(MEMBERS, st.none() | st.integers(1, 50))
def test_whoever_leads_goes_on_leading_while_nothing_comes(members: list[Member], leading: int | None) -> None:
    chosen = lead(members, leading)
    assert lead(list(reversed(members)), chosen) == chosen
