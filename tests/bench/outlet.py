"""A press that does as little as it can: pages made and packed beforehand, served from a process of its own."""

from __future__ import annotations

import gzip
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

HOSTS = 16  # addresses on loopback, so that as many pages are under way at once as with sixteen outlets


@contextmanager
def served(pages: list[bytes]) -> Iterator[list[str]]:
    """Serve `pages` as the articles of `HOSTS` outlets; the addresses of their feeds."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, theirs), daemon=True)
    process.start()
    yield [f"http://127.2.0.{number + 1}:{port}/feed.xml" for number, port in enumerate(ours.recv())]
    process.terminate()


def _serve(pages: list[bytes], ready: Connection) -> None:
    import threading  # noqa: PLC0415 - this runs in another process

    servers = [_server(number, pages[number::HOSTS]) for number in range(HOSTS)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    ready.send([server.server_address[1] for server in servers])
    threading.Event().wait()


def _server(number: int, pages: list[bytes]) -> ThreadingHTTPServer:
    answers = {f"/article/{i}": gzip.compress(page, 6) for i, page in enumerate(pages)}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(200 if body else 404)
            if body and self.path != "/feed.xml":
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

    server = ThreadingHTTPServer((f"127.2.0.{number + 1}", 0), Handler)
    base = f"http://127.2.0.{number + 1}:{server.server_address[1]}"
    items = "".join(
        f"<item><title>{escape(f'Page {i}')}</title><link>{base}/article/{i}</link></item>" for i in range(len(pages))
    )
    answers["/feed.xml"] = f"<rss version='2.0'><channel><title>Bench</title>{items}</channel></rss>".encode()
    return server
