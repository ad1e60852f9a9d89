from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.core.coverage import MOST_RELATED, MOST_TITLES, arrange
from crawler.core.digest import Listed, StoryNews
from crawler.core.review import Verdict

NOW = datetime(2025, 1, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def article(id_: int, story: int = 1, hours: int = 0, **more: object) -> Listed:
    return replace(Listed(id_, story, f"Outlet {id_}", NOW + hours * HOUR, 900), **more)  # type: ignore[arg-type]


def story(*reports: Listed) -> StoryNews:
    return StoryNews(reports[0].story_id, reports, len(reports))


def test_the_first_full_report_leads_and_the_storys_others_follow_the_newest_first() -> None:
    flash, full, later = article(1, length=80), article(2, hours=1), article(3, hours=2)
    (item,) = arrange([story(flash, full, later)], {1: [flash, full, later]}, {})
    assert (item.lead, item.related) == (2, (3, 1))


def test_earlier_reports_of_the_story_follow_the_new_ones_but_copies_and_what_was_dropped_or_taken_down() -> None:
    new = article(5, hours=9)
    members = [
        article(1),
        article(2, copy_of=1),
        article(3, excerpts=True),
        article(4, gone=True),
        article(6, verdict=Verdict.DROP),
        new,
    ]
    (item,) = arrange([story(new)], {1: members}, {})
    assert (item.lead, item.related) == (5, (1,))


def test_the_nearest_earlier_stories_come_after_the_storys_own_reports() -> None:
    new, near = article(1), article(9, story=4)
    (item,) = arrange([story(new)], {1: [new, article(2)]}, {1: [near]})
    assert item.related == (2, 9)


def test_a_new_story_of_one_report_is_told_with_the_greater_one_that_it_is_near_to() -> None:
    first, second, apart = story(article(1), article(2)), story(article(3, story=2)), story(article(4, story=3))
    nearest = {1: [article(3, story=2)], 2: [article(1)]}
    items = arrange([first, second, apart], {}, nearest)
    assert [(item.lead, item.related) for item in items] == [(1, (2, 3)), (4, ())]


def test_a_new_story_of_several_reports_stands_for_itself_and_is_told_once() -> None:
    first, second = story(article(1)), story(article(3, story=2), article(4, story=2))
    items = arrange([first, second], {}, {1: [article(3, story=2)], 2: [article(1)]})
    assert [item.lead for item in items] == [1, 3]
    assert items[0].related == ()


def test_no_new_story_is_lost_where_a_greater_one_has_no_room_for_it() -> None:
    full = story(*(article(id_) for id_ in range(1, 10)))
    items = arrange([full, story(article(20, story=2))], {}, {1: [article(20, story=2)]})
    assert [item.lead for item in items] == [1, 20]


def test_of_a_great_story_some_reports_are_told_whole_some_by_title_and_the_rest_counted() -> None:
    (item,) = arrange([story(*(article(id_, hours=id_) for id_ in range(20)))], {}, {})
    assert len(item.related) == MOST_RELATED
    assert len(item.titles) == MOST_TITLES
    assert item.more == 20 - 1 - MOST_RELATED - MOST_TITLES
