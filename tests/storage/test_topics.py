from __future__ import annotations

import sqlite3
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.matches import Match
from crawler.core.models import Topic
from crawler.core.segmentation import spaced
from storage.search import TOKENIZER
from storage.topics import MOST_EVIDENCE, TopicMatcher

TROOPS = (
    '("north korea*" OR dprk OR 북한 OR 북 OR 北朝鮮 OR 朝鲜 OR "северокорей*" OR "північнокорей*")'
    " AND (troops OR soldier* OR 파병 OR 병력 OR 兵 OR солдат* OR військ*)"
    " AND (ukrain* OR russia* OR kursk OR 러시아 OR 쿠르스크 OR ロシア OR 俄罗斯 OR курск* OR росі*)"
)


def match(query: str, title: str, text: str = "") -> Match | None:
    found = TopicMatcher([Topic("the topic", query)]).match(title, text)
    return found[0] if found else None


@pytest.mark.parametrize(
    "title",
    [
        "North Korean soldiers were seen near Kursk",
        "Kyiv counts North Korea's troops on Russian soil",
        "A North Korean-style drill, said the soldier who fled to Ukraine",
        "DPRK soldiers in Kursk",
        "북한군 파병 부대 러시아 도착",
        "러시아에 파병된 북한군이 쿠르스크에 있다",
        "北朝鮮兵がロシアに到着",
        "朝鲜士兵抵达俄罗斯",
        "Северокорейские солдаты под Курском",
        "Північнокорейські війська у Росії",
    ],
)
def test_an_article_on_the_topic_matches_in_its_own_language(title: str) -> None:
    assert match(TROOPS, title)
    assert match(TROOPS, "Overnight", f"First this.\n\n{title}.")


@pytest.mark.parametrize(
    "title",
    [
        "Koreatown cook drives troops to tears in Kursk",
        "South Korean soldiers train, Ukraine watches",
        "North Korean soldiers parade in Pyongyang",
        "Snow in the north. Korea and Ukraine send no medals",
        "러시아 병력, 남쪽으로",
        "Солдаты в Курске",
    ],
)
def test_an_article_beside_the_topic_does_not_match(title: str) -> None:
    assert match(TROOPS, title) is None


@pytest.mark.parametrize(
    ("query", "title", "matches"),
    [
        ("soldier", "Soldiers march", True),
        ("korea", "Koreatown", False),
        ("korea*", "Koreatown", True),
        ('"north korea"', "North Korean", False),
        ("title:kursk", "Kursk", True),
        ("text:kursk", "Kursk", False),
        ("NEAR(troops kursk, 2)", "troops of the Kursk region", True),
        ("NEAR(troops kursk, 2)", "troops far away from all of Kursk", False),
        ("kursk NOT drone", "Kursk drones", False),
        ("ПАРОМ", "паром", True),
        ("артём", "АРТЕМ", True),
        ("китаи", "Китай", False),
        ("cafe", "Café", True),
        ("café", "cafe", True),
        ("NATO", "ＮＡＴＯ会議", True),
        ("会議", "ＮＡＴＯ会議", True),
        ("ガス", "ｶﾞｽ管", True),
        ("한국", "한 국가", True),
        ("兵", "兵士", True),
        ("ไทย", "ประเทศไทยวันนี้", True),
    ],
)
def test_a_term_matches_as_a_reader_expects(query: str, title: str, *, matches: bool) -> None:
    assert (match(query, title) is not None) is matches


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("evacuat*", "Evacuation"),
        ("evacuati*", "Evacuations"),
        ("negotiat*", "Negotiators"),
        ('"peace negotiat*"', "Peace negotiations"),
        ("NEAR(negotiat* kursk)", "negotiations over Kursk"),
        ("mobiliz*", "mobilization"),
        ("deploym*", "deployments"),
        ("investigat*", "INVESTIGATING"),
        ("representat*", "representatives"),
        ("economi*", "economics"),
        ("presiden*", "presidency"),
        ("authorit*", "authorities"),
        ("terroris*", "terrorism"),
        ("militari*", "militarized"),
        ("responsib*", "responsibility"),
        ("deploy*", "Deployment"),
        ("unemploy*", "unemployment"),
        ("employ*", "employees"),
        ("pay*", "payments"),
        ("party*", "partygoers"),
        ("minister*", "ministerial"),
        ("gas*", "gasoline"),
        ("gas*", "Gas"),
        ("gas*", "gases"),
        ("united*", "United"),
        ("boeing*", "Boeings"),
        ("europe*", "Europeans"),
    ],
)
def test_a_prefix_that_ends_within_an_ending_matches_the_words_that_begin_so(query: str, title: str) -> None:
    assert match(query, title)
    assert match(query, "Something else") is None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("gas*", "Gains and games"),
        ("news*", "Newton"),
        ("mars*", "Market"),
        ("boeing*", "Boerse"),
        ("evening*", "Events"),
        ("international*", "Internet"),
        ("ukraine*", "Ukrainians"),
        ("compete*", "Computers"),
    ],
)
def test_a_prefix_that_the_stemmer_would_cut_does_not_match_words_that_begin_otherwise(query: str, title: str) -> None:
    assert match(query, title) is None


