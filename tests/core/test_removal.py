from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.core.models import VisitState
from crawler.core.removal import Absence, after

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
AN_HOUR_AGO, JUST_NOW = NOW - timedelta(hours=1), NOW - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("state", "missing_since", "absence"),
    [
        (VisitState.GONE, None, Absence.GONE),
        (VisitState.NOT_FOUND, None, Absence.MISSING),
        (VisitState.NOT_FOUND, JUST_NOW, Absence.MISSING),
        (VisitState.NOT_FOUND, AN_HOUR_AGO, Absence.GONE),
        (VisitState.SOFT_404, None, Absence.MISSING),
        (VisitState.SOFT_404, AN_HOUR_AGO, Absence.GONE),
        (VisitState.WALL, AN_HOUR_AGO, Absence.NONE),
        (VisitState.TIMEOUT, AN_HOUR_AGO, Absence.NONE),
        (VisitState.NO_TEXT, AN_HOUR_AGO, Absence.NONE),
    ],
)
def test_what_says_gone_is_gone_and_what_is_missing_for_an_hour(
    state: VisitState, missing_since: datetime | None, absence: Absence
) -> None:
    assert after(state, missing_since, NOW) is absence
