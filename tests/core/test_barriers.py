from __future__ import annotations

import pytest

from crawler.core.barriers import LOOKED_AT, is_parked, vendor


@pytest.mark.parametrize(
    ("headers", "body", "name"),
    [
        ({"server": "cloudflare"}, b"", "Cloudflare"),
        ({"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        ({"server": "cloudflare"}, b"<script src=https://ct.captcha-delivery.com/c.js>", "DataDome"),
        ({"x-datadome": "protected", "server": "cloudflare"}, b"", "DataDome"),
        ({"server": "AkamaiGHost"}, b"", "Akamai"),
        ({}, b"Reference #18.2d https://errors.edgesuite.net/18.2d", "Akamai"),
        ({"set-cookie": "_pxhd=1"}, b"", "PerimeterX"),
        ({"x-iinfo": "1-2"}, b"", "Imperva"),
        ({"x-amzn-waf-action": "challenge"}, b"", "AWS WAF"),
        ({}, b"<script src='https://cdn.cookielaw.org/scripttemplates/otSDKStub.js'>", "OneTrust"),
        ({}, b"<div id=didomi-host>", "Didomi"),
        ({"server": "nginx"}, b"<h1>403 Forbidden</h1>", ""),
        ({}, b" " * LOOKED_AT + b"didomi", ""),
    ],
)
def test_the_maker_of_a_wall_is_told_by_its_marks(headers: dict[str, str], body: bytes, name: str) -> None:
    assert vendor(headers, body) == name


def test_who_delivers_an_overloaded_servers_answer_is_not_named() -> None:
    assert not vendor({"server": "cloudflare"}, delivers=False)
    assert vendor({"server": "cloudflare", "cf-mitigated": "challenge"}, delivers=False) == "Cloudflare"


@pytest.mark.parametrize(
    ("body", "host", "parked"),
    [
        (b"<html><script src='//d38psrni17bvxu.cloudfront.net/x.js'></script></html>", "gazette.example", True),
        (b"<html><body>anything</body></html>", "www.hugedomains.com", True),
        (b"<html><body>A report on parking in the city</body></html>", "gazette.example", False),
        (b"<rss><item>bodis.com was sold</item></rss>", "gazette.example", False),
        (b"<html>" + b" " * LOOKED_AT + b"sedoparking.com</html>", "gazette.example", False),
    ],
)
def test_a_parked_domain_is_told_by_who_parks_it(body: bytes, host: str, *, parked: bool) -> None:
    assert is_parked(body, host) == parked
