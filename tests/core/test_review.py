from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.review import Reviewed, Said, Standing, Verdict, say, standing, take_back

NOW = datetime(2025, 1, 14, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEPT, DROPPED, LATER = (Said(verdict, NOW) for verdict in (Verdict.KEEP, Verdict.DROP, Verdict.LATER))
TAKEN_BACK = Said(Verdict.UNDECIDED, NOW)
NEW, OLD = Reviewed(), Reviewed(announced=False)
EDITED, EDITED_BEFORE = Reviewed(edited_at=NOW + HOUR), Reviewed(edited_at=NOW - HOUR)


@pytest.mark.parametrize(
    ("said", "articles", "stands"),
    [
        (None, [NEW], Standing.UNDECIDED),
        (TAKEN_BACK, [NEW], Standing.UNDECIDED),
        (None, [OLD, OLD], Standing.BASELINE),
        (None, [OLD, NEW], Standing.UNDECIDED),
        (KEPT, [OLD], Standing.KEPT),
        (KEPT, [NEW, EDITED_BEFORE], Standing.KEPT),
        (KEPT, [NEW, EDITED], Standing.CHANGED),
        (KEPT, [Reviewed(edited_at=NOW)], Standing.CHANGED),
        (replace(KEPT, seen_at=NOW - 2 * HOUR), [EDITED_BEFORE], Standing.CHANGED),
        (DROPPED, [EDITED], Standing.DROPPED),
        (LATER, [EDITED], Standing.LATER),
        (None, [EDITED], Standing.UNDECIDED),
        # of an article alone
        (DROPPED, [replace(EDITED, said=KEPT)], Standing.CHANGED),
        (KEPT, [replace(EDITED, said=DROPPED)], Standing.KEPT),
        (KEPT, [replace(EDITED, said=TAKEN_BACK)], Standing.CHANGED),
        (None, [replace(NEW, said=DROPPED), NEW], Standing.UNDECIDED),
        (None, [replace(NEW, said=DROPPED), OLD], Standing.DROPPED),
        (None, [replace(NEW, said=DROPPED), replace(NEW, said=KEPT)], Standing.KEPT),
        (None, [replace(NEW, said=LATER), replace(NEW, said=KEPT)], Standing.LATER),
    ],
)
def test_a_story_stands_where_the_last_words_and_the_edits_since_put_it(
    said: Said | None, articles: list[Reviewed], stands: Standing
) -> None:
    assert standing(said, articles) is stands


def test_what_is_not_said_stays_as_it_was() -> None:
    noted = say(None, None, "ask Kim ", by="ana", at=NOW)
    assert noted == Said(Verdict.UNDECIDED, NOW, "ask Kim", "ana", seen_at=NOW)
    kept = say(noted, Verdict.KEEP, None, by="ben", at=NOW + HOUR)
    assert kept == Said(Verdict.KEEP, NOW + HOUR, "ask Kim", "ben", seen_at=NOW + HOUR)
    assert say(kept, None, "", by="", at=NOW).note == ""


def test_a_note_and_a_word_taken_back_say_nothing_of_what_was_edited_meanwhile() -> None:
    dropped = say(KEPT, Verdict.DROP, None, by="", at=NOW + 2 * HOUR)
    for now_stands in (
        say(KEPT, None, "ask Kim", by="", at=NOW + 2 * HOUR),
        take_back(KEPT, by="", at=dropped.at + HOUR),
    ):
        assert standing(now_stands, [EDITED]) is Standing.CHANGED


def test_an_edit_that_came_after_the_page_was_shown_was_not_seen() -> None:
    kept = say(None, Verdict.KEEP, None, by="", at=NOW + 2 * HOUR, seen_at=NOW)
    assert standing(kept, [EDITED]) is Standing.CHANGED
    assert say(None, Verdict.KEEP, None, by="", at=NOW, seen_at=NOW + HOUR).seen_at == NOW


said = st.builds(Said, st.sampled_from(list(Verdict)), st.just(NOW), st.text(max_size=3))


@given(
    before=st.none() | said, verdict=st.none() | st.sampled_from(list(Verdict)), note=st.none() | st.text(max_size=3)
)
def test_to_take_a_word_back_leaves_what_stood_before_it(
    before: Said | None, verdict: Verdict | None, note: str | None
) -> None:
    say(before, verdict, note, by="ana", at=NOW)
    after = take_back(before, by="ana", at=NOW + HOUR)
    assert (after.verdict, after.note) == ((before.verdict, before.note) if before else (Verdict.UNDECIDED, ""))


@given(st.none() | said, st.lists(st.builds(Reviewed, st.booleans(), st.none(), st.none() | said), max_size=4))
def test_without_an_edit_nothing_comes_back_as_changed(word: Said | None, articles: list[Reviewed]) -> None:
    assert standing(word, articles) is not Standing.CHANGED
