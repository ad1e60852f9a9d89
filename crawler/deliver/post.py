"""The ledger's turn: takes what is due, notes that it is being sent, sends it, and writes down what became of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from crawler.core.deliveries import Delivery, Outcome, Parcel, Policy, Result, State, after, policy_of
from crawler.core.plans import Channel, DigestPlan, Recipient
from crawler.deliver.channels import Channels, lane
from crawler.deliver.files import ENTRIES
from storage.store import Store

_CUT_OFF = Outcome(Result.UNKNOWN, "newswatch was stopped while it was being sent")
_NOT_CONFIGURED = Outcome(Result.REJECTED, "newswatch.toml names no such recipient any more")

log = structlog.get_logger("newswatch")


class Post:
    """Delivers what is queued. Each lane has its own task, so that one that is slow or down holds up no other."""

    def __init__(
        self,
        store: Store,
        channels: Channels,
        plans: Iterable[DigestPlan],
        now: Callable[[], datetime],
        *,
        resend: bool,
    ) -> None:
        self._store, self._now = store, now
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self.use(channels, plans, resend=resend)

    def use(self, channels: Channels, plans: Iterable[DigestPlan], *, resend: bool) -> None:
        """Take these channels and recipients from now on. What is being sent is sent as it began."""
        self._channels, self._resend = channels, resend
        self._recipients = {each.name: each for plan in plans for each in plan.to}

    def recover(self) -> None:
        """Write down what a crash cut off: it may have arrived."""
        for delivery in self._store.deliveries.under_way():
            self._write(delivery, _CUT_OFF)

    def tick(self) -> None:
        """Start to deliver what is due, but for what waits behind a delivery that is under way."""
        lanes: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in self._store.deliveries.due(self._now()):
            recipient = self._recipients.get(delivery.recipient)
            if recipient is None:
                self._write(delivery, _NOT_CONFIGURED)
            else:
                lanes[lane(recipient)].append(delivery)
        for name, waiting in lanes.items():
            if name not in self._lanes:
                self._lanes[name] = asyncio.get_running_loop().create_task(self._serve(name, waiting))

    async def run_out(self, seconds: float | None = None) -> None:
        """Wait for what is under way, at most `seconds`; what is not done by then is cut off."""
        tasks = set(self._lanes.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def _serve(self, name: str, waiting: list[Delivery]) -> None:
        try:
            for delivery in waiting:
                if (
                    delivery.recipient in self._recipients
                ):  # else it was taken out of the config meanwhile; the next tick says so
                    await self._deliver(delivery)
        except Exception:
            log.exception("delivery failed", recipient=name)
        finally:
            del self._lanes[name]

    async def _deliver(self, delivery: Delivery) -> None:
        recipient = self._recipients[delivery.recipient]
        parcel = self._parcel(delivery, recipient)
        self._store.deliveries.sending(delivery)
        try:
            outcome = await self._channels[recipient.channel](parcel)
        except Exception as error:
            log.exception("delivery failed", recipient=recipient.name)
            outcome = Outcome(Result.UNKNOWN, f"an error of newswatch's own: {error!r}")
        self._write(delivery, outcome)

    def _parcel(self, delivery: Delivery, recipient: Recipient) -> Parcel:
        issue = self._store.digests.issue(delivery.digest)
        assert issue is not None  # noqa: S101 - what was queued was composed
        feed = recipient.channel is Channel.ATOM
        return Parcel(issue, recipient, self._store.digests.newest(issue.name, ENTRIES) if feed else ())

    def _write(self, delivery: Delivery, outcome: Outcome) -> None:
        now = self._now()
        written = after(delivery, outcome, self._policy(delivery), now)
        self._store.deliveries.write(written, now)
        if written.state is not State.DELIVERED:
            told = {"attempts": written.attempts, "why": written.last_error, "next": written.next_attempt_at}
            log.warning(written.state.value, delivery=written.id, recipient=written.recipient, **told)

    def _policy(self, delivery: Delivery) -> Policy:
        recipient = self._recipients.get(delivery.recipient)
        return policy_of(recipient.channel if recipient else Channel.MAIL, resend=self._resend)
