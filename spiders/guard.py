"""The address guard: decides at the very moment of connecting, on the very address that is connected to.

Every name and every literal address goes through the reactor's name resolver, so a resolver that passes on public
addresses alone leaves no gap for redirects, odd spellings of 127.0.0.1 or a name whose address changes in between.
An outlet with `private_network = true` opens its own hosts; `PrivateNetworkMiddleware` keeps these from everyone else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.core.addresses import is_public
from crawler.core.fetched import OutletPlan
from crawler.core.models import Outlet
from crawler.core.planning import hosts
from crawler.core.urls import host, site

_opened: set[str] = set()
_refused: dict[str, str] = {}
# What was refused is remembered to say why a connection failed; a page can name any number of hosts.
_MOST_REMEMBERED = 1_000


class BlockedAddressError(IgnoreRequest):
    """A request that would lead into a private network, or not to the web at all."""


def open_private(hosts: Sequence[str]) -> None:
    """Let `hosts` be reached although their addresses are private. For the process's life."""
    _opened.update(hosts)


def refused_address(name: str) -> str | None:
    """The private address for which connecting to the host `name` was refused, if it was."""
    return _refused.get(name)


@implementer(IHostnameResolver)
class GuardedResolver:
    """A name resolver that passes on only addresses that may be connected to (Scrapy's `TWISTED_DNS_RESOLVER`)."""

    def __init__(self, reactor: Any) -> None:  # noqa: ANN401 - the reactor has no usable type
        self._reactor = reactor
        self._resolver = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:  # noqa: ANN401, ARG003 - as Scrapy calls it
        """As Scrapy calls it."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's own resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 - as above
        hostName: str,  # noqa: N803 - as above
        portNumber: int = 0,  # noqa: N803 - as above
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - as above
        transportSemantics: str = "TCP",  # noqa: N803 - as above
    ) -> IHostResolution:
        """As the interface says; addresses that may not be connected to are left out."""
        receiver = resolutionReceiver if hostName in _opened else _PublicOnly(resolutionReceiver, hostName)
        found: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, name: str) -> None:  # noqa: ANN401 - zope's interfaces are no types
        self._receiver, self._name = receiver, name

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's interface
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802 - Twisted's interface
        if is_public(address.host):
            _refused.pop(self._name, None)
            self._receiver.addressResolved(address)
        elif len(_refused) < _MOST_REMEMBERED:
            _refused[self._name] = address.host

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        self._receiver.resolutionComplete()


class PrivateNetworkMiddleware:
    """Opens the hosts of an outlet with `private_network = true`, and refuses them to every other outlet."""

    def process_request(self, request: Request) -> None:
        """Refuse a request that is not the web's, or that leads to a host opened for another outlet."""
        if not request.url.startswith(("http://", "https://")):
            raise BlockedAddressError(f"only http and https addresses are fetched, not {request.url[:80]}")
        plan: OutletPlan = request.meta["plan"]
        name = host(request.url)
        if plan.outlet.private_network and is_own(name, plan.outlet):
            open_private([name])
        elif name in _opened and not plan.outlet.private_network:
            raise BlockedAddressError(f"{name} is opened to another outlet alone; it needs private_network = true")


def is_own(name: str, outlet: Outlet) -> bool:
    """Whether a host is one that the outlet's configured addresses stand at, or another of the same site."""
    own = hosts(outlet)
    return name in own or site(name) in {site(one) for one in own}
