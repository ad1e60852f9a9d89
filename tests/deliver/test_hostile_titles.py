"""Whatever stands in a title, a text or an address: no form of a digest runs it, breaks, or gains a line."""

from __future__ import annotations

import email
import os
import unicodedata
from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.digest_page import subject
from tests.deliver.pages import entry_of, executable, hostile, parsed, rendered
from tests.deliver.pieces import PIECES

# `NEWSWATCH_TITLES=100000` generates as many as the project's promise names; ordinary test runs take a sample of them.
TITLES = int(os.environ.get("NEWSWATCH_TITLES", "150"))
TITLE = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), min_size=1, max_size=6).map("".join)


def controls(text: str, *, besides: str = "\n") -> set[str]:
    """Control characters, surrogates, marks that turn or hide text."""
    return {
        char
        for char in text
        if char not in besides
        and (
            unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
            or char in "\u202a\u202b\u202d\u202e\u2066\u2067\u200b\u200f\ufffe\uffff"
        )
    }


@settings(max_examples=TITLES)
@given(TITLE)
def test_nothing_that_a_title_holds_runs_in_html_or_breaks_any_form(title: str) -> None:
    digest = rendered(hostile(title))
    assert list(executable(parsed(digest.html, strict=True))) == []
    assert not controls(digest.html)
    content = entry_of(digest).findtext("{http://www.w3.org/2005/Atom}content")
    assert content
    assert list(executable(parsed(content))) == []
    assert not controls(digest.text)
    assert not controls(digest.markdown)


@settings(max_examples=TITLES * 5)
@given(TITLE, TITLE)
def test_a_subject_is_one_clean_line_and_makes_no_other_header(name: str, title: str) -> None:
    line = subject(name[:60], [title], [], 3, 1)
    assert len(line) <= 200
    assert not controls(line, besides="")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = line
    message.set_content("text")
    sent = email.message_from_bytes(message.as_bytes(), policy=SMTP)
    assert [key for key, _ in sent.raw_items()] == [key for key, _ in message.raw_items()]
    assert not controls(str(sent["Subject"]), besides="")


@settings(max_examples=TITLES)
@given(TITLE)
def test_markdown_makes_no_link_but_to_the_web(title: str) -> None:
    markdown = rendered(hostile(title)).markdown
    for place in range(len(markdown)):
        if markdown.startswith("](", place) and not _is_escaped(markdown, place):
            assert markdown.startswith(("](<http://", "](<https://"), place)
        if markdown[place] == "<" and not _is_escaped(markdown, place):
            assert markdown.startswith("](<http", place - 2)


def _is_escaped(text: str, place: int) -> bool:
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
