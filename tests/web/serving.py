"""The review page served by the command, or as the command serves it, in a process of its own, for a browser to look at."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.config import Config
from crawler.web.run import run

NEWSWATCH = Path(sys.executable).parent / "newswatch"
COMMANDS_CONFIG = """[service]
contact = "desk@example.org"
database = "news.db"
[[outlets]]
name = "Gazette"
home = "https://gazette.example/"
[[topics]]
name = "Ferries"
query = "ferry"
"""


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


@contextmanager
def commanded(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`newswatch web` in `folder`, at a free port; its first line says where."""
    with subprocess.Popen(
        [NEWSWATCH, "web", "--port", "0"], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        yield process
        process.kill()
