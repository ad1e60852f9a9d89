from __future__ import annotations

import gzip
import http.client
import threading
import time
from urllib.parse import urlsplit

import pytest

from crawler.demo.articles import Article
from crawler.demo.outlets import Fault, FeedKind, Noise, Outlet, Validators
from crawler.demo.press import Press
from tests.demo.asking import BRIDGE, NOON, ask, served

# ---- how its server behaves


@pytest.mark.parametrize(
    ("validators", "sent", "asked"),
    [(Validators.ETAG, "etag", "If_None_Match"), (Validators.MODIFIED, "last-modified", "If_Modified_Since")],
)
def test_a_validator_holds_until_something_changes(validators: Validators, sent: str, asked: str) -> None:
    new = Article("/a/new", "New", ("New.",), NOON, listed_from=1)
    with served(BRIDGE, new, validators=validators, feed=FeedKind.RSS) as (press, base):
        known = ask(base, "/feed.xml")[1][sent]
        assert ask(base, "/feed.xml", **{asked: known})[::2] == (304, b"")
        press.step = 1
        status, headers, body = ask(base, "/feed.xml", **{asked: known})
    assert (status, headers[sent] != known, b"/a/new" in body) == (200, True, True)


def test_a_server_without_validators_sends_none() -> None:
    with served(validators=Validators.NONE) as (_, base):
        headers = ask(base, "/")[1]
    assert not {"etag", "last-modified"} & headers.keys()


def test_a_lying_server_says_not_modified_whatever_changed() -> None:
    with served(validators=Validators.LYING, noise=Noise.AROUND) as (press, base):
        known = ask(base, "/a/bridge")[1]["etag"]
        press.step = 1
        assert ask(base, "/a/bridge", If_None_Match=known)[0] == 304
        assert ask(base, "/a/bridge")[0] == 200


def test_a_page_that_differs_at_every_request_has_no_etag() -> None:
    with served(noise=Noise.AROUND) as (_, base):
        assert "etag" not in ask(base, "/a/bridge")[1]


def test_gzip_is_sent_to_those_that_ask() -> None:
    with served() as (_, base):
        plain = ask(base, "/")
        packed = ask(base, "/", Accept_Encoding="br, gzip")
    assert "content-encoding" not in plain[1]
    assert packed[1]["content-encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]


def test_head_has_the_headers_of_get_and_no_body() -> None:
    with served() as (_, base):
        assert ask(base, "/", method="HEAD")[2] == b""


# ---- what goes wrong there


def test_a_fault_answers_in_place_of_the_page() -> None:
    fault = Fault(
        "/a/bridge", status=429, headers={"Retry-After": "7", "Content-Type": "text/plain"}, body=b"slow down"
    )
    with served(faults=(fault,)) as (_, base):
        status, headers, body = ask(base, "/a/bridge")
        assert (status, headers["retry-after"], headers["content-type"], body) == (429, "7", "text/plain", b"slow down")
        assert ask(base, "/a/ferry")[0] == 200


def test_a_fault_of_everything_holds_from_its_step_until_another() -> None:
    with served(faults=(Fault("*", step=1, until=2, status=503),)) as (press, base):
        statuses = []
        for press.step in range(3):
            statuses.append(ask(base, "/robots.txt?x=1")[0])
    assert statuses == [200, 503, 200]


def test_a_fault_can_pass_after_a_number_of_requests() -> None:
    with served(faults=(Fault("/", times=2, status=500),)) as (_, base):
        assert [ask(base, "/")[0] for _ in range(3)] == [500, 500, 200]


def test_a_header_can_lie_about_the_ordinary_page() -> None:
    with served(faults=(Fault("/", headers={"Content-Encoding": "br"}),)) as (_, base):
        _, headers, body = ask(base, "/")
    assert headers["content-encoding"] == "br"
    assert body.startswith(b"<!doctype html>")


def test_a_cut_page_promises_more_than_it_sends() -> None:
    with served(faults=(Fault("/a/bridge", cut=100),)) as (_, base), pytest.raises(http.client.IncompleteRead) as cut:
        ask(base, "/a/bridge")
    assert len(cut.value.partial) == 100
    assert cut.value.expected is not None


def test_a_dropped_connection_is_reset_and_logged_without_a_status() -> None:
    with served(faults=(Fault("/", drop=True),)) as (press, base):
        with pytest.raises(ConnectionResetError):
            ask(base, "/")
        assert [request.status for request in press.log] == [0]


@pytest.mark.parametrize("fault", [Fault("/", stall=0.3), Fault("/", body=b"0123456", drip=0.05)])
def test_a_slow_page_takes_its_time(fault: Fault) -> None:
    with served(faults=(fault,)) as (_, base):
        began = time.monotonic()
        assert ask(base, "/")[0] == 200
        assert time.monotonic() - began >= 0.3


# ---- the press as a whole


def test_every_outlet_is_a_host_of_its_own_at_one_port() -> None:
    with Press((Outlet("A"), Outlet("B"), Outlet("C"))).serve() as addresses:
        parts = [urlsplit(base) for base in addresses.values()]
        assert [ask(base, "/")[0] for base in addresses.values()] == [200] * 3
    assert [part.hostname for part in parts] == ["127.0.0.11", "127.0.0.12", "127.0.0.13"]
    assert len({part.port for part in parts}) == 1


def test_where_an_address_is_not_the_machine_s_the_outlet_has_a_port_of_its_own() -> None:
    # 192.0.2.0/24 is set apart for documentation (RFC 5737): no machine has it
    with Press((Outlet("A"), Outlet("B", address="192.0.2.1"))).serve() as addresses:
        assert urlsplit(addresses["B"]).hostname == "127.0.0.1"
        assert b"<title>B</title>" in ask(addresses["B"], "/")[2]


def test_the_log_tells_each_request_in_order() -> None:
    before = time.monotonic()
    with served() as (press, base):
        ask(base, "/a/bridge?from=feed", User_Agent="reader/1")
        ask(base, "/nothing", method="HEAD")
    told = [(request.outlet, request.method, request.path, request.status) for request in press.log]
    assert told == [("Gazette", "GET", "/a/bridge?from=feed", 200), ("Gazette", "HEAD", "/nothing", 404)]
    assert press.log[0].headers["user-agent"] == "reader/1"
    assert before <= press.log[0].at <= press.log[1].at <= time.monotonic()


def test_a_press_stops_at_once_even_with_requests_under_way_and_leaves_no_thread() -> None:
    threads = set(threading.enumerate())
    with served(faults=(Fault("/", stall=60), Fault("/a/bridge", body=b"x" * 99, drip=60))) as (_, base):
        waiting = [http.client.HTTPConnection(urlsplit(base).netloc, timeout=5) for _ in range(3)]
        for connection, path in zip(waiting, ("/", "/a/bridge", "/a/ferry"), strict=True):
            connection.request("GET", path)
        assert waiting[2].getresponse().status == 200  # and its connection stays open
        began = time.monotonic()
    assert time.monotonic() - began < 2
    assert set(threading.enumerate()) == threads
    with pytest.raises(ConnectionRefusedError):
        ask(base, "/")
    for connection in waiting:
        connection.close()


def test_a_press_can_be_served_again() -> None:
    press = Press((Outlet("A", (BRIDGE,)),))
    for _ in range(2):
        with press.serve() as addresses:
            assert ask(addresses["A"], "/a/bridge")[0] == 200
    assert len(press.log) == 2
