"""The keys that a person presses: on a terminal one by one as they are pressed, elsewhere as they are read."""

from __future__ import annotations

import codecs
import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.core.keys import is_begun, keys_of

# How long until the screen is looked at again, so that it follows a window that was made smaller or larger.
_LOOK_SECONDS = 0.5
# A key's sequence comes in one piece but over a slow line; who presses Escape does not wait so long.
_REST_SECONDS = 0.1
_AT_ONCE = 4_096
# What is pasted comes between marks, so that its letters are not taken for commands.
_MARK_PASTED, _MARK_NOTHING = "\x1b[?2004h", "\x1b[?2004l"


@contextmanager
def keyboard() -> Iterator[Iterator[str]]:
    """The keys of the terminal; an empty one when nothing was pressed for a while. Leaving it, the terminal is as before."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        # not FLUSH: what was typed meanwhile stays
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        sys.stdout.write(_MARK_PASTED)
        sys.stdout.flush()
        yield _pressed(descriptor)
    finally:
        sys.stdout.write(_MARK_NOTHING)
        sys.stdout.flush()
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def script() -> Iterator[str]:
    """The keys that standard input has, to its end."""
    for line in sys.stdin:
        yield from keys_of(line)


def _pressed(descriptor: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = ""
    while True:
        if not _comes(descriptor, _REST_SECONDS if text else _LOOK_SECONDS):
            yield from keys_of(text) if text else ("",)
            text = ""
            continue
        data = os.read(descriptor, _AT_ONCE)
        if not data:  # the terminal is gone
            return
        text += decoder.decode(data)
        if not is_begun(text):
            yield from keys_of(text)
            text = ""


def _comes(descriptor: int, seconds: float) -> bool:
    return bool(select.select([descriptor], [], [], seconds)[0])
