"""The ledger: each digest on its way to each recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.core.dates import from_iso, iso
from crawler.core.deliveries import Delivery, State
from storage.database import named, transaction

_COLUMNS = "SELECT id, digest, recipient, state, queued_at, attempts, unknowns, next_attempt_at, last_error, gone FROM deliveries"
Row = dict[str, Any]


class Deliveries:
    """The table `deliveries`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def due(self, now: datetime) -> list[Delivery]:
        """The deliveries whose next attempt is due, those that waited longest first."""
        return self._read("WHERE next_attempt_at <= ? ORDER BY next_attempt_at, id", [iso(now)])

    def under_way(self) -> list[Delivery]:
        """The deliveries that are being sent; at a start, those that a crash cut off."""
        return self._read("WHERE state = 'sending' ORDER BY id", [])

    def of(self, digest: int) -> list[Delivery]:
        """A digest's deliveries."""
        return self._read("WHERE digest = ? ORDER BY id", [digest])

    def one(self, delivery_id: int) -> Delivery:
        """The delivery of this id, which there is."""
        (found,) = self._read("WHERE id = ?", [delivery_id])
        return found

    def sending(self, delivery: Delivery) -> None:
        """Note that an attempt begins. Committed before anything is sent, so that a crash cannot hide it."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE deliveries SET state = ?, next_attempt_at = NULL WHERE id = ?", [State.SENDING, delivery.id]
            )

    def write(self, delivery: Delivery, now: datetime) -> None:
        """Write down how a delivery stands."""
        arrived = iso(now) if delivery.state is State.DELIVERED else None
        with transaction(self._db):
            self._db.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, unknowns = ?, next_attempt_at = ?, last_error = ?, gone = ?,"
                " delivered_at = ? WHERE id = ?",
                [delivery.state, delivery.attempts, delivery.unknowns, iso(delivery.next_attempt_at), delivery.last_error,
                 delivery.gone, arrived, delivery.id],
            )  # fmt: skip

    def retry(self, delivery_id: int, now: datetime) -> State | None:
        """Have a delivery attempted again at once, for as long as a new one; its state until now, None for no such one.

        One that arrived, or that is being sent, is left as it is.
        """
        with transaction(self._db):  # with the look at its state: the service may be about to send it
            found = self._read("WHERE id = ?", [delivery_id])
            if found and found[0].state not in {State.DELIVERED, State.SENDING}:
                self._db.execute(
                    "UPDATE deliveries SET state = ?, queued_at = ?, next_attempt_at = ?, gone = 0 WHERE id = ?",
                    [State.QUEUED, iso(now), iso(now), delivery_id],
                )
        return found[0].state if found else None

    def rows(self, limit: int) -> list[Row]:
        """The ledger as people and programs read it, newest first."""
        cursor = self._db.execute(
            "SELECT deliveries.id, name, subject, composed_at, recipient, state, attempts, unknowns, queued_at, next_attempt_at,"
            " delivered_at, last_error FROM deliveries JOIN digests ON digests.id = digest ORDER BY deliveries.id DESC LIMIT ?",
            [limit],
        )
        return named(cursor)

    def digest_of(self, delivery_id: int) -> tuple[int, str] | None:
        """The digest that a delivery delivers, and its recipient."""
        found = self._db.execute("SELECT digest, recipient FROM deliveries WHERE id = ?", [delivery_id]).fetchone()
        return (found[0], found[1]) if found else None

    def _read(self, where: str, parameters: Sequence[Any]) -> list[Delivery]:
        return [_delivery(row) for row in self._db.execute(f"{_COLUMNS} {where}", parameters)]


def _delivery(row: Sequence[Any]) -> Delivery:
    id_, digest, recipient, state, queued_at, attempts, unknowns, due, error, gone = row
    queued = from_iso(queued_at)
    assert queued is not None  # noqa: S101 - a column that is never empty
    return Delivery(id_, digest, recipient, State(state), queued, attempts, unknowns, from_iso(due), error, bool(gone))
