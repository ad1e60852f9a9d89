from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from crawler.cli.group import Context
from crawler.cli.since import SINCE

_CONFIG = """\
[service]
contact = "desk@example.org"
timezone = "{zone}"

[[outlets]]
name = "Gazette"
feeds = ["https://gazette.example/feed"]

[[topics]]
name = "Ferries"
query = "ferry"
"""


def since(folder: Path, zone: str, typed: str) -> datetime:
    path = folder / "newswatch.toml"
    path.write_text(_CONFIG.format(zone=zone), encoding="utf-8")
    with click.Context(click.Command("articles"), obj=Context(path)) as ctx:
        return SINCE.convert(typed, None, ctx)


@pytest.mark.parametrize(
    ("zone", "typed", "meant"),
    [
        pytest.param("UTC", "2025-01-14", datetime(2025, 1, 14, tzinfo=UTC), id="UTC"),
        pytest.param("Asia/Seoul", "2025-01-14", datetime(2025, 1, 13, 15, tzinfo=UTC), id="east"),
        pytest.param("America/New_York", "2025-01-14", datetime(2025, 1, 14, 5, tzinfo=UTC), id="west"),
        pytest.param("America/New_York", "2025-07-14", datetime(2025, 7, 14, 4, tzinfo=UTC), id="summer"),
        pytest.param("Asia/Seoul", "2025-01-14 09:30", datetime(2025, 1, 14, 0, 30, tzinfo=UTC), id="time of day"),
        pytest.param("Asia/Seoul", "2025-01-14T06:00Z", datetime(2025, 1, 14, 6, tzinfo=UTC), id="its own zone"),
    ],
)
def test_a_date_begins_at_midnight_of_the_configured_time_zone(
    tmp_path: Path, zone: str, typed: str, meant: datetime
) -> None:
    assert since(tmp_path, zone, typed) == meant
