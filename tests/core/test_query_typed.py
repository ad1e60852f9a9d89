from __future__ import annotations

import pytest

from crawler.core.query import typed


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("soldie", "soldie*"),
        ("north kor", "north kor*"),
        ("title:fer", "title:fer*"),
        ("(ferry OR boa", "(ferry OR boa"),  # it cannot be read yet
        ("so", "so"),  # begins too many words
        ("troops AND", "troops AND"),
        ("troops NOT", "troops NOT"),
        ('"north korea"', '"north korea"'),
        ("soldier*", "soldier*"),
        ("북한군", "북한군*"),
        ("", ""),
    ],
)
def test_the_last_word_may_go_on_while_it_is_typed(query: str, meant: str) -> None:
    assert typed(query) == meant
