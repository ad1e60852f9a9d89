"""From the bytes on the wire to the bytes of the page: content encodings, with limits.

The framework's own decoding takes a truncated gzip stream for a whole page and any number of nested layers; here a body
that ends early is told, and what a bomb would unpack to is never made.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli

from crawler.core.models import Trouble, VisitState

# The same as the limit on a download: no real article or feed comes near (the corpus' largest page has 3.6 MB).
LARGEST = 10 * 1024 * 1024
# gzip within gzip is a known mistake of proxies; more layers are an attack (FAULTS 35).
MOST_LAYERS = 2
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"  # the two bytes that every gzip stream begins with

ACCEPTED = "gzip, deflate, br"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A page's bytes; `whole` is False where the stream ended before its end."""

    data: bytes = field(repr=False)
    whole: bool = True


def unpack(data: bytes, content_encoding: str | None) -> Unpacked | Trouble:
    """`data` without its content encoding(s)."""
    layers = [name.strip().lower() for name in (content_encoding or "").split(",") if name.strip()]
    layers = [name for name in layers if name not in {"identity", "none", "utf-8"}]
    if len(layers) > MOST_LAYERS:
        return Trouble(VisitState.BAD_ENCODING, f"the body is packed {len(layers)} times over ({content_encoding})")
    whole = True
    for name in reversed(layers):
        unpacked = _unpack_one(data, name)
        if isinstance(unpacked, Trouble):
            return unpacked
        data, whole = unpacked.data, whole and unpacked.whole
    if data.startswith(_GZIP):  # a .gz file, as sitemaps are served, or gzip that the headers do not tell
        return _unpack_one(data, "gzip")
    return Unpacked(data, whole) if len(data) <= LARGEST else _too_large()


def beginning(data: bytes, content_encoding: str | None, size: int) -> bytes:
    """The first `size` bytes of what `data` unpacks to; none where its encoding is another than is common."""
    name = (content_encoding or "identity").strip().lower()
    try:
        if name in {"gzip", "x-gzip", "deflate"}:
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, size)
        if name == "br":
            return bytes(brotli.Decompressor().process(data, output_buffer_limit=size)[:size])
    except (zlib.error, brotli.error):
        return b""
    return data[:size] if name == "identity" else b""


def _unpack_one(data: bytes, name: str) -> Unpacked | Trouble:
    unpackers: dict[str, Callable[[bytes], Unpacked | Trouble]] = {
        "gzip": _gzip,
        "x-gzip": _gzip,
        "deflate": _deflate,
        "br": _brotli,
    }
    if name not in unpackers:
        return Trouble(VisitState.BAD_ENCODING, f"the body's content encoding is “{name}”, which was not asked for")
    try:
        return unpackers[name](data)
    except (zlib.error, brotli.error, gzip.BadGzipFile):
        if data.lstrip()[:1] in {b"<", b"{", b"["}:
            return Unpacked(data)  # the header lies: the body is plain text
        return Trouble(VisitState.BAD_ENCODING, f"the body is said to be packed with “{name}” and is not")


def _gzip(data: bytes) -> Unpacked | Trouble:
    return _inflate(data, zlib.MAX_WBITS | 16)


def _deflate(data: bytes) -> Unpacked | Trouble:
    try:
        return _inflate(data, zlib.MAX_WBITS)
    except zlib.error:
        return _inflate(data, -zlib.MAX_WBITS)  # without the zlib header, as some servers send it


def _inflate(data: bytes, window: int) -> Unpacked | Trouble:
    unpacked = bytearray()
    while True:  # a gzip file may have several members, one after the other
        stream = zlib.decompressobj(window)
        unpacked += stream.decompress(data, LARGEST + 1 - len(unpacked))
        if len(unpacked) > LARGEST:
            return _too_large()
        data = stream.unused_data
        if not stream.eof or not data.startswith(_GZIP):
            return Unpacked(bytes(unpacked), whole=stream.eof)


def _brotli(data: bytes) -> Unpacked | Trouble:
    stream, pieces, size = brotli.Decompressor(), [], 0
    for start in range(0, len(data), _CHUNK):
        piece = stream.process(data[start : start + _CHUNK], output_buffer_limit=LARGEST)
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                return _too_large()
            piece = b"" if stream.can_accept_more_data() else stream.process(b"", output_buffer_limit=LARGEST)
    return Unpacked(b"".join(pieces), whole=stream.is_finished())


def _too_large() -> Trouble:
    return Trouble(VisitState.TOO_LARGE, f"the body unpacks to more than {LARGEST // 1024 // 1024} MB")
