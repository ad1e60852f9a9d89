"""Polls, visits, and what a poll leaves behind: the outlet's state and its sources' validators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.core.cadence import learn, watched
from crawler.core.dates import from_iso, iso
from crawler.core.due import is_due, next_poll
from crawler.core.models import Outlet, Source, SourceKind, Visit
from crawler.core.polls import Finished, Tally
from storage.database import transaction
from storage.publishing import keep_hours, lately, week_of

_SECOND = timedelta(seconds=1)


class Polls:
    """The tables `polls`, `visits`, `outlets` and `sources`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep_outlets(self, outlets: Iterable[Outlet], now: datetime) -> None:
        """Take over the configured outlets; one that is configured no more stays, as removed."""
        rows = [(outlet.name, outlet.home, outlet.language, iso(now), iso(now)) for outlet in outlets]
        with transaction(self._db):
            self._db.conn.executemany(
                """
                INSERT INTO outlets (name, home, language, state, next_poll_at, first_seen_at) VALUES (?, ?, ?, 'active', ?, ?)
                ON CONFLICT (name) DO UPDATE SET home = excluded.home, language = excluded.language,
                    state = CASE state WHEN 'removed' THEN 'active' ELSE state END
                """,
                rows,
            )
            names = [row[0] for row in rows]
            marks = ", ".join("?" * len(names))
            self._db.execute(f"UPDATE outlets SET state = 'removed' WHERE name NOT IN ({marks})", names)  # noqa: S608 - marks alone

    def due(self, now: datetime) -> set[str]:
        """The outlets whose next poll is due."""
        rows = self._db.execute("SELECT name, next_poll_at, last_poll_at FROM outlets WHERE state != 'removed'")
        return {name for name, at, last in rows if is_due(from_iso(at) or now, from_iso(last), now)}

    def last_ok_at(self, outlet: str) -> datetime | None:
        """When a poll of the outlet last ended well."""
        row = self._db.execute("SELECT last_ok_at FROM outlets WHERE name = ?", [outlet]).fetchone()
        return from_iso(row[0]) if row else None

    def sources(self, outlet: str) -> list[tuple[Source, int]]:
        """The outlet's remembered sources, each with how often it failed in a row."""
        rows = self._db.execute(
            "SELECT kind, url, links, found_from, etag, last_modified, body_hash, fetched_at, first_seen_at, first_read_at,"
            " ttl, failures FROM sources WHERE outlet = ? ORDER BY rowid",
            [outlet],
        )
        return [
            (
                Source(
                    outlet, SourceKind(kind), url, links, found_from, etag, modified, body_hash, from_iso(fetched),
                    from_iso(first_seen), from_iso(first_read), _seconds(ttl),
                ),
                failures,
            )
            for kind, url, links, found_from, etag, modified, body_hash, fetched, first_seen, first_read, ttl, failures in rows
        ]  # fmt: skip

    def begin(self, outlet: str, now: datetime, *, pages_only: bool = False) -> int:
        """Open a poll, or a look at the pages alone that are due; its id."""
        with transaction(self._db):
            row = self._db.execute(
                "INSERT INTO polls (outlet, started_at, pages_only) VALUES (?, ?, ?)", [outlet, iso(now), pages_only]
            )
        assert row.lastrowid is not None  # noqa: S101 - a row was inserted
        return row.lastrowid

    def under_way(self) -> list[datetime]:
        """When each poll began that has not ended."""
        rows = self._db.execute("SELECT started_at FROM polls WHERE outcome IS NULL")
        return [at for (text,) in rows if (at := from_iso(text))]

    def add_visit(self, poll_id: int, visit: Visit) -> None:
        """Record a request's end."""
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO visits (poll_id, url, state, http_status, bytes, ms, detail, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    poll_id,
                    visit.url,
                    visit.state,
                    visit.http_status,
                    visit.bytes,
                    visit.ms,
                    visit.detail,
                    iso(visit.at),
                ],
            )

    def finish(self, poll_id: int, finished: Finished) -> None:
        """Close a poll whose every request has ended, with all that it leaves behind."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE polls SET finished_at = ?, outcome = ?, listed = ?, listed_new = ?, fetched = ?, new = ?, changed = ?,"
                " failed = ? WHERE id = ?",
                [iso(finished.at), finished.outcome, finished.listed, len(finished.first_listed), finished.fetched,
                 finished.new, finished.changed, finished.failed, poll_id],
            )  # fmt: skip
            self._keep_sources(finished)
            self._forget_children(finished)
            if finished.pages_only:
                self._keep_last_new(finished)
            else:
                self._keep_state(finished)

    def cut_short(self, poll_id: int, tally: Tally, now: datetime) -> None:
        """Close a poll that was stopped before its end, with what it brought until then."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE polls SET finished_at = ?, outcome = 'cut_short', listed = ?, fetched = ?, new = ?, changed = ?,"
                " failed = ? WHERE id = ? AND outcome IS NULL",
                [iso(now), tally.listed, tally.fetched, tally.new, tally.changed, tally.failed, poll_id],
            )

    def close_cut_short(self, now: datetime) -> int:
        """Close the polls that a crash cut short; how many there were."""
        with transaction(self._db):
            done = self._db.execute(
                "UPDATE polls SET finished_at = ?, outcome = 'cut_short' WHERE outcome IS NULL", [iso(now)]
            )
        return done.rowcount

    def _keep_sources(self, finished: Finished) -> None:
        self._db.conn.executemany(
            """
            INSERT INTO sources (outlet, url, kind, links, found_from, etag, last_modified, body_hash, fetched_at,
                                 last_visit_at, trouble, failures, first_seen_at, first_read_at, ttl)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (outlet, url) DO UPDATE SET kind = excluded.kind, links = excluded.links,
                found_from = excluded.found_from, etag = excluded.etag, last_modified = excluded.last_modified,
                body_hash = excluded.body_hash, fetched_at = excluded.fetched_at, last_visit_at = excluded.last_visit_at,
                trouble = excluded.trouble, failures = CASE WHEN excluded.failures = 0 THEN 0 ELSE failures + 1 END,
                first_seen_at = coalesce(first_seen_at, excluded.first_seen_at),
                first_read_at = coalesce(first_read_at, excluded.first_read_at), ttl = excluded.ttl
            """,
            [
                (s.outlet, s.url, s.kind, s.links, s.found_from, s.etag, s.last_modified, s.body_hash, iso(s.fetched_at),
                 iso(finished.at), trouble, 0 if trouble is None else 1, iso(s.first_seen_at), iso(s.first_read_at),
                 s.ttl // _SECOND)
                for s, trouble in finished.sources
            ],
        )  # fmt: skip

    def _forget_children(self, finished: Finished) -> None:
        """Forget the sitemaps that an index named once and names no more."""
        for index, children in finished.indexes:
            marks = ", ".join("?" * len(children))
            self._db.execute(
                f"DELETE FROM sources WHERE outlet = ? AND found_from = ? AND url NOT IN ({marks})",  # noqa: S608 - marks alone
                [finished.outlet, index, *children],
            )

    def _keep_last_new(self, finished: Finished) -> None:
        self._db.execute(
            "UPDATE outlets SET last_new_at = ? WHERE name = ? AND ?",
            [iso(finished.at), finished.outlet, finished.new > 0],
        )

    def _keep_state(self, finished: Finished) -> None:
        failed = finished.outcome == "failed"
        failures, next_poll_at = self._next(finished)
        self._db.execute(
            """
            UPDATE outlets SET state = CASE state WHEN 'removed' THEN state ELSE ? END, trouble = ?, failures = ?,
                next_poll_at = ?, last_poll_at = ?,
                last_ok_at = CASE WHEN ? THEN last_ok_at ELSE ? END,
                last_new_at = CASE WHEN ? THEN ? ELSE last_new_at END
            WHERE name = ?
            """,
            [
                "active" if finished.outcome == "ok" else "trouble",
                finished.trouble,
                failures,
                iso(next_poll_at),
                iso(finished.at),
                failed,
                iso(finished.at),
                finished.new > 0,
                iso(finished.at),
                finished.outlet,
            ],
        )

    def _next(self, finished: Finished) -> tuple[int, datetime]:
        """The polls in a row that brought nothing, and when the next one comes. Learns from one that brought something."""
        name, now = finished.outlet, finished.at
        row = self._db.execute(
            "SELECT failures, last_poll_at, last_ok_at FROM outlets WHERE name = ?", [name]
        ).fetchone()
        week = week_of(self._db, name)
        if finished.failure is None:
            hours = watched(week, finished.first_listed, from_iso(row[2]), now)
            keep_hours(self._db, name, hours)
            week = {**week, **hours}
        failures = 0 if finished.failure is None else row[0] + 1
        rhythm = learn(week, finished.every, now)
        own_network = not self._any_reached_since(row[1])
        return failures, next_poll(finished, rhythm, lately(self._db, name, now), failures, own_network=own_network)

    def _any_reached_since(self, last_poll_at: str | None) -> bool:
        (newest,) = self._db.execute("SELECT max(last_ok_at) FROM outlets").fetchone()
        return newest is not None and last_poll_at is not None and newest >= last_poll_at


def _seconds(number: int | None) -> timedelta:
    return timedelta(seconds=number or 0)
