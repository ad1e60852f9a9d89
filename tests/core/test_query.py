from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.core.query import DEEPEST, LONGEST, MOST_TERMS, Query, QueryProblem, parse


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    connection.execute("INSERT INTO t VALUES ('word', 'another word')")
    return connection


def fts(query: str) -> str:
    parsed = parse(query)
    assert isinstance(parsed, Query), parsed
    return parsed.fts


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("kursk", '"kursk"'),
        ("north korea", '("north" AND "korea")'),
        ('"north korea"', '"north korea"'),
        ('"north korea*"', '"north korea"*'),
        ('"north korea"*', '"north korea"*'),
        ("soldier*", '("soldiere"* OR "soldier")'),
        ("troop*", '"troop"*'),
        ("북한", '"북 한"'),
        ("evacuat* now", '(("evacuat"* OR "evacuate" OR "evacuative") AND "now")'),
        ("title:deploym*", 'title : ("deploym"* OR "deployment")'),
        ("NEAR(deploym* kursk, 5)", '(NEAR("deploym"* "kursk", 5) OR NEAR("deployment" "kursk", 5))'),
        ("a OR b AND c", '("a" OR ("b" AND "c"))'),
        ("a b OR c", '(("a" AND "b") OR "c")'),
        ("(a OR b) c", '(("a" OR "b") AND "c")'),
        ("a NOT b c", '(("a" AND "c") NOT "b")'),
        ("a AND NOT b", '("a" NOT "b")'),
        ("a NOT b NOT c", '("a" NOT ("b" OR "c"))'),
        ("NEAR(troops kursk, 5)", 'NEAR("troops" "kursk", 5)'),
        ('NEAR("north korea*" kursk)', 'NEAR("north korea"* "kursk", 10)'),
        ("title:kursk", 'title : "kursk"'),
        ("Title: kursk", 'title : "kursk"'),
        ("title:(a OR b) c", '((title : "a" OR title : "b") AND "c")'),
        ("text:NEAR(a b)", 'text : NEAR("a" "b", 10)'),
        ("deploy*", '("deploye"* OR "deploy")'),
        ("gas*", '("gasness"* OR "gas")'),
        ("europe*", '("europee"* OR "europe" OR "europed")'),
        ("cease-fire", '("cease-fire" OR "ceasefire")'),
        ("F-16*", '("F-16"* OR "F16"*)'),
        ("NEAR(cease-fire kursk)", '(NEAR("cease-fire" "kursk", 10) OR NEAR("ceasefire" "kursk", 10))'),
        ("2024-25 1,000 don't", '("2024-25" AND "1,000" AND "don\'t")'),
        ("https://example.org/a", '"https://example.org/a"'),
    ],
)
def test_a_query_becomes_an_expression_of_quoted_terms(query: str, expression: str) -> None:
    assert fts(query) == expression


@pytest.mark.parametrize("quotes", ["“”", "„“", "«»", "»«", "「」", "『』", "””", "＂＂"])
def test_typographic_quotation_marks_enclose_phrases(quotes: str) -> None:
    assert fts(f"{quotes[0]}north korea*{quotes[1]}") == '"north korea"*'


def test_full_width_punctuation_means_the_same() -> None:
    assert fts("（軍 OR 兵） title：露＊") == '(("軍" OR "兵") AND title : "露"*)'


def test_a_quotation_mark_inside_other_ones_is_never_syntax() -> None:
    assert fts('「a" OR b」') == '"a"" OR b"'


@pytest.mark.parametrize("query", ["and or not", "near miss", "titles"])
def test_lower_case_operators_are_words(query: str) -> None:
    assert fts(query).count('"') == 2 * len(query.split())


@pytest.mark.parametrize("query", ["*", " * ", '"*"', "＊"])
def test_a_star_alone_is_everything(query: str) -> None:
    parsed = parse(query)
    assert isinstance(parsed, Query)
    assert parsed.everything
    assert list(parsed.terms()) == []


