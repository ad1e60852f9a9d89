from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.deliveries import Issue
from crawler.core.digest import Rendered
from crawler.core.periods import Period
from crawler.deliver.files import atom_feed
from crawler.deliver.mail import InjectedHeaderError, build_message

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
ENTRY = "<entry><id>urn:x:1</id></entry>"
ISSUE = Issue(1, "d", "<1@example.org>", NOW, Period(NOW, NOW), Rendered("s", "<p>h</p>", "t", "m", ENTRY, 1))
NAMES = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
# What has made headers out of headlines.
BITS = ["\r\nBcc: x@example.org", "=?utf-8?q?a=0D=0ABcc:_x?=", "=?utf-8?b?DQpCY2M6IHg=?=", "\u2028", "\u202e", "\0", "=?", "?=",
        "\n\n<script>", "\ud800", "é", "북", "\x85", " " * 80, "Bcc: x", ".", "\r"]  # fmt: skip


@given(st.lists(st.sampled_from(BITS) | st.text(max_size=9), max_size=12).map("".join))
def test_no_subject_becomes_a_header_or_breaks_its_line(subject: str) -> None:
    data = build_message(
        replace(ISSUE, rendered=replace(ISSUE.rendered, subject=subject)), "d@example.org", "a@example.org"
    )
    head = data.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    assert sorted(names) == sorted(NAMES)
    assert sorted(message_from_bytes(data, policy=policy.default).keys()) == sorted(NAMES)
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_what_would_still_be_read_as_another_header_is_not_sent() -> None:
    # a message-id is ours and holds no line break; were one in it, the message must not go out
    with pytest.raises((InjectedHeaderError, ValueError)):
        build_message(
            replace(ISSUE, message_id="<1@example.org>\r\nBcc: x@example.org"), "d@example.org", "a@example.org"
        )


def test_the_same_digest_is_the_same_message_to_the_byte() -> None:
    one, two = (build_message(ISSUE, "Desk <d@example.org>", "a@example.org") for _ in range(2))
    assert one == two


def test_a_subject_of_a_megabyte_is_cut() -> None:
    made = replace(ISSUE, rendered=replace(ISSUE.rendered, subject="a b" * 350_000))
    assert len(build_message(made, "d@example.org", "a@example.org")) < 2000


def test_lines_that_begin_with_a_dot_and_long_lines_come_through() -> None:
    lines = [".", "..", "x" * 5000]
    made = replace(ISSUE, rendered=replace(ISSUE.rendered, text="\n".join(lines)))
    read = message_from_bytes(build_message(made, "d@example.org", "a@example.org"), policy=policy.default)
    plain = read.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines() == lines


def test_a_feeds_name_is_text_and_its_entries_are_atoms_whatever_they_were_declared_as() -> None:
    feed = atom_feed('a <b> & "c" \x00', (ISSUE,))
    assert '<title>a &lt;b&gt; &amp; "c"</title>' in feed
    assert "<entry><id>urn:x:1</id></entry>" in feed
