"""A list of rows with the newest first, stretch by stretch: from a row of it on, so that no row is counted to be skipped."""

from __future__ import annotations


def stretch(table: str, alias: str, time: str, after: int | None, before: int | None) -> dict[str, bool]:
    """Conditions on where a row stands in the list by `time` and id, each with whether it is asked for.

    They have the parameters `:after` and `:before`, ids of rows of `table`.
    """
    place = f"({alias}.{time}, {alias}.id) {{}} (SELECT {time}, id FROM {table} WHERE id = :{{}})"  # noqa: S608 - names of ours
    return {place.format("<", "after"): after is not None, place.format(">", "before"): before is not None}


def direction(before: int | None) -> str:
    """The order that the stretch is read in: up from `before`, so that it ends there, and is turned round; else down."""
    return "DESC" if before is None else "ASC"
