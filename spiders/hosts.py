"""What is known of hosts from crawl to crawl, for the life of the process: their rules, who asked for quiet, whose turn it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.core.answers import still_paused
from crawler.core.robots import Robots
from crawler.core.urls import host
from spiders.turns import Turns

_MOST_HOSTS = 500  # as many outlets as one person follows; 77 KB each, mostly the parsed rules


class RobotsCache:
    """The rules of each origin (`https://example.org`), for the life of the process."""

    def __init__(self) -> None:
        self._robots: dict[str, Robots] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def get(self, url: str) -> Robots | None:
        """The rules of the origin that `url` stands at, if they were fetched."""
        return self._robots.get(origin(url))

    def put(self, url: str, robots: Robots) -> Robots:
        """Keep the rules; those of hosts that were not asked for days are dropped, since feeds link all over the web."""
        if len(self._robots) >= _MOST_HOSTS:
            self._robots = {name: one for name, one in self._robots.items() if not one.stale(robots.fetched_at)}
            self._locks = {name: lock for name, lock in self._locks.items() if name in self._robots or lock.locked()}
        self._robots[origin(url)] = robots
        return robots

    def lock(self, url: str) -> asyncio.Lock:
        """One request for robots.txt at a time and origin."""
        return self._locks.setdefault(origin(url), asyncio.Lock())


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Pauses:
    """Until when each host is left alone. The pass of a crawl keeps it beyond the life of the process."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def set(self, name: str, until: datetime) -> None:
        """Leave the host `name` alone until then."""
        self._until[name] = until

    def get(self, name: str, now: datetime) -> datetime | None:
        """Until when `name` is left alone, if it is."""
        until = self._until.get(name)
        return until if still_paused(until, now) else None

    def move_with_clock(self, jump: timedelta) -> None:
        """Have each pause end when it would have ended, after the clock was set by `jump`."""
        self._until = {name: until + jump for name, until in self._until.items()}

    def all_until(self, addresses: Iterable[str], now: datetime) -> datetime | None:
        """When the first of the hosts of `addresses` may be asked again; None where one may be now."""
        until = [self.get(host(url), now) for url in addresses]
        return min((one for one in until if one), default=None) if all(until) else None


@dataclass
class Hosts:
    """All of it, and whose turn it is."""

    robots: RobotsCache = field(default_factory=RobotsCache)
    pauses: Pauses = field(default_factory=Pauses)
    turns: Turns = field(default_factory=Turns)
