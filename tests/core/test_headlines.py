from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.headlines import Headline, HeadlineChange, HeadlineKind, headline, judge_headline

NOON = datetime(2025, 1, 14, 12, tzinfo=UTC)
FIRST, SECOND = "Ferry to the islands delayed", "Islanders wait for their ferry"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Ferry delayed | GNN", "Ferry delayed"),
        ("Ferry delayed | GNN Politics", "Ferry delayed"),
        ("Ferry delayed - Gazette News", "Ferry delayed"),
        ("Ferry delayed — gazette.com", "Ferry delayed"),
        ("배가 늦는다 - 항구일보", "배가 늦는다"),
        ("Ferry delayed - minister", "Ferry delayed - minister"),
        ("Ferry sinks – 12 dead", "Ferry sinks – 12 dead"),
        ("| GNN", "| GNN"),
    ],
)
def test_the_sites_name_is_no_part_of_a_headline(title: str, bare: str) -> None:
    assert headline(title) == bare


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (SECOND, HeadlineKind.SAME),
        (SECOND.upper(), HeadlineKind.STYLE),
        (f"“{SECOND}”!", HeadlineKind.STYLE),
        (f"{SECOND} | GNN", HeadlineKind.STYLE),
        (FIRST, HeadlineKind.RETURN),
        (f"‘{FIRST}’", HeadlineKind.RETURN),
        ("Ferry to the islands sails", HeadlineKind.EDIT),
    ],
)
def test_a_new_title_is_an_edit_unless_it_is_known_or_style(new: str, kind: HeadlineKind) -> None:
    had = [Headline(FIRST, NOON), Headline(SECOND, NOON + timedelta(hours=1))]
    assert judge_headline(had, SECOND, new).kind is kind


def test_of_a_headline_that_came_back_is_told_since_when_it_is_known() -> None:
    had = [Headline(SECOND, NOON + timedelta(hours=1)), Headline(FIRST, NOON)]
    assert judge_headline(had, SECOND, FIRST) == HeadlineChange(HeadlineKind.RETURN, NOON)


@given(st.lists(st.sampled_from(["Ferry sails", "Ferry waits", "Fog", "FOG!", "Ice"]), min_size=1, max_size=30))
def test_each_headline_is_told_once_however_they_flap(titles: list[str]) -> None:
    had = [Headline(titles[0], NOON)]
    told = []
    for title in titles[1:]:
        if judge_headline(had, had[-1].title, title).kind is HeadlineKind.EDIT:
            told.append(title.casefold().strip("!"))
        had.append(Headline(title, NOON))
    assert sorted(told) == sorted({title.casefold().strip("!") for title in titles} - {titles[0].casefold().strip("!")})
