from __future__ import annotations

import pytest

from crawler.core.figures import changed_figures, only_figures


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Some 300 people were killed on Monday.", "Some 1,000 people were killed on Monday.", "300 → 1,000 people"),
        ("Shells fell on Kharkiv at night.", "Shells fell on Kherson at night.", "Kharkiv → Kherson"),
        ("The boat sank on Tuesday.", "The boat sank on Monday.", "Tuesday → Monday"),
        ("At least three people died.", "At least five people died.", "three → five people"),
        ("Killed were 300 in all, officials said.", "Officials said 1,000 were killed in all.", "300 → 1,000"),
        ("It is just a day away.", "It is just hours away.", "day → hours"),
        ("The minister, Ada North, resigned.", "The minister, Ben South, resigned.", "Ada North → Ben South"),
        ("Drei Menschen starben.", "Fünf Menschen starben.", "Drei → Fünf Menschen"),
        ("Das Schiff sank am Dienstag.", "Das Schiff sank am Montag.", "Dienstag → Montag"),
        (
            "Trois personnes sont mortes mardi.",
            "Cinq personnes sont mortes lundi.",
            "Trois → Cinq personnes, mardi → lundi",
        ),
        ("Удар пришёлся по Харькову.", "Удар пришёлся по Херсону.", "Харькову → Херсону"),
        ("Погибли три человека.", "Погибли пять человек.", "три → пять"),
        ("Загинули 3 людини у вівторок.", "Загинули 5 людини у понеділок.", "3 → 5 людини, вівторок → понеділок"),
        ("병사 세 명이 숨졌다.", "병사 다섯 명이 숨졌다.", "세 → 다섯"),
        ("북한군 1만 명이 파병됐다.", "북한군 3만 명이 파병됐다.", "1만 → 3만"),
        ("포탄이 하르키우에서 터졌다.", "포탄이 헤르손에서 터졌다.", "하르키우 → 헤르손"),
        ("배는 월요일 떠난다.", "배는 화요일 떠난다.", "월요일 → 화요일"),
        ("兵士三人が死亡した。", "兵士五人が死亡した。", "三 → 五"),
        ("ハルキウで爆発があった。", "ヘルソンで爆発があった。", "ハルキウ → ヘルソン"),
        ("船は月曜日に出る。", "船は火曜日に出る。", "月曜日 → 火曜日"),
        ("星期一有三名士兵死亡。", "星期二有五名士兵死亡。", "三 → 五, 星期一 → 星期二"),
    ],
)
def test_a_fact_that_became_another_is_told_from_what_to_what(before: str, after: str, told: str) -> None:
    assert ", ".join(map(str, changed_figures(before, after))) == told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The minister Zelenskiy spoke.", "The minister Zelensky spoke."),
        ("He signed with the Carolina Panthers.", "He signed with the Panthers."),
        ("The International Energy Agency spoke.", "The IEA spoke."),
        ("There were three boats.", "There were 3 boats."),
        ("There were 1,000 boats.", "There were 1000 boats."),
        ("The ferry sank.", "The boat sank."),
        ("Officials spoke.", "Authorities spoke."),
    ],
)
def test_another_spelling_of_a_fact_is_no_other_fact(before: str, after: str) -> None:
    assert not changed_figures(before, after)


@pytest.mark.parametrize(
    ("before", "after", "only"),
    [
        ("Ferry sinks, 12 dead", "Ferry sinks, 31 dead", True),
        ("Ferry sinks, more than 12 dead", "Ferry sinks and nearly 31 dead", True),
        ("Ferry sinks, 12 dead", "Captain held as ferry toll reaches 31", False),
        ("Ferry sinks", "Ferry sinks", False),
    ],
)
def test_a_headline_may_only_follow_a_figure(before: str, after: str, *, only: bool) -> None:
    assert only_figures(before, after) == only
