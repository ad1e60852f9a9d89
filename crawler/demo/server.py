"""The HTTP server of one outlet of the press: it sends what the press replies, in the manner of its faults."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, Protocol

from crawler.demo.outlets import Edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.demo.answers import Answer
    from crawler.demo.outlets import Fault, Outlet

# SO_LINGER with a time-out of 0 seconds makes close() reset the connection.
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the fault that says in what manner it is sent."""

    answer: Answer
    fault: Fault | None


class Newsroom(Protocol):
    """Who replies to the requests that reach an outlet's server."""

    step: int

    def reply(self, edition: Edition, method: str, target: str, headers: Mapping[str, str]) -> Reply:
        """The reply to a request that reached `edition`; the headers' names are in small letters."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "press", ""
    disable_nagle_algorithm = True  # headers and body are two writes; waiting for their ACK would cost 40 ms a request
    server: OutletServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name for it
        """Say nothing: the press keeps a log of its own."""

    def do_GET(self) -> None:
        server = self.server
        headers = {name.lower(): value for name, value in self.headers.items()}
        edition = Edition(server.outlet, server.base, server.newsroom.step)
        reply = server.newsroom.reply(edition, self.command, self.path, headers)
        fault = reply.fault
        if fault:
            server.stopping.wait(fault.stall)
        if fault and fault.drop:
            self._reset()
        elif not server.stopping.is_set():
            self._send(reply.answer, fault)

    do_HEAD = do_GET  # noqa: N815 - the name that the library looks for

    def _send(self, answer: Answer, fault: Fault | None) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:  # noqa: PLR2004 - not modified: it has no body
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self._send_body(answer.body, fault)

    def _send_body(self, body: bytes, fault: Fault | None) -> None:
        if fault and fault.cut is not None:
            body = body[: fault.cut]
            self.close_connection = True
        if not (fault and fault.drip):
            self.wfile.write(body)
            return
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if self.server.stopping.wait(fault.drip):
                return

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.connection.close()  # at once: the library would end the connection in good order first
        self.close_connection = True


class OutletServer(ThreadingHTTPServer):
    """One outlet at one address. Its `handle_request` must be called when a connection waits; it never blocks."""

    daemon_threads = False  # `server_close` waits for the handlers' threads, and `stop` sees that they end
    request_queue_size = 128  # a crawl opens more connections at once than the default of 5
    timeout = 0

    def __init__(self, address: tuple[str, int], outlet: Outlet, newsroom: Newsroom) -> None:
        self.outlet, self.newsroom = outlet, newsroom
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    @property
    def base(self) -> str:
        """The address that the outlet's pages name, without a slash at its end."""
        return f"http://{self.server_name}:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without the parent's look-up of the host's name, which asks a name server."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library has it
        """Handle a connection in a thread of its own, and remember that it is open."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as the library has it
        """Close a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library has it
        """Tell of errors, except that a client hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Close every connection and the address, and wait for the threads."""
        self.stopping.set()
        for connection in tuple(self._open):
            _hang_up(connection)
        self.server_close()


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was first
