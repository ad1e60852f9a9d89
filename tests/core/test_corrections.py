from __future__ import annotations

import pytest

from crawler.core.corrections import is_reversed, notice


@pytest.mark.parametrize(
    "sentence",
    [
        "Correction: the ferry sails on Monday.",
        "CORRECTION (Jan. 14): the ferry sails on Monday.",
        "Correction, January 14: the ferry sails on Monday.",
        "Clarification: the fares are those of the summer.",
        "Editor’s note: a name was taken out.",
        "An earlier version of this article gave a wrong day.",
        "This story has been updated to correct the number of passengers.",
        "This article was amended on 14 January 2025.",
        "The Gazette incorrectly reported that the ferry had sunk.",
        "Korrektur: Das Schiff fährt am Montag.",
        "Rectificatif : le bateau part lundi.",
        "Fe de erratas: el barco sale el lunes.",
        "В предыдущей версии была указана неверная дата.",
        "У попередній версії була неправильна дата.",
        "바로잡습니다: 첫 배는 월요일에 출발한다.",
        "【訂正】船は月曜日に出ます。",
        "更正：渡轮星期一启航。",
    ],
)
def test_a_correction_is_known_by_its_notice(sentence: str) -> None:
    assert notice(["The ferry sails.", sentence]) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "A corrections officer was hurt.",
        "This story has been updated.",
        "The captain corrected his course.",
        "He corrects the proofs at night.",
        "Prices saw a correction of ten percent.",
    ],
)
def test_report_is_no_notice(sentence: str) -> None:
    assert notice([sentence]) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The captain was found guilty of fraud.", "The captain was found not guilty of fraud."),
        ("The captain was found guilty of fraud.", "The captain was acquitted of fraud."),
        ("The office confirmed the sale.", "The office denied the sale."),
        ("The captain is alive, his wife said.", "The captain is dead, his wife said."),
        ("The ferry did sink.", "The ferry didn’t sink."),
        ("The boats will sail on Monday.", "The boats will not sail on Monday."),
        ("Der Kapitän wurde festgenommen.", "Der Kapitän wurde nicht festgenommen."),
        ("Капитан был арестован.", "Капитан не был арестован."),
        ("그는 유죄 판결을 받았다.", "그는 무죄 판결을 받았다."),
        ("船は沈んだと確認した。", "船は沈んだと否認した。"),
    ],
)
def test_a_fact_that_was_reversed_is_a_correction_without_a_notice(before: str, after: str) -> None:
    assert is_reversed(before, after)
    assert is_reversed(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Shares rose on Monday.", "Shares fell on Monday."),
        ("The ferry sails.", "The ferry sails, and not a day too soon for the islanders who waited."),
        ("The office did not comment.", "The office confirmed that a second boat was bought in May."),
        ("The boats sail on Monday.", "The boats sail on Tuesday."),
    ],
)
def test_what_merely_goes_on_is_not_reversed(before: str, after: str) -> None:
    assert not is_reversed(before, after)
