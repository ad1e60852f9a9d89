"""The pages that are measured on: captured ones where the corpus is at hand, else the demo's own."""

from __future__ import annotations

import gzip
import lzma
import os
from pathlib import Path

from crawler.demo.outlets import Edition
from crawler.demo.pages import article_page
from crawler.demo.script import demo_press

CORPUS = Path(os.environ.get("NEWSWATCH_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))


def pages() -> list[bytes]:
    """HTML pages of articles, each another."""
    publishers = [gzip.decompress(path.read_bytes()) for path in sorted(CORPUS.glob("publishers/pages/*.html.gz"))]
    others = [lzma.decompress(path.read_bytes()) for path in sorted(CORPUS.glob("pages/html/*.html.xz"))]
    return publishers + others or list(_own())


def _own() -> list[bytes]:
    editions = [Edition(outlet, "http://outlet.example", 1) for outlet in demo_press().outlets]
    return [article_page(edition, article, 1) for edition in editions for article in edition.articles()]
