"""What is asked, as a plain value, and whether that may be asked at all. Who asks is not looked at here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qsl

from crawler.web.asgi import Scope

# What servers and proxies bear; a query in SQL of some hundred lines is well below.
_LONGEST_TARGET = 16_000
_LONGEST_HEADERS = 32_000
# Each field of an address is work for Datasette; a page's form has some twenty.
_MOST_FIELDS = 100
_METHODS = frozenset({"GET", "HEAD", "POST"})
# Headers that mean something once.
_SINGLE = frozenset({"host", "origin", "cookie", "authorization", "content-type", "content-length", "x-csrftoken"})
_FORM = "application/x-www-form-urlencoded"
# Fields that hold SQL. Nobody's page but ours may have a reader run some.
_SQL = frozenset({"sql", "_where"})
_VISIBLE = re.compile(rb"[\x21-\x7e]*")
_VALUE = re.compile(rb"[\t\x20-\x7e]*")
# RFC 6265, 4.1.1
_COOKIE = re.compile(r"[!#%&'*+.^_`|~0-9A-Za-z-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
# SQLite's texts end at one, and Datasette writes a byte with a tilde too.
_NUL = re.compile(rb"[%~]00")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without its body. `server` is the socket's own address and port."""

    method: str
    path: str  # as it was sent: percent signs are still there
    query: str
    headers: dict[str, str]  # by names in small letters; of cookies those that can be read
    client: str
    server: tuple[str, int]

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers as ASGI has them."""
        return [(name.encode(), value.encode()) for name, value in self.headers.items() if value]

    @property
    def is_change(self) -> bool:
        """Whether it may change anything."""
        return self.method == "POST"

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of its query."""
        return parse_qsl(self.query, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it is not answered: a status of HTTP and a sentence."""

    status: int
    why: str


def asked(scope: Scope) -> Asked | Refusal:
    """What `scope` asks, or why it cannot be read."""
    target: bytes = scope.get("raw_path") or b""
    query: bytes = scope.get("query_string") or b""
    headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
    if len(target) + len(query) > _LONGEST_TARGET:
        return Refusal(414, "The address is too long.")
    if sum(len(name) + len(value) for name, value in headers) > _LONGEST_HEADERS:
        return Refusal(431, "The headers are too long.")
    if not _is_plain(target, query, headers):
        return Refusal(400, "The request holds characters that no address and no header holds.")
    names = [name.decode().lower() for name, _ in headers]
    if any(names.count(each) > 1 for each in _SINGLE):
        return Refusal(400, "A header is given twice.")
    values = [value.decode().strip() for _, value in headers]
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    said = dict(zip(names, values, strict=True))
    said["cookie"] = _readable(said.get("cookie", ""))
    return Asked(
        scope["method"],
        target.decode(),
        query.decode(),
        said,
        client[0],
        (server[0], server[1] or 0),
    )


def refusal(request: Asked, names: Sequence[str]) -> Refusal | None:
    """Why `request` is not answered, whoever asks; None where it may be. `names` are the hosts that the config adds."""
    if not is_our_host(request.headers.get("host", ""), request.server, names):
        return Refusal(421, "This is another host. Names that the review page is reached by stand in [web] names.")
    if request.method not in _METHODS:
        return Refusal(405, "The review page is asked by GET, HEAD and POST.")
    if len(request.fields) > _MOST_FIELDS:
        return Refusal(400, "The address has too many fields.")
    return _wrong_form(request) or _strange_page(request)


def is_our_host(host: str, server: tuple[str, int], names: Sequence[str]) -> bool:
    """Whether a browser that says `host` means us: by this machine's own names, the address it came in at, or one of `names`.

    A name that leads here and is none of these is a page's of someone else, who had it point here (DNS rebinding).
    """
    written = host.lower()
    if written in names:
        return True
    name, _, port = written.partition("]:" if written.startswith("[") else ":")
    name = f"{name}]" if written.startswith("[") and port else name
    if name in names:
        return port in {"", str(server[1])}
    return (port or "80") == str(server[1]) and name in _LOOPBACK_NAMES | _literal(server[0])


def _literal(address: str) -> frozenset[str]:
    try:
        found = ip_address(address)
    except ValueError:
        return frozenset()
    return frozenset({f"[{found}]" if found.version == 6 else str(found)})  # noqa: PLR2004 - as in IPv6


def _is_plain(target: bytes, query: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    return (
        all(_VISIBLE.fullmatch(each) and not _NUL.search(each) for each in (target, query))
        and target.startswith(b"/")
        and all(_VISIBLE.fullmatch(name) and _VALUE.fullmatch(value) for name, value in headers)
    )


def _readable(cookies: str) -> str:
    """Those of `cookies` that are written as one is: others may have been set here by another program of this machine."""
    return "; ".join(each for each in map(str.strip, cookies.split(";")) if _COOKIE.fullmatch(each))


def _wrong_form(request: Asked) -> Refusal | None:
    if request.is_change and request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        return Refusal(415, f"A change is a form ({_FORM}).")
    return None


def _strange_page(request: Asked) -> Refusal | None:
    """Requests that a page of someone else had a reader's browser make."""
    headers = request.headers
    site = headers.get("sec-fetch-site")
    if request.is_change:
        came_from_us = _is_ours(headers["origin"], headers["host"]) if "origin" in headers else site == "same-origin"
        # no page can have a browser say Authorization without asking us first, which is refused
        if (came_from_us and site in {None, "same-origin"}) or ("origin" not in headers and _is_script(headers)):
            return None
        return Refusal(403, "A change is asked for from a page of ours, or by a script with its token.")
    if site not in {"cross-site", "same-site"}:
        return None
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if followed and not _SQL.intersection(name for name, _ in request.fields):
        return None
    return Refusal(
        403, "Another page asked for this. Links lead to pages, but not to SQL; copy the address to follow it."
    )


def _is_ours(origin: str, host: str) -> bool:
    # behind a proxy it is https that the browser sees, and http that arrives
    return origin.lower() in {f"http://{host.lower()}", f"https://{host.lower()}"}


def _is_script(headers: dict[str, str]) -> bool:
    return headers.get("authorization", "").startswith("Bearer ")
