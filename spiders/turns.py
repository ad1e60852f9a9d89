"""Whose turn it is at each host: one request at a time, with a pause after each answer, over all crawls of the process.

The framework keeps its delays in each crawl by itself; crawls that overlap meet at a host that neither is configured with:
where a redirect leads, or where several outlets keep their articles.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from crawler.core.robots import LONGEST_DELAY

# Feeds link all over the web; beyond so many, hosts whose pause is over are forgotten.
_MOST_HOSTS = 500


@dataclass(slots=True, eq=False)
class Turn:
    """A request's turn at `host`, waited for or had. `pause`: seconds that it keeps from requests before and after it."""

    host: str
    pause: float
    crawl: object
    granted: asyncio.Future[None] = field(repr=False)


@dataclass(slots=True)
class _Line:
    """Who is at a host, and who waits; when the last one left (monotonic), and the pause that it asks for."""

    at_host: Turn | None = None
    waiting: list[Turn] = field(default_factory=list)
    left_at: float = 0.0
    pause: float = 0.0
    last: object = None  # the crawl whose turn it was, while others wait

    def first(self) -> Turn:
        """Whose turn is next: another crawl's than the last, so that a long list does not hold up a short one."""
        return next((turn for turn in self.waiting if turn.crawl is not self.last), self.waiting[0])

    def free_in(self, pause: float) -> float:
        """Seconds until a request that keeps `pause` may go."""
        return self.left_at + max(pause, self.pause) - monotonic()

    def idle(self) -> bool:
        return self.at_host is None and not self.waiting and self.free_in(LONGEST_DELAY) <= 0


class Turns:
    """One line of requests a host, in the order in which they came, crawls by turns."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    async def take(self, host: str, pause: float, crawl: object) -> Turn:
        """Wait for a turn at `host`. It must be given back. Raises what `turn_away` and `stop` are given."""
        line = self._line(host)
        turn = Turn(host, pause, crawl, asyncio.get_running_loop().create_future())
        line.waiting.append(turn)
        self._next(line)
        try:
            await turn.granted
        except asyncio.CancelledError:
            if turn in line.waiting:
                line.waiting.remove(turn)
            self.give_back(turn)
            raise
        return turn

    def give_back(self, turn: Turn) -> None:
        """The answer has come: the pause begins. One that is not at the host (any more) changes nothing."""
        line = self._lines.get(turn.host)
        if line is None or line.at_host is not turn:
            return
        line.at_host, line.left_at, line.pause = None, monotonic(), turn.pause
        line.last = turn.crawl if line.waiting else None
        self._next(line)

    def turn_away(self, host: str, error: Exception) -> None:
        """Let all who wait for `host` go, with `error`."""
        line = self._line(host)
        _refuse(line, list(line.waiting), error)

    def stop(self, crawl: object, error: Exception) -> None:
        """Let all requests of `crawl` that wait go, with `error`; those that are at their hosts end as they would."""
        for line in self._lines.values():
            _refuse(line, [turn for turn in line.waiting if turn.crawl is crawl], error)

    def leave(self, crawl: object) -> None:
        """The crawl is over: what it still has is given back."""
        for line in self._lines.values():
            if line.at_host is not None and line.at_host.crawl is crawl:
                self.give_back(line.at_host)

    def _line(self, host: str) -> _Line:
        if host not in self._lines and len(self._lines) >= _MOST_HOSTS:
            self._lines = {name: line for name, line in self._lines.items() if not line.idle()}
        return self._lines.setdefault(host, _Line())

    def _next(self, line: _Line) -> None:
        if line.at_host is not None or not line.waiting:
            return
        turn = line.first()
        left = line.free_in(turn.pause)
        if left > 0:
            asyncio.get_running_loop().call_later(left, self._next, line)
            return
        line.waiting.remove(turn)
        if turn.granted.cancelled():
            self._next(line)
            return
        line.at_host = turn
        turn.granted.set_result(None)


def _refuse(line: _Line, turns: list[Turn], error: Exception) -> None:
    for turn in turns:
        line.waiting.remove(turn)
        if not turn.granted.cancelled():
            turn.granted.set_exception(error)
