"""The addresses in newswatch.toml: of pages and feeds, of people, of the mail server, of a digest's recipients."""

from __future__ import annotations

import re
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.config.problems import Wrong, did_you_mean
from crawler.core.addresses import is_public
from crawler.core.plans import Channel, Encryption, Recipient

# Servers and databases refuse longer ones (FAULTS 67).
_URL_LENGTH = 2000
# The form of <input type=email> in the HTML standard; RFC 5322 also allows quotes and comments.
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_MAIL_LENGTH = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
# Hosts by these names are the machine itself, or found by asking the local network (RFC 6761, RFC 6762).
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")
# "127.1", "0x7f000001" and "2130706433" are 127.0.0.1 for the C library
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
_PORTS = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}
_LISTENING_PORTS = range(1, 1 << 16)  # 0 is any that is free: no monitor would find it
_TARGETS = ("mailto:", "file:", "atom:", "https:", "http:", "apprise:")
# An Apprise URL has a service's name for a scheme; which services there are, Apprise alone knows.
_APPRISE_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_TARGET_HINT = 'such as "mailto:you@example.org", "file:digests/", "atom:digests/news.xml" or "https://…" (a webhook)'


class SmtpServer(NamedTuple):
    """Where and how mail is handed over."""

    host: str
    port: int
    encryption: Encryption
    user: str | None
    password: str | None


class Listen(NamedTuple):
    """Where the service answers monitors."""

    host: str  # an IP address
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen(text: str) -> Listen | Wrong | None:
    """An IP address of this machine with a port; None for "off"."""
    if text == "off":
        return None
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]").replace("localhost", "127.0.0.1")
    try:
        ip_address(host)
    except ValueError:
        return Wrong("is no address with a port", 'such as "127.0.0.1:9464", or "off"')
    if colon and port.isdigit() and int(port) in _LISTENING_PORTS:
        return Listen(host, int(port))
    return Wrong("has no port", 'such as "127.0.0.1:9464"')


def web_address(text: str) -> str | Wrong:
    """A whole http or https URL, without a user's name and password."""
    parts = _split(text)
    if isinstance(parts, Wrong):
        return parts
    if parts.scheme not in {"http", "https"}:
        return Wrong("is not a web address", "a web address begins with https:// or http://")
    if not parts.hostname:
        return Wrong("is a web address without a host", 'write it whole: "https://www.example.org/news/"')
    if parts.username or parts.password:
        return Wrong("holds a user's name or password", 'send it as a header: headers = { Authorization = "$NAME" }')
    return text if _is_host(parts.hostname) else Wrong("has a host that can't be", "a host is like www.example.org")


def is_private(url: str) -> bool:
    """Whether a URL literally names this machine or a private network. Other names are looked up at the crawl."""
    parts = _split(url)
    if isinstance(parts, Wrong) or not parts.hostname:
        return False
    host = parts.hostname.rstrip(".").lower()
    if host.endswith(tuple(f".{each}" for each in _LOCAL_NAMES)) or host in _LOCAL_NAMES:
        return True
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return bool(_NUMERIC_HOST.fullmatch(host))
    return not is_public(host)


def listen_address(text: str) -> str | Wrong:
    """An address of this machine to listen at: an IP address, or localhost."""
    if text == "localhost":
        return "127.0.0.1"
    try:
        return str(ip_address(text))
    except ValueError:
        return Wrong(
            "is no address to listen at", 'write "127.0.0.1", the IP address of this machine, or "0.0.0.0" for all'
        )


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine's own, which no other reaches."""
    return ip_address(address).is_loopback


def host_name(text: str) -> str | Wrong:
    """The name of a host as it stands in a browser's address, with or without its port; in small letters."""
    parts = _split(f"//{text}")
    if isinstance(parts, Wrong) or parts.netloc != text or not parts.hostname or not _is_host(parts.hostname):
        return Wrong("is no name of a host", 'write it as in the browser, without https://: "news.example.org"')
    return text.lower()


def mail_address(text: str) -> str | Wrong:
    """A bare mail address."""
    if len(text) > _MAIL_LENGTH or not _MAIL_ADDRESS.fullmatch(text) or ".." in text:
        return Wrong("is not a mail address", 'write it plain: "you@example.org"')
    return text


