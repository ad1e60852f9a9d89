from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.core.deliveries import (
    DELIVERED,
    Delivery,
    Outcome,
    Result,
    State,
    after,
    http_outcome,
    policy_of,
    smtp_outcome,
)
from crawler.core.plans import Channel

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
QUEUED = Delivery(1, 1, "mailto:desk@example.org", State.QUEUED, NOW)
MAIL, HOOK, FILE = (policy_of(each, resend=True) for each in (Channel.MAIL, Channel.WEBHOOK, Channel.FILE))
LATER, LOST = Outcome(Result.DEFERRED, "451 later"), Outcome(Result.UNKNOWN, "no answer")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_pauses_begin_with_a_minute_and_double_up_to_two_hours_for_five_days() -> None:
    delivery, now, pauses = QUEUED, NOW, []
    while (delivery := after(delivery, LATER, MAIL, now)).next_attempt_at:
        pauses.append((delivery.next_attempt_at - now) // MINUTE)
        now = delivery.next_attempt_at
    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    assert 4.9 * DAY < now - NOW <= 5 * DAY
    assert (delivery.state, delivery.last_error) == (State.REJECTED, "given up after 5 days: 451 later")


@pytest.mark.parametrize(
    ("outcome", "state", "again"),
    [
        (DELIVERED, State.DELIVERED, False),
        (LATER, State.DEFERRED, True),
        (Outcome(Result.REJECTED, "550 no"), State.REJECTED, False),
        (LOST, State.UNKNOWN, True),
    ],
)
def test_each_outcome_has_its_state_and_says_whether_it_is_tried_again(
    outcome: Outcome, state: State, *, again: bool
) -> None:
    done = after(QUEUED, outcome, MAIL, NOW)
    assert (done.state, done.next_attempt_at is not None, done.attempts) == (state, again, 1)


def test_mail_that_may_have_arrived_is_sent_once_more_and_then_left() -> None:
    once = after(QUEUED, LOST, MAIL, NOW)
    twice = after(once, LOST, MAIL, NOW)
    assert once.next_attempt_at == NOW + MINUTE
    assert (twice.state, twice.next_attempt_at, twice.unknowns) == (State.UNKNOWN, None, 2)


def test_mail_that_was_put_off_after_it_may_have_arrived_is_still_tried() -> None:
    put_off = after(after(QUEUED, LOST, MAIL, NOW), LATER, MAIL, NOW)
    assert (put_off.state, put_off.unknowns, put_off.next_attempt_at) == (State.DEFERRED, 1, NOW + 2 * MINUTE)


def test_mail_that_may_have_arrived_is_left_where_the_person_chose_so() -> None:
    left = after(QUEUED, LOST, policy_of(Channel.MAIL, resend=False), NOW)
    assert (left.state, left.next_attempt_at) == (State.UNKNOWN, None)


def test_a_webhook_tells_repeats_by_their_id_and_is_tried_on_and_a_file_that_is_written_again_is_no_repeat() -> None:
    hook = after(after(QUEUED, LOST, HOOK, NOW), LOST, HOOK, NOW)
    assert (hook.state, hook.unknowns, hook.next_attempt_at) == (State.UNKNOWN, 2, NOW + 2 * MINUTE)
    file = after(QUEUED, LOST, FILE, NOW)
    assert (file.state, file.unknowns, file.next_attempt_at) == (State.DEFERRED, 0, NOW + MINUTE)


def test_what_a_receiver_asks_for_is_waited_but_no_less_than_a_minute() -> None:
    assert after(QUEUED, replace(LATER, pause=timedelta(hours=3)), HOOK, NOW).next_attempt_at == NOW + timedelta(
        hours=3
    )
    assert after(QUEUED, replace(LATER, pause=timedelta(0)), HOOK, NOW).next_attempt_at == NOW + MINUTE


def test_a_delivery_that_arrived_at_last_still_says_what_was_in_the_way() -> None:
    assert after(after(QUEUED, LATER, MAIL, NOW), DELIVERED, MAIL, NOW).last_error == "451 later"


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (250, Result.DELIVERED),
        (251, Result.DELIVERED),
        (421, Result.DEFERRED),
        (450, Result.DEFERRED),
        (550, Result.REJECTED),
        (552, Result.REJECTED),
        (354, Result.DEFERRED),
        (-1, Result.DEFERRED),
    ],
)
def test_a_mail_servers_answer_is_taken_by_its_class(code: int, result: Result) -> None:
    assert smtp_outcome(code, "as it says").result is result


@pytest.mark.parametrize(
    ("status", "result", "seconds", "gone"),
    [
        (200, Result.DELIVERED, 0, False),
        (204, Result.DELIVERED, 0, False),
        (301, Result.DEFERRED, 0, False),
        (404, Result.DEFERRED, 0, False),
        (410, Result.REJECTED, 0, True),
        (429, Result.DEFERRED, 120, False),
        (500, Result.DEFERRED, 0, False),
        (503, Result.DEFERRED, 120, False),
    ],
)
def test_a_webhooks_answer_says_whether_and_when_it_is_tried_again(
    status: int, result: Result, seconds: int, *, gone: bool
) -> None:
    outcome = http_outcome(status, NOW, retry_after="120")
    assert (outcome.result, outcome.pause.total_seconds(), outcome.gone) == (result, seconds, gone)
