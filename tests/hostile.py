"""Bodies that do to a reading process what a hostile page may make a library do. A child process finds them by their names.

They do it when their bytes are asked for, which only the child does.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any, cast

from crawler.child import PageJob
from crawler.core.models import Body

PAGE = "https://gazette.example/ferry"


def article(title: str, paragraphs: int = 4) -> Body:
    """An article of some paragraphs, each of which names its title."""
    text = "".join(
        f"<p>The harbour office said that “{title}” is report number {n} on the new boat to the northern islands.</p>"
        for n in range(paragraphs)
    )
    page = f"<!doctype html><title>{title}</title><body><article><h1>{title}</h1>{text}</article>"
    return Body(PAGE, page.encode(), "text/html; charset=utf-8")


def job(body: Any) -> PageJob:
    """The job of reading `body`."""
    return PageJob(cast("Body", body))


class Endless:
    """Reading it never ends, and keeps a processor busy."""

    @property
    def data(self) -> bytes:
        while True:
            pass


class Waiting:
    """Reading it never ends, and does nothing meanwhile."""

    @property
    def data(self) -> bytes:
        while True:
            time.sleep(60)


class Late:
    """Reading it takes a second."""

    url, content_type, content_encoding = PAGE, "text/html", None

    @property
    def data(self) -> bytes:
        time.sleep(1)
        return article("Late").data


class Hungry:
    """Reading it takes two gigabytes."""

    @property
    def data(self) -> bytes:
        return b"x" * (2 << 30)


class Deep:
    """Reading it goes deeper than the interpreter."""

    @property
    def data(self) -> bytes:
        return self.data


class Deadly:
    """Reading it ends the process: by a signal, or in order where that is 0."""

    def __init__(self, number: int) -> None:
        self._number = number

    @property
    def data(self) -> bytes:
        if self._number == 0:
            os._exit(3)
        os.kill(os.getpid(), self._number)
        signal.pause()
        return b""


class Noisy:
    """Reading it writes to standard output, as libraries in C do."""

    url, content_type, content_encoding = PAGE, "text/html", None

    @property
    def data(self) -> bytes:
        os.write(1, b"warning: " * 100)
        return article("Second ferry").data
