"""Chats and push messages, by the simplest of the services that Apprise knows: JSON that is posted to an address."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from crawler.core.deliveries import Issue, Outcome, Parcel, Result
from crawler.core.digest import Rendered
from crawler.core.periods import Period
from crawler.core.plans import Channel, Recipient
from crawler.deliver.messengers import AppriseChannel
from tests.deliver.receiving import Hook, webhook

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
MADE = Rendered("Ferries: a second boat", "<p>h</p>", "t", "**A second boat** sails.", "<entry/>", 1)
ISSUE = Issue(1, "Ferries", "<1@example.org>", NOW, Period(NOW, NOW), MADE)


def sent(address: str) -> Outcome:
    parcel = Parcel(ISSUE, Recipient("apprise:$CHAT", Channel.APPRISE, address))
    return asyncio.run(AppriseChannel().send(parcel))


def test_a_service_gets_the_subject_and_the_text() -> None:
    hook = Hook()
    with webhook(hook) as port:
        assert sent(f"json://127.0.0.1:{port}/room").result is Result.DELIVERED
    (posted,) = hook.posted
    told = json.loads(posted.body)
    assert told["title"] == MADE.subject
    assert "A second boat" in told["message"]


def test_a_service_that_does_not_take_it_is_asked_again_later() -> None:
    with webhook(Hook(answers=[500])) as port:
        assert sent(f"json://127.0.0.1:{port}/room").result is Result.DEFERRED


def test_an_address_that_names_no_service_is_not_tried_again() -> None:
    assert sent("nosuchservice://x").result is Result.REJECTED
