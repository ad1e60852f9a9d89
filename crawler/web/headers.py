"""What each answer says of itself, also errors, redirects and files."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.web.local import is_local

Header = tuple[bytes, bytes]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The content security policy of each answer: nothing but files of ours, and nothing that stands in a page is run."""

_ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # “no-referrer” would make browsers leave out where a form of ours was sent from, and that is checked
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Files of a newer version replace older ones within the hour.
_FILES_ARE_KEPT = "private, max-age=3600"


def with_ours(status: int, headers: Iterable[Header], *, is_file: bool) -> list[Header]:
    """The headers of an answer: `headers` with what each answer says. Only files that are the program's are kept by browsers."""
    ours = {**_ALWAYS, "cache-control": _FILES_ARE_KEPT if is_file and status == 200 else "no-store"}  # noqa: PLR2004
    said = {name.encode(): value.encode() for name, value in ours.items()}
    return [*(each for each in headers if _stays(each, said)), *said.items()]


def _stays(header: Header, said: dict[bytes, bytes]) -> bool:
    name, value = header[0].lower(), header[1]
    if name == b"location":
        return is_local(value.decode("latin-1"))
    return name not in said and not name.startswith(b"access-control-")
