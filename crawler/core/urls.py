"""Addresses: which to fetch and show (`canonical`), and when two of them are one article (`key`).

courlan's `clean_url` is not used, since it loses articles: it drops parameters such as `uid`, `eid`, `source` and those
without a value, collapses `//` in paths, and of an address within an address keeps the inner one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

import idna
from courlan import extract_domain
from w3lib.url import canonicalize_url, safe_url_string

# Servers and browsers agree on about this much, and no article's address comes near.
LONGEST = 2000

# A backslash is a slash to some and not to others, which is how a host is hidden from a check.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# An ampersand that was escaped once too often, as feeds do.
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;|#0?38;)+")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")

# Parameters that say where a reader came from. The general rules of AdGuard and ClearURLs, as far as no outlet's
# articles are told apart by them, and what the feeds of known outlets append (xtor, maca, at_…, ns_…, ocid, cmp, smid).
_TRACKER = re.compile(
    r"(?:utm|mtm|piwik|matomo|oly|vero|itm|hsa|mkt|at|ns)_\w+|pk_(?:campaign|kwd|keyword|source|medium|content)|"
    r"_(?:hsenc|hsmi|ga|gl)|mc_[ce]id|(?:fbc|gc|dc|yc|ysc|twc|ttc)lid|(?:gbra|wbra|msclk|igsh|srslt|mibext)id|igsh|"
    r"(?:s_|int|i)cid|cmp(?:id)?|xtor|maca|ocid|smid|smtyp|ref_(?:src|url)|referrer|traffic_source|wt_?z?mc|spm|ftag|"
    r"guccounter|guce_referrer(?:_sig)?|soc_(?:src|trk)|sfnsn|fb_(?:action_ids|source|ref)|__twitter_impression"
)
# Parameters that may tell articles apart, and that say where a reader came from when their value is one of these words.
_SOMETIMES_TRACKER = frozenset(
    {"ref", "source", "src", "from", "via", "partner", "emc", "mod", "eref", "sref", "origin", "medium", "channel"}
)
_WHENCE = re.compile(r"(?:^|[-_.])(?:rss|atom|feeds?|newsletter|twitter|facebook|telegram|whatsapp|social)(?=$|[-_.])")

_MOBILE_LABELS = frozenset({"www", "m", "mobile", "amp"})
# AMP pages as their cache and Google serve them: the outlet's address is the rest of the path, `s/` stands for https.
_AMP_WRAPPER = re.compile(
    r"https?://(?:[\w.-]+\.cdn\.ampproject\.org/(?:[a-z]/)?|(?:www\.)?google\.[a-z.]+/amp/)(?:s/)?(?=[\w-]+\.)",
    re.IGNORECASE,
)
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp/?$|(?<=[^./])\.amp(?=\.html?$|/?$)", re.IGNORECASE)
_AMP_PARAMETER = re.compile(
    r"(?:amp(?:=(?:1|true|yes)?)?|(?:outputtype|output|mode)=amp|usqp=.*|amp_(?:js_v|gsa)=.*)", re.IGNORECASE
)
_INDEX_PAGE = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)


def canonical(url: str, relative_to: str | None = None) -> str | None:
    """The address to fetch and show: absolute, in ASCII, without fragment and tracking parameters.

    `relative_to` is the page that `url` stands on. The path's case and the parameters' order and values stay. None
    where it is no address of a web page: another scheme, a user's name, control characters, a host that cannot be, or
    more than LONGEST characters.
    """
    url = _ESCAPED_AMPERSAND.sub("&", url.strip())
    if not url or _CONTROLS.search(url) or len(url) > 2 * LONGEST:
        return None
    try:
        address = _absolute(urlsplit(urljoin(relative_to, url) if relative_to else url))
    except ValueError:  # of urllib for brackets and ports, of idna for labels, of w3lib for what has no UTF-8
        return None
    return address if address is not None and len(address) <= LONGEST else None


def key(url: str) -> str:
    """The identity under which two addresses are one article: `example.org/news/1?id=2`.

    As `canonical`, without the scheme, `www.` and mobile host labels, a trailing slash, `index.html` and forms of AMP;
    parameters are sorted. What is no address is its own key.
    """
    address = canonical(_AMP_WRAPPER.sub("https://", url.strip())) or canonical(url)
    if address is None and "://" not in url:
        address = canonical(f"https://{url.strip()}")
    if address is None:
        return url
    parts = urlsplit(address)
    query = "&".join(piece for piece in parts.query.split("&") if not _AMP_PARAMETER.fullmatch(unquote(piece)))
    sorted_query = urlsplit(canonicalize_url(f"https://host/?{query}")).query if query else ""
    return _key_host(parts) + _key_path(parts.path) + (f"?{sorted_query}" if sorted_query else "")


def host(url: str) -> str:
    """The host of an address in lower case and IDNA, without its port; empty where there is none that can be."""
    try:
        return _ascii_host(urlsplit(url).hostname or "") or ""
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site(host: str) -> str:
    """The domain that one owner registered: `bbc.co.uk` of `news.bbc.co.uk`; an IP address is its own.

    By the public suffix list as courlan's tld brings it; under a suffix that it does not know, the last two labels.
    """
    return _registered(host) or (host if _is_ip_address(host) else ".".join(host.split(".")[-2:]))


def same_site(url: str, other: str) -> bool:
    """Whether two addresses stand on one owner's domain."""
    return site(host(url)) == site(host(other))


def _absolute(parts: SplitResult) -> str | None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    name = _ascii_host(parts.hostname)
    if name is None:
        return None
    name = f"[{name}]" if ":" in name else name
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    path = _LONE_PERCENT.sub("%25", parts.path)
    # canonicalize_url would sort the query and rewrite its blanks, so it is given the rest alone
    bare = urlsplit(canonicalize_url(urlunsplit((parts.scheme, name + port, path, "", ""))))
    return safe_url_string(urlunsplit((bare.scheme, bare.netloc, bare.path, _without_trackers(parts.query), "")))


def _ascii_host(name: str) -> str | None:
    name = name.removesuffix(".")
    if ":" in name:
        return None if "%" in name else str(ip_address(name))  # a zone (`%eth0`) means something on this machine alone
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode()
    return name if _HOST.fullmatch(name) else None


def _without_trackers(query: str) -> str:
    return "&".join(piece for piece in query.split("&") if piece and not _is_tracker(piece))


def _is_tracker(piece: str) -> bool:
    name, _, value = unquote(piece).lower().partition("=")
    return bool(_TRACKER.fullmatch(name) or (name in _SOMETIMES_TRACKER and _WHENCE.search(value)))


def _key_host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    labels = name.split(".")
    # `m.co` is a site of its own, not the mobile form of `co`
    while len(labels) > 1 and labels[0] in _MOBILE_LABELS and _registered(".".join(labels)) != ".".join(labels):
        labels = labels[1:]
    name = f"[{name}]" if ":" in name else ".".join(labels)
    return name if parts.port in {None, *_DEFAULT_PORTS.values()} else f"{name}:{parts.port}"


def _key_path(path: str) -> str:
    before = None
    while path != before:
        before = path
        path = _INDEX_PAGE.sub("/", _AMP_PATH.sub("", path, count=1)).rstrip("/;")  # an empty `;` parameter, too
    return path


def _registered(name: str) -> str | None:
    found: str | None = extract_domain(f"https://{name}/") if name else None
    return found


def _is_ip_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
