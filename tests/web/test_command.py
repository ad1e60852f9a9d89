"""`newswatch web`, as it is typed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.web.headers import POLICY
from tests.storage.newsroom import newsroom
from tests.web.serving import COMMANDS_CONFIG, commanded

GUARDED = COMMANDS_CONFIG + '[web]\nhost = "0.0.0.0"\npassword = "$NEWSWATCH_WEB_PASSWORD"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with newsroom(tmp_path):
        pass
    (tmp_path / "newswatch.toml").write_text(COMMANDS_CONFIG, encoding="utf-8")
    return tmp_path


def refused(folder: Path, *arguments: str, password: str = "") -> tuple[int, str]:
    environ = {"NEWSWATCH_WEB_PASSWORD": password or None}
    result = CliRunner().invoke(main, ["--config", str(folder / "newswatch.toml"), "web", *arguments], env=environ)
    return result.exit_code, result.stderr.removeprefix("Error: ").strip()


def test_it_is_served_until_it_is_told_to_stop_and_what_is_no_request_has_its_headers_too(folder: Path) -> None:
    with commanded(folder) as process:
        assert process.stdout
        told = re.fullmatch(r"the review page is at (http://127\.0\.0\.1:(\d+)/)\n", process.stdout.readline())
        assert told
        assert httpx.get(f"{told[1]}newswatch/outlets.json?_shape=array", timeout=30).json()[0]["name"] == "Gazette"
        with socket.create_connection(("127.0.0.1", int(told[2]))) as raw:
            raw.sendall(b"this is no HTTP\r\n\r\n")
            answer = b"".join(iter(lambda: raw.recv(65_536), b"")).decode()
        assert answer.startswith("HTTP/1.1 400 ")
        assert f"content-security-policy: {POLICY}" in answer
        status, port = refused(folder, "--port", told[2])
        assert (status, f"cannot listen at 127.0.0.1:{told[2]}" in port) == (1, True)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr
        assert process.stderr.read() == "WARNING:  Invalid HTTP request received.\n"


def test_other_machines_do_not_reach_it_without_a_password(folder: Path) -> None:
    status, why = refused(folder, "--host", "0.0.0.0")
    assert (status, why) == (
        2,
        '0.0.0.0 is reached from other machines, and there is no password: add password = "$NEWSWATCH_WEB_PASSWORD" to [web]',
    )
    (folder / "newswatch.toml").write_text(GUARDED, encoding="utf-8")
    assert refused(folder)[0] == 2
    status, why = refused(folder, password="too short")  # noqa: S106 - an example
    assert (status, "is shorter than 12 characters" in why) == (2, True)


def test_a_database_that_is_not_there_is_told(folder: Path) -> None:
    for each in folder.glob("news.db*"):
        each.unlink()
    status, why = refused(folder)
    assert (status, "crawl" in why) == (1, True)


def test_no_other_command_waits_for_it_to_be_loaded() -> None:
    loaded = "import sys, crawler.cli; print([name for name in sys.modules if name.split('.')[0] in {'datasette', 'uvicorn'}])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"
