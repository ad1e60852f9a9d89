from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from crawler import readers as settings
from crawler.child import Answer, ListingJob, PageJob
from crawler.core.models import Body, Listing, Reading, SourceKind, Trouble, VisitState
from crawler.readers import Readers
from tests.hostile import PAGE, Deadly, Endless, Hungry, Late, Waiting, article, job

FERRY = PageJob(article("Second ferry"))
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>
<item><title>Second ferry</title><link>https://gazette.example/ferry</link></item></channel></rss>"""
SECONDS = 0.5


def with_readers(size: int, work: Callable[[Readers], Awaitable[Any]]) -> Any:
    """What `work` gives with a pool of `size` children, which is closed afterwards."""

    async def main() -> Any:
        async with Readers(size) as pool:
            return await work(pool)

    return asyncio.run(main())


OneChild = Callable[[Callable[[Readers], Awaitable[Any]]], Any]


@pytest.fixture(scope="module")
def one_child() -> Iterator[OneChild]:
    """Runs work with a pool of one child, which is started anew after each death."""
    with asyncio.Runner() as runner:
        pool = Readers(1)

        async def done(work: Callable[[Readers], Awaitable[Any]]) -> Any:
            return await work(pool)

        yield lambda work: runner.run(done(work))
        runner.run(pool.close())


def title(answer: Answer) -> str | None:
    return answer.title if isinstance(answer, Reading) else None


def pids(pool: Readers) -> set[int]:
    return {child.process.pid for child in pool._children}


def runs(pid: int) -> bool:
    """Whether a process is there and at work: one that has ended is there until its end is asked for."""
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - no file of anyone's
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def gone(pid: int) -> bool:
    """Whether a process ends within seconds."""
    for _ in range(60):
        if not runs(pid):
            return True
        await asyncio.sleep(0.05)
    return False


# ---- answers ----------------------------------------------------------------------------------------------------------


def test_two_children_answer_two_hundred_jobs_each_with_its_own_answer() -> None:
    async def work(pool: Readers) -> tuple[list[Answer], int]:
        jobs = [PageJob(article(f"Report {number}")) for number in range(200)]
        return await asyncio.gather(*map(pool.read, jobs)), len(pids(pool))

    answers, children = with_readers(2, work)
    assert [title(answer) for answer in answers] == [f"Report {number}" for number in range(200)]
    assert children == 2


def test_listings_and_pages_are_read_by_the_same_child(one_child: OneChild) -> None:
    async def work(pool: Readers) -> tuple[Answer, Answer, int]:
        feed = ListingJob(Body("https://gazette.example/feed", FEED), SourceKind.FEED, "Gazette")
        return await pool.read(feed), await pool.read(FERRY), len(pids(pool))

    listing, reading, children = one_child(work)
    assert isinstance(listing, Listing)
    assert [candidate.url for candidate in listing.candidates] == [PAGE]
    assert (title(reading), children) == ("Second ferry", 1)


def test_no_child_is_started_before_it_is_needed() -> None:
    async def work(pool: Readers) -> set[int]:
        return pids(pool)

    assert with_readers(4, work) == set()


# ---- children that die ------------------------------------------------------------------------------------------------


DEATHS = {
    signal.SIGSEGV: "reading it crashes the parser",
    signal.SIGKILL: "reading it takes more memory than the system has",
    signal.SIGXCPU: "reading it takes more than 10 seconds of CPU",
    signal.SIGTERM: "reading it ended the reading process (SIGTERM)",
    0: "reading it ended the reading process (exit 3)",
}


def test_a_page_that_ends_its_child_is_quarantined_with_the_reason_and_the_next_is_read_by_a_new_child(
    one_child: OneChild,
) -> None:
    async def work(pool: Readers) -> tuple[list[Answer], Answer]:
        return [await pool.read(job(Deadly(number))) for number in DEATHS], await pool.read(FERRY)

    answers, after = one_child(work)
    assert answers == [Trouble(VisitState.QUARANTINED, reason) for reason in DEATHS.values()]
    assert title(after) == "Second ferry"


def test_a_page_that_takes_too_much_memory_is_quarantined_and_its_child_goes_on(one_child: OneChild) -> None:
    async def work(pool: Readers) -> tuple[Answer, Answer, int]:
        return await pool.read(job(Hungry())), await pool.read(FERRY), len(pids(pool))

    hungry, after, children = one_child(work)
    assert isinstance(hungry, Trouble)
    assert hungry.state is VisitState.QUARANTINED
    assert "1024 MB of memory" in hungry.detail
    assert (title(after), children) == ("Second ferry", 1)


