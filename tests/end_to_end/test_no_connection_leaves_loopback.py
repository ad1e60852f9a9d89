"""Every address that newswatch and its reading processes connect to or look up, as the interpreter itself reports them."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from crawler.demo.outlets import FeedKind, Noise, Outlet
from tests.end_to_end.desk import desk
from tests.end_to_end.reports import reports

# Loaded by each interpreter at its start, so the child processes are heard as well.
_EAR = """\
import os, sys

def heard(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) or event == "socket.getaddrinfo":
        host = arguments[1][0] if event == "socket.connect" else arguments[0]
        line = f"{event} {host.decode() if isinstance(host, bytes) else host}\\n"
        os.write(log, line.encode())

log = os.open(os.environ["HEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.write(log, b"started -\\n")
sys.addaudithook(heard)
"""

OUTLETS = (
    Outlet("Feed", reports(1, 2), feed=FeedKind.RSS),
    Outlet("Home", reports(10, 2), feed=FeedKind.ATOM, feed_named=True, noise=Noise.WITHIN),
    Outlet("Links", reports(20, 2)),
)


def test_a_crawl_connects_to_nothing_but_the_outlets_it_watches(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_EAR, encoding="utf-8")
    log = tmp_path / "heard.txt"
    with desk(tmp_path, OUTLETS) as at_desk:
        crawled = at_desk.crawl(PYTHONPATH=str(tmp_path), HEARD=str(log))
    assert crawled.said.json["new"] == sum(len(outlet.articles) for outlet in OUTLETS)
    heard = [line.split(" ", 1) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event for event, _ in heard].count("started") >= 2  # newswatch, and one that reads
    connected = {host for event, host in heard if event == "socket.connect"}
    assert connected == {urlsplit(address).hostname for address in at_desk.addresses.values()}
    assert [host for event, host in heard if event != "started" and not ip_address(host).is_loopback] == []
