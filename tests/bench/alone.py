"""trafilatura as it comes, in two processes: what the pipeline is measured against."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from time import perf_counter

from trafilatura import bare_extraction

PROCESSES = 2


def trafilatura_alone(found: Sequence[bytes]) -> float:
    """Pages a second, with metadata, the processes warm."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        pool.map(_extract, found[: 4 * PROCESSES])
        start = perf_counter()
        pool.map(_extract, found, chunksize=8)
        return len(found) / (perf_counter() - start)


def _extract(page: bytes) -> bool:
    return bare_extraction(page, with_metadata=True) is not None
