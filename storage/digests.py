"""Digests: what was composed for which period, and what went into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.core.dates import from_iso, iso
from crawler.core.deliveries import Issue, State
from crawler.core.digest import Rendered
from crawler.core.models import RevisionKind
from crawler.core.periods import Earlier, Period, Slot
from crawler.core.plans import DigestPlan, Include
from storage.database import transaction
from storage.review import LAST_WORD

Told = tuple[int, int]
"""An article's id and the number of its revision."""

# What no digest of this name told: announced revisions of articles that are, with this revision, on one of its topics.
_UNTOLD = """
SELECT r.article_id, r.number FROM revisions r {kept}
WHERE r.announced AND {within}
    AND EXISTS (SELECT 1 FROM matches m WHERE m.article_id = r.article_id AND m.topic IN ({topics})
        AND m.revision <= r.number AND (m.left_revision IS NULL OR r.number < m.left_revision))
    AND NOT EXISTS (SELECT 1 FROM digest_items i JOIN digests d ON d.id = i.digest
        WHERE i.article_id = r.article_id AND i.revision = r.number AND d.name = ?)
ORDER BY r.seen_at, r.article_id, r.number
"""
_KEPT = f"JOIN articles a ON a.id = r.article_id JOIN verdicts v ON v.id = {LAST_WORD} AND v.verdict = 'keep'"
# A day's polls of a hundred outlets: when the clock was set back, these say so.
_POLLS_LOOKED_AT = 10_000
_NEXT_POLL = "coalesce((SELECT min(id) FROM polls WHERE outcome IS NULL), (SELECT max(id) FROM polls) + 1, 1)"
_INSERT = f"""
INSERT INTO digests (name, slot, slot_at, period_start, period_end, caught_up, composed_at, subject, items, message_id, html,
    text, markdown, entry, next_poll) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {_NEXT_POLL})
"""  # noqa: S608 - our own words
_ISSUE = (
    "SELECT id, name, message_id, composed_at, period_start, period_end, caught_up, subject, html, text, markdown, entry, items"
    " FROM digests"
)


