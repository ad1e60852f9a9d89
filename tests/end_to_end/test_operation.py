"""The service, as those see it who run it: its signals, its config read again, what it tells monitors and systemd."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.desk import NEWSWATCH, PATIENCE, environment, newswatch, rows, wait_until
from tests.end_to_end.shared_host import SharedHost

DELAY = 0.2
STALL = 0.05
ARTICLES = 6

_CONFIG = """\
[service]
contact = "desk@example.org"
log = "newswatch.log"
metrics = "127.0.0.1:{port}"

[[topics]]
name = "{topic}"
query = "{query}"
"""
_OUTLET = """
[[outlets]]
name = "{name}"
feeds = ["{base}/{name}/feed.xml"]
delay = "200 milliseconds"
every = "1 hour"
first_run = "announce"
private_network = true
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Running:
    """A service in `folder`, and what it told systemd."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    told: socket.socket

    def log(self, event: str) -> list[dict[str, Any]]:
        lines = (self.folder / "newswatch.log").read_text(encoding="utf-8").splitlines()
        return [told for told in map(json.loads, lines) if told["event"].startswith(event)]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.folder / "newswatch.db", sql)

    def heard(self, word: str) -> bool:
        """Whether systemd was told `word` after the word that was last heard."""

        def came() -> bool:
            with contextlib.suppress(BlockingIOError):
                return word in self.told.recv(4096).decode()
            return False

        return wait_until(came)

    def get(self, path: str, **options: Any) -> tuple[int, dict[str, str], str]:
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as monitor:
            monitor.request(options.pop("method", "GET"), path, **options)
            answer = monitor.getresponse()
            return answer.status, dict(answer.headers), answer.read().decode()

    def reload(self, config: str) -> None:
        (self.folder / "newswatch.toml").write_text(config, encoding="utf-8")
        self.process.send_signal(signal.SIGHUP)
        assert self.heard("RELOADING=1\nMONOTONIC_USEC=")


@contextmanager
def _service(folder: Path, config: str, port: int) -> Iterator[Running]:
    (folder / "newswatch.toml").write_text(config, encoding="utf-8")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(folder / "notify"))
        told.setblocking(False)
        variables = environment(NOTIFY_SOCKET=str(folder / "notify"), WATCHDOG_USEC="60000000")
        process = subprocess.Popen(
            [NEWSWATCH, "run"], cwd=folder, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            yield Running(folder, port, process, told)
        finally:
            process.kill()
            process.communicate()


@pytest.fixture
def shared() -> Iterator[SharedHost]:
    host = SharedHost(ARTICLES, STALL)
    with host.serve("one", "other"):
        yield host


def _assert_it_tells(service: Running) -> None:
    # one line a poll says all of it
    polls = {told["outlet"]: told for told in service.log("polled")}
    assert polls["one"]["outcome"] == "ok"
    assert (polls["one"]["listed"], polls["one"]["fetched"], polls["one"]["new"]) == (ARTICLES,) * 3
    assert polls["one"]["requests"] > ARTICLES
    assert polls["one"]["bytes"] > 0
    assert polls["one"]["seconds"] > 0
    assert polls["one"]["next_poll_at"]

    # monitors
    status, headers, body = service.get("/healthz")
    told = json.loads(body)
    assert (status, told["status"], told["ticks"]["alive"], told["database"]["writable"]) == (200, "ok", True, True)
    assert told["last_poll_at"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    status, headers, figures = service.get("/metrics")
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert 'newswatch_polls_total{outcome="ok",outlet="one"} 1.0' in figures
    assert f'newswatch_articles_total{{outlet="other",what="new"}} {ARTICLES}.0' in figures
    assert 'newswatch_visits_total{state="redirected"}' in figures
    assert 'newswatch_seconds_since_ok_poll{outlet="one"}' in figures
    assert "process_resident_memory_bytes" in figures
    assert service.get("/metrics", method="POST", body=b"x" * 4096)[0] == 405
    assert service.get("/metrics", headers={"Host": "rebound.example.org"})[0] == 421
    assert service.get("/elsewhere")[0] == 404


def test_the_service_reads_its_config_again_tells_monitors_and_keeps_one_line_a_host(
    tmp_path: Path, shared: SharedHost
) -> None:
    port = _free_port()
    opener, one, other = (_OUTLET.format(name=name, base=shared.bases[name]) for name in ("shared", "one", "other"))
    begun = _CONFIG.format(port=port, topic="Everything", query="*") + opener
    with _service(tmp_path, begun + one, port) as service:
        # systemd hears that it runs, then that it lives
        assert service.heard("READY=1")
        assert service.heard("WATCHDOG=1")

        # an outlet that is added is visited at once, while the crawl of the first goes on; they meet at one host
        assert shared.begun.wait(PATIENCE)
        service.reload(begun + one + other)
        assert service.heard("READY=1")
        assert wait_until(lambda: len(service.log("polled")) == 3)
        articles = [visit for visit in shared.visits if "report" in visit[2]]
        assert len(articles) == 2 * ARTICLES
        first_of_other = next(place for place, visit in enumerate(articles) if visit[2].startswith("/other"))
        last_of_one = max(place for place, visit in enumerate(articles) if visit[2].startswith("/one"))
        assert first_of_other < last_of_one, "the crawls did not overlap"
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(shared.visits)]
        assert min(gaps) >= DELAY - 0.02

        # a wrong config changes nothing, and each problem is told with its line
        service.reload(begun.replace("contact", "kontact") + other.replace("feeds", "feads"))
        assert service.heard("READY=1")
        problems = [told["problem"] for told in service.log("the config is wrong")]
        assert [each.split(":")[:2] for each in problems][:1] == [["newswatch.toml", "1"]]
        assert any("unknown key" in each and "feads" in each for each in problems)

        _assert_it_tells(service)

        # an outlet that is taken out is dropped; a topic that is changed matches what is stored
        service.reload(begun.replace("Everything", "Ferries").replace('"*"', '"ferry AND evening"') + other)
        assert wait_until(lambda: len(service.log("the config was read again")) == 2)
        assert service.rows("SELECT name, state FROM outlets ORDER BY 1") == [
            ("one", "removed"),
            ("other", "active"),
            ("shared", "active"),
        ]
        assert service.rows("SELECT count(*) FROM matches WHERE topic = 'Ferries'") == [(2 * ARTICLES,)]

        # it stops in order
        service.process.send_signal(signal.SIGTERM)
        assert service.heard("STOPPING=1")
        assert service.process.wait(PATIENCE) == 0
        assert service.rows("SELECT count(*) FROM polls WHERE outcome IS NULL") == [(0,)]


def test_a_taken_port_is_told_and_a_second_signal_ends_the_service_at_once(tmp_path: Path, shared: SharedHost) -> None:
    shared.stall = PATIENCE
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        config = _CONFIG.format(port=port, topic="Everything", query="*")
        with _service(tmp_path, config + _OUTLET.format(name="one", base=shared.bases["one"]), port) as service:
            assert service.heard("READY=1")
            assert service.log("monitors get no answer")[0]["address"] == f"127.0.0.1:{port}"
            refused = newswatch(tmp_path, "run")
            assert refused.code == 3
            service.process.send_signal(signal.SIGTERM)
            assert service.heard("STOPPING=1")
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(PATIENCE) == 1
