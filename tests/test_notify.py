from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.notify import Supervisor


@pytest.fixture(params=["/{folder}/notify", "@newswatch-test-{pid}"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    address = str(request.param).format(folder=str(tmp_path).lstrip("/"), pid=os.getpid())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        listening.settimeout(5)
        yield address, listening


def test_systemd_is_told_each_state_as_it_understands_it(systemd: tuple[str, socket.socket]) -> None:
    address, listening = systemd
    supervisor = Supervisor({"NOTIFY_SOCKET": address})
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    supervisor.ready("28 outlets\nREADY=0")
    supervisor.alive()
    supervisor.reloading()
    supervisor.status("reads")
    supervisor.stopping()
    said = [listening.recv(4096).decode() for _ in range(5)]
    reloading, monotonic = said.pop(2).split("\nMONOTONIC_USEC=")
    assert said == ["READY=1\nSTATUS=28 outlets READY=0", "WATCHDOG=1", "STATUS=reads", "STOPPING=1"]
    assert reloading == "RELOADING=1"
    assert before <= int(monotonic) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


@pytest.mark.parametrize(
    ("said", "every"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 30.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_it_is_told_twice_in_the_time_that_systemd_waits(said: dict[str, str], every: float | None) -> None:
    assert Supervisor(said).alive_every == every


def test_reading_processes_do_not_inherit_the_line_to_systemd() -> None:
    environ = {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "7", "HOME": "/"}
    Supervisor(environ)
    assert environ == {"HOME": "/"}


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "not-a-path", "vsock:2:1"])
def test_without_systemd_nothing_is_told_and_nothing_breaks(address: str) -> None:
    Supervisor({"NOTIFY_SOCKET": address}).ready("runs")