@pytest.mark.parametrize("body", [Endless(), Late()], ids=["never", "late"])
def test_a_page_that_is_not_done_in_time_is_quarantined_and_its_child_ended(
    one_child: OneChild, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    async def work(pool: Readers) -> tuple[Answer, Answer, bool]:
        await pool.read(FERRY)
        (pid,) = pids(pool)
        monkeypatch.setattr(settings, "WALL_SECONDS", SECONDS)
        slow = await pool.read(job(body))
        monkeypatch.undo()
        return slow, await pool.read(FERRY), await gone(pid)

    slow, after, ended = one_child(work)
    assert slow == Trouble(VisitState.QUARANTINED, f"reading it takes more than {SECONDS} seconds")
    assert title(after) == "Second ferry"  # and not what the child has to say of the page before, too late
    assert ended


def test_a_page_that_is_never_done_keeps_no_other_waiting() -> None:
    async def work(pool: Readers) -> list[Answer]:
        endless = asyncio.create_task(pool.read(job(Waiting())))
        await asyncio.sleep(0)
        others = [await pool.read(PageJob(article(f"Report {number}"))) for number in range(10)]
        assert not endless.done()
        endless.cancel()
        return others

    assert [title(answer) for answer in with_readers(2, work)] == [f"Report {number}" for number in range(10)]


def test_a_child_that_is_killed_while_it_works_costs_its_page_alone(one_child: OneChild) -> None:
    async def work(pool: Readers) -> tuple[Answer, Answer]:
        await pool.read(FERRY)
        (pid,) = pids(pool)
        reading = asyncio.create_task(pool.read(job(Waiting())))
        await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        return await reading, await pool.read(FERRY)

    killed, after = one_child(work)
    assert isinstance(killed, Trouble)
    assert killed.state is VisitState.QUARANTINED
    assert title(after) == "Second ferry"


def test_a_child_that_died_while_it_was_idle_costs_no_page(one_child: OneChild) -> None:
    async def work(pool: Readers) -> Answer:
        await pool.read(FERRY)
        (pid,) = pids(pool)
        os.kill(pid, signal.SIGKILL)
        assert await gone(pid)
        await asyncio.sleep(0.1)
        return await pool.read(FERRY)

    assert title(one_child(work)) == "Second ferry"


def test_a_child_is_replaced_after_its_share_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "JOBS_PER_CHILD", 2)

    async def work(pool: Readers) -> list[set[int]]:
        seen = []
        for _ in range(3):
            assert title(await pool.read(FERRY)) == "Second ferry"
            seen.append(pids(pool))
        return seen

    first, second, third = with_readers(1, work)
    assert (len(first), len(second), len(third)) == (1, 0, 1)
    assert first != third


# ---- the end ----------------------------------------------------------------------------------------------------------


def test_a_reading_that_is_given_up_leaves_the_pool_as_useful_as_before(one_child: OneChild) -> None:
    async def work(pool: Readers) -> Answer:
        await pool.read(FERRY)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pool.read(job(Waiting())), SECONDS)
        return await pool.read(FERRY)

    assert title(one_child(work)) == "Second ferry"


def test_closing_leaves_no_process_also_where_one_is_at_work() -> None:
    async def work(pool: Readers) -> tuple[set[int], asyncio.Task[Answer]]:
        reading = asyncio.create_task(pool.read(job(Endless())))
        await pool.read(FERRY)
        return pids(pool), reading

    async def main() -> None:
        async with Readers(2) as pool:
            children, reading = await work(pool)
            assert len(children) == 2
        assert not any(map(runs, children))
        reading.cancel()

    asyncio.run(main())


def test_when_the_parent_is_killed_its_idle_children_end() -> None:
    program = (
        "import asyncio\nfrom crawler.readers import Readers\nfrom tests.test_readers import FERRY, pids\n"
        "async def main():\n    pool = Readers(1)\n    await pool.read(FERRY)\n    print(*pids(pool), flush=True)\n"
        "    await asyncio.sleep(60)\nasyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert runs(pid)
        parent.kill()
    assert asyncio.run(gone(pid))
