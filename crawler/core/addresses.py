"""Which network addresses are public. An outlet's page must not lead newswatch into the network it runs in."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# IANA's special-purpose registries (2024-10). `ipaddress.is_global` alone says yes to 6to4 and NAT64 forms of 127.0.0.1.
_FORBIDDEN_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only 2000::/3 is global unicast; what of it is special is listed.
_GLOBAL_6 = IPv6Network("2000::/3")
_FORBIDDEN_6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def is_public(address: str) -> bool:
    """Whether `address` (an IP address as text; an IPv6 zone is cut off) may be connected to."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_4(found) if isinstance(found, IPv4Address) else _is_public_6(found)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _FORBIDDEN_4)


def _is_public_6(address: IPv6Address) -> bool:
    inner = _wrapped(address)
    if inner is not None:
        return _is_public_4(inner)
    return address in _GLOBAL_6 and not any(address in network for network in _FORBIDDEN_6)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, 6to4, or NAT64 address leads to. Teredo (in 2001::/23) is refused whole."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
