"""The time that one digest tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until `end`, which is not part of it; both aware, in UTC.

    `caught_up`: periods were missed before it, and this one covers them.
    """

    start: datetime
    end: datetime
    caught_up: bool = False
