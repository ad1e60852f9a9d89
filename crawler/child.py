"""A child process that reads pages and listings, one at a time, until its input ends.

trafilatura, lxml and feedparser can loop, blow up or crash on a hostile page. Here that costs one process, never the
service: the parent (`crawler.readers`) sets limits, kills and replaces. Jobs and answers are pickles with their length in
front, between a parent and a child of one program.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import struct
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from crawler.core.barriers import PARKED, is_parked, vendor
from crawler.core.bodies import unpack
from crawler.core.models import Body, Listing, Reading, SourceKind, Trouble, VisitState
from crawler.core.reading import read_page
from crawler.core.urls import host
from spiders.listings import parse

LENGTH = struct.Struct(">Q")
# The slowest page of the corpus takes 0.4 s of CPU; hostile ones run for minutes (FAULTS 70).
CPU_SECONDS = 10
# The interpreter with its libraries maps 350 MB, a 5 MB page needs 180 MB more; bombs ask for gigabytes.
ADDRESS_SPACE = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PageJob:
    """Read an article page. `language` is what the outlet is configured to write in."""

    body: Body = field(repr=False)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ListingJob:
    """Read a source of an outlet."""

    body: Body = field(repr=False)
    kind: SourceKind
    outlet: str
    links: str | None = None


Job = PageJob | ListingJob
Answer = Reading | Listing | Trouble


def do(job: Job) -> Answer:
    """What `job` asks for, or why it cannot be had."""
    unpacked = unpack(job.body.data, job.body.content_encoding)
    if isinstance(unpacked, Trouble):
        return unpacked
    if not unpacked.whole:
        return Trouble(
            VisitState.PARTIAL,
            "the body ended before its end: the connection or the server cut it short. It is asked for again later",
        )
    if is_parked(unpacked.data, host(job.body.url)):
        return Trouble(VisitState.WALL, "the domain is parked: it shows advertisements, or is for sale", PARKED)
    read = _read(job, unpacked.data)
    if isinstance(read, Trouble) and read.state is VisitState.WALL:
        return replace(read, by=read.by or vendor({}, unpacked.data))
    return read


def _read(job: Job, data: bytes) -> Answer:
    body = job.body
    if isinstance(job, PageJob):
        return read_page(data, body.url, body.content_type, job.language)
    return parse(job.kind, data, body.url, body.content_type, job.outlet, job.links)


def answer(job: Job) -> Answer:
    """As `do`; what it lacks of memory or breaks on is an answer, too."""
    try:
        return do(job)
    except MemoryError:
        return Trouble(VisitState.QUARANTINED, f"reading it takes more than {ADDRESS_SPACE >> 20} MB of memory")
    except RecursionError:
        return Trouble(VisitState.QUARANTINED, "its markup is nested too deeply to be read")
    except Exception as error:  # noqa: BLE001 - whatever a library raises on a hostile page concerns this page alone
        return Trouble(VisitState.QUARANTINED, f"reading it failed: {type(error).__name__}: {str(error)[:200]}")


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs until `jobs` ends."""
    while header := jobs.read(LENGTH.size):
        job = pickle.loads(jobs.read(LENGTH.unpack(header)[0]))  # noqa: S301 - from the parent process alone
        _limit_cpu()
        data = pickle.dumps(answer(job), protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(LENGTH.pack(len(data)) + data)
        answers.flush()


def _limit_cpu() -> None:
    # the kernel counts a process's whole life, so the limit moves on with each job
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Serve on standard input and output, which are taken from whatever else might print."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()  # what the libraries made at import lives for ever: the collector need not walk it for each page
    serve(jobs, answers)
