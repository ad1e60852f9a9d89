from __future__ import annotations

from itertools import permutations

import pytest

from crawler.core.likeness import Telling
from crawler.core.regrouping import MOST_COMPARED, Regrouping, regroup
from crawler.core.stories import StoryCandidate
from tests.core.test_likeness import FERRY
from tests.core.test_stories import RESCUED, member

TOLL = ("Bridge toll to rise", "The council wants drivers to pay more from May on.")
TOLL_AGAIN = ("Council to raise bridge toll", "Drivers are to pay more for the bridge, the council wants.")


def story(id_: int, *members: Telling) -> StoryCandidate:
    return StoryCandidate(id_, members)


def test_a_story_of_one_event_is_left_as_it_is() -> None:
    article = member(9, FERRY)
    assert regroup(article, story(1, member(1, RESCUED), article), [story(2, member(2, TOLL))]) == Regrouping()


def test_an_article_whose_event_another_story_tells_is_moved_there_with_the_reason() -> None:
    article = member(9, FERRY)
    found = regroup(article, story(1, member(1, FERRY), article), [story(2, member(2, RESCUED), member(3, TOLL))])
    assert [(move.article_id, move.nearest.article_id) for move in found.moved] == [(2, 9)]
    assert found.moved[0].nearest.shared


def test_an_article_alone_is_a_matter_of_merging_and_is_not_moved() -> None:
    article = member(9, FERRY)
    assert regroup(article, story(1, member(1, FERRY), article), [story(2, member(2, RESCUED))]).moved == ()


def test_of_two_that_would_leave_a_story_together_the_last_stays_in_it() -> None:
    article = member(9, FERRY)
    others = [story(2, member(2, RESCUED), member(3, RESCUED), member(4, TOLL), member(5, TOLL))]
    found = regroup(article, story(1, member(1, FERRY), article), others)
    assert sorted(move.article_id for move in found.moved) == [2, 3]


@pytest.mark.parametrize("settled", [{2}, {2, 3}])
def test_what_was_told_or_judged_stays_where_it_is(settled: set[int]) -> None:
    article = member(9, FERRY)
    others = [story(2, member(2, RESCUED), member(3, TOLL))]
    assert regroup(article, story(1, member(1, FERRY), article), others, frozenset(settled)) == Regrouping()


def test_a_story_of_two_events_is_split_and_the_fewer_leave() -> None:
    article = member(9, FERRY)
    members = (member(1, FERRY), member(2, RESCUED), member(3, TOLL), member(4, TOLL_AGAIN), article)
    assert regroup(article, story(1, *members), []).parted == (3, 4)


@pytest.mark.parametrize(("settled", "leave"), [({3}, (1, 9)), ({1}, (3, 4)), ({1, 3}, ()), (set(), (3, 4))])
def test_of_parts_as_large_the_younger_leaves_unless_it_is_settled(settled: set[int], leave: tuple[int, ...]) -> None:
    article = member(9, FERRY)
    members = (member(1, RESCUED), member(3, TOLL), member(4, TOLL_AGAIN), article)
    assert regroup(article, story(1, *members), [], frozenset(settled)).parted == leave


def test_a_long_story_is_not_taken_apart() -> None:
    article = member(99, FERRY)
    told = [member(id_, RESCUED) for id_ in range(1, MOST_COMPARED)]
    assert regroup(article, story(1, article, *told[:-1], member(50, TOLL)), []).parted == (50,)
    assert regroup(article, story(1, article, *told, member(50, TOLL)), []).parted == ()


def test_what_is_changed_does_not_depend_on_the_order_of_members() -> None:
    article = member(9, FERRY)
    members = (member(1, FERRY), member(3, TOLL), member(4, TOLL_AGAIN), article)
    assert len({regroup(article, story(1, *order), []) for order in permutations(members)}) == 1
