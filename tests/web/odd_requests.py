"""Requests as nobody would make them: addresses, fields, headers and bodies put together by chance, the same for each seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_from_bytes

from tests.deliver.pieces import PIECES
from tests.web.asking import FORM, HOST, OURS, PORT

Headers = list[tuple[bytes, bytes]]
TABLES = """articles stories revisions verdicts digests matches outlets review_queue changes story_overview article_search vocabularies
    off_topic sqlite_master none""".split()
COLUMNS = ["", *"id title text outlet authors tags story_id state html terms first_seen_at none rowid".split()]
PAGES = """/ /story/1 /article/1 /article/1/diff /search /outlets /digests /digest/1 /say /undo /reviewer /-/login /-/logout /favicon.ico
    /static/review.css /-/static/app.css /-/static/../app.py /newswatch /newswatch.json /newswatch.csv /newswatch.blob
    /newswatch.db""".split()
ENDINGS = ["", "", "", *".json .csv .blob .jsono .html / /1 /1.json /1,2 /~2C /-1 /99999999999999999999".split()]
FIELDS = """_facet _facet_array _facet_date _facet_size _sort _sort_desc _size _next _search _searchmode _where _through _shape _nl _col
    _nocol _labels _label _timelimit _extra _filter_column _filter_op _filter_value _filter_column_1 _filter_op_1 _filter_value_1
    _stream _dl _header _json _json_infinity _trace _context _show_hidden _hide_sql _show_sql _blob_column _blob_hash _nofacet
    _nosuggest _nocount _ttl _null sql q standing outlet topic since order page after before old new typing limit language next select
    keep drop later undecided note note-story-1 back said csrftoken password name""".split()
LOOKUPS = "exact contains gt gte in notin arraycontains date isnull like glob startswith not none".split()
VALUES = [
    *"""0 1 -1 2 on off max none array arrays object objects 1e999 NaN 99999999999999999999 2025-01-14 2025-01-14T06:00:00Z 9999-99-99 []
    [1,2 {"table":"articles","column":"id","value":"1"} {} null articles title title,text story-1 article-1 selected queue changed kept
    ferry fer* " NEAR( ( ) OR title: 1.2.3 북한 ~ ~2 ~00 % %% %00""".split(),
    *"""select 1;select * from articles;select :a;select;select x'00ff' as a;explain select 1;select * from none;select 1/0;select 9e999
    with a as (select 1) select * from a;select cast(x'ff' as text);select html from digests""".split(";"),
    "", "\x00", "select 1;",
]  # fmt: skip
COOKIES = ("said", "reviewer", "ds_messages", "ds_actor", "newswatch_session", "a[", "", "$Path", "a,b")
CRUMBS = ("1.2.3", "99999999999999999999", "x", "%ff", "%", '"', '\\"', "", "=", "%00", "a" * 5_000)
HEADERS = "accept x-csrftoken authorization sec-fetch-site x-forwarded-host range if-none-match te".split()
SAID = (
    b"application/json",
    b"*/*",
    b"Bearer x",
    b"Bearer ",
    b"cross-site",
    b"bytes=0-5",
    b"\xff\x00\x01",
    b"a" * 40_000,
)
HOSTS = (b"evil.example", b"", b"[", b"[::1", b"\xff", b"127.0.0.1:x")
ORIGINS = (b"null", b"x", b"http://[", b"\xff", b"")
KINDS = (b"multipart/form-data", b"multipart/form-data; boundary=x", b"application/json", b"", b";")
PATHS = (b"/\x80\x00\xff", b"/" + b"a" * 100_000, b"/" * 5_000, b"/%ff%fe", b"/..%2f..", b"//x.example/%41", b"")
QUERIES = (b"a" * 100_000, b"&" * 500, b"\x80\x00\xff", b"=&=&=", b"%", b"a=%f")
BODIES = (b"a" * 100_000, b"\x80\x00\xff", b"csrftoken=\xff", b"%ff=%ff", b"&" * 5_000, b"\x00", b"")
METHODS = ("GET",) * 12 + ("POST",) * 5 + ("HEAD", "PUT", "DELETE", "OPTIONS", "get", "X" * 300)


