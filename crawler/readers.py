"""The child processes that read pages and listings: limits, kills, replacements. See `crawler.child`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from crawler.child import ADDRESS_SPACE, CPU_SECONDS, LENGTH, Answer, Job, ListingJob
from crawler.core.models import Body, Listing, Reading, Source, Trouble, VisitState

# Twice the CPU limit: a child that waits for its share of a busy machine is not hung.
WALL_SECONDS = 2 * CPU_SECONDS
# Allocators do not give everything back; a new child costs 0.7 s of CPU, so this adds 0.4 ms a page.
JOBS_PER_CHILD = 2_000

_CAUSES = {
    signal.SIGXCPU: f"reading it takes more than {CPU_SECONDS} seconds of CPU",
    signal.SIGKILL: "reading it takes more memory than the system has",
    signal.SIGSEGV: "reading it crashes the parser",
    signal.SIGABRT: f"reading it crashes the parser or takes more than {ADDRESS_SPACE >> 20} MB",
}


@dataclass(slots=True, eq=False)
class _Child:
    process: asyncio.subprocess.Process
    jobs: int = 0

    async def ask(self, job: Job) -> Answer:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None  # noqa: S101 - a child is started with both pipes
        assert stdout is not None  # noqa: S101 - as above
        data = pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)
        stdin.write(LENGTH.pack(len(data)) + data)
        await stdin.drain()
        size = LENGTH.unpack(await stdout.readexactly(LENGTH.size))[0]
        answer: Answer = pickle.loads(await stdout.readexactly(size))  # noqa: S301 - from our own child alone
        self.jobs += 1
        return answer

    async def died(self) -> int:
        """How it ended. Waited for: to kill it now would reap it, and hide the reason from the loop's own watcher."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self.process.wait(), 1)
        return await self.end()

    async def end(self) -> int:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        return await self.process.wait()


class Readers:
    """A pool of child processes, started as they are needed; an async context manager.

    `read` never raises for a page's sake: a child that dies or hangs is replaced, and its page answered with a Trouble.
    """

    def __init__(self, size: int | None = None) -> None:
        self.size = size or os.cpu_count() or 1
        self._free: asyncio.LifoQueue[_Child | None] = asyncio.LifoQueue()
        for _ in range(self.size):
            self._free.put_nowait(None)
        self._children: set[_Child] = set()

    async def read(self, job: Job) -> Answer:
        """The job's answer, when a child is free and has given it."""
        child = await self._free.get()
        keep = False
        if child is not None and child.process.returncode is not None:
            self._children.discard(child)  # it died while it was idle: that costs no page
            child = None
        try:
            child = child or await self._start()
            answer = await self._ask(child, job)
            keep = child.process.returncode is None and child.jobs < JOBS_PER_CHILD
        except OSError as error:  # the system has no process or memory to spare: the page is tried again later
            answer = Trouble(VisitState.QUARANTINED, f"no reading process could be started ({error.strerror})")
        finally:
            if child is not None and not keep:
                self._children.discard(child)
                await child.end()
            self._free.put_nowait(child if keep else None)
        return answer

    async def read_listing(self, source: Source, body: Body) -> Listing | Trouble:
        """What a source's body lists."""
        answer = await self.read(ListingJob(body, source.kind, source.outlet, source.links))
        assert not isinstance(answer, Reading)  # noqa: S101 - a listing job is answered so
        return answer

    async def close(self) -> None:
        """End every child."""
        children, self._children = self._children, set()
        for child in children:
            await child.end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from crawler.child import main; main()",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent, which then ends its children
        )
        child = _Child(process)
        self._children.add(child)
        return child

    async def _ask(self, child: _Child, job: Job) -> Answer:
        try:
            return await asyncio.wait_for(child.ask(job), WALL_SECONDS)
        except TimeoutError:
            await child.end()  # its late answer must not be taken for the next job's
            return Trouble(VisitState.QUARANTINED, f"reading it takes more than {WALL_SECONDS} seconds")
        except (asyncio.IncompleteReadError, ConnectionError):
            return Trouble(VisitState.QUARANTINED, _cause(await child.died()))


def _cause(returncode: int) -> str:
    try:
        died_of = signal.Signals(-returncode)
    except ValueError:
        return f"reading it ended the reading process (exit {returncode})"
    return _CAUSES.get(died_of, f"reading it ended the reading process ({died_of.name})")
