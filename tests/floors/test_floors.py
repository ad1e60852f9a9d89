"""Measured quality does not fall below what was reached. The floors stand in floors.json, with the hash of their data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.floors import changes, copies, corpus, headlines, polling, reading, refetches, silence, stories, topics

FLOORS: dict[str, Any] = json.loads(Path(__file__).with_name("floors.json").read_text())


def floors_of(section: str) -> dict[str, float]:
    """The floors of a section; skips where its data is not here, or is not what they were measured on."""
    for collection, known in FLOORS[section]["sha256"].items():
        found = corpus.sha256(collection)
        if found != known:
            pytest.skip(
                f"no {collection} at {corpus.CORPUS}"
                if found is None
                else f"{collection} is other data than the floors'"
            )
    return dict(FLOORS[section]["floors"])


def fallen(section: str, scores: dict[str, float]) -> dict[str, float]:
    """The scores that are below their floors."""
    return {name: scores[name] for name, floor in FLOORS[section]["floors"].items() if scores[name] < floor}


def test_pages_are_read_as_well_as_ever() -> None:
    floors_of("reading")
    assert not fallen("reading", reading.measure(reading.newswatch))


def test_edits_are_seen_and_graded_as_by_hand_and_noise_is_none() -> None:
    floors_of("changes")
    assert not fallen("changes", changes.measure())


def test_each_headline_is_told_once() -> None:
    floors_of("headlines")
    assert not fallen("headlines", headlines.measure())


def test_new_articles_are_found_faster_than_by_fixed_polls_with_fewer_requests() -> None:
    floors_of("polling")
    assert not fallen("polling", polling.measure())


def test_topics_find_what_they_are_about_as_well_as_ever() -> None:
    floors_of("topics")
    assert not fallen("topics", topics.measure())


def test_copies_and_pages_of_excerpts_are_told_as_well_as_ever() -> None:
    floors_of("copies")
    # one copy of each original in place of three
    assert not fallen("copies", copies.measure(copies=1))


def test_noise_and_walls_make_no_change_and_edits_are_found() -> None:
    floors_of("refetches")
    assert not fallen("refetches", refetches.measure())


def test_articles_of_one_event_are_put_together_as_well_as_ever() -> None:
    floors_of("stories")
    assert not fallen("stories", stories.measure())


def test_outlets_that_are_well_are_never_silent_and_those_that_stop_soon_are() -> None:
    floors_of("silence")
    assert not fallen("silence", silence.measure())
