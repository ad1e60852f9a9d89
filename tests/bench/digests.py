"""`python -m tests.bench.digests [TITLES]`: what generated titles do to a digest, and how long one takes to build.

A build is timed of digests whose every part holds one of the titles. What a real parser finds in digests of a hundred
titles each is counted: markup that could run; and, title by title, lines in a mail's header that were not there.
"""

from __future__ import annotations

import email
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from email.message import EmailMessage, Message
from email.policy import SMTP
from time import perf_counter

from crawler.core.coverage import Item
from crawler.core.digest_page import subject
from tests.deliver.pages import SOURCE, entry_of, executable, gathered, hostile, parsed, rendered
from tests.deliver.pieces import PIECES

_TITLES = 2_000
_TIMED = 2_000
_TOGETHER = 100  # thirty stories with two related ones each, and some by title
# Latin, controls, invisible and turning marks, scripts of both directions, surrogates and what is no character.
_SCRIPTS = (
    (0x20, 0x7E), (0x00, 0x1F), (0x80, 0x9F), (0x200B, 0x206F), (0x590, 0x6FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0x1F300, 0x1F6FF), (0xD800, 0xDFFF), (0xFFF0, 0xFFFF),
)  # fmt: skip


def main() -> None:
    """Generate, build, parse; print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _TITLES
    # the same titles in each run
    chance = random.Random(4)  # noqa: S311 - no secret
    titles = [_title(chance) for _ in range(count)]
    _build(titles[0])  # the first build reads the templates
    times = sorted(_build(title) for title in titles[:_TIMED])
    groups = [titles[place : place + _TOGETHER] for place in range(0, count, _TOGETHER)]
    with ProcessPoolExecutor() as pool:
        headers = sum(pool.map(_extra_headers, groups))
        found = sum(pool.map(_executable, groups))
    print(f"titles                                 {count:>8,}")
    print(f"extra headers                          {headers:>8}")
    print(f"executable markup, HTML and Atom       {found:>8}")
    print(f"a build, median                        {times[len(times) // 2] * 1000:>8.1f} ms")
    print(f"a build, 999 of a thousand within      {times[len(times) * 999 // 1000] * 1000:>8.1f} ms")
    print(f"a build, the slowest                   {times[-1] * 1000:>8.1f} ms")


def _title(chance: random.Random) -> str:
    return "".join(
        chance.choice(PIECES) if chance.random() < 0.6 else _letters(chance) for _ in range(chance.randint(1, 5))
    )


def _letters(chance: random.Random) -> str:
    first, last = chance.choice(_SCRIPTS)
    return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(1, 12)))


def _build(title: str) -> float:
    made = hostile(title)
    start = perf_counter()
    rendered(made)
    return perf_counter() - start


def _extra_headers(titles: Sequence[str]) -> int:
    return sum(len(_sent(title).keys()) - 1 for title in titles)


def _sent(title: str) -> Message:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject("morning", [title], [], 1, 0)
    return email.message_from_bytes(message.as_bytes(), policy=SMTP)


def _executable(titles: Sequence[str]) -> int:
    sources = {
        id_: replace(
            SOURCE,
            title=title,
            outlet=title,
            url=f"https://gazette.example/{title}",
            paragraphs=(title,),
            dateline=title,
        )
        for id_, title in enumerate(titles)
    }
    items = [Item(id_, id_, (id_ + 30, id_ + 60), (id_ + 90,)) for id_ in range(min(30, len(titles)))]
    digest = rendered(gathered(sources, items))
    content = entry_of(digest).findtext("{http://www.w3.org/2005/Atom}content") or ""
    # what is in both forms is parsed once
    forms = (digest.html,) if content.strip() in digest.html else (digest.html, content)
    return sum(len(list(executable(parsed(html)))) for html in forms)


if __name__ == "__main__":
    main()
