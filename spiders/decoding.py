"""From a listing's bytes to text, whatever its headers and declarations claim, and what kind of document it begins."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from dataclasses import dataclass

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

# UTF-16 and UTF-32 without a byte order mark: the first character of XML, HTML and JSON is ASCII, so its zeros tell.
_WIDE = (
    ("utf-32-be", re.compile(rb"\0\0\0[^\0]")),
    ("utf-32-le", re.compile(rb"[^\0]\0\0\0")),
    ("utf-16-be", re.compile(rb"\0[^\0]\0[^\0]")),
    ("utf-16-le", re.compile(rb"[^\0]\0[^\0]\0")),
)
# Encodings that are ASCII until an escape character comes (ISO-2022-JP), and so look like valid UTF-8.
_ESCAPE = b"\x1b"
# A text in another encoding fails at nearly each byte beyond ASCII; a text with a few broken ones is still that text.
_BROKEN_SHARE = 0.1
# What news was written in before UTF-8. Not the Central European cp1250, for which half of the Spanish and French
# texts are taken where it is among them, and which today's Polish and Czech outlets declare or have left.
_GUESSED = ["cp1252", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
# Enough for a guess: about a hundred headlines.
_GUESSED_FROM = 64 * 1024
_NAME = re.compile(r"[A-Za-z_][\w.:-]*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text without its byte order mark; `note` says where its encoding was not the one it declares."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prolog:
    """How a document begins: with its root element's local name in lower case, or with a declaration of entities."""

    root: str
    entities: bool = False


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """The text of `data`: by its byte order mark, as UTF-8 where it is that, as it declares, or by a guess."""
    marked, mark = read_bom(data)
    wide = marked or next((name for name, pattern in _WIDE if pattern.match(data)), None)
    if wide:
        return Decoded(to_unicode(data[len(mark or b"") :], wide))
    if _ESCAPE not in data and _is_utf_8(data):
        return Decoded(to_unicode(data, "utf-8"))
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(data), "utf-8")
    for name in dict.fromkeys(filter(None, declared)):
        text = to_unicode(data, name)
        if _is_whole(text, data):
            return Decoded(text)
    return _guess(data)


def read_prolog(text: str) -> Prolog:
    """How the document in `text` begins; the root is empty where entities are declared or no element is begun."""
    at = text.find("<")
    while at >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at)
        elif text.startswith("<?", at):
            at = text.find("?>", at)
        elif text[at : at + 8].upper() == "<!ENTITY":
            return Prolog("", entities=True)
        elif name := _NAME.match(text, at + 1):
            return Prolog(name[0].rpartition(":")[2].lower())
        at = -1 if at < 0 else text.find("<", at + 1)
    return Prolog("")


def _is_utf_8(data: bytes) -> bool:
    try:
        getincrementaldecoder("utf-8")().decode(data)  # as far as it goes: a character cut in two may end it
    except UnicodeDecodeError:
        return False
    return True


def _is_whole(text: str, data: bytes) -> bool:
    beyond_ascii = len(data) - len(data.decode("ascii", "ignore"))
    return text.count("\ufffd") <= _BROKEN_SHARE * beyond_ascii


def _guess(data: bytes) -> Decoded:
    best = from_bytes(data[:_GUESSED_FROM], cp_isolation=_GUESSED).best()
    name = best.encoding if best else "cp1252"
    return Decoded(to_unicode(data, name), f"it is not in the encoding it declares and was read as {name}")
