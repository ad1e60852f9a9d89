"""What stands around all that is served: who may ask, for what, and what each answer says of itself."""

from __future__ import annotations

import re

import structlog

from crawler.config import Web
from crawler.web.answers import send_text
from crawler.web.asgi import App, Message, Receive, Scope, Send
from crawler.web.asked import Asked, Refusal, asked, refusal
from crawler.web.door import LOG_IN, LOG_OUT, Door
from crawler.web.form import NOTHING, Form, read, replayed
from crawler.web.headers import with_ours

# Style and scripts: they are the program's, and the page that asks for the password needs them.
_FILES = re.compile(r"/(?:static|-/static|-/static-plugins/[a-z_.-]+)/[A-Za-z0-9_./-]+|/favicon\.ico")
# Datasette's own pages for those who set it up: they tell of the machine, or change what its reader is taken for.
_INNER = re.compile(r"/(?:-|_internal|_memory|:memory:)(?:[/.].*)?")
# More at once are a loop in a script; Datasette's threads would not come to them in time.
_MOST_AT_ONCE = 100

# Headers that go with a refusal.
_ALSO = {405: {"allow": "GET, HEAD, POST"}, 503: {"retry-after": "1"}}

log = structlog.get_logger()


def guarded(app: App, web: Web) -> App:
    """`app` behind the guard, for the names and the password that `web` has."""
    return Guard(app, web)


class Guard:
    """An ASGI application around another one."""

    def __init__(self, app: App, web: Web) -> None:
        """Around `app`."""
        self._app = app
        self._names = web.names
        self._door = Door(web.password)
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request = asked(scope)
        answer = _Answer(send, request)
        self._at_once += 1
        try:
            await self._answer(request, scope, receive, answer)
        except Exception:
            log.exception("a page could not be made", path=scope["path"])
            if answer.began:
                raise  # the server breaks it off
            await send_text(answer, Refusal(500, "Something went wrong here; the log has it."))
        finally:
            self._at_once -= 1

    async def _answer(self, request: Asked | Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        if isinstance(request, Refusal):
            await send_text(send, request)
        elif why := self._refusal(request):
            await send_text(send, why, _ALSO.get(why.status))
        else:
            form = await read(receive) if request.is_change else NOTHING
            if isinstance(form, Refusal):
                await send_text(send, form)
            else:
                method = "POST" if request.is_change else "GET"  # HEAD has the headers of GET
                scope = {**scope, "method": method, "headers": request.raw_headers}
                await self._let_in(request, form, scope, replayed(form, receive), send)

    def _refusal(self, request: Asked) -> Refusal | None:
        too_many = self._at_once > _MOST_AT_ONCE
        return Refusal(503, "Too much is asked at once.") if too_many else refusal(request, self._names)

    async def _let_in(self, request: Asked, form: Form, scope: Scope, receive: Receive, send: Send) -> None:
        if request.path in {LOG_IN, LOG_OUT}:
            await self._door.answer(request, form, send)
        elif _is_file(request) or await self._door.passed(request, send):
            if why := _not_for_datasette(request, form):
                await send_text(send, why)
            else:
                await self._app(scope, receive, send)


class _Answer:
    """Sends one answer, with the headers that each has; of what answers HEAD, no body."""

    def __init__(self, send: Send, request: Asked | Refusal) -> None:
        self.began = False
        self._send = send
        self._is_file = isinstance(request, Asked) and _is_file(request)
        self._is_head = isinstance(request, Asked) and request.method == "HEAD"

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            headers = with_ours(message["status"], message.get("headers", ()), is_file=self._is_file)
            message = {**message, "headers": headers}
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)


def _is_file(request: Asked) -> bool:
    return not request.is_change and _FILES.fullmatch(request.path) is not None and ".." not in request.path


def _not_for_datasette(request: Asked, form: Form) -> Refusal | None:
    """What Datasette would take and should not."""
    if _INNER.fullmatch(request.path) and not _is_file(request):
        return Refusal(404, "There is no such page.")
    by_script = request.headers.get("authorization", "").startswith("Bearer ")
    if request.is_change and not by_script:
        return _without_token(request, form)
    return None


def _without_token(request: Asked, form: Form) -> Refusal | None:
    """Datasette compares a change's token with the cookie; where there is no cookie at all, it lets changes pass."""
    token = request.headers.get("x-csrftoken") or form.fields.get("csrftoken", "")
    if not token.isascii() or not token or "ds_csrftoken=" not in request.headers.get("cookie", ""):
        return Refusal(403, "The form lacks its token: load its page once more, with cookies.")
    return None
