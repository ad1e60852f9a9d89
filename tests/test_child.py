from __future__ import annotations

import gzip
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from crawler.child import ADDRESS_SPACE, LENGTH, Answer, Job, ListingJob, PageJob, answer, do
from crawler.core.models import Body, Listing, Reading, SourceKind, Trouble, VisitState
from tests.hostile import PAGE, Deep, Endless, Hungry, Noisy, article, job

FERRY = article("Second ferry")
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>
<item><title>Second ferry</title><link>https://gazette.example/ferry</link></item></channel></rss>"""


def packed(page: Body, cut: int = 0) -> Body:
    data = gzip.compress(page.data)
    return replace(page, data=data[: len(data) - cut], content_encoding="gzip")


def listing_job(text: str, kind: SourceKind = SourceKind.FEED) -> ListingJob:
    return ListingJob(Body("https://gazette.example/feed", text.encode(), "application/rss+xml"), kind, "Gazette")


# ---- what is answered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [FERRY, packed(FERRY)], ids=["plain", "packed"])
def test_a_page_is_read_as_it_came(page: Body) -> None:
    reading = do(PageJob(page))
    assert isinstance(reading, Reading)
    assert (reading.title, len(reading.paragraphs)) == ("Second ferry", 4)


def test_a_page_that_says_no_language_is_in_the_outlets() -> None:
    names = "Oslo, Bergen, Narvik, Tromsø, Bodø. " * 9
    page = f"<!doctype html><title>Oslo</title><body><article><p>{names}</p></article>".encode()
    reading = do(PageJob(replace(FERRY, data=page), language="nb"))
    assert isinstance(reading, Reading)
    assert reading.language == "nb"


def test_a_listing_is_read_as_its_outlets() -> None:
    listing = do(listing_job(FEED))
    assert isinstance(listing, Listing)
    assert [(one.outlet, one.url, one.title) for one in listing.candidates] == [("Gazette", PAGE, "Second ferry")]


@pytest.mark.parametrize(
    ("asked", "state", "words"),
    [
        (PageJob(packed(FERRY, cut=9)), VisitState.PARTIAL, "the body ended before its end"),
        (PageJob(replace(FERRY, content_encoding="zstd")), VisitState.BAD_ENCODING, "“zstd”, which was not asked for"),
        (PageJob(replace(FERRY, data=b"")), VisitState.NO_TEXT, ""),
        (listing_job(""), VisitState.BAD_FEED, "an empty answer"),
        (listing_job("<html><body>Welcome</body></html>"), VisitState.BAD_FEED, "an HTML page instead of a feed"),
    ],
)
def test_what_cannot_be_read_says_why(asked: Job, state: VisitState, words: str) -> None:
    trouble = do(asked)
    assert isinstance(trouble, Trouble)
    assert trouble.state is state
    assert words in trouble.detail


def test_what_a_library_breaks_on_is_an_answer_and_names_the_error() -> None:
    trouble = answer(job(None))
    assert isinstance(trouble, Trouble)
    assert trouble.state is VisitState.QUARANTINED
    assert trouble.detail.startswith("reading it failed: AttributeError: ")


def test_markup_that_goes_too_deep_is_an_answer() -> None:
    assert answer(job(Deep())) == Trouble(VisitState.QUARANTINED, "its markup is nested too deeply to be read")


# ---- the process ------------------------------------------------------------------------------------------------------


class Child:
    """A child process, asked by hand."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def ask(self, asked: Job) -> Answer:
        assert self.process.stdin
        assert self.process.stdout
        data = pickle.dumps(asked)
        self.process.stdin.write(LENGTH.pack(len(data)) + data)
        self.process.stdin.flush()
        size = LENGTH.unpack(self.process.stdout.read(LENGTH.size))[0]
        found: Answer = pickle.loads(self.process.stdout.read(size))  # noqa: S301 - our own
        return found

    def ends_at(self, asked: Job) -> int:
        """How the process ended instead of answering."""
        with pytest.raises(struct.error):
            self.ask(asked)
        return self.process.wait(timeout=10)


@contextmanager
def child(limits: str = "pass") -> Iterator[Child]:
    """A child process with other limits than the usual ones."""
    program = f"from crawler import child; {limits}; child.main()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield Child(process)
        finally:
            process.kill()


def title(answer: Answer) -> str | None:
    return answer.title if isinstance(answer, Reading) else None


def test_a_child_answers_one_job_after_the_other_and_ends_with_its_input() -> None:
    with child() as one:
        assert title(one.ask(PageJob(FERRY))) == "Second ferry"
        assert isinstance(one.ask(listing_job(FEED)), Listing)
        assert title(one.ask(PageJob(article("Third ferry")))) == "Third ferry"
        assert one.process.stdin
        one.process.stdin.close()
        assert one.process.wait(timeout=10) == 0


def test_neither_what_a_library_prints_nor_what_it_takes_of_memory_harms_the_next_page() -> None:
    with child() as one:
        assert title(one.ask(job(Noisy()))) == "Second ferry"
        assert one.ask(job(Hungry())) == Trouble(
            VisitState.QUARANTINED, f"reading it takes more than {ADDRESS_SPACE >> 20} MB of memory"
        )
        assert title(one.ask(PageJob(FERRY))) == "Second ferry"


def test_a_page_that_takes_too_long_ends_the_process() -> None:
    with child("child.CPU_SECONDS = 1") as one:
        assert one.ends_at(job(Endless())) == -signal.SIGXCPU


def test_the_time_limit_is_each_pages_own() -> None:
    with child("child.CPU_SECONDS = 2") as one:
        for number in range(12):
            # a quarter of a second each: three in all
            page = article(f"Report {number}", paragraphs=400)
            assert title(one.ask(PageJob(page))) == f"Report {number}"