@pytest.mark.parametrize(
    ("query", "message", "position"),
    [
        ("", "the query is empty", 0),
        ("  ", "the query is empty", 0),
        ("NOT drone", "NOT needs something before it", 0),
        ("AND a", "AND needs something before it", 0),
        ("a AND", "AND needs something after it", 2),
        ("a OR OR b", "OR needs something after it", 2),
        ("a OR NOT b", "NOT can't follow OR", 5),
        ("(a OR b", "this ( is not closed", 0),
        ("a OR b)", "this ) closes nothing", 6),
        (")", "this ) closes nothing", 0),
        ("a ()", "nothing stands between these parentheses", 2),
        ("a (", "this ( is not closed", 2),
        ("(AND b)", "AND needs something before it", 1),
        ('kursk "north korea', "this quotation mark is not closed", 6),
        ('a ""', "has no letter and no digit", 2),
        ("a & b", "& has no letter and no digit", 2),
        ("a *", "* stands by itself", 2),
        ("*korea", "* stands at the end of a word", 0),
        ("kor*ea", "* stands at the end of a word", 0),
        ('"north* korea"', "* stands at the end of a word", 0),
        ("a -drone", "NOT drone", 2),
        ("title:", "title: needs something after it", 0),
        ("title:(a text:b)", "text: stands inside title:", 9),
        ("author:kim", 'put it in quotes: "author:kim"', 0),
        ("a NEAR b", "NEAR is written NEAR(a b, 10)", 2),
        ("NEAR(a)", "NEAR needs two or more", 0),
        ("NEAR(a OR b)", "NEAR needs two or more", 0),
        ("NEAR(a b, c)", "stands a number", 0),
        ("NEAR(a b, 0)", "stands a number", 0),
        ("NEAR(a b, 100000)", "stands a number", 0),
        ("a NEAR(" + "evacuat* " * 40 + ")", "too many words with *", 2),
        ("kursk NEAR(a &, 5)", "& has no letter and no digit", 13),
        ("kursk NEAR(a b*c, 5)", "* stands at the end of a word", 13),
    ],
)
def test_a_mistake_is_told_with_its_place(query: str, message: str, position: int) -> None:
    problem = parse(query)
    assert isinstance(problem, QueryProblem)
    assert message in problem.message
    assert problem.position == position


@pytest.mark.parametrize(
    "query", ["a" * (LONGEST + 1), "a " * (MOST_TERMS + 1), "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), "title:" * 1600 + "a"]
)  # fmt: skip
def test_a_query_beyond_the_limits_is_a_problem(query: str) -> None:
    assert isinstance(parse(query), QueryProblem)


@pytest.mark.parametrize(
    "query",
    [
        "a " * MOST_TERMS,
        " OR ".join(["a"] * MOST_TERMS),
        " NOT ".join(["a"] * MOST_TERMS),
        "a OR b (" * DEEPEST + "c" + ")" * DEEPEST,
        "a OR b NOT (" * DEEPEST + "c" + ")" * DEEPEST,
        "(" * DEEPEST + "a" + " OR b) c" * DEEPEST,
        "a b OR c d NOT (" * DEEPEST + "title:NEAR(evacuat* e)" + ") OR f g" * DEEPEST,
        "evacuat* " * MOST_TERMS,
        "북" * LONGEST,
    ],
)
def test_a_query_at_the_limits_is_answered(index: sqlite3.Connection, query: str) -> None:
    assert index.execute("SELECT count(*) FROM t WHERE t MATCH ?", [fts(query)]).fetchone() == (0,)


def test_what_is_left_out_does_not_speak_for_a_match() -> None:
    parsed = parse('title:(kursk OR "north korea*") NEAR(a b, 3) NOT (drone OR c NOT d)')
    assert isinstance(parsed, Query)
    assert [str(term) for term in parsed.terms()] == ["title:kursk", 'title:"north korea*"', "NEAR(a b, 3)"]


WORDS = "AND OR NOT NEAR( NEAR ) ( \" title: text : * a korea* 북한 “ ” , 10 - « » „ ё ² \u093c 🙂 １ _ ' ^ + { }"
PIECES = st.sampled_from([*WORDS.split(), " ", "\0", "\ud800", "\u3000"])


@given(st.text() | st.lists(PIECES).map("".join) | st.lists(PIECES).map(" ".join))
@example('" OR "')
@example("a\0b")
@example("title : a} : b")
def test_whatever_is_written_is_answered_or_told(index: sqlite3.Connection, query: str) -> None:
    parsed = parse(query)
    if isinstance(parsed, QueryProblem):
        assert parsed.message
        assert 0 <= parsed.position <= len(query)
    elif not parsed.everything:
        assert index.execute("SELECT count(*) FROM t WHERE t MATCH ?", [parsed.fts]).fetchone()[0] in {0, 1}
