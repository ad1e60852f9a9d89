"""The password: who has said it comes in, others are asked for it."""

from __future__ import annotations

import hmac
import math
import time

from crawler.web.answers import send_away, send_log_in, send_log_out, send_text
from crawler.web.asgi import Send
from crawler.web.asked import Asked, Refusal
from crawler.web.form import Form
from crawler.web.sessions import Sessions
from crawler.web.tries import Tries

LOG_IN, LOG_OUT = "/-/login", "/-/logout"
"""The pages that the door itself answers."""
_BEARER = "Bearer "
_WRONG = Refusal(401, "This is not the password.")


class Door:
    """Stands open where there is no password."""

    def __init__(self, password: str | None) -> None:
        """With the password that a reader has to say."""
        self._password = password
        self._sessions = Sessions()
        self._tries = Tries()

    async def passed(self, request: Asked, send: Send) -> bool:
        """Whether `request` may come in; where not, it was answered."""
        if self._password is None or self._sessions.is_open(request.headers.get("cookie", ""), time.monotonic()):
            return True
        said = request.headers.get("authorization", "")
        if said.startswith(_BEARER):
            why = self._refusal(request.client, said.removeprefix(_BEARER))
            if why is not None:
                await send_text(send, why, self._wait(request.client))
            return why is None
        await self._ask(request, send)
        return False

    async def answer(self, request: Asked, form: Form, send: Send) -> None:
        """Answer what is asked of the pages for logging in and out."""
        if request.path == LOG_OUT:
            await (self._log_out(request, send) if request.is_change else send_log_out(send))
        elif request.is_change:
            await self._log_in(request, form, send)
        else:
            await send_log_in(send, 200, "/")

    async def _ask(self, request: Asked, send: Send) -> None:
        if request.is_change:
            await send_text(send, Refusal(401, "Log in first, and then once more."))
        else:
            await send_log_in(send, 401, f"{request.path}?{request.query}" if request.query else request.path)

    async def _log_in(self, request: Asked, form: Form, send: Send) -> None:
        wanted = form.fields.get("next", "/")
        why = self._refusal(request.client, form.fields.get("password", ""))
        if why is None:
            await send_away(send, wanted, self._sessions.opened(time.monotonic()))
        else:
            await send_log_in(send, why.status, wanted, why.why)

    async def _log_out(self, request: Asked, send: Send) -> None:
        await send_away(send, LOG_IN, self._sessions.closed(request.headers.get("cookie", "")))

    def _refusal(self, client: str, said: str) -> Refusal | None:
        """Why what `client` said does not open; it is not looked at while `client` has to wait."""
        now = time.monotonic()
        if pause := self._tries.pause(client, now):
            return Refusal(429, f"Too many wrong passwords: wait {math.ceil(pause)} seconds.")
        if self._password is None or hmac.compare_digest(said.encode(), self._password.encode()):
            self._tries.passed(client)
            return None
        self._tries.failed(client, now)
        return _WRONG

    def _wait(self, client: str) -> dict[str, str]:
        pause = self._tries.pause(client, time.monotonic())
        return {"retry-after": str(math.ceil(pause))} if pause else {"www-authenticate": "Bearer"}
