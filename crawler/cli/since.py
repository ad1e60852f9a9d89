"""The option type of `--since`: a date, a time, or how long ago."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import click

from crawler.cli.group import Context
from crawler.clock import clock
from crawler.core.dates import parse_moment
from crawler.core.durations import parse_duration


class Since(click.ParamType[datetime]):
    """`2025-01-14` (its midnight, as the clock shows in the configured time zone), `2025-01-14T06:00Z` or `2 days` → UTC."""

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
        return moment.at if moment.zone_known else moment.at.replace(tzinfo=_zone(ctx)).astimezone(UTC)


def _zone(ctx: click.Context | None) -> tzinfo:
    context = ctx.find_object(Context) if ctx else None
    return context.config().service.timezone if context else UTC


SINCE = Since()
