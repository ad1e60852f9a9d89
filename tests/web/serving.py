"""The review page served as the command serves it, in a process of its own, for a browser to look at."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.config import Config
from crawler.web.run import run


@contextmanager
def served(config: Config) -> Iterator[str]:
    """The address of the review page of `config` while it is served."""
    with socket.create_server((config.web.host, 0)) as listening:
        process = multiprocessing.get_context("fork").Process(target=run, args=(config, listening), daemon=True)
        process.start()
        host, port = listening.getsockname()
        try:
            yield f"http://{host}:{port}"
        finally:
            process.terminate()
            process.join(10)
