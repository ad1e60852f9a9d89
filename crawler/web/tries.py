"""Wrong passwords, and how long whoever said them waits."""

from __future__ import annotations

from collections import OrderedDict

# A person mistypes; a program that guesses is slowed to one guess a minute.
_FREE = 3
_LONGEST_SECONDS = 60.0
# Those who guess from more addresses than this at once have one guess a minute from each of the rest.
_REMEMBERED = 1000


class Tries:
    """Counts the wrong tries from each address. Times are seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        """Nobody has tried."""
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def pause(self, client: str, now: float) -> float:
        """How many seconds `client` still has to wait before a password of its is looked at."""
        wrong, last = self._wrong.get(client, (0, now))
        length = min(2.0 ** (wrong - _FREE), _LONGEST_SECONDS) if wrong >= _FREE else 0.0
        return max(0.0, last + length - now)

    def failed(self, client: str, now: float) -> None:
        """A wrong password came from `client`."""
        wrong, _ = self._wrong.pop(client, (0, now))
        self._wrong[client] = (wrong + 1, now)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

    def passed(self, client: str) -> None:
        """The right password came from `client`."""
        self._wrong.pop(client, None)
