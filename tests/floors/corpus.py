"""The captured press beside this project (`../shared/corpus`): pages and what is true of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Page:
    """A captured page: its address, its bytes, and what is true of it, as its collection says it."""

    url: str
    data: bytes = field(repr=False)
    truth: dict[str, Any] = field(repr=False)


def publishers() -> Iterator[Page]:
    """Article pages of 102 publishers, with title, authors, time and paragraphs."""
    for truth in lines(CORPUS / "publishers" / "pages.jsonl"):
        data = gzip.decompress((CORPUS / "publishers" / "pages" / f"{truth['id']}.html.gz").read_bytes())
        yield Page(truth["url"], data, truth)


def pages() -> Iterator[Page]:
    """300 pages of many kinds, with strings that their text must hold (`with`) and must not (`without`)."""
    for truth in lines(CORPUS / "pages" / "pages.jsonl"):
        yield Page(truth["url"], lzma.decompress((CORPUS / "pages" / "html" / truth["file"]).read_bytes()), truth)


def sha256(collection: str) -> str | None:
    """The hash of all files of a collection, names and contents; None where it is not here."""
    folder = CORPUS / collection
    if not folder.is_dir():
        return None
    total = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, xz-compressed or not."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as packed:
            yield from map(json.loads, packed)
    else:
        with path.open(encoding="utf-8") as plain:
            yield from map(json.loads, plain)
