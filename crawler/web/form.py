"""The body of a change, read whole before anything is done with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

from crawler.web.asgi import Message, Receive
from crawler.web.asked import Refusal

LARGEST = 64 * 1024
"""Bytes: verdicts on some hundred stories, with a note."""
# A form arrives at once; what takes longer is held open on purpose.
_SECONDS = 10
# More than all stories of a day in one form
_MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class Form:
    """The body as it came, and the fields in it; of a field that is given several times, the last."""

    raw: bytes
    fields: dict[str, str]


NOTHING = Form(b"", {})
"""What comes with a request that changes nothing."""


async def read(receive: Receive) -> Form | Refusal:
    """The form, or why it is not taken."""
    try:
        async with asyncio.timeout(_SECONDS):
            raw = await _whole(receive)
    except TimeoutError:
        return Refusal(408, "The form did not arrive in time.")
    return raw if isinstance(raw, Refusal) else _form(raw)


async def _whole(receive: Receive) -> bytes | Refusal:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return Refusal(400, "The form broke off.")
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return Refusal(413, f"The form is larger than {LARGEST} bytes.")
        more = message.get("more_body", False)
    return body


def _form(raw: bytes) -> Form | Refusal:
    try:
        fields = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return Refusal(400, "The form cannot be read.")
    if any("\0" in name or "\0" in value for name, value in fields):
        return Refusal(400, "The form holds characters that no text holds.")
    return Form(raw, dict(fields))


def replayed(form: Form, receive: Receive) -> Receive:
    """`receive` as it was before `form` was read."""
    parts: list[Message] = [{"type": "http.request", "body": form.raw, "more_body": False}]

    async def again() -> Message:
        return parts.pop() if parts else await receive()

    return again
