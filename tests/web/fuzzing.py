"""Asks odd requests, and tells which answers no reader should get."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.web.local import is_local
from tests.web.asking import Answer, Browser
from tests.web.hostile import injected
from tests.web.odd_requests import Odd, odd_requests
from tests.web.test_guard import is_guarded


@dataclass(frozen=True, slots=True)
class Found:
    """How many answers had each status, and the requests whose answer is wrong, with why."""

    statuses: Counter[int]
    wrong: tuple[tuple[str, Odd], ...]


def faults(browser: Browser, count: int, seed: int) -> Found:
    """Ask so many requests, and look at each answer."""
    browser.get("/")
    statuses: Counter[int] = Counter()
    wrong = []
    for request in odd_requests(count, seed, browser.cookies.get("ds_csrftoken", "none")):
        answer = browser.send(request.method, request.target, request.headers, request.body)
        statuses[answer.status] += 1
        if why := _why_wrong(answer):
            wrong.append((why, request))
    return Found(statuses, tuple(wrong))


def _why_wrong(answer: Answer) -> str:
    location = answer.header("location")
    if answer.status >= 500:
        return f"{answer.status}"
    if not is_guarded(answer):
        return "its headers are not all there"
    if location and not is_local(location):
        return f"leads to {location}"
    if answer.header("content-type").startswith("text/html") and (found := injected(answer.text)):
        return f"holds {found[0]}"
    return ""
