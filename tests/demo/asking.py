"""One invented outlet that is served, and one way to ask it."""

from __future__ import annotations

import http.client
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.demo.articles import Article
from crawler.demo.outlets import Outlet
from crawler.demo.press import Press

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
BRIDGE = Article(
    "/a/bridge", "Bridge closed", ("The old bridge is closed.", "Nobody was hurt."), NOON, authors=("A. Rowe",)
)
FERRY = Article("/a/ferry", "Ferry & tide <late>", ("The ferry was late again.",), NOON + timedelta(hours=1))


@contextmanager
def served(*articles: Article, **about: object) -> Iterator[tuple[Press, str]]:
    """One outlet's press while it is served, and the outlet's base address."""
    press = Press((Outlet("Gazette", articles or (BRIDGE, FERRY), **about),))  # type: ignore[arg-type]
    with press.serve() as addresses:
        yield press, addresses["Gazette"]


def ask(base: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()
