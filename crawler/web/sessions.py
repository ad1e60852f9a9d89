"""Who has said the password. What a browser keeps is a random number that only this process knows, so nothing can be forged."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from http.cookies import SimpleCookie

COOKIE = "newswatch_session"
SECONDS = 14 * 24 * 3600
"""How long a browser is known: two weeks, or until the process ends."""
# One person's browsers; whoever logs in more often forgets the first of them.
_MOST = 100


class Sessions:
    """The browsers that are logged in. Times are seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        """Nobody is."""
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def opened(self, now: float) -> str:
        """The `Set-Cookie` of a browser that said the password."""
        number = secrets.token_urlsafe(32)
        self._until[_digest(number)] = now + SECONDS
        if len(self._until) > _MOST:
            self._until.popitem(last=False)
        return f"{COOKIE}={number}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Strict"

    def is_open(self, cookies: str, now: float) -> bool:
        """Whether a browser with these cookies (as its header says them) said the password."""
        return now < self._until.get(_digest(_number(cookies)), now)

    def closed(self, cookies: str) -> str:
        """The `Set-Cookie` of the browser with `cookies`, which is not known from now on."""
        self._until.pop(_digest(_number(cookies)), None)
        return f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"


def _number(cookies: str) -> str:
    found = SimpleCookie(cookies).get(COOKIE)
    return found.value if found else ""


def _digest(number: str) -> bytes:
    # looked up by its digest, so the time that takes says nothing of the number
    return hashlib.sha256(number.encode()).digest()