def test_a_prefix_matches_each_word_that_is_the_prefix_and_more_of_it() -> None:
    ways_on = ["", "s", "x", "like", "ment", "wise"]
    for (
        prefix
    ) in "gas bus pay deploy party sky army news texas ready united red king being evening minister europe see".split():
        for way_on in ways_on:
            assert match(f"{prefix}*", prefix + way_on), prefix + way_on


@pytest.mark.parametrize("text", ["Cease-fire", "a cease fire", "CEASEFIRE", "cease\u2011fires"])
def test_a_word_with_a_hyphen_matches_each_spelling(text: str) -> None:
    assert match("cease-fire", text)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ('"N. Korea*"', "N. Korean troops"),
        ("U.S.", "U.S.-led talks"),
        ("Japan", "Japan\u2019s yen"),
        ("Japan's", "JAPAN\u2019S YEN"),
        ("o’brien", "O'Brien"),
        ("1,000", "1,000 killed"),
        ("f-16", "F16s"),
        ("covid-19", "Covid19"),
    ],
)
def test_dots_hyphens_and_apostrophes_are_read_as_a_reader_does(query: str, title: str) -> None:
    assert match(query, title)


def test_the_words_are_quoted_as_they_stand_with_their_place() -> None:
    text = "어제 발표에서 Pyongyang 은 침묵했다. 북한군이 러시아로 이동했다."
    found = match('북한 AND 러시아 AND "pyong*"', "소식", text)
    assert found is not None
    assert [(e.term, e.words, e.column, e.start) for e in found.evidence] == [
        ("북한", "북한", "text", text.index("북한")),
        ("러시아", "러시아", "text", text.index("러시아")),
        ('"pyong*"', "Pyongyang", "text", text.index("Pyongyang")),
    ]
    assert all(e.words in e.excerpt for e in found.evidence)


def test_evidence_is_spread_over_the_terms() -> None:
    text = " ".join(f"ship{letter}" for letter in "abcdefghijklm") + " port"
    found = match("ship* port", "Ships", text)
    assert found is not None
    assert len(found.evidence) == MOST_EVIDENCE
    assert [e.term for e in found.evidence[:3]] == ["ship*", "port", "ship*"]


def test_what_is_left_out_is_no_evidence() -> None:
    found = match("(kursk NOT drone) OR ferry", "Kursk ferry, drone")
    assert found is not None
    assert [e.words for e in found.evidence] == ["Kursk", "ferry"]


def test_everything_is_on_the_topic_of_a_star_without_evidence() -> None:
    assert match("*", "", "") == Match("the topic", ())


def test_each_topic_is_matched_by_itself_and_the_next_article_afresh() -> None:
    matcher = TopicMatcher([Topic("sea", "ferry"), Topic("broken", "(ferry"), Topic("land", "train")])
    assert [m.topic for m in matcher.match("Ferry and train", "")] == ["sea", "land"]
    assert [m.topic for m in matcher.match("Train", "")] == ["land"]
    assert matcher.match("", "") == ()


def test_the_explanation_tells_which_part_was_missing() -> None:
    (explained,) = TopicMatcher([Topic("t", "(ferry OR boat) AND title:fog NOT storm")]).explain(
        "Late", "The ferry is late"
    )
    assert explained.match is None
    assert [(f.part, f.found, f.depth) for f in explained.findings] == [
        ("the first without the second", False, 0),
        ("all of", False, 1),
        ("one of", True, 2),
        ("ferry", True, 3),
        ("boat", False, 3),
        ("title:fog", False, 2),
        ("storm", False, 1),
    ]
    places = [f.place.excerpt for f in explained.findings if f.place]
    assert places == ["The ferry is late"]


@given(st.text(st.sampled_from("abc 북한군兵のｶﾞё\n.'\"")), st.text(st.sampled_from("abc북兵 "), min_size=1, max_size=4))
def test_a_topic_matches_what_search_would_find(text: str, words: str) -> None:
    quoted = f'"{words}"'
    found = match(quoted, "title", text)
    with sqlite3.connect(":memory:") as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = '{TOKENIZER}')")
        db.execute("INSERT INTO t VALUES (?)", [spaced(text)])
        expected = db.execute("SELECT count(*) FROM t WHERE t MATCH ?", [f'"{spaced(words)}"']).fetchone() == (1,)
    assert (found is not None) is expected
    for evidence in found.evidence if found else ():
        assert text[evidence.start :].startswith(evidence.words)


def test_matching_does_not_slow_down_from_article_to_article() -> None:
    matcher = TopicMatcher([Topic("t", TROOPS)])
    text = "The minister spoke of harvests and of the price of bread. " * 50

    def seconds(articles: int) -> float:
        start = time.process_time()
        for _ in range(articles):
            matcher.match("Harvest", text)
        return time.process_time() - start

    first = seconds(300)
    seconds(600)
    assert seconds(300) < 2 * first
