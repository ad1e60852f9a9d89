from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.decoding import Prolog, decode, read_prolog

RUSSIAN = "Военные сообщили о новых потерях, губернатор области это подтвердил"
JAPANESE = "派遣された兵士は約千人に上り、当局者が火曜日に新しい見出しで明らかにした。捕虜の映像も公開された。"


def document(text: str, declared: str | None = None) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss><title>{text}</title></rss>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_unicode_is_decoded_with_and_without_its_mark(encoding: str) -> None:
    assert decode(document(RUSSIAN).encode(encoding)).text == document(RUSSIAN)


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        (document(RUSSIAN, "windows-1251"), "cp1251", None),
        (document(RUSSIAN), "koi8-r", "application/rss+xml; charset=KOI8-R"),
        (document(JAPANESE, "Shift_JIS"), "cp932", "text/xml"),
        (document(JAPANESE, "iso-2022-jp"), "iso-2022-jp", None),
        (document("Größe", "iso-8859-1"), "cp1252", None),
    ],
)
def test_a_declared_encoding_is_obeyed(text: str, encoding: str, content_type: str | None) -> None:
    assert decode(text.encode(encoding), content_type).text == text


@pytest.mark.parametrize(
    ("declared", "content_type"),
    [("iso-8859-1", None), ("utf-16", None), ("x-bogus", None), (None, "text/xml; charset=us-ascii"), ("utf-7", None)],
)
def test_what_is_valid_utf_8_is_read_as_that_whatever_it_declares(
    declared: str | None, content_type: str | None
) -> None:
    decoded = decode(document(RUSSIAN, declared).encode(), content_type)
    assert decoded.text == document(RUSSIAN, declared)
    assert decoded.note == ""


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), (JAPANESE, "cp932"), ("Größe fällt früher", "cp1252")]
)
def test_a_text_that_is_not_in_the_encoding_it_declares_is_recovered_and_told(text: str, encoding: str) -> None:
    decoded = decode(document(text * 3, "utf-8").encode(encoding))
    assert decoded.text == document(text * 3, "utf-8")
    assert encoding in decoded.note


def test_utf_7_is_never_decoded() -> None:
    assert "<script>" not in decode(b"+ADw-script+AD4-", "text/html; charset=utf-7").text


def test_a_few_broken_bytes_do_not_make_a_text_another_encoding() -> None:
    decoded = decode(RUSSIAN.encode() + b"\xff" + RUSSIAN.encode())
    assert decoded.text == f"{RUSSIAN}\ufffd{RUSSIAN}"


def test_a_character_cut_in_two_ends_the_text() -> None:
    assert decode(RUSSIAN.encode()[:-1]).text == RUSSIAN[:-1] + "\ufffd"


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_are_decoded(data: bytes, content_type: str | None) -> None:
    decode(data, content_type).text.encode("utf-8", "replace")


@pytest.mark.parametrize(
    ("text", "prolog"),
    [
        ("<rss>", Prolog("rss")),
        (
            '\ufeff <?xml version="1.0"?><!-- <a> --><!DOCTYPE rss SYSTEM "rss-0.91.dtd"><rss version="0.91">',
            Prolog("rss"),
        ),
        ("<rdf:RDF xmlns:rdf='x'>", Prolog("rdf")),
        ("<!doctype html>\n<HTML>", Prolog("html")),
        ("<!DOCTYPE x [<!ELEMENT x ANY> <!ENTITY a 'b'>]><x>&a;</x>", Prolog("", entities=True)),
        ("<!-- <x> --><!DOCTYPE x [<!entity % a SYSTEM 'file:///etc/passwd'>]><x/>", Prolog("", entities=True)),
        ("<rss><![CDATA[<!ENTITY]]></rss>", Prolog("rss")),
        ("<!-- without an end <rss>", Prolog("")),
        ("no markup, 3 < 4", Prolog("")),
        ("", Prolog("")),
    ],
)
def test_a_prolog_tells_the_root_and_declared_entities(text: str, prolog: Prolog) -> None:
    assert read_prolog(text) == prolog
