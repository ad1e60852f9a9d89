from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.addresses import is_public

FORBIDDEN = (
    "127.0.0.1 127.1.2.3 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 "
    "100.127.255.255 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 "
    "255.255.255.255 ::1 :: fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 2002:a00:1:: 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::7f00:1 "
    "2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2001:10::1 3fff::1 5f00::1 100::1 localhost 127.1 0x7f000001 "
    "2130706433 "
).split()

PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2002:5db8:d822::1",
    "::ffff:1.1.1.1",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_that_leads_inside_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_allowed(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_whatever_wraps_a_private_address_is_refused_with_it(address: object) -> None:
    packed = address.packed.hex()  # type: ignore[attr-defined]
    for form in (f"::ffff:{address}", f"2002:{packed[:4]}:{packed[4:]}::1", f"64:ff9b::{packed[:4]}:{packed[4:]}"):
        assert is_public(form) == is_public(str(address))
