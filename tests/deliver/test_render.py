"""What a digest looks like in each of its forms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.core.coverage import Item
from crawler.core.digest import LeftOut, Rendered
from crawler.core.models import Image
from crawler.deliver.composing import LARGEST, fitted
from tests.deliver.css import colours_of_text, contrast, dark_colours
from tests.deliver.pages import NOW, OTHER, SEOUL, SOURCE, entry_of, gathered, hostile, parsed, rendered, words

ATOM = "{http://www.w3.org/2005/Atom}"
CLIPPING = gathered({1: SOURCE, 2: OTHER}, [Item(1, 1, (2,))])
# The parts of the page that people make by hand, in its order.
PARTS = [
    ("title", "Second ferry to the islands"),
    ("caption", "The old ferry leaves the harbour."),
    ("credit", "Ida Lund/Gazette"),
    ("day", "Published January 14, 2025"),
    ("dateline", "SEOUL, Jan 14 (Northwire) –"),
    ("first paragraph", "The ferry to the northern islands will run twice a day from Monday, the harbour office said."),
    ("second paragraph", "Officials expect some 300 passengers on the first day"),
    ("link", "READ FULL ARTICLE"),
    ("source", "SOURCE: www.gazette.example"),
    ("related title", "RELATED: Islanders welcome a second boat"),
    ("related caption", "A boat."),
    ("related outlet and day", "TRIBUNE ASIA | Published January 14, 2025"),
    ("related link", "READ FULL ARTICLE"),
    ("related source", "SOURCE: www.tribune.example"),
]


def shown(digest: Rendered, form: str) -> str:
    """A digest's words in one form, as a reader has them."""
    if form == "html":
        # small capitals are a matter of style in HTML
        return words(parsed(digest.html)).replace("Tribune Asia |", "TRIBUNE ASIA |")
    text = digest.text if form == "text" else digest.markdown.replace("[", "").replace("\\", "")
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_every_part_of_a_clipping_made_by_hand_is_there_in_its_order(form: str) -> None:
    text, place = shown(rendered(CLIPPING), form), 0
    for part, said in PARTS:
        place = text.find(said, place)
        assert place >= 0, (part, form)
        place += len(said)


@pytest.mark.parametrize("url", ["https://www.gazette.example/ferry?id=7", "https://www.tribune.example/boats"])
def test_every_form_links_to_the_whole_articles(url: str) -> None:
    digest = rendered(CLIPPING)
    assert url in {link.get("href") for link in parsed(digest.html).iter("a")}
    assert f"READ FULL ARTICLE: {url}\n" in digest.text
    assert f"[READ FULL ARTICLE](<{url}>)" in digest.markdown


def test_copies_are_told_as_carried_by_their_outlets() -> None:
    many = tuple((f"Paper {n}", f"https://paper{n}.example/") for n in range(11))
    digest = rendered(gathered({1: replace(SOURCE, carriers=many)}))
    for form in ("html", "text", "markdown"):
        assert "Also carried by Paper 0, Paper 1" in " ".join(
            shown(digest, form).replace("](<https://paper0.example/>)", "").split()
        )
        assert "Paper 7" in shown(digest, form)
        assert "and 3 more" in shown(digest, form)


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_the_end_names_outlets_in_trouble_and_what_was_left_out(form: str) -> None:
    made = gathered(
        {1: SOURCE}, troubles=[("The Ledger", "the server answered 403")], left_out=[LeftOut(4, "dropped in review")]
    )
    text = shown(rendered(made), form)
    assert text.index("The Ledger: the server answered 403") < text.index("4 dropped in review")


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_a_digest_without_news_says_so(form: str) -> None:
    made = replace(gathered({1: SOURCE}), items=(), troubles=[("The Ledger", "403")])
    digest = rendered(made)
    assert digest.items == 0
    assert "No news" in shown(digest, form)
    assert "The Ledger" in shown(digest, form)


def test_html_is_valid_where_every_part_is_in_use() -> None:
    parsed(rendered(hostile("An ordinary title")).html, strict=True)


def test_every_picture_has_a_text_and_comes_from_its_outlet_alone() -> None:
    images = list(parsed(rendered(CLIPPING).html).iter("img"))
    assert [image.get("src") for image in images] == [SOURCE.image.url, OTHER.image.url]  # type: ignore[union-attr]
    assert all(image.get("alt") for image in images)


