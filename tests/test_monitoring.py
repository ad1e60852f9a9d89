from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from crawler.config.addresses import Listen
from crawler.core.models import Outlet
from crawler.core.polls import Tally
from crawler.monitoring import Monitoring
from crawler.notify import Supervisor
from crawler.watchdog import Beat
from storage.store import Store
from tests.spiders.crawling import START

Ask = Callable[..., Awaitable[tuple[int, dict[str, str], str]]]


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _monitored(folder: Path, scenario: Callable[[Store, Clock, Monitoring, Ask], Awaitable[None]]) -> None:
    """Run `scenario` with a service's monitoring that is asked over HTTP, and whose clock stands still."""

    async def run() -> None:
        with Store(folder / "newswatch.db", writable=True) as store, socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = Listen("127.0.0.1", free.getsockname()[1])
            free.close()
            clock = Clock()
            monitoring = Monitoring(store, Beat(5, clock), Supervisor({}), lambda: 0)
            await monitoring.begin(address)
            async with aiohttp.ClientSession() as client:

                async def ask(path: str, method: str = "GET", **options: Any) -> tuple[int, dict[str, str], str]:
                    async with client.request(method, f"http://{address}{path}", **options) as answer:
                        return answer.status, dict(answer.headers), await answer.text()

                await scenario(store, clock, monitoring, ask)
            await monitoring.end()

    asyncio.run(run())


def test_health_turns_red_when_ticks_stop_and_green_when_they_come_again(tmp_path: Path) -> None:
    async def scenario(_store: Store, clock: Clock, monitoring: Monitoring, ask: Ask) -> None:
        clock.seconds += 10
        assert (await ask("/healthz"))[0] == 200
        clock.seconds += 1
        status, _, told = await ask("/healthz")
        assert (status, json.loads(told)["ticks"]["alive"]) == (503, False)
        monitoring._beat.tick()
        assert (await ask("/healthz"))[0] == 200

    _monitored(tmp_path, scenario)


def test_health_turns_red_when_the_database_is_gone_or_cannot_be_written(tmp_path: Path) -> None:
    async def scenario(store: Store, _clock: Clock, _monitoring: Monitoring, ask: Ask) -> None:
        store.db.conn.execute("PRAGMA query_only = ON")
        status, _, told = await ask("/healthz")
        assert (status, json.loads(told)["database"]["writable"]) == (503, False)
        store.db.conn.execute("PRAGMA query_only = OFF")
        assert (await ask("/healthz"))[0] == 200
        (tmp_path / "newswatch.db").unlink()
        assert "is gone" in json.loads((await ask("/healthz"))[2])["database"]["why"]

    _monitored(tmp_path, scenario)


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", "/metrics", {"data": b"x" * 100_000}, 405),
        ("HEAD", "/healthz", {}, 405),
        ("GET", "/", {}, 404),
        ("GET", "/metrics", {"headers": {"Host": "rebound.example.org"}}, 421),
        ("GET", "/metrics", {"headers": {"Host": "localhost:9464"}}, 200),
        ("GET", "/metrics", {"headers": {"X": "x" * 5000}}, 400),
    ],
)
def test_nothing_is_answered_but_what_a_monitor_asks(
    tmp_path: Path, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    async def scenario(_store: Store, _clock: Clock, _monitoring: Monitoring, ask: Ask) -> None:
        answered, headers, _ = await ask(path, method, **options)
        assert answered == status
        if status != 400:  # refused before it is a request
            assert headers["Content-Security-Policy"].startswith("default-src 'none'")

    _monitored(tmp_path, scenario)


def test_figures_are_of_polls_outlets_and_files_and_a_poll_is_counted_once(tmp_path: Path) -> None:
    async def scenario(store: Store, _clock: Clock, monitoring: Monitoring, ask: Ask) -> None:
        store.polls.keep_outlets([Outlet('Gaz"ette')], START)
        first, second = (store.polls.begin('Gaz"ette', START) for _ in range(2))
        monitoring.polls_begun([first, second])
        store.polls.cut_short(first, Tally(new=2, changed=1), START)
        for _ in range(2):
            monitoring.tell_polls()
        told = (await ask("/metrics"))[2].splitlines()
        assert 'newswatch_polls_total{outcome="cut_short",outlet="Gaz\\"ette"} 1.0' in told
        assert 'newswatch_articles_total{outlet="Gaz\\"ette",what="new"} 2.0' in told
        assert [line for line in told if line.startswith("newswatch_seconds_since_ok_poll{")] == []
        assert [line for line in told if line.startswith('newswatch_file_bytes{file="wal"}')] != []
        for name in (
            "newswatch_threads",
            "newswatch_tick_lag_seconds",
            "newswatch_ticks_skipped_total",
            "process_open_fds",
        ):
            assert any(line.startswith(f"{name} ") for line in told), name

    _monitored(tmp_path, scenario)


def test_monitors_are_answered_at_another_address_when_the_config_says_so_or_nowhere(tmp_path: Path) -> None:
    async def scenario(_store: Store, _clock: Clock, monitoring: Monitoring, ask: Ask) -> None:
        assert (await ask("/healthz"))[0] == 200
        monitoring.move(None)
        await asyncio.sleep(0.1)
        with pytest.raises(aiohttp.ClientConnectionError):
            await ask("/healthz")

    _monitored(tmp_path, scenario)
