from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.copies import OWN, Excerpt, Relation, relate
from crawler.core.credits import is_credited
from crawler.core.sharing import as_words
from crawler.core.twins import FETCHED, Twin, came_first

NOW = datetime(2025, 1, 14, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FERRY = (
    "The ferry to the northern islands will run twice a day from Monday, the harbour office said on Tuesday morning.",
    "Officials expect some 300 passengers on the first day, and twice as many once the fishing season has begun.",
    "The old timetable had been in force for eleven years, and shopkeepers on both islands had long asked for a second boat.",
    "Fares stay as they are until the summer, when the company wants to sell tickets by telephone as well as at the pier.",
    "The second boat was bought from a neighbouring port, where it had carried mail and milk for most of its thirty years.",
)
BREAD = (
    "Bakers in the capital will stop selling bread by the loaf and weigh each sale instead, their guild decided last night.",
    "Customers who were asked on the market square called the plan strange, but said that they would wait and see.",
    "The guild's chair said scales had been ordered for every shop and would be delivered before the end of the month.",
    "Millers welcomed the decision, since flour has become dearer by a fifth and loaves had shrunk in nearly every bakery.",
    "Two bakers at the northern gate said they would go on as before, and that nobody would count their crumbs for them.",
)
OTHER = (
    "Our own reporter stood on the pier at dawn and saw gulls, nets, a dog asleep on a crate, and nobody who sold tickets.",
    "Asked about boats, the woman in the kiosk shrugged and offered coffee, which was better than any on the mainland.",
    "Later that day the wind turned, the flags came down, and the last visitors walked back along the wall to the station.",
)
SPEECH = (
    "“We have waited for eleven years, we have written letters, we have stood in the rain, and today I can tell you that"
    " the waiting is over and that no child of these islands will ever again miss school for want of a boat.”"
)
LINES = ("Subscribe to our newsletter", "A post shared by Harbour Views", "Photo: the pier at dawn", "© Tribune 2025")


def stored(paragraphs: tuple[str, ...], id_: int = 7, outlet: str = "Gazette", **more: object) -> Twin:
    twin = Twin(id_, outlet, "A title", "\n\n".join(paragraphs), "", NOW, f"https://{outlet.lower()}.example/{id_}")
    return replace(twin, **more)  # type: ignore[arg-type]


def page(*paragraphs: str, **more: object) -> Twin:
    return stored(paragraphs, FETCHED, "Tribune", published_at=NOW + HOUR, **more)


def edited(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """British spelling, other quotation marks, a word here and there."""
    words = {
        "harbour": "harbor",
        "neighbouring": "neighboring",
        "wants": "plans",
        "begun": "started",
        "years": "seasons",
    }
    return tuple(" ".join(words.get(word.strip(".,"), word) for word in one.split()) for one in paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FERRY, id="verbatim"),
        pytest.param(FERRY[:3], id="its beginning"),
        pytest.param(FERRY[2:], id="its end"),
        pytest.param((LINES[0], *FERRY, *LINES[1:]), id="between lines of the site"),
        pytest.param((FERRY[0], LINES[1], FERRY[1], LINES[2], *FERRY[2:]), id="with posts and captions between"),
        pytest.param(edited(FERRY), id="edited"),
        pytest.param((*FERRY[:4], OTHER[0]), id="with a local paragraph"),
        pytest.param((LINES[0], *edited(FERRY[1:4]), LINES[1], LINES[2]), id="all at once"),
    ],
)
def test_a_copy_is_known_however_it_was_cut_and_set(text: tuple[str, ...]) -> None:
    found = relate(page(*text), [stored(BREAD, 8, "Herald"), stored(FERRY)])
    assert (found.copy_of, found.excerpts) == (7, ())
    assert found.share > 0.6


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((*FERRY, *BREAD), id="both whole"),
        pytest.param((*FERRY[:3], *BREAD[:3]), id="half of each"),
        pytest.param((*FERRY, *BREAD[1:4]), id="one whole"),
        pytest.param((OTHER[0], *edited(FERRY[:3]), "READ FULL ARTICLE", *BREAD[:3]), id="a clipping page"),
    ],
)
def test_a_page_made_of_two_articles_points_to_both_and_is_a_copy_of_neither(text: tuple[str, ...]) -> None:
    copies = [stored(FERRY, id_, f"Carrier {id_}", copy_of=7) for id_ in range(10, 14)]
    found = relate(page(*text), [*copies, stored(FERRY), stored(BREAD, 8, "Herald")])
    assert found.copy_of is None
    assert {excerpt.source_id for excerpt in found.excerpts} == {7, 8}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(OTHER, id="another report"),
        pytest.param((*OTHER, SPEECH), id="of the same speech"),
        pytest.param((*OTHER, FERRY[1]), id="with a sentence in common"),
        pytest.param(("Second ferry to the northern islands",), id="a notice"),
    ],
)
def test_a_report_of_ones_own_is_neither(text: tuple[str, ...]) -> None:
    assert relate(page(*text), [stored((*FERRY, SPEECH))]) == OWN


def test_reports_in_a_series_are_no_copies_where_their_figures_differ() -> None:
    report = (
        "Losses on {} May: the armed forces said that {} soldiers were lost in the past day of the fighting in the east,"
        " and that the number of tanks destroyed since the beginning of the war had risen to {} in all by the morning."
    )
    third, fourth = (report.format(*figures) for figures in ((3, 1120, 7391), (4, 980, 7402)))
    assert relate(page(fourth), [stored((third,))]) == OWN
    assert relate(page(third), [stored((third,))]).copy_of == 7


