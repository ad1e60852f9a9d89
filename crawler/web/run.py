"""The server."""

from __future__ import annotations

import socket

import uvicorn

from crawler.config import Config
from crawler.web.serve import application


def run(config: Config, listening: socket.socket) -> None:
    """Serve the review page on `listening` until the process is told to stop."""
    settings = uvicorn.Config(
        application(config),
        http="h11",  # the stricter one of the two readers of HTTP
        ws="none",
        lifespan="off",
        # whoever is nearest is who asks; what a header says of it is not believed
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        access_log=False,
        # requests that wait; Datasette's threads work them off
        limit_concurrency=100,
    )
    uvicorn.Server(settings).run(sockets=[listening])
