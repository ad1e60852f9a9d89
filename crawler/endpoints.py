"""/healthz and /metrics: what a monitor asks the service, answered in its own loop, so that one that hangs answers nothing."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from crawler.config.addresses import Listen

# Nothing here is a page: a browser that is led here must do nothing with it.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "newswatch",  # what it is made of is nobody's business
    "X-Content-Type-Options": "nosniff",
}
_LONGEST_LINE = 2048  # a monitor's request has some 300 bytes
_KEPT_OPEN_SECONDS = 75.0  # monitors ask each minute at most

Health = Callable[[], tuple[bool, dict[str, Any]]]

log = structlog.get_logger("newswatch")


class Endpoints:
    """A small web server. `health` gives whether all is well, and what /healthz tells; `metrics` gives /metrics."""

    def __init__(self, health: Health, metrics: Callable[[], bytes]) -> None:
        self._health, self._metrics = health, metrics
        self._address: Listen | None = None
        self._runner: web.AppRunner | None = None

    async def listen(self, address: Listen | None) -> None:
        """Answer at `address`, and no longer at the one before. A port that is taken is told and does not stop the service."""
        if address == self._address and (self._runner or address is None):
            return
        await self.close()
        self._address = address
        if address is not None:
            await self._open(address)

    async def close(self) -> None:
        """Answer no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _open(self, address: Listen) -> None:
        app = web.Application(middlewares=[_guarded(address)])
        app.router.add_get("/healthz", self._healthz, allow_head=False)
        app.router.add_get("/metrics", self._told, allow_head=False)
        runner = web.AppRunner(
            app, access_log=None, handle_signals=False, lingering_time=0, keepalive_timeout=_KEPT_OPEN_SECONDS,
            max_line_size=_LONGEST_LINE, max_field_size=_LONGEST_LINE,
        )  # fmt: skip
        await runner.setup()
        try:
            await web.TCPSite(runner, address.host, address.port).start()
        except OSError as error:
            await runner.cleanup()
            said = 'outlets are watched all the same; name another address under [service] metrics, or "off", and send SIGHUP'
            log.warning("monitors get no answer", address=str(address), why=error.strerror or str(error), next=said)
            return
        self._runner = runner

    async def _healthz(self, _: web.Request) -> web.Response:
        well, told = self._health()
        return web.Response(status=200 if well else 503, text=json.dumps(told) + "\n", content_type="application/json")

    async def _told(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _guarded(address: Listen) -> Any:  # noqa: ANN401 - aiohttp's own type is not exported
    @web.middleware
    async def guarded(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            answer = await handler(request) if _is_meant(request.host, address) else web.Response(status=421)
        except web.HTTPException as refused:  # no such path, or not GET
            answer = web.Response(status=refused.status, headers={"Allow": "GET"} if refused.status == 405 else {})  # noqa: PLR2004 - the status that has to say it
        if request.body_exists:
            answer.force_close()  # it is not read
        answer.headers.update(_HEADERS)
        return answer

    return guarded


def _is_meant(host: str, address: Listen) -> bool:
    """Whether a request names the address that it came to: a web page elsewhere can lead its own name here (FAULTS 87)."""
    if not ip_address(address.host).is_loopback:
        return True  # it was opened to others, who may call the machine by any name
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