def test_a_credit_makes_a_copy_of_what_is_shared_in_part() -> None:
    text = (*FERRY[:2], *OTHER[:2])
    assert relate(page(*text), [stored(FERRY)]) == OWN
    assert relate(page(*text, "Source: gazette.example"), [stored(FERRY)]).copy_of == 7


def test_an_outlet_never_copies_itself_through_another() -> None:
    own, carried = stored(FERRY, 3, "Tribune"), stored(FERRY, 9, "Gazette", copy_of=3)
    assert relate(page(*FERRY), [own, carried]) == OWN


def test_nothing_is_a_copy_of_a_clipping_page() -> None:
    clipping = stored((*FERRY, *BREAD), excerpt_of=(3, 4))
    assert relate(page(*FERRY), [clipping]) == OWN
    assert came_first(page(*FERRY, url="x"), replace(clipping, published_at=None))


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ({"published_at": NOW}, {"published_at": NOW + HOUR}, True),
        ({"published_at": NOW + HOUR}, {"published_at": NOW}, False),
        ({"published_at": None}, {}, False),
        ({"published_at": NOW, "published_day_only": True}, {"published_at": NOW + HOUR}, False),
        ({"published_at": NOW, "published_day_only": True}, {"published_at": NOW + 72 * HOUR}, True),
        ({"published_at": None}, {"text": "TOWN (Gazette) – The ferry runs twice."}, True),
        ({"published_at": None}, {"authors": ("Gazette",)}, True),
        ({"published_at": NOW + HOUR}, {"authors": ("Gazette",)}, False),
    ],
)
def test_the_original_is_what_was_published_first_and_then_what_is_credited(
    one: dict[str, object], other: dict[str, object], *, first: bool
) -> None:
    assert came_first(stored(FERRY, **one), stored(FERRY, 8, "Tribune", **other)) is first  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outlet", "url", "authors", "paragraphs", "credited"),
    [
        ("Reuters", "https://www.reuters.com/1", (), ("SEOUL, Jan 14 (Reuters) – A soldier was found.",), True),
        ("Reuters", "https://www.reuters.com/1", (), ("One.", "SOURCE: www.reuters.com", *FERRY), True),
        ("Reuters", "https://www.reuters.com/1", ("Reuters staff",), ("A soldier was found.",), True),
        ("AP News", "https://apnews.com/1", ("The Associated Press",), ("A soldier was found.",), True),
        ("AP News", "https://apnews.com/1", ("AP",), ("A soldier was found.",), True),
        ("AP News", "https://apnews.com/1", (), ("The ap store was closed.",), False),
        ("Yonhap", "https://en.yna.co.kr/1", (), ("(서울=연합뉴스) 여객선이 하루 두 번 다닌다.",), True),
        ("AFP", "https://www.afp.com/1", (), ("A soldier was found.", "© 2025 AFP"), True),
        ("Reuters", "https://www.reuters.com/1", (), ("Two old witnesses told Reuters that the boat and its crew had left.",), False),
        ("Nikkei Asia", "https://asia.nikkei.com/1", (), (*FERRY, "SOURCE: www.asia.nikkei.com"), True),
    ],
)  # fmt: skip
def test_a_credit_stands_in_a_byline_a_dateline_or_a_line_of_its_own(
    outlet: str, url: str, authors: tuple[str, ...], paragraphs: tuple[str, ...], *, credited: bool
) -> None:
    assert is_credited(outlet, url, authors, paragraphs) is credited


texts = st.lists(st.sampled_from([*FERRY, *BREAD, *OTHER, SPEECH]), min_size=1, max_size=8, unique=True).map(tuple)
times = st.integers(0, 48).map(lambda hours: NOW + hours * HOUR)


@given(texts)
def test_a_text_is_never_its_own_excerpt_nor_its_own_copy(text: tuple[str, ...]) -> None:
    assert relate(stored(text), [stored(text)]) == OWN


@given(texts, texts)
def test_what_is_shared_is_shared_by_both(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    first, second = as_words(one), as_words(other)
    assert any(first.taken_from(second)) == any(second.taken_from(first))
    assert all(first.taken_from(first)) or first.size < 6


@given(times, times)
def test_of_two_known_times_one_is_first_whoever_came_in_first(one: datetime, other: datetime) -> None:
    first, second = stored(FERRY, published_at=one), stored(FERRY, 8, "Tribune", published_at=other)
    assert came_first(first, second) == (one < other)
    assert came_first(second, first) == (other < one)


@given(texts, st.permutations([7, 8, 9]))
def test_the_order_of_the_candidates_does_not_matter(text: tuple[str, ...], order: list[int]) -> None:
    all_ = {7: stored(FERRY), 8: stored(BREAD, 8, "Herald"), 9: stored((*FERRY[:3], *OTHER), 9, "Echo")}
    assert relate(page(*text), [all_[id_] for id_ in order]) == relate(page(*text), list(all_.values()))


def test_the_fetched_article_gets_its_id_when_it_is_stored() -> None:
    assert Relation(FETCHED, 0.8).of(5) == Relation(5, 0.8)
    assert Relation(excerpts=(Excerpt(FETCHED, 0.4), Excerpt(3, 0.3))).of(5).excerpts == (
        Excerpt(5, 0.4),
        Excerpt(3, 0.3),
    )
    assert OWN.of(5) == OWN
