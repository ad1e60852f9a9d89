"""A person's turn at the queue: what keys ask for, done in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from crawler.clock import clock
from crawler.core.query import Query, QueryProblem, parse
from crawler.core.queue_filter import Place, QueueFilter
from crawler.core.review import Standing, Verdict
from crawler.core.review_page import STANDINGS, done, link
from crawler.core.review_screen import (
    Browse,
    Entry,
    Intent,
    Quit,
    Say,
    Screen,
    Search,
    TakeBack,
    continued,
    loaded,
    press,
    spoken,
    taken_back,
)
from crawler.core.story_wording import counted
from storage.reports import Row
from storage.review import Noun, Subject
from storage.review_reports import ReviewReports
from storage.reviewed import standings
from storage.search import SearchTooSlow, bounded
from storage.store import Store

# Stories that are read at once: more than a screen has lines.
_BATCH = 50
Wanted = Callable[[Query | None], Iterator[Row]]


def queue(reports: ReviewReports, filters: Sequence[QueueFilter], since: datetime | None) -> Wanted:
    """The stories that each of the filters asks for, one filter after the other, read as they are gone through."""

    def found(query: Query | None) -> Iterator[Row]:
        for wanted in filters:
            after: Place | None = None
            while batch := reports.queue(wanted, since, query, after, _BATCH):
                yield from batch
                last = batch[-1]
                after = Place(last["outlets"], last["last_activity_at"], last["id"])

    return found


class Session:
    """What is on the screen, with the rows that it shows, and the message that the last key left."""

    def __init__(self, store: Store, wanted: Wanted, *, by: str, browse: Callable[[str], object]) -> None:
        self.store = store
        self._browse = browse
        self.screen = Screen()
        self.rows: dict[int, Row] = {}
        self._shown_at: dict[int, datetime] = {}
        self.message = ""
        self._wanted = wanted
        self._by = by
        self._coming: Iterator[Row] = iter(())
        self._goes_on = False
        self._load("")

    @property
    def current(self) -> Row | None:
        """The story under the cursor."""
        entry = self.screen.current
        return self.rows[entry.id] if entry else None

    @property
    def loaded(self) -> str:
        """How many stories the list has, as far as they were read."""
        return f"{len(self.screen.entries)}{'+' if self._goes_on else ''}"

    def turn_over(self, leaves: int) -> None:
        """The story that is open has so many pages."""
        self.screen = replace(self.screen, leaves=max(1, leaves), leaf=min(self.screen.leaf, max(0, leaves - 1)))

    def press(self, key: str) -> bool:
        """Do what the key asks for; False when it asks to leave."""
        self.message = ""
        self.screen, intent = press(self.screen, key)
        if isinstance(intent, Quit):
            return False
        if intent is not None:
            self._do(intent)
        if self.screen.opened and self.screen.current:  # it is read anew to be drawn
            self._shown_at[self.screen.current.id] = clock()
        if self._goes_on and self.screen.at >= len(self.screen.entries) - 1:
            self.screen = continued(self.screen, self._more())
        return True

    def _do(self, intent: Intent) -> None:
        match intent:
            case Say(stories, verdict, note):
                self._say(stories, verdict, note)
            case TakeBack(verdict_ids):
                self._take_back(verdict_ids)
            case Search(query):
                self._load(query)
            case Browse(story):
                self._show_address(self.rows[story]["lead_url"])

    def _say(self, stories: Sequence[int], verdict: Verdict | None, note: str | None) -> None:
        subjects = [Subject(Noun.STORY, story) for story in stories]
        # what is edited behind the screen was not seen
        seen_at = min(self._shown_at[story] for story in stories)
        ids = self.store.review.say(subjects, verdict=verdict, note=note, by=self._by, now=clock(), seen_at=seen_at)
        said = self.store.reports.said(ids)
        self.screen = spoken(self.screen, ids, self._refreshed(said))
        told = done(said) if verdict else f"noted on {counted(len(said), 'story')}"
        self.message = f"{told}: {self.rows[stories[0]]['title']}" if len(stories) == 1 else told

    def _take_back(self, verdict_ids: Sequence[int]) -> None:
        if not verdict_ids:
            self.message = "nothing was said that could be taken back"
            return
        ids = self.store.review.take_back(verdict_ids, by=self._by, now=clock())
        said = self.store.reports.said(ids)
        self.screen = taken_back(self.screen, self._refreshed(said))
        stands = {STANDINGS[Standing(self.rows[row["story"]]["standing"])] for row in said if row["story"] in self.rows}
        if len(ids) == len(verdict_ids):
            self.message = f"taken back: {counted(len(ids), 'story')}, {' and '.join(sorted(stands)) or 'as before'}"
        else:
            self.message = "somebody had another word since: that stands"

    def _refreshed(self, said: Iterable[Row]) -> dict[int, str]:
        """Bring the rows of these stories up to date; the notes on them."""
        now = standings(self.store.db, [row["story"] for row in said])
        for row in now:
            if row["story"] in self.rows:
                self.rows[row["story"]] |= {name: row[name] for name in ("standing", "verdict", "note", "by")}
        return {row["story"]: row["note"] or "" for row in now}

    def _load(self, query: str) -> None:
        parsed = parse(query) if query else None
        if isinstance(parsed, QueryProblem):
            self.message = f"{parsed.message} (at character {parsed.position + 1})"
            return
        read_at = clock()
        coming = self._wanted(parsed if parsed and not parsed.everything else None)
        try:
            with bounded(self.store.db):
                first = list(islice(coming, _BATCH))
        except SearchTooSlow as error:
            self.message = str(error)
            return
        self.rows, self._coming = {}, coming
        self.screen = loaded(self.screen, self._entries(first, read_at), query)

    def _more(self) -> list[Entry]:
        read_at = clock()
        return self._entries(list(islice(self._coming, _BATCH)), read_at)

    def _entries(self, rows: Sequence[Row], read_at: datetime) -> list[Entry]:
        self._goes_on = len(rows) == _BATCH
        new = [row for row in rows if row["id"] not in self.rows]
        self.rows |= {row["id"]: row for row in new}
        self._shown_at |= {row["id"]: read_at for row in new}
        return [Entry(row["id"], row["note"] or "") for row in new]

    def _show_address(self, url: str) -> None:
        address = link(url)
        self.message = address or "its address is none of a web page"
        if address:
            self._browse(address)
