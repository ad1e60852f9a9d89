from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.core.choose import MOST_TRIES, MOST_TRIES_NOT_FOUND, Remembered, next_try, to_fetch
from crawler.core.models import Candidate, VisitState

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, SECTION = "https://gazette.example/feed", "https://gazette.example/world"
SAID = Remembered(FEED, "Second ferry", NOW - HOUR)


def candidate(source: str = FEED, title: str = "Second ferry", modified: datetime | None = NOW - HOUR) -> Candidate:
    return Candidate("Gazette", "https://gazette.example/ferry", source, title=title, modified_at=modified)


@pytest.mark.parametrize(
    ("listed", "memory", "fetched"),
    [
        pytest.param(candidate(), None, True, id="not known"),
        pytest.param(candidate(), SAID, False, id="known, and its source says the same"),
        pytest.param(candidate(title="Second ferry delayed"), SAID, True, id="its source says another title"),
        pytest.param(
            candidate(title="SECOND  FERRY!"), SAID, False, id="only case and punctuation of the title changed"
        ),
        pytest.param(candidate(modified=NOW), SAID, True, id="its source says that it was modified since"),
        pytest.param(candidate(modified=NOW - 2 * HOUR), SAID, False, id="modified earlier than it said before"),
        pytest.param(
            candidate(source=SECTION, title="Ferry: live"), SAID, False, id="another source words it differently"
        ),
        pytest.param(
            candidate(), Remembered(FEED, "Second ferry", NOW - HOUR, NOW - HOUR), True, id="another try is due"
        ),
        pytest.param(
            candidate(), Remembered(FEED, "Second ferry", NOW - HOUR, NOW + HOUR), False, id="another try is not due"
        ),
    ],
)
def test_a_page_is_fetched_when_there_is_a_reason(
    listed: Candidate, memory: Remembered | None, *, fetched: bool
) -> None:
    known = {listed.url: memory} if memory else {}
    assert bool(to_fetch([listed], known, NOW)) is fetched


def test_tries_come_further_and_further_apart_and_end() -> None:
    pauses = [next_try(VisitState.TIMEOUT, tries, NOW) for tries in range(1, MOST_TRIES)]
    assert None not in pauses
    assert pauses == sorted(pauses)  # type: ignore[type-var]
    assert next_try(VisitState.TIMEOUT, MOST_TRIES, NOW) is None


@pytest.mark.parametrize("published", [None, NOW - HOUR, NOW + HOUR])
def test_a_page_that_is_listed_before_it_is_there_is_tried_again_for_an_hour(published: datetime | None) -> None:
    at, tries = NOW, 1
    while (due := next_try(VisitState.NOT_FOUND, tries, at, published)) is not None:
        at, tries = due, tries + 1
    assert tries == MOST_TRIES_NOT_FOUND
    assert NOW + HOUR < at < NOW + 1.1 * HOUR


def test_a_page_of_last_week_that_is_not_found_is_a_dead_link() -> None:
    assert next_try(VisitState.NOT_FOUND, 1, NOW, NOW - 24 * HOUR) is None


@pytest.mark.parametrize("state", [VisitState.GONE, VisitState.TOO_LARGE])
def test_what_another_try_will_not_change_is_not_tried_again(state: VisitState) -> None:
    assert next_try(state, 1, NOW) is None
