"""Measured quality does not fall below what was reached. The floors stand in floors.json, with the hash of their data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.floors import copies, corpus, reading, topics

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


def test_pages_are_read_as_well_as_ever() -> None:
    floors = floors_of("reading")
    scores = reading.measure(reading.newswatch)
    fallen = {name: scores[name] for name, floor in floors.items() if scores[name] < floor}
    assert not fallen


def test_topics_find_what_they_are_about_as_well_as_ever() -> None:
    floors = floors_of("topics")
    scores = topics.measure()
    fallen = {name: scores[name] for name, floor in floors.items() if scores[name] < floor}
    assert not fallen


def test_copies_and_pages_of_excerpts_are_told_as_well_as_ever() -> None:
    floors = floors_of("copies")
    scores = copies.measure()
    fallen = {name: scores[name] for name, floor in floors.items() if scores[name] < floor}
    assert not fallen