def test_text_stands_in_its_own_language_and_direction() -> None:
    arabic = replace(SOURCE, dateline=None, language="ar", title="عنوان الخبر", paragraphs=("نص الخبر هنا.",))
    korean = replace(SOURCE, dateline=None, language="ko", title="북한 병사", paragraphs=("병사가 생포됐다.",))
    tree = parsed(rendered(gathered({1: arabic, 2: korean})).html)
    marks = {"".join(e.itertext()).strip(): (e.get("lang"), e.get("dir")) for e in tree.iter("h2")}
    assert marks == {"عنوان الخبر": ("ar", "rtl"), "북한 병사": ("ko", "ltr")}
    texts = {"".join(e.itertext()).strip(): (e.get("lang"), e.get("dir")) for e in tree.iter("div") if e.get("dir")}
    assert texts == {"نص الخبر هنا.": ("ar", "rtl"), "병사가 생포됐다.": ("ko", "ltr")}
    outlets = [bdi.text for bdi in tree.iter("bdi")]
    assert outlets.count("The Gazette") == 2


@pytest.mark.parametrize("in_the_dark", [False, True])
def test_all_text_can_be_read_by_weak_eyes_in_light_and_dark(in_the_dark: bool) -> None:  # noqa: FBT001
    html = rendered(hostile("A title")).html
    found = list(colours_of_text(parsed(html), dark_colours(html) if in_the_dark else None))
    assert len(found) > 40
    for text, colour, behind in found:
        assert contrast(colour, behind) >= 4.5, (text, colour, behind)


def test_an_entry_keeps_its_id_when_it_is_made_again_and_differs_from_period_to_period() -> None:
    def id_of(digest: Rendered) -> str | None:
        return entry_of(digest).findtext(f"{ATOM}id")

    later = replace(CLIPPING, period=replace(CLIPPING.period, start=NOW))
    first = id_of(rendered(CLIPPING))
    assert first
    assert first.startswith("urn:uuid:")
    assert id_of(rendered(replace(CLIPPING, items=(Item(2, 2),)))) == first
    assert id_of(rendered(later)) != first
    assert id_of(rendered(replace(CLIPPING, name="evening"))) != first


def test_an_entry_holds_what_a_feed_reader_asks_for() -> None:
    entry = entry_of(rendered(CLIPPING))
    assert entry.tag == f"{ATOM}entry"
    for name in ("id", "title", "updated", "published", "summary", "content"):
        assert entry.findtext(f"{ATOM}{name}"), name
    assert entry.find(f"{ATOM}content").get("type") == "html"  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}author/{ATOM}name")


def test_markup_in_a_title_is_shown_as_it_was_written() -> None:
    title = "<b>Ferry</b> & *boat* [link](http://x.example) _now_"
    digest = rendered(gathered({1: replace(SOURCE, title=title)}))
    assert title in words(parsed(digest.html))
    assert title in digest.text
    assert "\\<b\\>Ferry\\</b\\> & \\*boat\\* \\[link\\](http://x.example) \\_now\\_" in digest.markdown


@pytest.mark.parametrize(
    "letter", ["Officials expect passengers. ", "북한 병사들이 생포됐다. ", "兵士が捕虜になった。", "<&>"]
)
@pytest.mark.parametrize("stories", [1, 2, 5, 30, 1_000])
def test_a_page_is_never_larger_than_mail_programs_show_and_holds_text_while_there_is_room(
    letter: str, stories: int
) -> None:
    long = replace(
        SOURCE,
        title=letter * 40,
        url=f"https://gazette.example/{'x' * 200}",
        paragraphs=(letter * 20,) * 40,
        image=Image(f"https://gazette.example/{'y' * 200}.jpg", letter * 50, letter * 10),
        carriers=(("A paper of some name", f"https://gazette.example/{'z' * 100}"),) * 9,
    )
    items = [Item(id_, id_, (2, 3, 4), (5, 6, 7, 8, 9), 7) for id_ in range(stories)]
    digest = fitted(gathered(dict.fromkeys(range(max(10, stories)), long), items), NOW, SEOUL)
    assert len(digest.html.encode()) <= LARGEST
    parsed(digest.html, strict=True)


def test_thirty_ordinary_stories_with_related_ones_are_all_told_with_text() -> None:
    ordinary = replace(
        SOURCE, paragraphs=tuple(f"Paragraph {n} says what officials expect of the ferry." * 3 for n in range(12))
    )
    items = [Item(id_, id_, (id_ + 30, id_ + 60)) for id_ in range(30)]
    digest = fitted(gathered(dict.fromkeys(range(90), ordinary), items), NOW, SEOUL)
    assert len(digest.html.encode()) <= LARGEST
    assert digest.text.count("Paragraph 0 says") >= 30
