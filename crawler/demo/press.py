"""A press of invented outlets on loopback, for the demo and for the end-to-end tests.

    press = Press((Outlet("The Harbour Gazette", articles, feed=FeedKind.RSS),))
    with press.serve() as address_book:
        fetch(address_book["The Harbour Gazette"] + "/feed.xml")
        press.step = 1
        assert press.log[0].path == "/feed.xml"

Every outlet has a loopback address of its own, so that each is a host of its own, and all share one port, which the
system chose. Where the system has only 127.0.0.1 (macOS), each has a port of its own instead.
"""

from __future__ import annotations

import errno
import selectors
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from crawler.demo.answers import answer, conditional, packed, spoilt
from crawler.demo.server import OutletServer, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.demo.outlets import Edition, Fault, Outlet

# 127.0.0.1 is the tests' own; the press begins at a round distance from it.
_FIRST_ADDRESS = 11
# A port that is free at one address may be taken at the next; ten in a row would be no accident.
_PORT_TRIES = 10


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it was answered. `at` is `time.monotonic()` when it came; a dropped one has status 0."""

    at: float
    outlet: str
    method: str
    path: str  # with its query
    status: int
    headers: Mapping[str, str]  # of the request, names in small letters


class Press:
    """Outlets that are served together. Set `step` to move all of them on; read `log` for what was asked."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self.outlets = tuple(
            replace(outlet, address=outlet.address or f"127.0.0.{place}")
            for place, outlet in enumerate(outlets, _FIRST_ADDRESS)
        )
        self.step = 0
        self.log: list[Request] = []
        self._numbers = count(1)
        self._faults_left = {
            (outlet.name, place): fault.times
            for outlet in self.outlets
            for place, fault in enumerate(outlet.faults)
            if fault.times is not None
        }
        self._lock = threading.Lock()

    @contextmanager
    def serve(self) -> Iterator[dict[str, str]]:
        """Serve until the block ends; gives each outlet's name and its base address, "http://127.0.0.11:40123"."""
        wake, sleeper = socket.socketpair()
        with wake, sleeper, ExitStack() as stack:
            servers = self._servers()
            for server in servers:
                stack.callback(server.stop)
            listener = threading.Thread(target=_listen, args=(servers, sleeper), name="press", daemon=True)
            listener.start()
            stack.callback(listener.join)
            stack.callback(wake.send, b"!")
            yield {server.outlet.name: server.base for server in servers}

    def reply(self, edition: Edition, method: str, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer a request for `target` (a path with its query) of `edition`, and log it."""
        came, path = time.monotonic(), target.partition("?")[0]
        made = packed(conditional(answer(edition, path, next(self._numbers)), edition, headers), headers)
        fault = self._fault(edition.outlet, path)
        made = spoilt(made, fault) if fault else made
        status = 0 if fault and fault.drop else made.status
        self.log.append(Request(came, edition.outlet.name, method, target, status, headers))
        return Reply(made, fault)

    def _fault(self, outlet: Outlet, path: str) -> Fault | None:
        """The first fault of `outlet` that holds for `path` now and has not been used up."""
        with self._lock:
            for place, fault in enumerate(outlet.faults):
                left = self._faults_left.get((outlet.name, place))
                if fault.holds(path, self.step) and left != 0:
                    if left is not None:
                        self._faults_left[outlet.name, place] = left - 1
                    return fault
        return None

    def _servers(self) -> list[OutletServer]:
        for _ in range(_PORT_TRIES):
            servers: list[OutletServer] = []
            try:
                for outlet in self.outlets:
                    port = servers[0].server_port if servers else 0
                    servers.append(_bound(self, outlet, port))
            except OSError as error:
                for server in servers:
                    server.stop()
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return servers
        raise OSError(errno.EADDRINUSE, "no port is free at every address of the press")


def _bound(press: Press, outlet: Outlet, port: int) -> OutletServer:
    try:
        return OutletServer((outlet.address or "127.0.0.1", port), outlet, press)
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        return OutletServer(("127.0.0.1", 0), outlet, press)


def _listen(servers: list[OutletServer], sleeper: socket.socket) -> None:
    """Accept connections for all `servers` in this one thread until `sleeper` is woken."""
    with selectors.DefaultSelector() as selector:
        selector.register(sleeper, selectors.EVENT_READ)
        for server in servers:
            selector.register(server, selectors.EVENT_READ, server.handle_request)
        while True:
            ready = [key for key, _ in selector.select()]
            if any(key.fileobj is sleeper for key in ready):
                return
            for key in ready:
                key.data()
