from __future__ import annotations

import pytest

from crawler.core.anchors import anchors


def figures(text: str) -> set[str]:
    return {anchor for anchor in anchors(text) if anchor.startswith("#")}


def sounds(text: str, language: str = "") -> set[str]:
    return {anchor for anchor in anchors(text, language) if anchor.startswith("~")}


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (
            4_000,
            (
                "4,000 soldiers",
                "4 thousand men",
                "4.000 Soldaten",
                "4 Tausend Mann",
                "4 000 soldats",
                "4 mille hommes",
                "4 mil soldados",
                "군인 4천여 명",
                "兵士4千人",
                "4 тысячи солдат",
                "4 тис. військових",
                "4 тыс. солдат",
                "４０００人",
            ),
        ),
        (11_000, ("11,000 men", "1만1천 명", "1万1千人", "1만 1천 명", "11 тыс. человек")),
        (20_000_000, ("20 million people", "2천만 명", "2千万人", "20 млн человек", "20 millones", "20 millions", "20 Mio. Euro")),
        (3_500_000, ("3.5 million", "3,5 Millionen", "3,5 млн", "350만 명", "3.5 MILLION")),
        (1_200_000_000, ("$1.2 billion", "$1.2bn", "1,2 Milliarden Euro", "1,2 milliard", "12억 원",
         "12億円", "1.200 millones", "1,2 млрд")),
        (3_000_000_000, ("3 mil millones", "3 milliards", "3 Mrd. Euro", "30亿元")),
        (1_150_000, ("1.15 million",)),
        (1_234_567, ("1,234,567.89 dollars",)),
    ],
)  # fmt: skip
def test_a_figure_is_the_same_in_all_languages(number: int, texts: tuple[str, ...]) -> None:
    assert {text: figures(text) for text in texts} == {text: {f"#{number}"} for text in texts}


@pytest.mark.parametrize(
    "text",
    ["in 2025", "2025년", "two men, 26 and 30", "at 14:30", "14.01.2025", "12월 3일", "COVID-19", "F16C", "1,5 Prozent", "10" * 300],
)  # fmt: skip
def test_years_small_numbers_times_and_keys_are_no_evidence(text: str) -> None:
    assert figures(text) == set()


@pytest.mark.parametrize("text", ["300 milk bottles", "300 miles", "300 millimetres wide", "300 minutes"])
def test_a_word_that_begins_as_a_unit_is_none(text: str) -> None:
    assert figures(text) == {"#300"}


@pytest.mark.parametrize(
    ("heard", "names"),
    [
        ("KRSK", ("Kursk", "Курску", "Курськом", "쿠르스크에서", "クルスク")),
        ("SRNSK", ("Zelensky", "Zelenskyy", "Зеленский", "Зеленського", "Зеленскому", "젤렌스키는", "ゼレンスキー")),
        ("PRSNK", ("Velychenko", "Величенко", "Величенком")),
        ("TNSK", ("Donetsk", "Донецк", "Донецьку", "도네츠크", "ドネツク")),
        ("SPSTPR", ("Sevastopol", "Севастополь", "セヴァストポリ")),
        ("MRPR", ("Mariupol", "Мариуполь", "Маріуполю", "마리우폴", "マリウポリ")),
        ("MKRN", ("Macron", "Макрон", "マクロン")),
        ("KRKP", ("Kharkiv", "Харків", "Харкові")),
    ],
)
def test_a_name_sounds_the_same_in_all_scripts(heard: str, names: tuple[str, ...]) -> None:
    assert {name: sounds(f"to {name} at") for name in names} == {name: {f"~{heard}"} for name in names}


def test_a_german_w_is_heard_as_it_is_said() -> None:
    assert sounds("von Welytschenko und", "de") == sounds("by Velychenko and")
    assert sounds("in Washington and") == sounds("서울 워싱턴 인근")


def test_a_korean_verb_is_no_name() -> None:
    assert sounds("전략평가실은 쿠르스크에 병력이 있다고 보고했다") == sounds("전략평가실 쿠르스크 병력이")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kursk", "Kharkiv"),
        ("Kursk", "Tomsk"),
        ("Donetsk", "Luhansk"),
        ("Velychenko", "Lukashenko"),
        ("Macron", "Merkel"),
        ("쿠르스크", "Херсон"),
        ("Херсону", "Харкову"),
        ("クルスク", "Kurdistan"),
    ],
)
def test_names_that_look_alike_are_not_the_same(one: str, other: str) -> None:
    assert not sounds(f"to {one} at") & sounds(f"to {other} at")


@pytest.mark.parametrize("text", ["O’Hara’s", "’’’", "", "\u200d", "A A A", "만", "1만만만", "。。。"])
def test_odd_text_has_anchors_or_none_and_stops_nothing(text: str) -> None:
    assert all(anchor[0] in "#~" for anchor in anchors(text))
