"""A desk that has something on it: three outlets, one edited headline, one Korean report, one outlet in trouble."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from click.testing import Result

from crawler.demo.articles import Article
from crawler.demo.outlets import Fault, FeedKind, Outlet
from tests.end_to_end.desk import Desk, desk, look
from tests.end_to_end.reports import changed, report, reports

EDITED_TITLE = "The swimming baths open a day early"
EDITED = changed(replace(report(1), title="The swimming baths open on Friday"), title=EDITED_TITLE)
KOREAN = Article(
    path="/news/7-crane",
    title="항만위원회가 낡은기중기를 고치기로 했다",
    paragraphs=(
        "항만위원회는 월요일 회의에서 서쪽부두의 낡은기중기를 허물지 않고 고치기로 했다고 밝혔다.",
        "위원 여섯 명이 찬성했고 한 명은 자리를 비웠다. 수리에는 석 달이 걸릴 것으로 보인다.",
        "이 기중기는 칠십 년 전에 세워졌으며 지금은 새들만 앉아 쉬는 곳이 되었다.",
    ),
    published=report(7).published,
    summary="허물지 않고 고친다.",
)
OUTLETS = (
    Outlet("Gazette", (EDITED, *reports(2, 2)), feed=FeedKind.RSS),
    Outlet("부두신문", (KOREAN,), language="ko", feed=FeedKind.ATOM),
    Outlet("Broken", reports(10, 1), feed=FeedKind.RSS, faults=(Fault("/feed.xml", status=500),)),
)
LOOKING = (
    ("articles",),
    ("show", "1"),
    ("diff", "1"),
    ("search", "crane"),
    ("topic", "test"),
    ("status",),
)


@contextmanager
def stocked_desk(folder: Path) -> Iterator[Desk]:
    """A desk after two crawls; between them one headline was edited."""
    with desk(folder, OUTLETS) as at_desk:
        at_desk.crawl()
        at_desk.press.step = 1
        at_desk.crawl("--outlet", "Gazette")
        yield at_desk


class Looker:
    """Calls the command in this process, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, *arguments: str) -> Result:
        return look(self._folder, *arguments)

    def said(self, *arguments: str) -> str:
        """What it prints for people, when all is well."""
        result = self(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def told(self, *arguments: str) -> list[dict[str, object]]:
        """What it prints for programs: a list of records."""
        found: list[dict[str, object]] = json.loads(self.said(*arguments, "--json"))
        return found
