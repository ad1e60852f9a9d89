from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.child import ADDRESS_SPACE
from crawler.config import Config, Service
from crawler.core.plans import Channel, DigestPlan, Recipient
from crawler.install.unit import unit
from crawler.process import STOP_SECONDS

# Of the tool's own words: up to 2 it calls a service "OK", from 8 on "EXPOSED".
MOST_EXPOSED = 20  # tenths


def _recipient(channel: Channel, address: str) -> Recipient:
    return Recipient("x", channel, address)


def _unit(folder: Path, **service: Path) -> str:
    to = (
        _recipient(Channel.FILE, "/srv/out/digests/"),
        _recipient(Channel.ATOM, "/srv/feeds/news.xml"),
        _recipient(Channel.MAIL, "ann@example.org"),
    )
    says = Service(folder / "newswatch.db", "desk@example.org", ZoneInfo("UTC"), **service)
    config = Config(says, (), (), (DigestPlan("morning", (), to),))
    return unit(config, folder / "newswatch.toml", Path("/opt/newswatch/bin/newswatch"), "ann", readers=2)


def _values(text: str, key: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def test_it_runs_this_newswatch_with_this_config_and_writes_where_the_config_says_alone() -> None:
    told = _unit(Path("/home/ann/news"), log=Path("/var/log/news/newswatch.log"))
    assert _values(told, "ExecStart") == ["/opt/newswatch/bin/newswatch --config /home/ann/news/newswatch.toml run"]
    assert _values(told, "User") == ["ann"]
    assert _values(told, "ReadWritePaths") == ["/home/ann/news /srv/feeds /srv/out/digests /var/log/news"]
    assert _values(told, "ExecReload") == ["/bin/kill -HUP $MAINPID"]


def test_paths_are_written_as_systemd_reads_them() -> None:
    told = _unit(Path('/srv/news 100% "ours"'))
    assert _values(told, "WorkingDirectory") == ['/srv/news 100%% "ours"']
    assert '"/srv/news 100%% \\"ours\\""' in _values(told, "ReadWritePaths")[0]


def test_memory_and_time_leave_room_for_reading_processes_and_an_orderly_stop() -> None:
    told = _unit(Path("/srv/news"))
    assert _values(told, "MemoryMax") == ["3G"]
    assert 2 * ADDRESS_SPACE < 3 << 30
    assert _values(told, "OOMPolicy") == ["continue"]
    assert int(_values(told, "TimeoutStopSec")[0]) > STOP_SECONDS
    assert "@resources" not in "".join(_values(told, "SystemCallFilter"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_nothing_wrong_with_it_and_little_exposed(tmp_path: Path) -> None:
    file = tmp_path / "newswatch.service"
    # a command that is there, and a user that every system has
    told = _unit(tmp_path).replace("/opt/newswatch/bin/newswatch", "/bin/true").replace("User=ann", "User=daemon")
    file.write_text(told, encoding="utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert exposed.returncode == 0, exposed.stdout[-200:]
