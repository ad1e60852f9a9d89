"""newswatch whose service ticks ten times as often, so that hundreds of polls take minutes: `python -m tests.bench.hurried run`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from crawler import service
from crawler.cli import main
from tests.end_to_end.desk import environment

TICK_SECONDS = 0.5


def start(folder: Path) -> subprocess.Popen[str]:
    """Start the service in `folder`; what it says goes to a file there, since a full pipe would hold it up."""
    with (folder / "said.txt").open("a", encoding="utf-8") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.bench.hurried", "run"],
            cwd=folder,
            env=environment(PYTHONPATH=str(Path(__file__).parents[2])),
            text=True,
            stdout=said,
            stderr=said,
        )


if __name__ == "__main__":
    service.TICK_SECONDS = TICK_SECONDS  # type: ignore[assignment] # a fraction
    main()