def contact(text: str) -> str | Wrong:
    """What outlets see in the User-Agent: a mail address or a web address."""
    found = web_address(text) if "://" in text else mail_address(text)
    if isinstance(found, Wrong) or not text.isascii():
        return Wrong("is not an address", 'an outlet must be able to reach you: "you@example.org" or "https://…"')
    return text


def sender(text: str) -> str | Wrong:
    """A mail address, or a name and a mail address in angle brackets."""
    _, address = parseaddr(text)
    if isinstance(mail_address(address), Wrong) or not text.endswith((address, f"<{address}>")):
        return Wrong("is not a sender", 'write "newswatch@example.org" or "News desk <newswatch@example.org>"')
    return text


def smtp(text: str) -> SmtpServer | Wrong:
    """smtp:// (STARTTLS; plain on this machine) or smtps:// (TLS), an optional user, a host, an optional port."""
    parts = _split(text)
    if isinstance(parts, Wrong) or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        return Wrong("is not a mail server", 'write "smtp://user@mail.example.org:587", or smtps:// for TLS')
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        return Wrong("says more than user, host and port", 'write "smtp://user@mail.example.org:587"')
    encryption = _encryption(parts)
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or _PORTS[encryption],
        encryption=encryption,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def recipient(text: str) -> Recipient | Wrong:
    """Where a digest goes. The address of a file is as written: it is relative to the configuration's folder."""
    scheme, _, rest = text.partition(":")
    match f"{scheme}:":
        case "mailto:":
            found, channel = mail_address(rest), Channel.MAIL
        case "file:" | "atom:":
            found, channel = _file(scheme, rest), Channel(scheme)
        case "https:" | "http:":
            found, channel = web_address(text), Channel.WEBHOOK
        case "apprise:":
            found, channel = _apprise(rest), Channel.APPRISE
        case _:
            return Wrong("says no way that newswatch can send", did_you_mean(f"{scheme}:", _TARGETS, _TARGET_HINT))
    return found if isinstance(found, Wrong) else Recipient(text, channel, found)


def _apprise(url: str) -> str | Wrong:
    if not _APPRISE_URL.fullmatch(url):
        return Wrong("is not an Apprise URL", 'write "apprise:" before one that Apprise knows: "apprise:$SLACK_URL"')
    return url


def _file(scheme: str, rest: str) -> str | Wrong:
    path = rest.removeprefix("//")
    if not path or (rest.startswith("//") and not path.startswith("/")):
        return Wrong("is not a file", f'write "{scheme}:digests/…" (beside this configuration) or "{scheme}:/var/…"')
    if scheme == "atom" and path.endswith("/"):
        return Wrong("is a folder", 'an Atom feed is one file: "atom:digests/news.xml"')
    try:
        opened = str(Path(path).expanduser())
    except RuntimeError:
        return Wrong("begins with ~, and the home folder is not known", "write the whole path")
    return opened + "/" if path.endswith("/") else opened


def _split(text: str) -> SplitResult | Wrong:
    if len(text) > _URL_LENGTH:
        return Wrong(f"is longer than {_URL_LENGTH} characters")
    if any(character.isspace() or character == "\\" for character in text):
        return Wrong("holds a space or a backslash", "write a space in an address as %20")
    try:
        parts = urlsplit(text)
        _ = parts.port  # asking is what checks it
    except ValueError:
        return Wrong("is not an address: its host or port can't be")
    return parts


def _is_host(host: str) -> bool:
    """Whether the host can be written in DNS: labels of 1 to 63 characters, other scripts as IDNA allows."""
    try:
        written = host.removesuffix(".").encode("idna").decode()
    except UnicodeError:
        return False
    return ":" in written or re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", written, re.IGNORECASE) is not None


def _encryption(parts: SplitResult) -> Encryption:
    if parts.scheme == "smtps":
        return Encryption.TLS
    host = parts.hostname or ""
    local = host in {"localhost", "::1"} or host.startswith("127.")
    return Encryption.NONE if local else Encryption.STARTTLS