@dataclass(frozen=True, slots=True)
class Odd:
    """A request, byte by byte."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def odd_requests(count: int, seed: int, token: str) -> Iterator[Odd]:
    """So many of them; `token` is a cookie and token of CSRF that is good, so that some come through to what is behind."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(count):
        method = chance.choice(METHODS)
        target = _path(chance) + (b"?" + _query(chance) if chance.random() < 0.7 else b"")
        is_form = method == "POST"
        body = _body(chance, token) if is_form or chance.random() < 0.05 else b""
        yield Odd(method, target, tuple(_headers(chance, token, is_form=is_form)), body)


def _path(chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.35:
        return chance.choice(PAGES).encode() + chance.choice((b"", b"", b"", b"/", b".json", b"?", b"%2f", b"1"))
    if kind < 0.85:
        return f"/newswatch/{chance.choice(TABLES)}{chance.choice(ENDINGS)}".encode()
    if kind < 0.97:
        return b"/" + b"/".join(_written(chance, _value(chance)) for _ in range(chance.randint(1, 4)))
    return chance.choice(PATHS)


def _query(chance: random.Random) -> bytes:
    if chance.random() < 0.02:
        return chance.choice(QUERIES)
    return b"&".join(_field(chance) for _ in range(chance.randint(1, 5)))


def _field(chance: random.Random) -> bytes:
    kind = chance.random()
    known = chance.choice(FIELDS)
    of_column = chance.choice(COLUMNS) + (f"__{chance.choice(LOOKUPS)}" if kind < 0.9 else "")
    name = known if kind < 0.7 else of_column
    return quote(name).encode() + b"=" + _written(chance, _value(chance))


def _value(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.6:
        return chance.choice(VALUES)
    if kind < 0.75:
        return chance.choice(COLUMNS)
    if kind < 0.95:
        return chance.choice(PIECES)
    return "".join(chr(chance.randrange(0x20, 0xD800)) for _ in range(chance.randint(1, 30)))


def _written(chance: random.Random, value: str) -> bytes:
    """Percent-encoded as it should be, or as it should not."""
    data = value.encode("utf-8", "surrogatepass")
    kind = chance.random()
    if kind < 0.9:
        return quote_from_bytes(data, safe="").encode()
    if kind < 0.95:
        return data.replace(b" ", b"+").replace(b"\r", b"").replace(b"\n", b"")
    return value.encode("utf-16", "surrogatepass")


def _headers(chance: random.Random, token: str, *, is_form: bool) -> Headers:
    headers = [(b"host", _mostly(chance, f"{HOST}:{PORT}", HOSTS))]
    if is_form:
        headers += [(b"origin", _mostly(chance, OURS, ORIGINS)), (b"content-type", _mostly(chance, FORM, KINDS))]
    if chance.random() < 0.8:
        headers.append((b"cookie", _cookie(chance, token)))
    headers += [(name.encode(), chance.choice((*SAID, token.encode()))) for name in HEADERS if chance.random() < 0.06]
    return headers


def _mostly(chance: random.Random, right: str, wrong: tuple[bytes, ...]) -> bytes:
    return right.encode() if chance.random() < 0.96 else chance.choice(wrong)


def _cookie(chance: random.Random, token: str) -> bytes:
    cookies = [f"ds_csrftoken={token}" if chance.random() < 0.9 else "ds_csrftoken=x"]
    if chance.random() < 0.3:
        cookies.append(f"{chance.choice(COOKIES)}={chance.choice(CRUMBS)}")
    return "; ".join(cookies).encode() + (chance.randbytes(3) if chance.random() < 0.02 else b"")


def _body(chance: random.Random, token: str) -> bytes:
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(BODIES)
    said = [b"csrftoken=" + token.encode()] if kind < 0.95 else []
    return b"&".join(said + [_field(chance) for _ in range(chance.randint(0, 8))])
