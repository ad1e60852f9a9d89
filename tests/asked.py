"""A newsroom of which every question of docs/recipes.md can be asked: three outlets, a week of reports, edits and verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.core.deliveries import State
from crawler.core.digest import Rendered
from crawler.core.models import Dateline, Outlet, Visit, VisitState
from crawler.core.periods import Period
from crawler.core.plans import Channel, DigestPlan, Recipient
from crawler.core.polls import Finished
from crawler.core.review import Verdict
from crawler.core.signs import Checkup, Kind, Sign
from storage.review import Noun, Subject
from storage.store import Store
from tests.storage.newsroom import FERRIES, GAZETTE, NOW, TEXT, TRIBUNE, came, failed, listed, newsroom, receive, rows

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PUDU = Outlet("Pudu", home="https://pudu.example/", language="ko")
EDITED = (TEXT[0], TEXT[1].replace("300", "1,000"), *TEXT[2:])
NOTICE = "Correction: an earlier version of this article named the wrong pier."
PIER = (
    "The harbour office will close the northern pier in March, since divers found cracks in eleven of its piles.",
    "Until autumn the car ferry leaves from the fish market, where there is no shelter and no ticket office.",
)
# one event in two languages: three figures and the names of two places tell that it is
ADRIFT = (
    "Ferry Hanbada adrift off Ulsan with 1,284 on board",
    (
        "The ferry Hanbada with 1,284 passengers and 347 cars lost its engines off Ulsan on Tuesday, the coast guard in Pohang said.",
        "Two tugs from Pohang had it in tow by night, 62 kilometres from Ulsan.",
    ),
)
ADRIFT_IN_KOREAN = (
    "울산 앞바다서 여객선 한바다 표류…1284명 탑승",
    (
        "승객 1284명과 차량 347대를 실은 여객선 한바다호가 화요일 울산 앞바다에서 기관 고장으로 멈췄다고 포항해경이 밝혔다.",
        "포항에서 온 예인선 두 척이 밤에 울산에서 62km 떨어진 바다에서 여객선을 끌고 있다.",
    ),
)


def asked_newsroom(folder: Path) -> Path:
    """A database with an answer to each question, when it is asked at NOW."""
    with newsroom(folder) as store:
        store.polls.keep_outlets([GAZETTE, TRIBUNE, PUDU], NOW - 8 * DAY)
        for happens in (_report, _review, _edit, _poll, _send):
            happens(store)
        return folder / "news.db"


def _report(store: Store) -> None:
    wire = Dateline("NORTHPORT", "Reuters", "NORTHPORT, Jan 14 (Reuters) –")
    receive(store, came(at=NOW - 5 * HOUR, published_at=NOW - 6 * HOUR, dateline=wire, language="en"))
    carried = listed("/wire", "Tribune")
    receive(store, came(carried, at=NOW - 4 * HOUR, published_at=NOW - 4 * HOUR, language="en"))
    _come(store, NOW - 3 * DAY, "/pier", "Tribune", "Pier closes, ferry moves to the fish market", PIER)
    receive(store, failed(VisitState.WALL, listed("/wall", title="Ferry strike"), at=NOW, why="it asks for a log-in"))
    _come(store, NOW - 3 * DAY, "/down", "Gazette", "A ferry sinks", ("All were saved.",))
    receive(store, failed(VisitState.GONE, listed("/down"), at=NOW - DAY, why="the server answered 410"))
    _come(store, NOW - 2 * HOUR, "/adrift", "Gazette", *ADRIFT)
    dateline = Dateline("울산", "연합뉴스", "(울산=연합뉴스) 홍길동 기자 =")
    _come(store, NOW - 30 * MINUTE, "/adrift", "Pudu", *ADRIFT_IN_KOREAN, language="ko", dateline=dateline)


def _review(store: Store) -> None:
    by_title = {title: Subject(Noun.STORY, id_) for id_, title in rows(store, "SELECT id, title FROM stories")}
    timetable, pier = by_title["Second ferry to the islands"], by_title["Pier closes, ferry moves to the fish market"]
    store.review.say([timetable], verdict=Verdict.KEEP, note="for Friday", by="ana", now=NOW - 210 * MINUTE)
    store.review.say([pier], verdict=Verdict.DROP, by="ben", now=NOW - 2 * DAY)
    store.review.say([pier], verdict=Verdict.KEEP, note="after all", by="ana", now=NOW - DAY)


def _edit(store: Store) -> None:
    receive(store, came(at=NOW - 3 * HOUR, paragraphs=EDITED, published_at=NOW - 6 * HOUR, language="en"))
    pier = ("/pier", "Tribune", "Pier closes, ferry moves to the fish market")
    _come(store, NOW - 2 * DAY, *pier, (*PIER, NOTICE))


def _poll(store: Store) -> None:
    polled = Finished("Gazette", "ok", 4, 3, 2, 1, 1, NOW, (), None, HOUR)
    number = store.polls.begin("Gazette", NOW - HOUR)
    for ms in (90, 2_480, 30):
        address = f"https://gazette.example/{ms}"
        store.polls.add_visit(number, Visit("Gazette", address, VisitState.OK, NOW, 200, 500_000, ms))
    store.polls.finish(number, polled)
    refused = Sign(Kind.BLOCKED, "HTTP 403", "the server answered 403", frozenset(["https://tribune.example/feed"]))
    failing = replace(polled, outlet="Tribune", outcome="failed", new=0, trouble="refuses us")
    for began in (NOW - 2 * HOUR, NOW - HOUR):
        store.polls.finish(store.polls.begin("Tribune", began), failing)
        store.health.keep(Checkup("Tribune", began, began, (refused,), answered=False))


def _send(store: Store) -> None:
    to = tuple(Recipient(name, Channel.FILE, f"/{name}/") for name in ("archive", "desk"))
    plan = DigestPlan("Morning", (FERRIES.name,), to=to)
    made = Rendered("Four stories", "<p>", "text", "text", "<entry/>", 4)
    digest = store.digests.add(plan, Period(NOW - DAY, NOW), NOW, made, slot=None, message_id="1@desk.example")
    archive, desk = store.deliveries.of(digest)
    store.deliveries.write(replace(archive, state=State.DELIVERED, next_attempt_at=None), NOW)
    refused = replace(desk, state=State.DEFERRED, attempts=2, last_error="450 come back later", next_attempt_at=NOW)
    store.deliveries.write(refused, NOW)


def _come(store: Store, at: datetime, path: str, outlet: str, title: str, text: tuple[str, ...], **shown: Any) -> None:
    told = {"language": "en", "published_at": at, **shown}
    receive(store, came(listed(path, outlet, title=title), at=at, title=title, paragraphs=text, **told))
