"""`digest` and `deliveries`, as they are typed, and the service that sends by itself."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo.outlets import FeedKind, Outlet
from tests.deliver.receiving import Hook, Mailbox, mail_server, webhook
from tests.end_to_end.desk import Desk, desk, wait_until
from tests.end_to_end.reports import reports

_DIGESTS = """
[mail]
smtp = "smtp://127.0.0.1:{smtp}"
from = "newswatch@example.org"

[[digests]]
name = "now"
every = "now"
to = ["mailto:ann@example.org", "file:digests/", "atom:news.xml", "http://127.0.0.1:{hook}/x"]
"""


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[tuple[Desk, Mailbox, Hook]]:
    box, received = Mailbox(), Hook()
    outlet = Outlet("Gazette", reports(1, 3), feed=FeedKind.RSS)
    with mail_server(box) as smtp, webhook(received) as hook, desk(tmp_path, [outlet]) as at_desk:
        config = tmp_path / "newswatch.toml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text + _DIGESTS.format(smtp=smtp, hook=hook), encoding="utf-8")
        yield at_desk, box, received


def test_a_digest_is_shown_sent_and_told_of_and_the_next_has_no_news(sending: tuple[Desk, Mailbox, Hook]) -> None:
    at_desk, box, received = sending
    crawled = at_desk.crawl()
    assert crawled.said.code == 0, crawled.said.err
    assert wait_until(
        lambda: not at_desk.rows("SELECT 1 FROM revisions WHERE seen_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now')")
    )
    dry = at_desk.newswatch("digest", "now", "--dry-run")
    assert dry.code == 0
    assert at_desk.rows("SELECT count(*) FROM digests") == [(0,)]
    sent = at_desk.newswatch("digest", "now")
    assert (sent.code, sent.out.count(": delivered")) == (0, 4)
    assert len(box.taken) == len(received.posted) == 1
    told = at_desk.newswatch("deliveries", "--json").json
    assert [row["state"] for row in told] == ["delivered"] * 4
    mail = next(row["id"] for row in told if row["recipient"].startswith("mailto"))
    assert at_desk.newswatch("deliveries", "--show", str(mail)).out.startswith("From: newswatch@example.org")
    assert "has arrived" in at_desk.newswatch("deliveries", "--retry", str(mail)).err
    assert at_desk.newswatch("digest", "now").out == "there is no news: nothing was sent\n"
    assert at_desk.newswatch("digest", "none").code == 2


def test_the_service_sends_by_itself_what_a_poll_that_has_ended_brought(sending: tuple[Desk, Mailbox, Hook]) -> None:
    at_desk, box, received = sending
    service = at_desk.start("run")
    try:
        assert wait_until(lambda: bool(box.taken and received.posted and (at_desk.folder / "news.xml").exists()))
        assert wait_until(lambda: at_desk.rows("SELECT DISTINCT state FROM deliveries") == [("delivered",)])
        # what is asked for meanwhile is written down beside the service, which alone sends it
        assert at_desk.newswatch("digest", "now").out == "there is no news: nothing was sent\n"
        ((hook, address),) = at_desk.rows("SELECT id, recipient FROM deliveries WHERE recipient LIKE 'http%'")
        at_desk.change("UPDATE deliveries SET state = 'rejected' WHERE id = ?", hook)
        retried = at_desk.newswatch("deliveries", "--retry", str(hook))
        assert (retried.code, retried.out, len(received.posted)) == (0, f"{address}: delivered\n", 2)
    finally:
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=30)
    assert at_desk.rows("SELECT count(*) FROM digest_items") == [(3,)]
    assert json.loads(received.posted[0].body)["data"]["items"] > 0
