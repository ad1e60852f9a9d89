"""Room on the disk, and the log beside the database: when to stop fetching, and when to warn."""

from __future__ import annotations

from dataclasses import dataclass

# What may be written after the last look: pages under way and the log, which is folded back every 40 MB; and a person needs
# some room to act. On a small disk a twentieth of it.
RESERVE_BYTES = 200_000_000
RESERVE_SHARE = 0.05
# Fetching begins again with this much more than the reserve, so that it does not stop and start with every page.
_AGAIN = 1.25
# The log is folded back every 40 MB, and cut to this much after it grew: only a reader that keeps its transaction open makes
# it larger, or keeps it so.
LARGEST_LOG = 64_000_000


@dataclass(frozen=True, slots=True)
class Room:
    """The disk that holds the database, in bytes, and the log beside it."""

    free: int
    total: int
    log: int = 0


def reserve(room: Room) -> int:
    """What is left free, in bytes."""
    return int(min(RESERVE_BYTES, RESERVE_SHARE * room.total))


def may_fetch(room: Room, *, stopped: bool) -> bool:
    """Whether there is room to fetch; `stopped` says that there was none until now."""
    return room.free >= reserve(room) * (_AGAIN if stopped else 1)


def has_room_for(size: int, room: Room) -> bool:
    """Whether a file of so many bytes leaves the reserve free."""
    return room.free - size >= reserve(room)


def troubles(room: Room, *, stopped: bool = False) -> dict[str, str]:
    """What is wrong with the `disk` and with the `log`, each with the next step, in words. `stopped` as in `may_fetch`."""
    found = {}
    if not may_fetch(room, stopped=stopped):
        found["disk"] = (
            f"the disk is full: {room.free / 1e6:.0f} MB are free, and below {reserve(room) / 1e6:.0f} MB nothing is fetched;"
            " free some space, and it goes on by itself"
        )
    if room.log > LARGEST_LOG:
        found["log"] = (
            f"the log beside the database has grown to {room.log / 1e6:.0f} MB: something reads it and doesn't end;"
            " close the programs that have the database open"
        )
    return found
