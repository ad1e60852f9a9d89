"""The door to the database: one attribute a noun."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.articles import Articles
from storage.backups import Backups
from storage.database import close_database, open_database, transaction
from storage.deliveries import Deliveries
from storage.digests import Digests
from storage.due_times import bring_forward, move_with_clock
from storage.health import Health
from storage.hosts import PausedHosts
from storage.lines import Lines
from storage.operation import Operation
from storage.pages import Pages
from storage.polls import Polls
from storage.retention import Purges
from storage.review import Review
from storage.review_reports import ReviewReports
from storage.stories import Stories
from storage.watched import WatchedTopics


class Store:
    """An open database. A context manager: leaving it closes the connection and gives up the locks.

    Opened `writable` it is the one newswatch that crawls and delivers (`DatabaseInUse` where another does), or, where it is
    not to be `owned`, writes short transactions beside that one; else it only reads.
    """

    def __init__(self, path: Path, *, writable: bool, owned: bool = True) -> None:
        self.db = open_database(path, writable=writable, owned=owned)
        self.articles = Articles(self.db)
        self.backups = Backups(self.db)
        self.deliveries = Deliveries(self.db)
        self.digests = Digests(self.db)
        self.hosts = PausedHosts(self.db)
        self.health = Health(self.db)
        self.lines = Lines(self.db)
        self.pages = Pages(self.db)
        self.operation = Operation(self.db, path)
        self.polls = Polls(self.db)
        self.review = Review(self.db)
        self.purges = Purges(self.db)
        self.stories = Stories(self.db)
        self.topics = WatchedTopics(self.db)
        self.reports = ReviewReports(self.db)

    def transaction(self) -> AbstractContextManager[object]:
        """All that is written inside is written together, or not at all."""
        return transaction(self.db)

    def move_with_clock(self, jump: timedelta) -> None:
        """Have all that is to come come when it would have come, after the clock was set by `jump`."""
        move_with_clock(self.db, jump)

    def bring_forward(self, now: datetime) -> None:
        """Have due now what a clock that ran ahead put off further than it can be."""
        bring_forward(self.db, now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        close_database(self.db)
