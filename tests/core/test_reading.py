from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.core.models import Dateline, Image, Reading, Trouble, VisitState
from crawler.core.reading import read_page
from crawler.core.text import clean
from tests.core.pages import PARAGRAPHS, STRUCTURED, SUMMARY, TITLE, URL, page


def read(data: bytes, url: str = URL) -> Reading:
    found = read_page(data, url)
    assert isinstance(found, Reading), found
    return found


def test_the_text_is_the_summary_and_the_paragraphs_and_nothing_else() -> None:
    assert read(page()).paragraphs == (SUMMARY, *PARAGRAPHS)


def test_what_the_page_says_of_its_article_is_read() -> None:
    found = read(page())
    assert found.title == TITLE
    assert found.authors == ("Ada Lind", "Jonas Berg")
    assert found.language == "en"
    assert found.published_at == datetime(2025, 1, 14, 8, 30, tzinfo=UTC)
    assert not found.published_day_only
    assert found.modified_at == datetime(2025, 1, 14, 10, 5, tzinfo=UTC)
    assert found.image == Image(
        "https://www.harbourpost.example/media/ferry-20250114-77.jpg", "The night boat at its pier.", None
    )
    assert (found.section, found.tags, found.site_name) == ("World", ("ferries", "strikes"), "Harbour Post")
    assert found.dateline == Dateline("NORHAVEN", "Coastwire", "NORHAVEN, Jan 14 (Coastwire) –")
    assert found.canonical_url == URL
    assert not found.paywalled
    assert not found.partial


def test_a_page_without_structured_data_is_read_from_its_markup() -> None:
    found = read(page(structured=None))
    assert found.title == TITLE
    assert found.authors == ("Ada Lind", "Jonas Berg")
    assert found.paragraphs[-len(PARAGRAPHS) :] == PARAGRAPHS
    assert found.image == Image(
        "https://www.harbourpost.example/media/ferry-20250114-77_640.jpg", "The night boat at its pier.", "Pia Holm"
    )


@pytest.mark.parametrize(
    "said",
    [
        STRUCTURED | {"isAccessibleForFree": "False"},
        STRUCTURED | {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".x"}},
    ],
)
def test_a_paywall_is_told_by_structured_data(said: object) -> None:
    assert read(page(structured=said)).paywalled


def test_a_paywall_is_told_by_a_content_tier() -> None:
    assert read(page(structured=None, head='<meta property="article:content_tier" content="locked">')).paywalled


def test_a_text_that_only_structured_data_holds_is_taken_from_there() -> None:
    hidden = page(paragraphs=(PARAGRAPHS[0],), structured=STRUCTURED | {"articleBody": "\n\n".join(PARAGRAPHS * 2)})
    assert PARAGRAPHS[4] in read(hidden).paragraphs
    assert read(hidden).extractor != read(page()).extractor  # so that it differs in form is no edit


def test_a_second_article_below_the_first_is_not_read() -> None:
    other = "".join(
        f"<p>Another story altogether has its own paragraph number {n}, long enough to be prose.</p>" for n in range(30)
    )
    found = read(page().replace(b"</main>", f"<article><h1>Another story</h1>{other}</article></main>".encode()))
    assert found.paragraphs == (SUMMARY, *PARAGRAPHS)


def test_a_beginning_that_stands_beside_a_box_with_the_rest_is_read() -> None:
    beginning = f"{PARAGRAPHS[0]} {PARAGRAPHS[4]}"
    rest = "".join(f"<p>{each}</p>" for each in PARAGRAPHS[1:] * 8)
    split = f'<div class="story-body"><p>{beginning}</p><div class="until-a-click">{rest}</div></div>'
    found = read(page(paragraphs=(), within=split))
    assert beginning in found.paragraphs


def test_comments_longer_than_the_article_are_not_read() -> None:
    comments = "".join(
        f"<li><p>Reader {n} thinks that all of this was better when the old captain was alive.</p></li>"
        for n in range(60)
    )
    found = read(page().replace(b"</main>", f'<section id="comments"><ol>{comments}</ol></section></main>'.encode()))
    assert found.paragraphs == (SUMMARY, *PARAGRAPHS)


