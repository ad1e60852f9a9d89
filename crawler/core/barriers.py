"""Who made a wall that stands in front of an outlet, and who parks a domain: told by headers and by marks in the page.

Only answers that are known to be no article are looked at: many outlets are delivered by these companies and let us in.
"""

from __future__ import annotations

from collections.abc import Mapping

PARKED, PAYWALL, ONE_TEXT = "parking", "paywall", "one text at many addresses"
"""What stands in the way (`Trouble.by`), where it is no vendor's."""

# What is not marked in its first part is not marked: the pages of walls and of parked domains are small.
LOOKED_AT = 100_000

_HEADERS: tuple[tuple[str, str, str], ...] = (
    # (header, what its value holds, vendor); the sure signs first
    ("x-datadome", "", "DataDome"),
    ("set-cookie", "datadome=", "DataDome"),
    ("set-cookie", "_px", "PerimeterX"),
    ("x-px-block", "", "PerimeterX"),
    ("x-iinfo", "", "Imperva"),
    ("x-cdn", "incapsula", "Imperva"),
    ("x-cdn", "imperva", "Imperva"),
    ("set-cookie", "incap_ses", "Imperva"),
    ("set-cookie", "visid_incap", "Imperva"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("set-cookie", "aws-waf-token", "AWS WAF"),
    ("x-kpsdk-ct", "", "Kasada"),
    ("x-sucuri-id", "", "Sucuri"),
    ("server", "sucuri", "Sucuri"),
    ("server", "ddos-guard", "DDoS-Guard"),
    ("server", "qrator", "Qrator"),
    ("cf-mitigated", "", "Cloudflare"),
    ("server", "akamai", "Akamai"),
    ("server", "cloudflare", "Cloudflare"),
    ("server", "awselb", "AWS WAF"),
)  # fmt: skip

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"captcha-delivery.com", "DataDome"), (b"datadome.co", "DataDome"),
    (b"px-captcha", "PerimeterX"), (b"perimeterx", "PerimeterX"), (b"_pxappid", "PerimeterX"),
    (b"_incapsula_resource", "Imperva"), (b"incapsula incident", "Imperva"),
    (b"awswafcookiedomainlist", "AWS WAF"), (b"awswafintegration", "AWS WAF"), (b"token.awswaf.com", "AWS WAF"),
    (b"challenge-platform", "Cloudflare"), (b"cf-error-details", "Cloudflare"), (b"cf_chl_opt", "Cloudflare"),
    (b"cloudflare ray id", "Cloudflare"), (b"challenges.cloudflare.com", "Cloudflare"),
    (b"errors.edgesuite.net", "Akamai"), (b"akamai-privacy", "Akamai"), (b"bm-verify", "Akamai"),
    (b"kpsdk", "Kasada"), (b"ddos-guard", "DDoS-Guard"), (b"sucuri website firewall", "Sucuri"),
    (b"geo.captcha", "a captcha"), (b"hcaptcha.com", "hCaptcha"), (b"google.com/recaptcha", "reCAPTCHA"),
    # consent tools
    (b"onetrust", "OneTrust"), (b"cookielaw.org", "OneTrust"), (b"didomi", "Didomi"), (b"sourcepoint", "Sourcepoint"),
    (b"sp-prod.net", "Sourcepoint"), (b"cookiebot", "Cookiebot"), (b"usercentrics", "Usercentrics"),
    (b"trustarc", "TrustArc"), (b"quantcast", "Quantcast"), (b"consent.yahoo.com", "Yahoo"), (b"consentmanager", "consentmanager"),
    (b"iubenda", "iubenda"), (b"piano.io", "Piano"), (b"tinypass", "Piano"), (b"poool.fr", "Poool"),
)  # fmt: skip

# Where the pages of parked domains load their advertisements from.
_PARKED: tuple[bytes, ...] = (
    b"sedoparking.com", b"parkingcrew.net", b"bodis.com", b"parklogic.com", b"parking.godaddy", b"wsimg.com/parking-lander",
    b"voodoo.com/parking", b"d38psrni17bvxu.cloudfront.net", b"cdn-fileserver.com", b"skenzo.com", b"domaincntrol.com",
)  # fmt: skip
# Who sells the names that nobody wants; a parked domain redirects there.
_SELLERS = frozenset(
    {"hugedomains.com", "dan.com", "afternic.com", "sedo.com", "above.com", "buydomains.com", "bodis.com", "atom.com"}
)


def vendor(headers: Mapping[str, str], body: bytes = b"", *, delivers: bool = True) -> str:
    """Whose wall an answer is, by its headers (names in small letters) and the beginning of its body; "" where none tells.

    `delivers` is False where the name of whoever delivers the answer says nothing, as with an overloaded server's.
    """
    marks = body[:LOOKED_AT].lower()
    # a page's own mark is surer than the header of whoever delivers it
    for mark, name in _MARKS:
        if mark in marks:
            return name
    return next(
        (
            name
            for header, part, name in _HEADERS
            if header in headers and part in headers[header].lower() and (delivers or header != "server")
        ),
        "",
    )


def is_parked(body: bytes, host: str) -> bool:
    """Whether a page that `host` answered is that of a parked domain: a seller's, or small and with a parker's marks."""
    if host.removeprefix("www.") in _SELLERS:
        return True
    marks = body.lower() if len(body) <= LOOKED_AT else b""
    return b"<html" in marks and any(mark in marks for mark in _PARKED)
