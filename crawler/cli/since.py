"""The option type of `--since`: a date, a time, or how long ago."""

from __future__ import annotations

from datetime import datetime

import click

from crawler.clock import clock
from crawler.core.dates import parse_moment
from crawler.core.durations import parse_duration


class Since(click.ParamType[datetime]):
    """`2025-01-14`, `2025-01-14T06:00Z` or `2 days` → a moment in UTC."""

    name = "when"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read what was typed."""
        if isinstance(value, datetime):
            return value
        ago = parse_duration(str(value))
        if ago is not None:
            return clock() - ago
        moment = parse_moment(str(value))
        if moment is None:
            self.fail(f"“{value}” is no date and no duration; try 2025-01-14 or “2 days”", param, ctx)
        return moment.at


SINCE = Since()