def test_a_container_whose_class_looks_like_an_aside_is_read_when_it_holds_the_article() -> None:
    assert PARAGRAPHS[4] in read(page().replace(b'class="story-body"', b'class="sidebar-grid comments-on"')).paragraphs


def test_a_text_between_line_breaks_is_split_into_paragraphs() -> None:
    broken = "<br><br>".join(PARAGRAPHS)
    data = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{broken}</div></body></html>".encode()
    assert read(data).paragraphs == PARAGRAPHS


def test_a_signature_names_the_author_and_leaves_the_text() -> None:
    found = read(
        page(
            structured=STRUCTURED | {"author": {"name": "Harbour Post"}}, paragraphs=(*PARAGRAPHS, "Nora Dahl")
        ).replace(b'class="byline"', b"")
    )
    assert found.authors == ("Nora Dahl",)
    assert "Nora Dahl" not in found.paragraphs


HEADLINES = (
    "Markets close higher",
    "Cup final moved to Sunday after rain",
    "Ten recipes for winter",
    "Concert hall reopens",
)


def _link(rng: random.Random) -> str:
    return f'<a href="/elsewhere/{rng.randrange(10**6)}">{rng.choice(HEADLINES)}</a>'


def _noisy(rng: random.Random) -> bytes:
    """The page with everything in it that differs at each request although nobody edited it."""
    number, link = rng.randrange(2, 59), _link(rng)
    within = (
        f"<p>{link}</p>",
        f"<p><strong>Read more:</strong> {link}</p>",
        f"<p>ALSO READ | {link}</p>",
        f"<h3>Related stories</h3><ul><li>{link}</li><li>{_link(rng)}</li></ul>",
        f'<div class="card"><a href="/y/{number}"><h3>{rng.choice(HEADLINES)}</h3><p>{rng.choice(HEADLINES)} again.</p></a></div>',
        f'<div class="ad-slot">Advertisement {number}</div><p>{number} comments</p>',
        f"<p>Lesen Sie auch: {link}</p><blockquote><p>{link}</p></blockquote>",
    )
    return page(
        under_title=f'<p class="status">Updated {number} minutes ago, {number * 7} readers</p>',
        within=rng.choice(within),
        after=f'<div class="share-bar">{number} shares</div><div>{number:02}:{number:02}:01</div>',
    ).replace(b"</aside>", f"<p>{number} readers now. Updated at 10:{number:02}</p></aside>".encode())


def test_a_hundred_fetches_that_differ_in_links_clocks_and_counters_give_one_text() -> None:
    rng = random.Random(14)  # noqa: S311 - noise
    readings = [read(_noisy(rng)) for _ in range(100)]
    assert {each.paragraphs for each in readings} == {(SUMMARY, *PARAGRAPHS)}
    assert {(each.title, each.authors, each.image) for each in readings} == {
        (TITLE, readings[0].authors, readings[0].image)
    }


