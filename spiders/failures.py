"""From an exception of the framework to a visit's end state and a sentence that names the cause."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from service_identity.exceptions import VerificationError

from crawler.core.models import Trouble, VisitState
from crawler.core.text import clean_line
from crawler.core.urls import host
from spiders.guard import BlockedAddressError, refused_address


class BlockedByRobotsError(IgnoreRequest):
    """The host's robots.txt forbids the page, or could not be had: `trouble` says which."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.detail)
        self.trouble = trouble


class CrawlStoppedError(IgnoreRequest):
    """The request was not sent, because the crawl was stopped while it waited for its host's turn."""


class HostPausedError(IgnoreRequest):
    """The host asked to be left alone for a while."""


_STATES: tuple[tuple[type[BaseException], VisitState, str], ...] = (
    (HostPausedError, VisitState.THROTTLED, "{error}"),
    (BlockedAddressError, VisitState.BLOCKED_ADDRESS, "{error}"),
    (exceptions.UnsupportedURLSchemeError, VisitState.BLOCKED_ADDRESS, "only http and https addresses are fetched"),
    (exceptions.CannotResolveHostError, VisitState.DNS_ERROR, "the name {host} leads to no address; is it right, is there a network?"),
    (exceptions.DownloadTimeoutError, VisitState.TIMEOUT, "the server did not answer in time; it is asked again later"),
    (exceptions.DownloadConnectionRefusedError, VisitState.CONNECTION_ERROR, "{host} refuses connections; it is asked again later"),
    (exceptions.ResponseDataLossError, VisitState.PARTIAL, "the connection ended before the page did; it is asked for again later"),
    (exceptions.DownloadCancelledError, VisitState.TOO_LARGE, "the page is larger than is read (10 MB)"),
)  # fmt: skip


def trouble_of_failure(error: BaseException, url: str) -> Trouble:
    """The trouble that `error`, raised for `url`, tells of."""
    if isinstance(error, BlockedByRobotsError):
        return error.trouble
    private = refused_address(host(url))
    if private and isinstance(error, exceptions.CannotResolveHostError):
        return Trouble(
            VisitState.BLOCKED_ADDRESS,
            f"{host(url)} leads to the private address {private}; to allow it, set private_network = true for the outlet",
        )
    for kind, state, said in _STATES:
        if isinstance(error, kind):
            return Trouble(state, clean_line(said.format(error=error, host=host(url))))
    if isinstance(error, IgnoreRequest) and "redirect" in str(error):
        return Trouble(
            VisitState.REDIRECT_LOOP,
            "the server sends us from address to address without end; open it in a browser to see where it leads",
        )
    return _of_connection(error, url)


def _of_connection(error: BaseException, url: str) -> Trouble:
    reasons = list(_reasons(error))
    tls = next((r for r in reasons if isinstance(r, (SSL.Error, VerificationError))), None)
    if tls is not None:
        return Trouble(VisitState.TLS_ERROR, f"the certificate of {host(url)} cannot be trusted ({_tls_cause(tls)})")
    said = clean_line(str(reasons[-1] if reasons else error), 200) or type(error).__name__
    if any("HTTP" in type(r).__name__ or "Parse" in type(r).__name__ for r in reasons):
        return Trouble(VisitState.BAD_HTTP, f"the server does not speak HTTP as it should ({said})")
    if isinstance(error, ValueError):
        return Trouble(VisitState.BAD_URL, f"the address cannot be fetched ({said})")
    return Trouble(VisitState.CONNECTION_ERROR, f"the connection broke ({said}); it is asked again later")


def _reasons(error: BaseException) -> list[BaseException]:
    """The error, its causes, and what Twisted's failures wrap, outermost first."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting and len(found) < 20:  # noqa: PLR2004 - chains are short; a loop must end
        one = waiting.pop(0)
        found.append(one)
        inner = getattr(one, "reasons", None) or []
        waiting += [getattr(failure, "value", failure) for failure in inner]
        waiting += [cause for cause in (one.__cause__,) if cause is not None]
    return found


def _tls_cause(error: BaseException) -> str:
    if isinstance(error, VerificationError):
        return "it is not made out to this name"
    listed = [entry for entry in getattr(error, "args", ()) if isinstance(entry, list)]
    pieces = [piece for entry in listed for reasons in entry for piece in reasons if piece]
    return str(pieces[-1]) if pieces else "handshake failed"
