"""From a digest's period to its rows in the ledger: composed and queued in one transaction, each slot once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from crawler.config import Config
from crawler.core.digest import Rendered
from crawler.core.periods import Period, Slot, alert_may_go, horizon, is_due, latest_slot, period
from crawler.core.plans import Alert, DigestPlan, Include
from storage.store import Store

Compose = Callable[[Store, DigestPlan, Period, datetime], Rendered]

_HOUR = timedelta(hours=1)
# Older than anything that newswatch ever stored.
_EVER = timedelta(days=36_500)


# Where no sender is configured, no mail is sent; webhooks and feeds need an id all the same (RFC 2606).
_NO_DOMAIN = "newswatch.invalid"


@dataclass(frozen=True, slots=True)
class Queueing:
    """Composes with `compose` what is due. `domain` is the right half of Message-IDs."""

    store: Store
    compose: Compose
    zone: ZoneInfo
    domain: str

    def due(self, plan: DigestPlan, now: datetime) -> int | None:
        """Compose and queue what is due of `plan`; the digest's id, None where nothing is due or nothing is news.

        While a poll is under way what it brings is left out, or waited for: its end may grade it anew.
        """
        with self.store.transaction():
            return self._alert(plan, plan.alert, now) if plan.alert else self._scheduled(plan, now)

    def at_once(self, plan: DigestPlan, now: datetime, since: datetime | None) -> int | None:
        """Compose and queue what no digest of `plan` told; the digest's id, None where there is no news."""
        with self.store.transaction():
            told = self.untold_period(plan, now, since)
            rendered = self.compose(self.store, plan, told, now)
            return self._add(plan, told, rendered, now, None) if rendered.items else None

    def untold_period(self, plan: DigestPlan, now: datetime, since: datetime | None) -> Period:
        """The period from where the last digest ended, or `since`, until now."""
        # what comes within this second goes into the next digest
        end = now.replace(microsecond=0)
        start = since or self.store.digests.told_until(plan.name, now) or now - _EVER
        return Period(min(start, end), end)

    def _scheduled(self, plan: DigestPlan, now: datetime) -> int | None:
        slot = latest_slot(plan, self.zone, now)
        earlier = self.store.digests.earlier(plan.name, slot, now)
        if earlier is None:
            self._begin(plan, slot, now)
            return None
        end = horizon(slot.at, now, self.store.polls.under_way()) if is_due(slot, earlier, now) else None
        if end is None:
            return None
        told = self._with_stragglers(plan, period(plan, self.zone, slot, earlier, end))
        return self._add(plan, told, self.compose(self.store, plan, told, now), now, slot)

    def _alert(self, plan: DigestPlan, alert: Alert, now: datetime) -> int | None:
        start = self.store.digests.told_until(plan.name, now)
        if start is None:
            self._begin(plan, None, now)
            return None
        end = horizon(start, now, self.store.polls.under_way()) or start
        told = self._with_stragglers(plan, Period(min(start, end), end))
        sent = self.store.digests.sent_at(plan.name, now - _HOUR)
        if not alert_may_go(alert, self.zone, now, sent) or not self.store.digests.untold(plan, told):
            return None
        return self._add(plan, told, self.compose(self.store, plan, told, now), now, None)

    def _begin(self, plan: DigestPlan, slot: Slot | None, now: datetime) -> None:
        """A digest that was not known before tells what comes from now on."""
        self.store.digests.begin(plan.name, slot, self.store.digests.told_until(plan.name, now) or now, now)

    def _with_stragglers(self, plan: DigestPlan, told: Period) -> Period:
        """The period, begun earlier where the clock was set back and what came since stands in time that was told."""
        if plan.include is Include.KEPT:
            return told  # what was kept lately may have come long ago
        since = self.store.digests.news_since(plan.name)
        if since is None or since >= told.start:
            return told
        found = self.store.digests.earliest_untold(plan, Period(since, told.end))
        return Period(min(told.start, found), told.end, told.caught_up) if found else told

    def _add(self, plan: DigestPlan, told: Period, rendered: Rendered, now: datetime, slot: Slot | None) -> int | None:
        message_id = f"<{uuid.uuid4().hex}@{self.domain}>"
        digest = self.store.digests.add(plan, told, now, rendered, slot=slot, message_id=message_id)
        return digest if rendered.items else None


def queueing(
    store: Store, config: Config, compose: Callable[[Store, DigestPlan, Period, datetime, ZoneInfo], Rendered]
) -> Queueing:
    """What composes into `store` as the person configured it."""
    zone = config.service.timezone
    domain = parseaddr(config.mail.sender)[1].rpartition("@")[2] if config.mail else _NO_DOMAIN

    def composed(opened: Store, plan: DigestPlan, told: Period, now: datetime) -> Rendered:
        return compose(opened, plan, told, now, zone)

    return Queueing(store, composed, zone, domain)
