"""Outlets' troubles and habits, written at a poll's end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.core.dates import from_iso, iso, read_iso
from crawler.core.habits import Habits, learn
from crawler.core.health import Network, OutletTrouble, Verdicts, judge, of_network, unconfirmed
from crawler.core.polls import UNREACHABLE
from crawler.core.rhythm import Pause, Pauses, Rhythm
from crawler.core.signs import Checkup, Kind
from crawler.core.thinning import Form, Forms
from storage.database import transaction

_COLUMNS = "id, outlet, kind, by, since, detail, addresses, polls, confirmed_at, ended_at, ending"


class Health:
    """The tables `troubles` and `habits`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, seen: Checkup) -> list[OutletTrouble]:
        """Take over what a poll tells of an outlet's health; the troubles that begin or have ended with it."""
        with transaction(self._db):
            before = self._open("outlet = ?", [seen.outlet])
            habits, history = learn(self._habits(seen.outlet), seen, [t for t in before if t.confirmed_at])
            self._keep_habits(seen.outlet, habits)
            verdicts = judge(before, seen, history)
            self._note_reached(seen)
            network = self._network(verdicts)
            ours = of_network(network, seen)
            if seen.unreachable and (network.trouble or ours):
                verdicts = unconfirmed(verdicts, before)
            kept = [*verdicts.kept, *([ours] if ours else [])]
            for trouble in kept:
                self._write(trouble)
            self._drop(verdicts.dropped)
            if ours and ours.ended_at:
                self._forget_unreachable()
        return [trouble for trouble in kept if trouble.ended_at or trouble.confirmed_at == seen.at]

    def open(self) -> list[OutletTrouble]:
        """The troubles that last of outlets that are configured, and of the network, in the order in which they were found."""
        watched = "outlet IN (SELECT name FROM outlets WHERE state != 'removed')"
        return self._open(f"confirmed_at IS NOT NULL AND (outlet IS NULL OR {watched})", [])

    def told_since(self, start: datetime, end: datetime) -> list[OutletTrouble]:
        """The troubles that were found, or ended, from `start` until before `end`."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM troubles WHERE confirmed_at >= ?1 AND confirmed_at < ?2"  # noqa: S608 - our own names
            f" UNION SELECT {_COLUMNS} FROM troubles WHERE ended_at >= ?1 AND ended_at < ?2 ORDER BY id",
            [iso(start), iso(end)],
        )
        return [_trouble(row) for row in rows]

    def _open(self, where: str, parameters: Sequence[Any]) -> list[OutletTrouble]:
        sql = f"SELECT {_COLUMNS} FROM troubles WHERE ended_at IS NULL AND {where} ORDER BY id"  # noqa: S608 - our own words
        return [_trouble(row) for row in self._db.execute(sql, parameters)]

    def _network(self, verdicts: Verdicts) -> Network:
        """What is known of all outlets, this one's verdicts included, that are not written yet."""
        mine = [t for t in verdicts.kept if t.kind is Kind.FAILING and t.by in UNREACHABLE and not t.ended_at]
        marks = ", ".join("?" * len(UNREACHABLE))
        outlet = mine[0].outlet if mine else None
        (count,) = self._db.execute(
            f"SELECT count(DISTINCT outlet) FROM troubles WHERE ended_at IS NULL AND confirmed_at IS NULL"  # noqa: S608 - marks alone
            f" AND kind = 'failing' AND outlet IS NOT ? AND by IN ({marks})",
            [outlet, *UNREACHABLE],
        ).fetchone()
        (reached,) = self._db.execute("SELECT max(reached_at) FROM outlets").fetchone()
        ours = self._open("outlet IS NULL", [])
        trouble = ours[0] if ours else None
        if not mine:
            return Network(from_iso(reached), count, None, trouble=trouble)
        return Network(from_iso(reached), count + 1, mine[0].since, mine[0].polls, trouble)

    def _note_reached(self, seen: Checkup) -> None:
        if not seen.unreachable:
            self._db.execute("UPDATE outlets SET reached_at = ? WHERE name = ?", [iso(seen.began_at), seen.outlet])

    def _forget_unreachable(self) -> None:
        """Suspicions from while the network was down are nobody's."""
        marks = ", ".join("?" * len(UNREACHABLE))
        self._db.execute(
            f"DELETE FROM troubles WHERE confirmed_at IS NULL AND kind = 'failing' AND by IN ({marks})",  # noqa: S608 - marks alone
            [*UNREACHABLE],
        )

    def _write(self, trouble: OutletTrouble) -> None:
        self._db.execute(
            f"INSERT OR REPLACE INTO troubles ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            [trouble.id, trouble.outlet, trouble.kind, trouble.by, iso(trouble.since), trouble.detail,
             json.dumps(sorted(trouble.addresses)), trouble.polls, iso(trouble.confirmed_at), iso(trouble.ended_at), trouble.ending],
        )  # fmt: skip

    def _drop(self, troubles: Sequence[OutletTrouble]) -> None:
        self._db.conn.executemany("DELETE FROM troubles WHERE id = ?", [(trouble.id,) for trouble in troubles])

    def _habits(self, outlet: str) -> Habits | None:
        row = self._db.execute("SELECT rhythm, forms FROM habits WHERE outlet = ?", [outlet]).fetchone()
        return Habits(_rhythm(json.loads(row[0])), _forms(json.loads(row[1]))) if row else None

    def _keep_habits(self, outlet: str, habits: Habits) -> None:
        rhythm = {name: iso(v) if isinstance(v, datetime) else v for name, v in asdict(habits.rhythm).items()}
        forms = [
            [[iso(f.at), f.length, f.dated, f.signed, f.pictured] for f in part]
            for part in (habits.forms.before, habits.forms.newest)
        ]
        self._db.execute(
            "INSERT OR REPLACE INTO habits (outlet, rhythm, forms) VALUES (?, ?, ?)",
            [outlet, json.dumps(rhythm), json.dumps(forms)],
        )


def _trouble(row: Sequence[Any]) -> OutletTrouble:
    id_, outlet, kind, by, since, detail, addresses, polls, confirmed, ended, ending = row
    return OutletTrouble(
        outlet,
        Kind(kind),
        by,
        read_iso(since),
        detail,
        frozenset(json.loads(addresses)),
        polls,
        from_iso(confirmed),
        from_iso(ended),
        ending,
        id_,
    )


def _rhythm(stored: dict[str, Any]) -> Rhythm:
    last = stored.pop("last_new_at")
    return Rhythm(
        since=read_iso(stored.pop("since")),
        seen_at=read_iso(stored.pop("seen_at")),
        last_new_at=from_iso(last),
        weekdays=tuple(stored.pop("weekdays")),
        hours=tuple(stored.pop("hours")),
        pauses=Pauses(**stored.pop("pauses")),
        pause=Pause(**stored.pop("pause")),
        **stored,
    )


def _forms(stored: list[list[list[Any]]]) -> Forms:
    before, newest = (tuple(Form(read_iso(at), *rest) for at, *rest in part) for part in stored)
    return Forms(before, newest)
