"""Those that digests are sent to, on loopback: a mail server and a webhook's receiver, each as bad as a test wants it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What a mail server took, and how it answers: a recipient's answer to RCPT, or to the message's end.

    `drop`: the server takes the message and drops the connection before it says so; `refuse_data`: it answers so to it.
    """

    rcpt: dict[str, str] = field(default_factory=dict)
    drop: int = 0
    refuse_data: str = ""
    hang: float = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    def messages(self) -> list[EmailMessage]:
        """The messages that were taken."""
        return [message_from_bytes(data, policy=policy.default) for _, data in self.taken]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self,
        server: SMTP,  # noqa: ARG002 - as the library calls it
        session: Session,  # noqa: ARG002 - as above
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002 - as above
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - as above
        if self.refuse_data:
            return self.refuse_data
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken += [(address, content) for address in envelope.rcpt_tos]
        await asyncio.sleep(self.hang)
        if self.drop:
            self.drop -= 1
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"


@contextmanager
def mail_server(box: Mailbox, **options: Any) -> Iterator[int]:
    """Serve a mailbox; the port."""
    controller = _OnAnyPort(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop(no_assert=True)


class _OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass(frozen=True)
class Posted:
    """What was posted to a webhook."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Hook:
    """What a webhook was posted, and how it answers: a status for each answer, the last one for all that follow."""

    answers: list[Callable[[], web.StreamResponse] | int] = field(default_factory=lambda: [200])
    hang: float = 0
    posted: list[Posted] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.posted.append(Posted(request.path, dict(request.headers), await request.read()))
        await asyncio.sleep(self.hang)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == 0:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.Response(status=answer) if isinstance(answer, int) else answer()


@contextmanager
def webhook(hook: Hook) -> Iterator[int]:
    """Serve a webhook; the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> web.AppRunner:
        app = web.Application(client_max_size=10**8)
        app.router.add_post("/{path:.*}", hook.handle)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield runner.addresses[0][1]
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