def _shell(body: str, title: str = "Harbour Post", head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


LINKS = "".join(f'<li><a href="/{n}">{HEADLINES[n % 4]} and so on, number {n}</a></li>' for n in range(40))
COOKIES = "".join(
    f"<p>We and our {n} partners store cookies on your device and ask for your consent to tracking, now and later.</p>"
    for n in range(9)
)


@pytest.mark.parametrize(
    ("data", "state", "because"),
    [
        (b"", VisitState.NO_TEXT, "empty"),
        (b" \n\t ", VisitState.NO_TEXT, "empty"),
        (_shell(""), VisitState.NO_TEXT, "shows no text"),
        (
            _shell(
                '<div id="root"></div><noscript>You need to enable JavaScript.</noscript><script src="/x.js"></script>'
            ),
            VisitState.NO_TEXT,
            "JavaScript",
        ),
        (_shell(f"<ul>{LINKS}</ul>"), VisitState.NO_TEXT, "links and short texts"),
        (
            _shell("<h1>Checking your browser</h1><p>This takes a moment.</p>", "Just a moment..."),
            VisitState.WALL,
            "prove to be a person",
        ),
        (_shell("<h1>Log in</h1><form><input name=user></form>", "Log in"), VisitState.WALL, "log-in"),
        (_shell(COOKIES, "Harbour Post"), VisitState.WALL, "consent"),
        (
            _shell("<h1>Page not found</h1><p>Sorry.</p>", "Page not found"),
            VisitState.SOFT_404,
            "nothing at its address",
        ),
        (b"%PDF-1.7 some text", VisitState.UNSUPPORTED_TYPE, "PDF"),
        (b"\x89PNG\r\n\x1a\n", VisitState.UNSUPPORTED_TYPE, "image"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", VisitState.UNSUPPORTED_TYPE, "feed"),
    ],
)
def test_a_page_without_an_article_says_why(data: bytes, state: VisitState, because: str) -> None:
    found = read_page(data, URL)
    assert isinstance(found, Trouble)
    assert found.state == state
    assert because in found.detail


def test_a_media_type_that_is_no_page_is_refused_unless_the_body_is_one() -> None:
    assert isinstance(read_page(b"\x00\x01\x02", URL, "image/x-unknown"), Trouble)
    assert isinstance(read_page(page(), URL, "application/octet-stream"), Reading)


def test_an_article_about_walls_is_an_article() -> None:
    found = read(
        page(
            title="Access denied: captcha firms face questions over cookies",
            structured=STRUCTURED | {"headline": "Access denied"},
        )
    )
    assert PARAGRAPHS[0] in found.paragraphs


PROSE = "".join(
    f"<p>Sentence number {n} of an ordinary report that anybody may read to its end.</p>" for n in range(12)
).encode()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 10_000 + PROSE,
        b"<ul><li>x" * 5_000 + PROSE,
        b"<span>" * 5_000 + PROSE,
        PROSE + b"<p " + b" ".join(b"a%d=x" % n for n in range(100_000)) + b">y</p>",
        PROSE + b"<p>" + b"<b>x</b><i>y</i>" * 20_000,
        b"x<br>" * 20_000 + PROSE,
        PROSE + b"<table>" + b"<tr><td>a</td><td>b</td></tr>" * 5_000,
        PROSE
        + b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + b'\\"' * 50_000
        + b'"}</script>',
        PROSE + b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
        PROSE + b'<div class="related">' * 1_000,
        b"<title>" + b"long " * 200_000 + b"</title>" + PROSE,
        b"<a href=/x>" * 20_000 + PROSE,
        PROSE + b'<span class="author">A B</span>' * 5_000,
    ],
    ids=lambda data: f"{data[:12].decode()}…{len(data)}",
)
def test_a_hostile_page_is_read_or_refused_in_time(data: bytes) -> None:
    found = read_page(b"<html><body><h1>T</h1>" + data + b"</body></html>", URL)
    assert isinstance(found, Trouble) or found.partial or "Sentence number 3" in found.text


def test_a_page_cut_at_a_limit_is_partial_and_says_so() -> None:
    found = read(page(after="<i>x</i>" * 120_000))
    assert found.partial
    assert "tags" in found.note
    assert PARAGRAPHS[0] in found.paragraphs


@given(st.binary(max_size=2_000))
@example(b"<html><body><p>a&#1;b&#xFFFE;</p><figure><img src=' '></figure>")
@settings(max_examples=150)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert isinstance(read_page(data, URL), Reading | Trouble)


FRAGMENTS = st.sampled_from(
    """\
<p>
</p>
<div class=related>
</div>
<table><tr><td>
<li>
<br>
<h1>
</h1>
<article>
<a href=/x>
</a>
&#1;
&#xFFFE;
\x00
\u202e
\x1b[31m
<figure><img src='data:x'>
<script type="application/ld+json">[{"@type":["NewsArticle"],"headline":[1],"author":[[{}]],"image":[[]],"keywords":{}}]</script>
<meta property="og:image" content="http://[::1">
<link rel=canonical href="http://[x">
<time datetime="99999-99-99">
<frameset>
a sentence that is long enough to count as prose and more
""".split("\n")
)


@given(st.lists(FRAGMENTS, max_size=60))
@settings(max_examples=150)
def test_whatever_the_markup_the_text_is_clean(pieces: list[str]) -> None:
    found = read_page("".join(pieces).encode("utf-8", "replace"), URL)
    if isinstance(found, Reading):
        kept = [found.title or "", *found.paragraphs, *found.authors, *found.tags, found.section or ""]
        assert all(clean(each) == each and "\n" not in each for each in kept)
        assert all(found.paragraphs)
