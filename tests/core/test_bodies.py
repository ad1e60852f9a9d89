from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.bodies import LARGEST, Unpacked, unpack
from crawler.core.models import Trouble, VisitState

PAGE = ("<!doctype html><title>Ferry</title><p>" + "The second boat sails on Monday. " * 200).encode()
# What the framework takes in at most as a body; packed zeros of this size would unpack to gigabytes.
ZEROS = b"\0" * (LARGEST + 1)


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


PACKERS: dict[str, tuple[Callable[[bytes], bytes], str | None]] = {
    "plain": (bytes, None),
    "said to be identity": (bytes, "identity"),
    "said to be nothing": (bytes, " , "),
    "gzip": (gzip.compress, "gzip"),
    "gzip, shouted": (gzip.compress, "GZIP"),
    "x-gzip": (gzip.compress, "x-gzip"),
    "deflate": (zlib.compress, "deflate"),
    "deflate without its header": (raw_deflate, "deflate"),
    "brotli": (brotli.compress, "br"),
    "gzip in gzip": (lambda data: gzip.compress(gzip.compress(data)), "gzip, gzip"),
    "brotli over gzip": (lambda data: brotli.compress(gzip.compress(data)), "gzip, br"),
    "a .gz file without a header": (gzip.compress, None),
    "a .gz file, packed once more": (lambda data: gzip.compress(gzip.compress(data)), "gzip"),
}


@pytest.mark.parametrize("how", PACKERS)
def test_a_body_is_unpacked_as_it_was_packed(how: str) -> None:
    pack, encoding = PACKERS[how]
    assert unpack(pack(PAGE), encoding) == Unpacked(PAGE, whole=True)


@given(st.binary(max_size=2000).filter(lambda data: data[:2] != b"\x1f\x8b"), st.sampled_from(sorted(PACKERS)))
def test_whatever_was_packed_comes_out(data: bytes, how: str) -> None:
    pack, encoding = PACKERS[how]
    assert unpack(pack(data), encoding) == Unpacked(data, whole=True)


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        pytest.param(gzip.compress(PAGE)[:-9], "gzip", id="gzip, cut in its data"),
        pytest.param(gzip.compress(PAGE)[:-1], "gzip", id="gzip, cut in its checksum"),
        pytest.param(gzip.compress(PAGE)[:5], "gzip", id="gzip, cut in its header"),
        pytest.param(zlib.compress(PAGE)[:-5], "deflate", id="deflate"),
        pytest.param(brotli.compress(PAGE)[:-3], "br", id="brotli"),
        pytest.param(gzip.compress(PAGE)[:-9], None, id="a .gz file"),
        pytest.param(gzip.compress(gzip.compress(PAGE)[:-9]), "gzip", id="a .gz file that was cut and then packed"),
    ],
)
def test_a_body_that_ends_before_its_end_is_not_whole(packed: bytes, encoding: str | None) -> None:
    unpacked = unpack(packed, encoding)
    assert isinstance(unpacked, Unpacked)
    assert not unpacked.whole
    assert PAGE.startswith(unpacked.data)


def test_gzip_in_several_members_is_unpacked_to_the_last() -> None:
    assert unpack(gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]), "gzip") == Unpacked(PAGE, whole=True)


@given(st.integers(0, len(gzip.compress(PAGE)) - 1))
def test_no_beginning_of_a_body_passes_for_the_whole(length: int) -> None:
    assert unpack(gzip.compress(PAGE)[:length], "gzip") != Unpacked(PAGE, whole=True)


@pytest.mark.parametrize(
    ("bomb", "encoding"),
    [
        pytest.param(gzip.compress(ZEROS * 10), "gzip", id="gzip"),
        pytest.param(gzip.compress(ZEROS * 10), None, id="a .gz file"),
        pytest.param(zlib.compress(ZEROS * 10), "deflate", id="deflate"),
        pytest.param(raw_deflate(ZEROS * 10), "deflate", id="raw deflate"),
        pytest.param(brotli.compress(ZEROS * 10, quality=5), "br", id="brotli"),
        pytest.param(gzip.compress(gzip.compress(ZEROS * 10)), "gzip, gzip", id="gzip in gzip"),
    ],
)
def test_what_a_bomb_would_unpack_to_is_never_made(bomb: bytes, encoding: str | None) -> None:
    tracemalloc.start()
    told = unpack(bomb, encoding)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(told, Trouble)
    assert (told.state, told.detail) == (VisitState.TOO_LARGE, "the body unpacks to more than 10 MB")
    assert peak < 3 * LARGEST  # of 10 times LARGEST


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_the_largest_body_that_is_read_is_read_whole(encoding: str | None) -> None:
    page = b"<" + b"\0" * (LARGEST - 1)
    assert unpack(gzip.compress(page) if encoding else page, encoding) == Unpacked(page, whole=True)
    one_more = unpack(gzip.compress(page + b"\0") if encoding else page + b"\0", encoding)
    assert isinstance(one_more, Trouble)
    assert one_more.state is VisitState.TOO_LARGE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("text", [PAGE, b"\n <rss></rss>", b'{"version": "https://jsonfeed.org"}', b'[{"id": "1"}]'])
def test_a_header_that_lies_about_plain_text_is_not_believed(text: bytes, encoding: str) -> None:
    assert unpack(text, encoding) == Unpacked(text)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gzip", "is said to be packed with “gzip” and is not"),
        ("br", "is said to be packed with “br” and is not"),
        ("zstd", "content encoding is “zstd”, which was not asked for"),
        ("gzip, sdch", "content encoding is “sdch”, which was not asked for"),
        ("gzip, gzip, gzip", "is packed 3 times over"),
    ],
)
def test_an_encoding_that_cannot_be_undone_is_told(encoding: str, words: str) -> None:
    told = unpack(b"\x89PNG\r\n\x1a\n" + bytes(range(200)), encoding)
    assert isinstance(told, Trouble)
    assert told.state is VisitState.BAD_ENCODING
    assert words in told.detail


@given(
    st.binary(max_size=200), st.sampled_from([None, "gzip", "deflate", "br", "gzip, br", "x"]) | st.text(max_size=10)
)
def test_any_bytes_under_any_header_are_unpacked_or_told(data: bytes, encoding: str | None) -> None:
    assert isinstance(unpack(data, encoding), (Unpacked, Trouble))
