"""Outlets whose feeds stand at hosts of their own and whose articles stand at one: what that host sees of their crawls."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>"""
_ITEM = "<item><title>Report {number} of {name} on the ferry</title><link>{base}{path}</link></item>"
_LONGEST_WAIT = 25  # seconds; after 30 the request would be given up
_PAGE = """<html><head><title>Report {path}</title></head><body><article><h1>Report {path}</h1>
<p>The ferry {path} left the harbour at seven, said the harbour master, and came back at nine with all who were aboard.</p>
<p>Nobody could say in the evening why the ferry of report {path} had turned around so early in its journey.</p></article></body></html>"""


@dataclass
class SharedHost:
    """`visits` has an entry for each request: when it came, when its answer was sent (monotonic seconds), and its path.

    `begun` is set when the first article was asked for. None is answered before the feed of "other" was asked for, so that crawls
    overlap on however busy a machine. The outlet "shared" stands there with an empty feed, which opens the host, private as
    it is, to the others.
    """

    articles: int
    stall: float
    visits: list[tuple[float, float, str]] = field(default_factory=list)
    bases: Mapping[str, str] = field(default_factory=dict)
    begun: threading.Event = field(default_factory=threading.Event)
    met: threading.Event = field(default_factory=threading.Event)

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body."""
        name = path.strip("/").split("/")[0]
        if path.endswith("robots.txt"):
            return 404, {}, ""
        if path.endswith("/feed.xml"):
            if name == "other":
                self.met.set()
            # every other article is reached by a redirect from the outlet's own host
            own = (self.bases["shared"], self.bases[name])
            places = [own[number % 2] for number in range(self.articles) if name != "shared"]
            items = "".join(
                _ITEM.format(number=number, name=name, base=base, path=f"/{name}/2025/report-{number}")
                for number, base in enumerate(places)
            )
            return 200, {"Content-Type": "application/rss+xml"}, _FEED.format(name=name, items=items)
        if host != self.bases["shared"]:
            return 302, {"Location": self.bases["shared"] + path}, ""
        self.begun.set()
        self.met.wait(_LONGEST_WAIT)
        return 200, {"Content-Type": "text/html; charset=utf-8"}, _PAGE.format(path=path)

    @contextmanager
    def serve(self, *names: str) -> Iterator[Mapping[str, str]]:
        """Serve the outlets `names`, and "shared", each at a loopback address of its own; their base addresses."""
        with ExitStack() as stack:
            bases = {}
            for place, name in enumerate((*names, "shared"), 61):
                server = ThreadingHTTPServer((f"127.0.0.{place}", 0), _handler(self))
                stack.callback(server.server_close)
                stack.callback(server.shutdown)
                threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
                bases[name] = f"http://127.0.0.{place}:{server.server_port}"
            self.bases = bases
            yield bases


def _handler(shared: SharedHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            came = time.monotonic()
            status, headers, body = shared.answer(f"http://{self.headers['Host']}", self.path)
            if status == 200:
                time.sleep(shared.stall)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
                self.send_header(name, value)
            if f"http://{self.headers['Host']}" == shared.bases["shared"]:
                shared.visits.append((came, time.monotonic(), self.path))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name for it
            pass

    return Handler
