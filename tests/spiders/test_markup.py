from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.markup import language_code, plain_line


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Troops arrive", "Troops arrive"),
        ("Ministry &amp; army: &#8216;no comment&#8217;", "Ministry & army: ‘no comment’"),
        ("<b>N</b>orth <em>moves</em>", "North moves"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("first<br>second", "first second"),
        ("<script>alert('x')</script>Safe", "Safe"),
        ("<!-- hidden -->Shown", "Shown"),
        ("<![CDATA[Twice wrapped]]>", "Twice wrapped"),
        ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
        ('Cut off <img src="a.jpg" alt="', "Cut off"),
        ("How &lt;marquee&gt; died", "How <marquee> died"),
        ("nul\x00and\x1bescape", "nul and escape"),
        ("  \n ", None),
        ("<p></p>", None),
        (None, None),
        (7, None),
    ],
)
def test_markup_becomes_plain_text(markup: object, text: str | None) -> None:
    assert plain_line(markup) == text


@given(st.text(alphabet="<>/&;!-[]CDATAscript \"'p=", max_size=200))
def test_any_markup_becomes_a_bounded_line(markup: str) -> None:
    text = plain_line(markup, 20)
    assert text is None or (0 < len(text) <= 20 and "\n" not in text)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("zh_cn", "zh"),
        (" KO ", "ko"),
        ("kor", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_a_language_tag_is_reduced_to_its_code(tag: object, code: str | None) -> None:
    assert language_code(tag) == code
