from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.volatile import stable, volatile

REPORT = "The second boat sails from Monday, and the harbour office expects three hundred passengers on its first day."


@pytest.mark.parametrize(
    "line",
    [
        "Read more: The harbour is dredged again",
        "READ ALSO | The harbour is dredged again",
        "Related stories",
        "See also: tide tables",
        "Lire aussi : Le port rouvre lundi",
        "Lesen Sie auch: Der Hafen öffnet wieder",
        "Lee también: El puerto reabre",
        "Читайте также: Порт снова открыт",
        "Читайте також: Порт знову відкрито",
        "관련 기사: 항구가 다시 열렸다",
        "関連記事：港が再開",
        "相关阅读：港口重新开放",
        "31 comments",
        "1.2K shares",
        "12 комментариев",
        "댓글 3",
        "조회 1,204",
        "Updated 5 minutes ago",
        "Updated 5 minutes ago, 31 readers",
        "3 hours ago",
        "Vor 5 Minuten aktualisiert",
        "Il y a 3 heures",
        "Hace 12 minutos",
        "5 минут назад",
        "2 години тому",
        "3시간 전",
        "5分前",
        "Last updated: 14 January 2025, 08:31",
        "Follow us on Telegram for the latest from the harbour.",
        "Sign up to our morning newsletter",
        "Abonnieren Sie unseren Newsletter für den Hafen",
        "Abonnez-vous à notre newsletter",
        "Síguenos en WhatsApp",
        "Volg ons op Facebook",
        "Подписывайтесь на наш канал",
        "Підписуйтесь на нас у Telegram",
        "뉴스레터를 구독하고 매일 아침 소식을 받아보세요.",
        "ニュースレターに登録",
        "关注我们的频道",
    ],
)
def test_a_line_that_changes_by_itself_is_volatile(line: str) -> None:
    assert volatile(line)


@pytest.mark.parametrize(
    "line",
    [
        REPORT,
        "The crew was found two hours ago.",
        "Officials published the timetable on Tuesday, and the ferry company confirmed it.",
        "He read more books than any of his colleagues on the island.",
        "Watching the harbour from the old pier has become a habit for many.",
        "Related charges were dropped in March.",
        "Join us on a walk along the old pier, the guide said, and forty did.",
        "Subscribe, or leave: that was the choice, she said.",
        "300 passengers are expected.",
        "Сообщение опубликовано в понедельник, и его подтвердила компания.",
        "한 시간 전에 출발한 배가 도착했다고 항만청이 밝혔다.",
        "",
    ],
)
def test_a_sentence_of_report_is_not(line: str) -> None:
    assert not volatile(line)


@pytest.mark.parametrize("beginning", ["Read more: ", "Updated 5 minutes ago, ", "31 comments "])
def test_a_long_paragraph_is_report_whatever_it_begins_with(beginning: str) -> None:
    assert not volatile(beginning + REPORT * 2)


def test_what_is_stable_keeps_its_order() -> None:
    assert stable((REPORT, "31 comments", "Fog is forecast.", "Updated 5 minutes ago")) == (REPORT, "Fog is forecast.")


@given(st.lists(st.text(max_size=60) | st.sampled_from([REPORT, "31 comments", "5分前"]), max_size=8).map(tuple))
def test_leaving_volatile_lines_out_twice_is_leaving_them_out_once(paragraphs: tuple[str, ...]) -> None:
    once = stable(paragraphs)
    assert stable(once) == once
    assert set(once) <= set(paragraphs)
