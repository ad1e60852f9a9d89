"""Webhooks, as the Standard Webhooks specification has them: JSON with a stable id and a time, signed with HMAC-SHA256."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import json
import socket
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from crawler.core.addresses import is_public
from crawler.core.deliveries import Issue, Outcome, Parcel, Result, http_outcome

# The specification asks for 15 to 30 s.
LIMIT_SECONDS = 30.0
_TYPE = "digest.composed"
# The headers of an answer are read, its body never is: it may be without end (FAULTS 116).


class WebhookChannel:
    """Posts digests. `signed` is the key of the signature, `now` the clock, `limit` in seconds for all of it."""

    def __init__(self, key: bytes | None, now: Callable[[], datetime], *, limit: float = LIMIT_SECONDS) -> None:
        self._key, self._now = key, now
        self._limit = aiohttp.ClientTimeout(total=limit)

    async def send(self, parcel: Parcel) -> Outcome:
        """Post one digest to one address."""
        body, moment = payload(parcel.issue), self._now()
        headers = signed_headers(parcel.issue, body, moment, self._key)
        url = parcel.recipient.address
        connector = aiohttp.TCPConnector(resolver=_PublicResolver(urlsplit(url).hostname or ""), use_dns_cache=False)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=self._limit, trust_env=False) as session,
                session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                said = answer.headers
                return http_outcome(
                    answer.status, moment, retry_after=said.get("Retry-After"), location=said.get("Location")
                )
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            return Outcome(Result.DEFERRED, f"the webhook could not be reached: {error}")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Outcome(Result.UNKNOWN, f"the webhook did not answer: {error or 'it took too long'}")


def payload(issue: Issue) -> bytes:
    """What is posted: the same bytes at each attempt."""
    made, period = issue.rendered, issue.period
    data: dict[str, Any] = {
        "name": issue.name,
        "subject": made.subject,
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat(), "caught_up": period.caught_up},
        "items": made.items,
        "text": made.text,
        "markdown": made.markdown,
        "html": made.html,
    }
    told = {"type": _TYPE, "timestamp": issue.composed_at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False).encode()


def signed_headers(issue: Issue, body: bytes, now: datetime, key: bytes | None) -> dict[str, str]:
    """The headers of an attempt: the id is the digest's for ever, the time the attempt's."""
    webhook_id, timestamp = f"msg_{issue.message_id.strip('<>').partition('@')[0]}", str(int(now.timestamp()))
    headers = {"Content-Type": "application/json", "webhook-id": webhook_id, "webhook-timestamp": timestamp}
    if key is None:
        return headers
    signature = hmac.digest(key, f"{webhook_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return {**headers, "webhook-signature": f"v1,{base64.b64encode(signature).decode()}"}


class _PublicResolver(AbstractResolver):
    """Passes on public addresses alone, since a name that points into the private network is a trap or a mistake.

    A literal private address, or `localhost`, is what the person wrote, and meant.
    """

    def __init__(self, configured: str) -> None:
        self._inner = ThreadedResolver()
        self._open = configured == "localhost" or configured.endswith(".localhost")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        passed = [each for each in found if self._open or is_public(each["host"])]
        if not passed:
            raise OSError(
                errno.EACCES, f"{host} leads into a private network; if you mean it, write its address in digits"
            )
        return passed

    async def close(self) -> None:
        await self._inner.close()
