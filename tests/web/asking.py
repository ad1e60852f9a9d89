"""Asks an ASGI application as a browser would, byte by byte, without a network; also what no browser would ask."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from crawler.web.asgi import App, Message

HOST, PORT = "127.0.0.1", 8001
OURS = f"http://{HOST}:{PORT}"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        """The header's value; of several, all."""
        return ", ".join(value for each, value in self.headers if each == name)


class Browser:
    """Keeps cookies as a browser does, and says what a browser says of a page of ours; not for two threads."""

    def __init__(self, app: App, client: str = "127.0.0.1") -> None:
        self.cookies: dict[str, str] = {}
        self._app, self._client = app, client
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """End its event loop."""
        self._runner.close()

    def get(self, target: str, **headers: str) -> Answer:
        """Follow an address that a person typed."""
        return self.ask("GET", target, {"host": f"{HOST}:{PORT}", "sec-fetch-site": "none", **_said(headers)})

    def post(self, target: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Send a form of a page of ours."""
        said = {"host": f"{HOST}:{PORT}", "origin": OURS, "sec-fetch-site": "same-origin", "content-type": FORM}
        return self.ask("POST", target, {**said, **_said(headers)}, urlencode(fields).encode())

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Ask with these headers and the cookies that were set. A header that is empty is left out."""
        said = [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if value]
        if self.cookies:
            said.append((b"cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()).encode()))
        answer = self.send(method, target.encode("latin-1"), said, body)
        for name, value in answer.headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def send(self, method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> Answer:
        """Ask with bytes as they are."""
        path, _, query = target.partition(b"?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(path.decode("latin-1")), "raw_path": path, "query_string": query, "root_path": "",
            "headers": list(headers), "client": (self._client, 50_000), "server": (HOST, PORT),
        }  # fmt: skip
        return self._runner.run(_answer(self._app, scope, body))


async def _answer(app: App, scope: dict[str, Any], body: bytes) -> Answer:
    parts = [{"type": "http.request", "body": body, "more_body": False}]
    told: list[Message] = []

    async def receive() -> Message:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    start, *rest = told
    assert start["type"] == "http.response.start"
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"])
    return Answer(start["status"], headers, b"".join(each.get("body", b"") for each in rest))


def _said(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
