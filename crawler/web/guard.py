"""What stands around all that is served: who may ask, for what, and what each answer says of itself."""

from __future__ import annotations

from crawler.config import Web
from crawler.web.asgi import App, Receive, Scope, Send


def guarded(app: App, web: Web) -> App:  # noqa: ARG001
    """`app` behind the guard."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)

    return guard
