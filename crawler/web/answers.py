"""Answers of the guard's own: refusals, and what a log-in needs."""

from __future__ import annotations

from html import escape

from crawler.web.asgi import Send
from crawler.web.asked import Refusal
from crawler.web.local import is_local

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – newswatch</title>
<link rel="stylesheet" href="/static/guard.css">
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_LOG_IN = """{why}<form method="post" action="/-/login">
<input type="hidden" name="next" value="{next}">
<p><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus></p>
<p><button>Log in</button></p>
</form>"""
_LOG_OUT = '<form method="post" action="/-/logout"><p><button>Log out</button></p></form>'


async def send_text(send: Send, refusal: Refusal, headers: dict[str, str] | None = None) -> None:
    """Say why there is no answer."""
    await _send(send, refusal.status, "text/plain", f"{refusal.why}\n", headers or {})


async def send_log_in(send: Send, status: int, wanted: str, why: str = "") -> None:
    """The page that asks for the password, and leads to `wanted` (the address of a page of ours) from there."""
    told = f'<p role="alert">{escape(why)}</p>\n' if why else ""
    body = _LOG_IN.format(why=told, next=escape(wanted))
    page = _PAGE.format(title="Log in", body=body)
    await _send(send, status, "text/html", page, {"www-authenticate": "Bearer"} if status == 401 else {})  # noqa: PLR2004


async def send_log_out(send: Send) -> None:
    """The page with the button to log out."""
    await _send(send, 200, "text/html", _PAGE.format(title="Log out", body=_LOG_OUT), {})


async def send_away(send: Send, wanted: str, cookie: str) -> None:
    """Lead to `wanted`, or to the first page where that is none of ours; and set `cookie`."""
    await _send(send, 303, "text/plain", "", {"location": wanted if is_local(wanted) else "/", "set-cookie": cookie})


async def _send(send: Send, status: int, kind: str, text: str, headers: dict[str, str]) -> None:
    body = text.encode()
    said = {**headers, "content-type": f"{kind}; charset=utf-8", "content-length": str(len(body))}
    told = [(name.encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})