class Digests:
    """The tables `digests` and `digest_items`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def earlier(self, name: str, slot: Slot, now: datetime) -> Earlier | None:
        """What is known of the periods before `slot`; None where no slot of this name was composed yet."""
        slot_at, taken = self._db.execute(
            "SELECT max(slot_at), max(slot = ?) FROM digests WHERE name = ? AND slot IS NOT NULL", [slot.key, name]
        ).fetchone()
        end, at = self.told_until(name, now), from_iso(slot_at)
        return Earlier(at, end, bool(taken)) if at and end else None

    def told_until(self, name: str, now: datetime) -> datetime | None:
        """Where the last period of this name ended that is no part of the future; None where there was none."""
        row = self._db.execute(
            "SELECT period_end FROM digests WHERE name = ?1 AND (period_end <= ?2 OR id = (SELECT min(id) FROM digests WHERE name = ?1))"
            " ORDER BY id DESC LIMIT 1",
            [name, iso(now)],
        ).fetchone()
        return from_iso(row[0]) if row else None

    def news_since(self, name: str) -> datetime | None:
        """The earliest that a poll since this name was last composed can have found something; None where there was no poll."""
        (at,) = self._db.execute(
            """
            SELECT min(min(started_at, coalesce(finished_at, started_at))) FROM (SELECT * FROM polls
                WHERE id >= (SELECT next_poll FROM digests WHERE name = ? ORDER BY id DESC LIMIT 1) ORDER BY id DESC LIMIT ?)
            """,
            [name, _POLLS_LOOKED_AT],
        ).fetchone()
        return from_iso(at)

    def sent_at(self, name: str, since: datetime) -> list[datetime]:
        """When digests of this name were composed since then, with news."""
        found = self._db.execute(
            "SELECT composed_at FROM digests WHERE name = ? AND period_end >= ? AND items", [name, iso(since)]
        )
        return [at for (text,) in found if (at := from_iso(text))]

    def untold(self, plan: DigestPlan, period: Period) -> list[Told]:
        """What came in the period (for `kept`: came or was kept in it) and no digest of this name told."""
        kept = plan.include is Include.KEPT
        start, end = iso(period.start), iso(period.end)
        within, bounds = "r.seen_at >= ? AND r.seen_at < ?", [start, end]
        if kept:
            within, bounds = f"r.seen_at < ? AND v.at < ? AND (({within}) OR v.at >= ?)", [end, end, start, end, start]
        if plan.include is Include.CORRECTIONS:
            within += f" AND r.kind = '{RevisionKind.CORRECTION}'"
        marks = ", ".join("?" * len(plan.topics))
        sql = _UNTOLD.format(kept=_KEPT if kept else "", within=within, topics=marks)
        return list(self._db.execute(sql, [*bounds, *plan.topics, plan.name]).fetchall())

    def earliest_untold(self, plan: DigestPlan, period: Period) -> datetime | None:
        """When the first of it came."""
        found = self.untold(plan, period)
        if not found:
            return None
        (at,) = self._db.execute(
            "SELECT seen_at FROM revisions WHERE article_id = ? AND number = ?", found[0]
        ).fetchone()
        return from_iso(at)

    def begin(self, name: str, slot: Slot | None, at: datetime, now: datetime) -> None:
        """Note that a digest is known from now on: its first period begins `at`."""
        self._insert(name, slot, Period(at, at), now, None, None)

    def add(  # noqa: PLR0913 - what a digest has
        self, plan: DigestPlan, period: Period, now: datetime, rendered: Rendered, *, slot: Slot | None, message_id: str
    ) -> int:
        """Keep what was composed, what it told, and, where it has news, a delivery for each recipient; its id."""
        told = self.untold(plan, period)
        with transaction(self._db):
            digest = self._insert(plan.name, slot, period, now, rendered, message_id)
            self._db.conn.executemany("INSERT INTO digest_items VALUES (?, ?, ?)", [(digest, *each) for each in told])
            if rendered.items:
                self._queue(digest, dict.fromkeys(each.name for each in plan.to), now)
        return digest

    def issue(self, digest: int) -> Issue | None:
        """A composed digest that has news."""
        found = self._issues("WHERE id = ? AND items", [digest])
        return found[0] if found else None

    def newest(self, name: str, limit: int) -> tuple[Issue, ...]:
        """The newest digests of this name that have news, newest first."""
        return tuple(self._issues("WHERE name = ? AND items ORDER BY id DESC LIMIT ?", [name, limit]))

    def _insert(  # noqa: PLR0913, PLR0917 - a row's columns
        self, name: str, slot: Slot | None, period: Period, now: datetime, made: Rendered | None, message_id: str | None
    ) -> int:
        if made is None or not made.items:
            made, message_id = None, None
        texts = (made.html, made.text, made.markdown, made.entry) if made else (None,) * 4
        with transaction(self._db):
            row = self._db.execute(
                _INSERT,
                [name, slot.key if slot else None, iso(slot.at) if slot else None, iso(period.start), iso(period.end),
                 period.caught_up, iso(now), made.subject if made else "", made.items if made else 0, message_id, *texts],
            )  # fmt: skip
        assert row.lastrowid is not None  # noqa: S101 - a row was inserted
        return row.lastrowid

    def _queue(self, digest: int, recipients: Iterable[str], now: datetime) -> None:
        # a recipient that is gone is written down as such, so that the ledger tells why nothing is sent to it
        self._db.conn.executemany(
            """
            INSERT INTO deliveries (digest, recipient, state, queued_at, next_attempt_at, last_error)
            SELECT ?1, ?2, CASE WHEN since THEN ?4 ELSE ?5 END, ?3, CASE WHEN since THEN NULL ELSE ?3 END,
                CASE WHEN since THEN 'it is gone since delivery ' || since || ': retry that one to send to it again' END
            FROM (SELECT max(id) AS since FROM deliveries WHERE recipient = ?2 AND gone)
            """,
            [(digest, name, iso(now), State.REJECTED, State.QUEUED) for name in recipients],
        )

    def _issues(self, where: str, parameters: Sequence[Any]) -> list[Issue]:
        return [_issue(row) for row in self._db.execute(f"{_ISSUE} {where}", parameters)]


def _issue(row: Sequence[Any]) -> Issue:
    id_, name, message_id, composed_at, start, end, caught_up, *rendered = row
    composed, first, last = from_iso(composed_at), from_iso(start), from_iso(end)
    assert composed and first and last  # noqa: S101, PT018 - columns that are never empty
    return Issue(id_, name, message_id, composed, Period(first, last, bool(caught_up)), Rendered(*rendered))
