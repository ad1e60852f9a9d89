from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.thinning import FEWEST_BEFORE, NEWEST, Form, Forms, at_least, fallen, is_as_before, with_more

NOW = datetime(2025, 1, 14, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = Form(NOW, 3000, dated=True, signed=True, pictured=True)


def written(count: int, like: Form = WHOLE, since: datetime = NOW) -> list[Form]:
    """So many articles, one an hour, of lengths that vary by half."""
    return [replace(like, at=since + n * HOUR, length=like.length * (75 + 10 * (n % 6)) // 100) for n in range(count)]


def names(forms: Forms) -> list[str]:
    return [measure.name for measure in fallen(forms)]


BEFORE = with_more(Forms(), written(60), held=False)


@pytest.mark.parametrize(
    ("later", "lost"),
    [
        pytest.param(WHOLE, [], id="as ever"),
        pytest.param(replace(WHOLE, length=600), ["length"], id="teasers in place of texts"),
        pytest.param(replace(WHOLE, length=2200), [], id="somewhat shorter"),
        pytest.param(replace(WHOLE, dated=False), ["dated"], id="no dates"),
        pytest.param(
            replace(WHOLE, signed=False, pictured=False), ["signed", "pictured"], id="no authors, no pictures"
        ),
        pytest.param(replace(WHOLE, length=9000), [], id="longer"),
    ],
)
def test_articles_that_lost_something_are_thin(later: Form, lost: list[str]) -> None:
    assert names(with_more(BEFORE, written(NEWEST, later, NOW + 70 * HOUR), held=False)) == lost


def test_a_batch_of_briefs_within_an_hour_is_no_new_layout() -> None:
    batch = [replace(WHOLE, at=NOW + 70 * HOUR, length=300)] * NEWEST
    assert names(with_more(BEFORE, batch, held=False)) == []


def test_briefs_among_reports_are_the_outlets_way() -> None:
    briefs = written(9, replace(WHOLE, length=300))
    before = with_more(Forms(), [*written(12), *briefs, *written(12), *briefs, *written(12)], held=False)
    assert names(with_more(before, written(NEWEST, replace(WHOLE, length=300), NOW + 70 * HOUR), held=False)) == []


def test_what_an_outlet_never_had_it_cannot_lose() -> None:
    plain = replace(WHOLE, signed=False)
    before = with_more(Forms(), written(60, plain), held=False)
    assert names(with_more(before, written(NEWEST, plain, NOW + 70 * HOUR), held=False)) == []


def test_of_an_outlet_that_is_hardly_known_nothing_is_told() -> None:
    before = with_more(Forms(), written(FEWEST_BEFORE - 1), held=False)
    assert names(with_more(before, written(NEWEST, replace(WHOLE, length=100), NOW + 70 * HOUR), held=False)) == []


def test_thin_articles_become_no_measure_while_that_is_held_against_them_and_whole_ones_end_it() -> None:
    thin = with_more(BEFORE, written(NEWEST, replace(WHOLE, length=600), NOW + 70 * HOUR), held=False)
    later = with_more(thin, written(80, replace(WHOLE, length=600), NOW + 90 * HOUR), held=True)
    assert names(later) == ["length"]
    assert not is_as_before(later)
    assert is_as_before(with_more(later, written(NEWEST, since=NOW + 200 * HOUR), held=True))


@given(st.integers(0, 10), st.floats(0, 1))
def test_at_least_so_many_is_a_probability_that_falls_with_the_number(count: int, chance: float) -> None:
    assert at_least(0, 10, chance) == pytest.approx(1)
    assert -1e-9 <= at_least(count, 10, chance) <= at_least(max(0, count - 1), 10, chance) + 1e-9
