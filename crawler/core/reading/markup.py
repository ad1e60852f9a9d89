"""From a page's bytes to its element tree, within limits that keep a hostile page from costing more than it is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from crawler.core.models import Trouble, VisitState

# The limits of FAULTS 70. The largest of 402 captured pages has 3.6 MB, the one with the most tags 20,000 of them.
LARGEST = 5 * 1024 * 1024
MOST_TAGS = 100_000
# libxml2 compares each attribute of a tag with all others: 100,000 of them take 14 s, 1,000 take none.
MOST_ATTRIBUTES = 1_000
_BETWEEN_ATTRIBUTES = re.compile(rb"[\s/]+")

_NOT_A_PAGE = (
    ("a PDF document", re.compile(rb"%PDF-")),
    ("an image", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM.{4}\0\0\0\0", re.DOTALL)),
    ("a recording", re.compile(rb"ID3|OggS|fLaC|RIFF....WAVE|.{4}ftyp|\x1aE\xdf\xa3", re.DOTALL)),
    ("an archive", re.compile(rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b|\xfd7zXZ|BZh")),
    (
        "a feed or a sitemap",
        re.compile(
            rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.DOTALL
        ),
    ),
)
_NOT_A_PAGE_TYPE = re.compile(
    r"\s*(?:image|audio|video|font)/|\s*application/(?:pdf|zip|json|octet-stream)\b", re.IGNORECASE
)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|div|p|article|meta|title)\b", re.IGNORECASE)
# Enough to meet a document's first tags, behind whatever comments and scripts a server puts there.
_HEAD = 16 * 1024
_GUESSED_FROM = 64 * 1024
# What the news is written in when it is neither UTF-8 nor says what it is.
_GUESSED = "cp932 euc_jp gb18030 big5 cp949 cp1251 koi8_r cp1250 cp1253 cp1254 cp1255 cp1256 cp1252".split()
# Behind the end tag of a page stand comments and scripts.
_TAIL = 20_000
_END = re.compile(rb"</(?:body|html)\b", re.IGNORECASE)
# A text decoded wrongly has replacement characters at nearly each byte beyond ASCII; a text with a few broken ones is
# still that text.
_BROKEN_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's tree. `cut` says what of the page was left out, empty where nothing was."""

    tree: HtmlElement
    cut: str = ""
    ended: bool = True  # False: it has no end tag, as where a server or a cache cut it


def parse(data: bytes, content_type: str | None = None) -> Markup | Trouble:
    """The tree of `data` (HTML in any encoding), or why there is none."""
    if not data.strip(b"\0 \t\r\n"):
        return Trouble(VisitState.NO_TEXT, "the page is empty")
    if foreign := _foreign(data, content_type):
        return Trouble(VisitState.UNSUPPORTED_TYPE, f"it is {foreign}, not a web page")
    whole = _utf_8(data, content_type)
    text, cut = _limited(whole)
    # a parser for each page, since its log of errors is what tells that nesting was too deep
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Trouble(VisitState.NO_TEXT, "the page holds no markup that could be read")
    if any("depth" in error.message for error in parser.error_log):
        cut = "its tags are nested too deeply to be read to the end"
    return Markup(tree, cut, ended=_END.search(whole[-_TAIL:]) is not None)


def _foreign(data: bytes, content_type: str | None) -> str | None:
    found = next((name for name, pattern in _NOT_A_PAGE if pattern.match(data)), None)
    if found is None and _NOT_A_PAGE_TYPE.match(content_type or "") and not _MARKUP.search(data[:_HEAD]):
        return f"“{(content_type or '').strip()[:60]}”"
    return found


def _utf_8(data: bytes, content_type: str | None) -> bytes:
    """`data` in UTF-8: as its byte order mark says, as it is, as its headers or its head say, or by a guess."""
    marked, mark = read_bom(data)
    if marked:
        return to_unicode(data[len(mark or b"") :], marked).encode("utf-8", "replace")
    # ISO-2022 is ASCII to the eye, with escapes
    if b"\x1b" not in data and _is_utf_8(data):
        return data
    for name in (http_content_type_encoding(content_type), html_body_declared_encoding(data), "utf-8"):
        text = to_unicode(data, name) if name else ""
        if text and text.count("\ufffd") <= _BROKEN_SHARE * sum(byte > 127 for byte in data):  # noqa: PLR2004 - ASCII's end
            return text.encode("utf-8", "replace")
    best = from_bytes(data[:_GUESSED_FROM], cp_isolation=_GUESSED).best()
    return to_unicode(data, best.encoding if best else "cp1252").encode("utf-8", "replace")


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _limited(text: bytes) -> tuple[bytes, str]:
    """`text` cut to the limits, and in words what was cut."""
    cut = ""
    if len(text) > LARGEST:
        text, cut = text[:LARGEST], f"only its first {LARGEST >> 20} MB were read"
    text = text.replace(b"\0", b"")
    pieces = text.split(b"<", MOST_TAGS)
    if len(pieces) > MOST_TAGS:
        pieces, cut = pieces[:-1], f"only its first {MOST_TAGS:,} tags were read"
    # a tag that ends within as many bytes has fewer attributes
    long = [
        index
        for index, piece in enumerate(pieces)
        if len(piece) > MOST_ATTRIBUTES and piece.find(b">", 0, MOST_ATTRIBUTES) < 0
    ]
    for index in long:
        pieces[index] = _bearable(pieces[index])
    return b"<".join(pieces) if long or cut else text, cut


def _bearable(piece: bytes) -> bytes:
    """A tag and what follows it, without the tag's attributes where they are too many."""
    tag, end, rest = piece.partition(b">")
    attributes = _BETWEEN_ATTRIBUTES.split(tag, MOST_ATTRIBUTES + 1)
    return piece if len(attributes) <= MOST_ATTRIBUTES else attributes[0] + end + rest
