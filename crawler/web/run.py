"""The server."""

from __future__ import annotations

import contextlib
import socket

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from crawler.config import Config
from crawler.web.headers import with_ours
from crawler.web.serve import application


class _Protocol(H11Protocol):
    """The stricter one of uvicorn's two readers of HTTP; its word on what is none has the headers of every answer."""

    def send_400_response(self, msg: str) -> None:
        """Say that `msg` is why, and hang up."""
        body = f"{msg}\n".encode("ascii", "replace")
        said = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        headers = with_ours(400, said, is_file=False)
        events = (h11.Response(status_code=400, headers=headers), h11.Data(data=body), h11.EndOfMessage())
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def run(config: Config, listening: socket.socket) -> None:
    """Serve the review page on `listening` until the process is told to stop."""
    settings = uvicorn.Config(
        application(config),
        http=_Protocol,
        ws="none",
        lifespan="on",  # Datasette is ready before the first request, and not while others already wait
        # whoever is nearest is who asks; what a header says of it is not believed
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,  # seconds; what is read is cheap to ask for again
    )
    with contextlib.suppress(KeyboardInterrupt):  # that is how one stops it
        uvicorn.Server(settings).run(sockets=[listening])
