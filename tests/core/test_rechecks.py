from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.rechecks import FOLLOWED_FOR, RUNGS, SHORTEST, SPREAD, Followed, next_recheck

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# The article whose id spreads it by nothing.
FIRST = 0


def followed(
    published: timedelta | None,
    seen: timedelta = timedelta(0),
    *,
    day_only: bool = False,
    edits: int = 0,
    edited: timedelta | None = None,
) -> Followed:
    """An article that was published, first seen and last edited so long ago."""
    at = None if published is None else NOW - published
    return Followed(FIRST, at, day_only, NOW - seen, edits, None if edited is None else NOW - edited)


def pause(article: Followed) -> timedelta | None:
    due = next_recheck(article, NOW)
    return None if due is None else due - NOW


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0 * MINUTE, 15 * MINUTE),
        (179 * MINUTE, 15 * MINUTE),
        (3 * HOUR, HOUR),
        (23 * HOUR, HOUR),
        (DAY, 3 * HOUR),
        (6 * DAY, 3 * HOUR),
        (7 * DAY, 3 * DAY),
        (26 * DAY, 3 * DAY),
        (28 * DAY, None),
        (30 * DAY, None),
        (900 * DAY, None),
    ],
)
def test_an_article_is_looked_at_ever_less_often_and_after_a_month_no_more(
    age: timedelta, expected: timedelta | None
) -> None:
    assert pause(followed(age, age)) == expected


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        pytest.param(followed(2 * DAY), 3 * HOUR, id="published two days before it was found"),
        pytest.param(followed(None, 2 * DAY), 3 * HOUR, id="no date: since it was found"),
        pytest.param(followed(-5 * HOUR, HOUR), 15 * MINUTE, id="dated into the future: since it was found"),
        pytest.param(followed(9_000 * DAY, HOUR), 15 * MINUTE, id="a date that cannot be true"),
        pytest.param(followed(20 * HOUR, HOUR, day_only=True), 15 * MINUTE, id="dated by a day that is not over"),
        pytest.param(followed(47 * HOUR, HOUR, day_only=True), HOUR, id="dated by the day before"),
    ],
)
def test_its_age_counts_from_its_publication_where_that_is_known(article: Followed, expected: timedelta) -> None:
    assert pause(article) == expected


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        pytest.param(followed(5 * DAY, edits=1, edited=HOUR), 15 * MINUTE, id="edited an hour ago"),
        pytest.param(followed(20 * DAY, edits=1, edited=20 * HOUR), HOUR, id="edited yesterday"),
        pytest.param(followed(20 * DAY, edits=1, edited=5 * DAY), 3 * HOUR, id="edited this week"),
        pytest.param(followed(20 * DAY, edits=1, edited=18 * DAY), 3 * DAY, id="edited once, long ago"),
        pytest.param(followed(20 * DAY, edits=20, edited=8 * DAY), DAY, id="edited once a day"),
        pytest.param(followed(10 * HOUR, edits=20, edited=4 * HOUR), 30 * MINUTE, id="edited twice an hour"),
        pytest.param(followed(10 * HOUR, edits=90, edited=4 * HOUR), 15 * MINUTE, id="edited all the time"),
        pytest.param(followed(31 * DAY, edits=9, edited=HOUR), None, id="edited, and older than a month"),
    ],
)
def test_a_busy_article_is_looked_at_sooner(article: Followed, expected: timedelta | None) -> None:
    assert pause(article) == expected


_ARTICLES = st.builds(
    Followed,
    article_id=st.integers(1, 10**9),
    published_at=st.none() | st.timedeltas(-2 * DAY, 40 * DAY).map(NOW.__sub__),
    published_day_only=st.booleans(),
    first_seen_at=st.just(NOW),
)


@given(_ARTICLES)
def test_an_article_that_nobody_edits_is_never_looked_at_twice_within_a_rung_and_not_after_a_month(
    article: Followed,
) -> None:
    at = NOW
    while (due := next_recheck(article, at)) is not None:
        # it may be older than since it was found, and then it stands on a higher rung
        rung = next(pause for until, pause in RUNGS if at - NOW < until)
        assert due - at >= rung
        assert article.published_at or due - at <= rung * (1 + SPREAD)
        at = due
    assert at <= NOW + FOLLOWED_FOR


@given(_ARTICLES, st.integers(1, 1000), st.timedeltas(0 * MINUTE, 40 * DAY), st.timedeltas(0 * MINUTE, 40 * DAY))
def test_edits_bring_the_next_look_nearer_and_never_nearer_than_the_lowest_rung(
    article: Followed, edits: int, later: timedelta, since_edit: timedelta
) -> None:
    now = NOW + later
    busy = Followed(
        article.article_id, article.published_at, article.published_day_only, NOW, edits, max(NOW, now - since_edit)
    )
    quiet_due, due = next_recheck(article, now), next_recheck(busy, now)
    assert quiet_due is None or (due is not None and now + SHORTEST <= due <= quiet_due)


def test_articles_that_came_together_are_spread_over_a_twentieth_of_their_pause() -> None:
    together = [Followed(number, NOW, published_day_only=False, first_seen_at=NOW) for number in range(100, 160)]
    due = sorted(at for each in together if (at := next_recheck(each, NOW)) is not None)
    widest = max(later - earlier for earlier, later in pairwise(due))
    assert due[0] >= NOW + SHORTEST
    assert due[-1] <= NOW + SHORTEST * (1 + SPREAD)
    assert widest < 3 * SHORTEST * SPREAD / len(due)
