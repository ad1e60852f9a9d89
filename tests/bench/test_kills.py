"""A slice of `tests.bench.kills`: three kills, and the same end as without."""

from __future__ import annotations

from pathlib import Path

from tests.bench.kills import differences, killed, undisturbed

STEPS, ARTICLES, TIMES, SEED = 2, 12, 3, 1


def test_a_service_that_is_killed_again_and_again_ends_where_an_undisturbed_one_does(tmp_path: Path) -> None:
    for name in ("undisturbed", "killed"):
        (tmp_path / name).mkdir()
    right, wrong = undisturbed(tmp_path / "undisturbed", STEPS, ARTICLES)
    assert wrong == []
    # the press did change: something was edited, moved, copied, taken down, and told
    kinds = {row[2] for row in right["revisions"]}
    assert kinds >= {"first", "substance", "gone"}
    assert right["aliases"].total() > right["articles"].total()
    assert right["told"].total() > 0
    assert right["off_topic"].total() > 0
    ends = list(killed(tmp_path / "killed", STEPS, ARTICLES, TIMES, SEED))
    assert [told for _, told in ends] == [[]] * STEPS
    assert differences(right, ends[-1][0]) == []
