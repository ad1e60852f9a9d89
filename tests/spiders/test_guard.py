from __future__ import annotations

import socket
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer
from zope.interface.verify import verifyObject

from crawler.core.models import Outlet
from spiders.guard import (
    BlockedAddressError,
    GuardedResolver,
    PrivateNetworkMiddleware,
    open_private,
    refused_address,
)
from tests.spiders.crawling import request

PRIVATE = Outlet("Intranet", feeds=("http://wiki.intranet.example/feed",), private_network=True)


@implementer(IHostnameResolver)
class Names:
    """A resolver that knows some names, and reads literal addresses as the system does."""

    def __init__(self, known: dict[str, Sequence[str]]) -> None:
        self._known = known

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803 - as above
        hostName: str,  # noqa: N803 - as above
        portNumber: int = 0,  # noqa: N803 - as above
        addressTypes: Any = None,  # noqa: ARG002, N803 - as above
        transportSemantics: str = "TCP",  # noqa: ARG002, N803 - as above
    ) -> Any:
        resolutionReceiver.resolutionBegan(self)
        for found in self._known.get(hostName) or _numeric(hostName):
            kind = IPv6Address if ":" in found else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", found, portNumber))
        resolutionReceiver.resolutionComplete()
        return self


@implementer(IResolutionReceiver)
class Connecting:
    """Whoever asked for a name: it connects to the addresses that it is told of."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.began: Any = None
        self.complete = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's interface
        self.began = resolution

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's interface
        self.told.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        self.complete = True


def _numeric(name: str) -> list[str]:
    try:
        found = socket.getaddrinfo(name.strip("[]"), 80, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        return []
    return [str(address[4][0]) for address in found]


def resolved(name: str, *addresses: str) -> list[str]:
    """The addresses that a connection to `name` is told of, where a name server says `addresses`."""
    receiver = Connecting()
    resolver = GuardedResolver(SimpleNamespace(nameResolver=Names({name: addresses})))
    resolution = resolver.resolveHostName(cast("Any", receiver), name, 80)
    assert receiver.began is resolution
    assert receiver.complete
    return receiver.told


# ---- the resolver -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["public.example", "1.1.1.1", "2606:4700::1111"])
def test_a_public_address_is_passed_on(name: str) -> None:
    address = "1.1.1.1" if name.endswith("example") else name
    assert resolved(name, address) == [address]
    assert refused_address(name) is None


INSIDE = (
    "127.0.0.1 127.1 0177.0.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 0 0.0.0.0 10.1.2.3 172.16.0.1 "
    "192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1 "
    "::ffff:127.0.0.1 ::ffff:7f00:1 2002:7f00:1:: 64:ff9b::7f00:1 2001:0:4136:e378:8000:63bf:3fff:fdd2 ::127.0.0.1"
).split()


@pytest.mark.parametrize("literal", INSIDE)
def test_a_literal_address_that_leads_inside_is_not_passed_on(literal: str) -> None:
    assert _numeric(literal), "the system itself does not read it as an address"
    assert resolved(literal) == []
    assert refused_address(literal) is not None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.7", "fd00::7"])
def test_a_name_that_leads_inside_is_not_passed_on_and_the_address_is_known(address: str) -> None:
    name = f"inside-{address.replace(':', '-')}.example"
    assert resolved(name, address) == []
    assert refused_address(name) == address


def test_of_a_name_with_both_the_public_addresses_are_passed_on() -> None:
    assert resolved("mixed.example", "10.0.0.7", "1.1.1.1", "::1", "2606:4700::1111") == ["1.1.1.1", "2606:4700::1111"]


def test_a_name_whose_address_changes_is_decided_about_at_each_connection() -> None:
    assert resolved("rebinding.example", "1.1.1.1") == ["1.1.1.1"]
    assert resolved("rebinding.example", "127.0.0.1") == []


def test_a_name_that_leads_nowhere_is_told_as_that() -> None:
    assert resolved("nowhere.example") == []
    assert refused_address("nowhere.example") is None


def test_a_name_that_led_inside_once_and_is_public_now_is_refused_no_more() -> None:
    assert resolved("moved.example", "10.0.0.7") == []
    assert resolved("moved.example", "1.1.1.1") == ["1.1.1.1"]
    assert refused_address("moved.example") is None


def test_the_resolver_takes_the_reactors_place_and_is_one() -> None:
    installed: list[Any] = []
    reactor = SimpleNamespace(nameResolver=Names({}), installNameResolver=installed.append)
    resolver = GuardedResolver.from_crawler(None, reactor)  # type: ignore[arg-type]
    resolver.install_on_reactor()
    assert installed == [resolver]
    assert verifyObject(IHostnameResolver, resolver)


# ---- private outlets --------------------------------------------------------------------------------------------------


def test_a_host_that_was_opened_is_connected_to_and_its_neighbours_are_not() -> None:
    open_private(["opened.intranet.example"])
    assert resolved("opened.intranet.example", "10.0.0.7") == ["10.0.0.7"]
    assert resolved("neighbour.intranet.example", "10.0.0.7") == []


def test_a_private_outlets_host_is_kept_from_the_others() -> None:
    guard = PrivateNetworkMiddleware()
    guard.process_request(request("http://wiki.intranet.example/feed", PRIVATE))
    assert resolved("wiki.intranet.example", "10.0.0.7") == ["10.0.0.7"]
    with pytest.raises(BlockedAddressError, match="opened to another outlet alone; it needs private_network = true"):
        guard.process_request(request("https://WIKI.intranet.example:8443/secret"))
    guard.process_request(request("http://wiki.intranet.example/1", PRIVATE))


def test_a_public_host_that_a_private_outlet_leads_to_stays_open_to_the_others() -> None:
    guard = PrivateNetworkMiddleware()
    guard.process_request(request("https://tribune.example/1", PRIVATE))
    guard.process_request(request("https://tribune.example/1"))
    assert resolved("tribune.example", "1.1.1.1") == ["1.1.1.1"]


def test_a_private_outlet_opens_no_host_of_another_site() -> None:
    PrivateNetworkMiddleware().process_request(request("http://metadata.cloud.example/", PRIVATE))
    assert resolved("metadata.cloud.example", "169.254.169.254") == []


@pytest.mark.parametrize("url", ["ftp://gazette.example/1", "file:///etc/passwd", "data:text/html,x", "s3://bucket/1"])
@pytest.mark.parametrize("outlet", [Outlet("Gazette"), PRIVATE], ids=["any outlet", "a private one"])
def test_only_the_web_is_asked(url: str, outlet: Outlet) -> None:
    with pytest.raises(BlockedAddressError, match="only http and https addresses are fetched, not"):
        PrivateNetworkMiddleware().process_request(request(url, outlet))
