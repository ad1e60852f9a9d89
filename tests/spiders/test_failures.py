from __future__ import annotations

from typing import Any, cast

import pytest
from OpenSSL import SSL
from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from service_identity.exceptions import VerificationError
from twisted.internet.error import ConnectionLost, TCPTimedOutError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseNeverReceived

from crawler.core.models import READ_STATES, Trouble, VisitState
from spiders.failures import BlockedByRobotsError, HostPausedError, trouble_of_failure
from spiders.guard import BlockedAddressError, GuardedResolver
from tests.spiders.test_guard import resolved

URL = "https://gazette.example/news/1"
FORBIDDEN = Trouble(VisitState.BLOCKED_ROBOTS, "the outlet's robots.txt forbids this page")


def never_received(reason: BaseException) -> Any:
    """What the framework's client says of a connection that ended without an answer."""
    said: Any = ResponseNeverReceived
    failure: Any = Failure
    return said([failure(reason)])


def broken(cause: BaseException) -> exceptions.DownloadFailedError:
    """The same as the framework hands it on."""
    error = exceptions.DownloadFailedError(str(cause))
    error.__cause__ = cause
    return error


UNTRUSTED = SSL.Error([("SSL routines", "", "certificate verify failed")])
OTHER_NAME = VerificationError(errors=[])
SPEAKS_SSH: Any = cast("Any", ParseError)("wrong status", b"SSH-2.0")
NO_ROUTE: Any = cast("Any", TCPTimedOutError)()


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (BlockedByRobotsError(FORBIDDEN), VisitState.BLOCKED_ROBOTS, "robots.txt forbids this page"),
        (HostPausedError("gazette.example asked for quiet"), VisitState.THROTTLED, "gazette.example asked for quiet"),
        (BlockedAddressError("only http and https"), VisitState.BLOCKED_ADDRESS, "only http and https"),
        (exceptions.UnsupportedURLSchemeError("ftp"), VisitState.BLOCKED_ADDRESS, "only http and https"),
        (exceptions.CannotResolveHostError("x"), VisitState.DNS_ERROR, "the name gazette.example leads to no address"),
        (exceptions.DownloadTimeoutError("x"), VisitState.TIMEOUT, "did not answer in time; it is asked again later"),
        (exceptions.DownloadConnectionRefusedError("x"), VisitState.CONNECTION_ERROR, "gazette.example refuses connections"),
        (exceptions.ResponseDataLossError(), VisitState.PARTIAL, "the connection ended before the page did"),
        (exceptions.DownloadCancelledError(""), VisitState.TOO_LARGE, "larger than is read (10 MB)"),
        (IgnoreRequest("max redirections reached"), VisitState.REDIRECT_LOOP, "from address to address without end"),
        (broken(never_received(UNTRUSTED)), VisitState.TLS_ERROR, "gazette.example cannot be trusted (certificate verify failed)"),
        (broken(never_received(OTHER_NAME)), VisitState.TLS_ERROR, "gazette.example cannot be trusted (it is not made out to this"),
        (broken(never_received(SSL.Error())), VisitState.TLS_ERROR, "gazette.example cannot be trusted (handshake failed)"),
        (broken(never_received(SPEAKS_SSH)), VisitState.BAD_HTTP, "does not speak HTTP as it should"),
        (broken(never_received(ConnectionLost("non-clean"))), VisitState.CONNECTION_ERROR, "the connection broke ("),
        (NO_ROUTE, VisitState.CONNECTION_ERROR, "the connection broke ("),
        (exceptions.DownloadFailedError(), VisitState.CONNECTION_ERROR, "the connection broke (DownloadFailedError)"),
        (ValueError("Missing scheme in request url"), VisitState.BAD_URL, "cannot be fetched (Missing scheme in request url)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)  # fmt: skip
def test_what_went_wrong_has_a_state_and_a_sentence(error: BaseException, state: VisitState, words: str) -> None:
    trouble = trouble_of_failure(error, URL)
    assert trouble.state is state
    assert words in trouble.detail


def test_a_name_that_leads_inside_is_told_with_the_address_and_what_to_do() -> None:
    assert resolved("leads-inside.example", "10.0.0.7") == []
    trouble = trouble_of_failure(exceptions.CannotResolveHostError("x"), "https://leads-inside.example/1")
    assert trouble.state is VisitState.BLOCKED_ADDRESS
    assert "leads-inside.example leads to the private address 10.0.0.7" in trouble.detail
    assert "set private_network = true" in trouble.detail


def test_another_trouble_of_a_host_that_was_refused_once_is_told_as_what_it_is() -> None:
    assert resolved("leads-both.example", "10.0.0.7", "1.1.1.1") == ["1.1.1.1"]
    trouble = trouble_of_failure(exceptions.DownloadTimeoutError("x"), "https://leads-both.example/1")
    assert trouble.state is VisitState.TIMEOUT


def test_causes_that_go_round_in_a_circle_end() -> None:
    one, other = exceptions.DownloadFailedError("one"), ConnectionLost("other")
    one.__cause__, other.__cause__ = other, one
    assert trouble_of_failure(one, URL).state is VisitState.CONNECTION_ERROR


def test_a_long_complaint_of_a_server_is_cut() -> None:
    assert len(trouble_of_failure(broken(ConnectionLost("x" * 10_000)), URL).detail) < 300


@pytest.mark.parametrize("complaint", ["\x1b[31mred\x1b[0m", "two\nlines", "a\0b", "\ud800", "\u202edliw"])
def test_a_servers_complaint_is_clean_text(complaint: str) -> None:
    detail = trouble_of_failure(exceptions.DownloadFailedError(complaint), URL).detail
    assert detail.isprintable()
    assert detail.encode()


class UnheardOfError(Exception):
    pass


@pytest.mark.parametrize("error", [UnheardOfError("x"), RuntimeError(), KeyError("y"), SSL.Error("odd"), Exception()])
@pytest.mark.parametrize("url", [URL, "", "http://[::1", "mailto:desk@example.org"])
def test_whatever_happens_is_some_trouble(error: Exception, url: str) -> None:
    trouble = trouble_of_failure(error, url)
    assert trouble.state not in READ_STATES
    assert trouble.detail


def test_the_resolver_of_the_settings_is_the_one_that_refuses() -> None:
    from crawler import settings  # noqa: PLC0415 - beside its one use

    assert f"{GuardedResolver.__module__}.{GuardedResolver.__name__}" == settings.TWISTED_DNS_RESOLVER


def test_an_error_that_names_a_host_names_the_one_that_was_asked() -> None:
    errors: list[Any] = [exceptions.CannotResolveHostError(), exceptions.DownloadConnectionRefusedError()]
    for error in errors:
        assert "xn--grn-ioa.example" in trouble_of_failure(error, "https://grün.example/1").detail
