from __future__ import annotations

import pytest

from crawler.deliver.markdown import Marked, escaped


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# of dead rises", "\\# of dead rises"),
        ("- a list", "\\- a list"),
        ("+ a list", "\\+ a list"),
        ("=====", "\\====="),
        ("1. first", "1\\. first"),
        ("2) second", "2\\) second"),
        ("127.0.0.1", "127.0.0.1"),
        ("3.5 tonnes", "3.5 tonnes"),
        ("> said", "\\> said"),
        ("*bold* _slanted_ `code` ~~gone~~", "\\*bold\\* \\_slanted\\_ \\`code\\` \\~\\~gone\\~\\~"),
        ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
        ("<b> &amp; AT&T", "\\<b\\> \\&amp; AT&T"),
        ("a\\b", "a\\\\b"),
        ("one\n\n# two", "one # two"),
        (Marked("**bold**"), "**bold**"),
        (7, 7),
    ],
)
def test_text_means_itself_in_markdown(text: object, markdown: object) -> None:
    assert escaped(text) == markdown
