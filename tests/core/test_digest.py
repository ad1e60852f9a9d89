from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core import digest
from crawler.core.digest import Edit, Listed, choose
from crawler.core.models import RevisionKind
from crawler.core.periods import Period
from crawler.core.plans import Include
from crawler.core.review import Verdict

START = datetime(2025, 1, 13, 22, 30, tzinfo=UTC)
END = START + timedelta(days=1)
PERIOD = Period(START, END)
HOUR = timedelta(hours=1)
REPORT = Listed(1, 10, "Gazette", START + HOUR, 900)
KEPT = replace(REPORT, verdict=Verdict.KEEP, verdict_at=START + 2 * HOUR)


def told(*articles: Listed, include: Include = Include.ALL) -> list[int]:
    news = choose(articles, [], PERIOD, include)
    return [report.article_id for story in news.stories for report in story.reports]


@pytest.mark.parametrize(
    ("article", "include", "is_told"),
    [
        (REPORT, Include.ALL, True),
        (replace(REPORT, came_at=START), Include.ALL, True),
        (replace(REPORT, came_at=START - timedelta(seconds=1)), Include.ALL, False),
        (replace(REPORT, came_at=END), Include.ALL, False),
        (replace(REPORT, announced=False), Include.ALL, False),
        (replace(REPORT, excerpts=True), Include.ALL, False),
        (replace(REPORT, copy_of=7), Include.ALL, False),
        (replace(KEPT, verdict=Verdict.DROP), Include.ALL, False),
        (replace(KEPT, verdict=Verdict.LATER), Include.ALL, True),
        (KEPT, Include.ALL, True),
        (KEPT, Include.KEPT, True),
        (REPORT, Include.KEPT, False),
        (replace(KEPT, verdict=Verdict.LATER), Include.KEPT, False),
        (replace(KEPT, verdict=Verdict.DROP), Include.KEPT, False),
        # who keeps an article a week later gets it in the next digest, and not in the one that is gone
        (replace(KEPT, came_at=START - timedelta(days=7)), Include.KEPT, True),
        (replace(KEPT, verdict_at=END + HOUR), Include.KEPT, False),
        # a person's word counts more than that an outlet had listed it at its first visit
        (replace(KEPT, announced=False), Include.KEPT, True),
    ],
)
def test_what_came_or_was_kept_in_the_period_is_told(article: Listed, include: Include, is_told: bool) -> None:  # noqa: FBT001
    assert told(article, include=include) == ([1] if is_told else [])


def test_a_digest_of_corrections_tells_them_alone() -> None:
    edits = [
        Edit(KEPT, 2, START + HOUR, RevisionKind.FIGURES, "Figures: 300 → 400"),
        Edit(KEPT, 3, START + HOUR, RevisionKind.CORRECTION, "Correction: a wrong day"),
    ]
    news = choose([REPORT], edits, PERIOD, Include.CORRECTIONS)
    assert (news.stories, [edit.number for changed in news.changes for edit in changed.edits]) == ((), [3])


def test_what_a_digest_told_before_is_not_told_again() -> None:
    edit = Edit(replace(REPORT, article_id=2), 2, START + HOUR, RevisionKind.FIGURES, "Figures: 300 → 400")
    news = choose([REPORT], [edit], PERIOD, Include.ALL, {(1, 1), (2, 2)})
    assert (news.stories, news.changes) == ((), ())


@pytest.mark.parametrize(
    ("article", "include", "why"),
    [
        (replace(REPORT, announced=False), Include.ALL, digest.BASELINE),
        (replace(REPORT, excerpts=True), Include.ALL, digest.EXCERPTS),
        (replace(REPORT, copy_of=7), Include.ALL, digest.COPIES),
        (replace(KEPT, verdict=Verdict.DROP), Include.ALL, digest.DROPPED),
        (REPORT, Include.KEPT, digest.NOT_KEPT),
    ],
)
def test_what_came_and_is_left_out_is_counted_with_the_reason(article: Listed, include: Include, why: str) -> None:
    news = choose([article, replace(article, article_id=2)], [], PERIOD, include)
    assert [(each.count, each.why) for each in news.left_out] == [(2, why)]


def test_what_another_period_tells_is_not_left_out_of_this_one() -> None:
    assert choose([replace(REPORT, came_at=END)], [], PERIOD, Include.ALL).left_out == ()


