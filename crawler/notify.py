"""What systemd is told of the service, where it started it (sd_notify(3)): a datagram to the socket that it names."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import MutableMapping
from time import CLOCK_MONOTONIC, clock_gettime_ns

# It reads as it is written to; were it hung, the service goes on without it.
_PATIENCE_SECONDS = 1.0


class Supervisor:
    """systemd. Without it each call does nothing; where it does not listen, nothing is lost.

    It takes its variables out of `environ`, since the reading processes are not the service.
    """

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        self._address = environ.pop("NOTIFY_SOCKET", "")
        usec = environ.pop("WATCHDOG_USEC", "")
        meant = environ.pop("WATCHDOG_PID", "") in {"", str(os.getpid())}
        self.alive_every: float | None = int(usec) / 2_000_000 if usec.isdigit() and int(usec) and meant else None
        """Seconds after which it wants to hear again that the service lives: half of what it waits; None: it does not ask."""

    def ready(self, status: str) -> None:
        """The service runs (again); `status` is a line for `systemctl status`."""
        self._tell("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        """A line for `systemctl status`."""
        self._tell(f"STATUS={status}")

    def reloading(self) -> None:
        """The config is being read; `ready` ends it. The time orders it among what systemd did (notify-reload)."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={clock_gettime_ns(CLOCK_MONOTONIC) // 1000}")

    def alive(self) -> None:
        """The service lives; without a word of it for WatchdogSec it is started anew."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """The service was told to stop."""
        self._tell("STOPPING=1")

    def _tell(self, *lines: str) -> None:
        if not self._address.startswith(("/", "@")):
            return
        # "@" stands for the zero byte that begins a name without a file
        address = self._address.replace("@", "\0", 1) if self._address.startswith("@") else self._address
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line,
        ):
            line.settimeout(_PATIENCE_SECONDS)
            line.sendto("\n".join(each.replace("\n", " ") for each in lines).encode(), address)
