"""What becomes of a delivery: its state after each attempt, and when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crawler.core.answers import pause_asked
from crawler.core.digest import Rendered
from crawler.core.periods import Period
from crawler.core.plans import Channel, Recipient
from crawler.core.text import clean_line

# FAULTS 113: a smarthost that was restarted is back within the first tries, one that is rebuilt within days.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
GIVEN_UP_AFTER = timedelta(days=5)
# Doubled so often, the pause is the longest.
_DOUBLINGS = 7


class State(StrEnum):
    """Where a delivery stands. The database's words."""

    QUEUED = "queued"
    SENDING = "sending"  # an attempt is under way
    DELIVERED = "delivered"
    DEFERRED = "deferred"  # it was not taken, and is tried again
    REJECTED = "rejected"  # it was not taken, and is not tried again
    UNKNOWN = "unknown"  # the connection was lost before the answer came: it may have arrived


class Result(StrEnum):
    """How an attempt ended."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, and why; `pause` is what the receiver asks for, `gone` that it wants nothing any more."""

    result: Result
    detail: str = ""
    pause: timedelta = timedelta()
    gone: bool = False


DELIVERED = Outcome(Result.DELIVERED)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest on its way to one recipient, as it stands in the ledger."""

    id: int
    digest: int
    recipient: str  # as in newswatch.toml
    state: State
    queued_at: datetime
    attempts: int = 0
    unknowns: int = 0  # attempts of which nobody knows whether they arrived
    next_attempt_at: datetime | None = None
    last_error: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """A composed digest: what is sent of it is the same at each attempt."""

    id: int
    name: str
    message_id: str  # of the mail, in angle brackets
    composed_at: datetime
    period: Period
    rendered: Rendered


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel is to deliver; `entries` are the newest of the digest's name, newest first (for a feed)."""

    issue: Issue
    recipient: Recipient
    entries: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """How a channel takes attempts of which nobody knows whether they arrived."""

    repeats: int | None  # so many are followed by another attempt; None: all of them
    notices: bool = True  # a repeat is one to the recipient: a file that is written again is none


def policy_of(channel: Channel, *, resend: bool) -> Policy:
    """The channel's policy; `resend` is what the person chose for mail and messages."""
    match channel:
        case Channel.FILE | Channel.ATOM:
            return Policy(repeats=None, notices=False)
        case Channel.WEBHOOK:
            return Policy(repeats=None)  # its receiver tells a repeat by its id, as the standard asks
        case _:
            return Policy(repeats=1 if resend else 0)


def after(before: Delivery, outcome: Outcome, policy: Policy, now: datetime) -> Delivery:
    """The delivery as it stands after an attempt; `now` is when it ended."""
    attempts = before.attempts + 1
    unknown = outcome.result is Result.UNKNOWN and policy.notices
    unknowns = before.unknowns + unknown
    state = State.UNKNOWN if unknown else _state(outcome.result)
    repeatable = not unknown or policy.repeats is None or unknowns <= policy.repeats
    due = now + max(_pause(attempts), outcome.pause)
    error = clean_line(outcome.detail) or None
    if state not in {State.DEFERRED, State.UNKNOWN} or not repeatable:
        due_at = None
    elif due - before.queued_at > GIVEN_UP_AFTER:
        due_at, error = None, f"given up after {GIVEN_UP_AFTER.days} days: {error}"
        state = State.REJECTED if state is State.DEFERRED else state
    else:
        due_at = due
    if state is State.DELIVERED:
        error = before.last_error  # what was in the way before it arrived
    return Delivery(before.id, before.digest, before.recipient, state, before.queued_at, attempts, unknowns, due_at, error,
                    outcome.gone)  # fmt: skip


def _state(result: Result) -> State:
    # what is unknown of a channel on which a repeat is none is simply tried again
    return State.DEFERRED if result is Result.UNKNOWN else State(result.value)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(attempts - 1, _DOUBLINGS)), LONGEST_PAUSE)


def smtp_outcome(code: int, reply: str) -> Outcome:
    """What a mail server's answer to MAIL, RCPT or DATA means for the one recipient."""
    detail = f"the mail server answered {code} {reply}".strip()
    match code // 100:
        case 2:
            return DELIVERED
        case 5:
            return Outcome(Result.REJECTED, detail)
        case _:
            return Outcome(Result.DEFERRED, detail)


def http_outcome(status: int, now: datetime, *, retry_after: str | None = None, location: str | None = None) -> Outcome:
    """What a webhook's answer means. All but 2xx and 410 is tried again, as the Standard Webhooks ask."""
    detail = f"the webhook answered {status}"
    match status:
        case _ if status // 100 == 2:  # noqa: PLR2004 - HTTP's own number
            return DELIVERED
        case 410:
            return Outcome(Result.REJECTED, f"{detail}: it is gone, and is sent nothing more", gone=True)
        case 429 | 503:
            return Outcome(Result.DEFERRED, detail, pause_asked(retry_after, now))
        case _ if status // 100 == 3:  # noqa: PLR2004 - as above
            where = f" to {location}" if location else ""
            return Outcome(
                Result.DEFERRED,
                f"{detail}{where}: redirects are not followed, write the new address into newswatch.toml",
            )
        case _:
            return Outcome(Result.DEFERRED, detail)