def test_a_copy_is_told_with_its_original_and_makes_its_story_wider() -> None:
    copies = [replace(REPORT, article_id=id_, outlet=f"Paper {id_}", copy_of=1) for id_ in (2, 3)]
    news = choose([REPORT, *copies], [], PERIOD, Include.ALL)
    assert [(story.reports, story.outlets) for story in news.stories] == [((REPORT,), 3)]
    assert news.left_out == ()


def test_the_story_that_most_outlets_carry_comes_first_then_the_newest() -> None:
    wide = [replace(REPORT, article_id=id_, story_id=3, outlet=f"Paper {id_}") for id_ in (4, 5)]
    late = replace(REPORT, article_id=6, story_id=4, came_at=START + 5 * HOUR)
    news = choose([REPORT, late, *wide], [], PERIOD, Include.ALL)
    assert [story.story_id for story in news.stories] == [3, 4, 10]


def edit(article: Listed, kind: RevisionKind, number: int = 2, hours: int = 1) -> Edit:
    return Edit(article, number, START + hours * HOUR, kind, f"{kind} {number}")


def test_corrections_come_first_and_matters_of_wording_last() -> None:
    kinds = [
        RevisionKind.SUBSTANCE,
        RevisionKind.GONE,
        RevisionKind.HEADLINE,
        RevisionKind.CORRECTION,
        RevisionKind.FIGURES,
    ]
    edits = [edit(replace(REPORT, article_id=id_), kind) for id_, kind in enumerate(kinds)]
    news = choose([], edits, PERIOD, Include.ALL)
    assert [changed.gravest.kind for changed in news.changes] == [
        RevisionKind.CORRECTION,
        RevisionKind.FIGURES,
        RevisionKind.HEADLINE,
        RevisionKind.GONE,
        RevisionKind.SUBSTANCE,
    ]


def test_all_edits_of_an_article_are_told_as_one_under_the_gravest() -> None:
    edits = [edit(REPORT, RevisionKind.SUBSTANCE, 3, 2), edit(REPORT, RevisionKind.CORRECTION, 2)]
    (changed,) = choose([], edits, PERIOD, Include.ALL).changes
    assert [each.number for each in changed.edits] == [2, 3]
    assert changed.gravest.kind is RevisionKind.CORRECTION


def test_an_edit_that_copies_took_over_is_told_once() -> None:
    copy = replace(REPORT, article_id=2, copy_of=1)
    both = choose([], [edit(REPORT, RevisionKind.FIGURES), edit(copy, RevisionKind.FIGURES)], PERIOD, Include.ALL)
    assert [changed.article_id for changed in both.changes] == [1]
    assert [each.why for each in both.left_out] == [digest.EDITS_OF_COPIES]
    alone = choose([], [edit(copy, RevisionKind.FIGURES)], PERIOD, Include.ALL)
    assert [changed.article_id for changed in alone.changes] == [2]


@pytest.mark.parametrize(
    ("verdict", "include", "is_told"),
    [
        (None, Include.ALL, True),
        (Verdict.DROP, Include.ALL, False),
        (None, Include.KEPT, False),
        (Verdict.KEEP, Include.KEPT, True),
        (Verdict.LATER, Include.KEPT, False),
    ],
)
def test_edits_follow_the_verdict_on_their_article(verdict: Verdict | None, include: Include, is_told: bool) -> None:  # noqa: FBT001
    edits = [edit(replace(REPORT, verdict=verdict), RevisionKind.FIGURES)]
    assert bool(choose([], edits, PERIOD, include).changes) is is_told


LISTED = st.builds(
    Listed,
    article_id=st.integers(1, 8),
    story_id=st.integers(1, 3),
    outlet=st.sampled_from(["Gazette", "Tribune"]),
    came_at=st.sampled_from([START - HOUR, START, START + HOUR, END]),
    announced=st.booleans(),
    copy_of=st.none() | st.integers(1, 8),
    excerpts=st.booleans(),
    verdict=st.none() | st.sampled_from(list(Verdict)),
)


@given(st.lists(LISTED, unique_by=lambda a: a.article_id), st.sampled_from([Include.ALL, Include.KEPT]))
def test_every_article_that_came_is_told_or_a_copy_of_one_that_is_or_counted(
    articles: list[Listed], include: Include
) -> None:
    news = choose(articles, [], PERIOD, include)
    reports = {report.article_id for story in news.stories for report in story.reports}
    due = [a for a in articles if START <= a.came_at < END]
    carried = [a for a in due if a.article_id not in reports and a.copy_of in reports]
    assert len(due) >= len(reports) + sum(each.count for each in news.left_out)
    assert len(due) <= len(reports) + sum(each.count for each in news.left_out) + len(carried)
