"""The single fields of a reading: headline, authors, dates, picture, dateline, language; and how bytes become markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from crawler.core.models import Dateline, Image, Trouble
from crawler.core.reading import bylines, datelines, headline, languages, metatags, moments, pictures, structured
from crawler.core.reading.claims import Claims
from crawler.core.reading.markup import MOST_TAGS, Markup, parse

SITE = ("Harbour Post", "www.harbourpost.example")
LONG = "Ferry crews in Norhaven end strike after two weeks"


@pytest.mark.parametrize(
    ("shared", "said", "shown", "title_tag", "chosen"),
    [
        (LONG, LONG, [LONG], f"{LONG} | Harbour Post", LONG),
        (f"{LONG} - Harbour Post", None, [LONG], f"{LONG} - Harbour Post", LONG),
        (f"{LONG} – World | Harbour Post", LONG, [LONG], None, LONG),
        (LONG, f"Strikes: {LONG}", [f"Strikes: {LONG}"], None, LONG),
        (f"Strikes | {LONG}", LONG, [LONG], None, LONG),
        ("Norhaven strike ends", LONG, [LONG], "Norhaven strike ends", LONG),
        (
            "“Ferry crews in Norhaven” end strike after two weeks",
            None,
            [LONG],
            None,
            "“Ferry crews in Norhaven” end strike after two weeks",
        ),
        ("Ferry crews in Norhaven end…", None, [LONG], None, LONG),
        ("Analysis: " + LONG, None, ["Talks - " + LONG], None, LONG),
        (None, None, ["", LONG], f"{LONG} | Harbour Post", LONG),
        (None, None, [], f"Harbour Post | {LONG}", LONG),
        (None, None, [], "Harbour Post", "Harbour Post"),
        (None, None, [], None, None),
        ("Boats » Ferry crews say «we go back»", None, [], None, "Boats » Ferry crews say «we go back»"),
    ],
)
def test_the_headline_is_what_the_sources_agree_on(
    shared: str | None, said: str | None, shown: list[str], title_tag: str | None, chosen: str | None
) -> None:
    assert headline.choose(shared, said, shown, title_tag, SITE) == chosen


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_a_title_without_its_site_is_part_of_the_title(title: str, site: list[str]) -> None:
    assert headline.without_site(title, site) in title


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["Ada Lind"], ("Ada Lind",)),
        (["By Ada Lind and Jonas Berg"], ("Ada Lind", "Jonas Berg")),
        (["Ada Lind, Jonas Berg and Nora Dahl"], ("Ada Lind", "Jonas Berg", "Nora Dahl")),
        (["Von Ada Lind und Jonas Berg"], ("Ada Lind", "Jonas Berg")),
        (["Ada Lind (alb)", "ada lind"], ("Ada Lind",)),
        (["Ada Lind, Political Correspondent in the north"], ("Ada Lind",)),
        (["Ada Lind ada@post.example"], ("Ada Lind",)),
        (["Ada Lind | 14.01.2025, 9:30"], ("Ada Lind",)),
        (["Ada Lind/Jonas Berg"], ("Ada Lind", "Jonas Berg")),
        (["Harbour Post and Coastwire"], ("Harbour Post and Coastwire",)),
        (["Le Phare et AFP"], ("Le Phare et AFP",)),
        (["post/alb;job"], ("post/alb", "job")),
        (["Автор: Олена Бойко та Іван Мельник"], ("Олена Бойко", "Іван Мельник")),
        (["김하늘 기자"], ("김하늘",)),
        (["[서울=코스트] 김하늘 특파원"], ("김하늘",)),
        (["記者 王小明"], ("王小明",)),
        (["", " ", "12"], ()),
    ],
)
def test_names_are_told_from_what_stands_around_them(written: list[str], names: tuple[str, ...]) -> None:
    assert bylines.clean(written) == names


def test_a_byline_in_a_caption_or_a_comment_names_no_author() -> None:
    tree = document_fromstring(
        '<body><div class="caption"><span class="author">Pia Holm</span></div><div id="comments"><b class="author">x y</b></div>'
        '<p class="article-byline">By Ada Lind</p></body>'
    )
    assert bylines.choose(Claims(), Claims(), tree, SITE) == ("Ada Lind",)


def test_people_in_a_byline_stand_before_an_outlet_that_names_itself() -> None:
    tree = document_fromstring('<body><p class="byline">By Ada Lind</p></body>')
    assert bylines.choose(Claims(authors=("Harbour Post",)), Claims(), tree, SITE) == ("Ada Lind",)
    assert bylines.choose(Claims(authors=("Coastwire",)), Claims(), tree, SITE) == ("Coastwire",)


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("SEOUL, Jan 14 (Reuters) – After a battle", "SEOUL", "Reuters"),
        ("SEOUL — North of the river", "SEOUL", None),
        ("TOKYO, Jan. 14 (Kyodo) -- Two boats", "TOKYO", "Kyodo"),
        ("KYIV, Ukraine (AP) — The night", "KYIV", "AP"),
        ("Paris (AFP) - Le vote", "Paris", "AFP"),
        ("Madrid, 14 ene (EFE).- El voto", "Madrid", "EFE"),
        ("WIEN/KIEW dpa | Die Fähre", "WIEN/KIEW", "dpa"),
        ("PUTRAJAYA, Nov 22 — All of them", "PUTRAJAYA", None),
        ("КИЇВ, 14 січня (Укрінформ) — Моряки", "КИЇВ", "Укрінформ"),
        ("КИЕВ, 14 января. /ТАСС/. Моряки", "КИЕВ", "ТАСС"),
        ("МОСКВА, 14 янв — РИА Новости. Моряки", "МОСКВА", "РИА Новости"),
        ("(서울=연합뉴스) 김하늘 기자 = 선원들이", "서울", "연합뉴스"),
        ("[부산=뉴시스] 선원들이", "부산", "뉴시스"),
        ("【ソウル時事】船員は", "ソウル", "時事"),
        ("［ソウル　１４日　ロイター］ - 船員は", "ソウル", "ロイター"),
        ("新华社北京1月14日电 船员", "北京", "新华社"),
        ("（中央社首爾14日電）船員", "首爾", "中央社"),
    ],
)
def test_a_dateline_is_read_in_each_of_its_forms(text: str, place: str, agency: str | None) -> None:
    found = datelines.find(["A summary without one.", text])
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert text.startswith(found.text)


@pytest.mark.parametrize(
    "text",
    [
        "The crews – all of them – voted.",
        "NATO — the alliance — met.",
        "A spokesman (AP) said – that",
        "WAR AND PEACE",
        "“YES” – she said",
        "UN - The",
    ],
)
def test_a_sentence_with_a_dash_is_no_dateline(text: str) -> None:
    assert datelines.find([text]) is None


@given(st.text(max_size=200))
def test_a_dateline_stands_at_the_head_of_its_text(text: str) -> None:
    found = datelines.find([text])
    assert found is None or (text.strip().startswith(found.text) and isinstance(found, Dateline))


EMPTY = document_fromstring("<p>x</p>")


@pytest.mark.parametrize(
    ("said", "tags", "published", "day_only"),
    [
        (("2025-01-14T09:30:00+01:00",), ("2025-01-14",), datetime(2025, 1, 14, 8, 30, tzinfo=UTC), False),
        (("2025-01-14",), ("2025-01-14T09:30:00+01:00",), datetime(2025, 1, 14, 8, 30, tzinfo=UTC), False),
        (("2025-01-14",), ("2023-05-01T00:00:00Z",), datetime(2025, 1, 14, tzinfo=UTC), True),
        (("soon", "2025-01-14"), (), datetime(2025, 1, 14, tzinfo=UTC), True),
        ((), (), None, False),
    ],
)
def test_the_best_source_dates_and_a_lesser_one_adds_the_hour(
    said: tuple[str, ...],
    tags: tuple[str, ...],
    published: datetime | None,
    day_only: bool,  # noqa: FBT001 - a column of the table
) -> None:
    found = moments.choose(Claims(published=said), Claims(published=tags), EMPTY)
    assert (found.published, found.day_only) == (published, day_only)


def test_a_change_before_the_publication_is_none() -> None:
    early = Claims(published=("2025-01-14T09:00:00Z",), modified=("2025-01-13T09:00:00Z",))
    assert moments.choose(early, Claims(), EMPTY).modified is None


def test_the_time_of_day_is_read_from_the_markup_when_nothing_else_has_it() -> None:
    tree = document_fromstring('<body><span itemprop="datePublished" content="2025-01-14T09:30:00Z"></span></body>')
    assert moments.choose(Claims(), Claims(), tree).published == datetime(2025, 1, 14, 9, 30, tzinfo=UTC)


BOAT, BOAT_FOUND = Image("/boat-20250114.jpg"), Image("https://p.example/boat-20250114.jpg")
SAME_BOAT = "<img src='/640/boat-20250114.jpg'>"
LAZY = "<img data-src='/lazy.jpg' src='data:image/gif;base64,x'>"


@pytest.mark.parametrize(
    ("image", "figure", "chosen"),
    [
        (Image("/a.jpg"), "", Image("https://p.example/a.jpg")),
        (
            BOAT,
            f"{SAME_BOAT}<figcaption>The boat. Photo: Pia Holm</figcaption>",
            replace(BOAT_FOUND, caption="The boat.", credit="Pia Holm"),
        ),
        (
            Image("/ferry.jpg"),
            "<img src='https://p.example/ferry.jpg'><figcaption>The ferry.</figcaption>",
            Image("https://p.example/ferry.jpg", "The ferry."),
        ),
        (BOAT, "<img src='/640/pier-20240101.jpg'><figcaption>The pier.</figcaption>", BOAT_FOUND),
        (
            replace(BOAT, caption="At rest. (Photo by Pia Holm)"),
            "",
            replace(BOAT_FOUND, caption="At rest.", credit="Pia Holm"),
        ),
        (replace(BOAT, caption="IMG_4400"), "", BOAT_FOUND),
        (None, f"{LAZY}<figcaption>Late.</figcaption>", Image("https://p.example/lazy.jpg", "Late.")),
        (Image("javascript:alert(1)"), "", None),
        (Image("http://[::1"), "", None),
        (None, "", None),
    ],
)
def test_the_lead_picture_has_its_caption_and_its_credit(
    image: Image | None, figure: str, chosen: Image | None
) -> None:
    tree = document_fromstring(f"<body><p>x</p><figure>{figure}</figure></body>")
    assert pictures.choose(Claims(image=image), Claims(), tree, "https://p.example/x/y", "A headline") == chosen


@pytest.mark.parametrize(
    ("declared", "text", "code"),
    [
        (["en-GB"], "The crews voted on Tuesday.", "en"),
        ([None, "", "pt_BR"], "A votação", "pt"),
        (["en"], "선원들이 화요일에 투표했다.", "ko"),
        (["en-US"], "船員は火曜日に投票した。", "ja"),
        (["en"], "船员星期二投票。", "zh"),
        (["uk"], "Моряки проголосували у вівторок.", "uk"),
        ([None], "Die Seeleute haben am Dienstag für das Ende des Streiks gestimmt.", "de"),
        (["english"], "The crews voted on Tuesday to go back to work after a strike.", "en"),
        ([None], "", None),
    ],
)
def test_the_language_is_the_declared_one_unless_the_script_denies_it(
    declared: list[str | None], text: str, code: str | None
) -> None:
    assert languages.choose(declared, text) == code


@pytest.mark.parametrize(
    "script",
    [
        '{"@graph": [{"@type": "NewsArticle", "headline": "H", "author": {"@id": "#a"}}, {"@id": "#a", "name": "Ada Lind"}]}',
        '[{"@type": ["Article", "NewsArticle"], "headline": "H", "author": [{"name": ["Ada Lind"]}]}]',
        '<!-- {"@type": "NewsArticle", "headline": "H", "author": "Ada Lind",} -->',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "H", "author": [["x"], "Ada Lind"]}}',
        '{"@type": "ReportageNewsArticle", "headline": "&quot;H&quot;\n", "author": {"name": "Ada&amp;nbsp;Lind"}}',
    ],
)
def test_structured_data_is_read_in_each_of_its_shapes(script: str) -> None:
    found = structured.read(
        document_fromstring(f'<body><p>x</p><script type="application/ld+json">{script}</script></body>')
    )
    assert (found.headline or "").strip('"') == "H"
    assert found.authors == ("Ada Lind",)


def test_of_several_articles_the_one_under_the_pages_title_is_meant() -> None:
    many = ",".join(f'{{"@type": "NewsArticle", "headline": "Story {n}"}}' for n in range(5))
    tree = document_fromstring(f'<body><p>x</p><script type="application/ld+json">[{many}]</script></body>')
    assert structured.read(tree, ["Story 3"]).headline == "Story 3"
    assert structured.read(tree, ["News"]).headline is None


def test_author_tags_that_hold_addresses_and_handles_name_nobody() -> None:
    tree = document_fromstring(
        '<head><meta property="article:author" content="https://x.example/a"><meta name="author" content="@a"></head><body>x</body>'
    )
    assert metatags.read(tree).authors == ()


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<p>Über Łódź — 서울</p>".encode(), None),
        ("<p>Über Łódź — 서울</p>".encode("utf-16"), None),
        ("<p>Über Łódź — 서울</p>".encode(), "text/html; charset=iso-8859-1"),
        ("<meta charset=utf-8><p>Über Łódź — 서울</p>".encode(), "text/html; charset=bogus\x01"),
    ],
)
def test_a_page_is_decoded_whatever_it_claims(data: bytes, content_type: str | None) -> None:
    found = parse(data, content_type)
    assert isinstance(found, Markup)
    assert found.tree.text_content() == "Über Łódź — 서울"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Жители острова ждут первый паром", "windows-1251", "windows-1251"),
        ("船員は火曜日に投票した", "shift_jis", "shift_jis"),
        ("선원들이 화요일에 투표했다", "euc-kr", "euc-kr"),
        ("La première traversée", "iso-8859-1", "iso-8859-1"),
    ],
)
def test_a_page_in_another_encoding_is_decoded_as_it_declares(text: str, encoding: str, declared: str) -> None:
    found = parse(f'<meta charset="{declared}"><p>{text}</p>'.encode(encoding))
    assert isinstance(found, Markup)
    assert found.tree.text_content() == text


def test_a_page_beyond_the_limits_is_cut_and_told() -> None:
    found = parse(b"<p>first</p>" + b"<i>x</i>" * MOST_TAGS)
    assert isinstance(found, Markup)
    assert f"{MOST_TAGS:,} tags" in found.cut
    assert parse(b"<p>x</p>") != found
    assert isinstance(parse(b"\x00\x00"), Trouble)
