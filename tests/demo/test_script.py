from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import Config, load
from crawler.core.text import clean
from crawler.demo import script
from crawler.demo.articles import Article, at
from crawler.demo.outlets import FeedKind, Noise, Outlet
from crawler.demo.pages import picture
from crawler.demo.script import QUERY, demo_config, demo_press

OUTLETS = {outlet.name: outlet for outlet in demo_press().outlets}
ARTICLES = [(outlet, article) for outlet in OUTLETS.values() for article in outlet.articles]
STEPS = (0, 1)


def article(path: str, step: int = 0) -> Article:
    return next(at(found, step) for _, found in ARTICLES if found.path == path)


def on_topic(found: Article) -> bool:
    """Whether a word of each of the query's three groups begins somewhere in the article."""
    text = "\n".join((found.title, *found.paragraphs)).lower()
    groups = [re.findall(r'"[^"]+"|[^\s()]+', group) for group in QUERY.split(" AND ")]
    return all(any(word.strip('"').rstrip("*") in text for word in group if word != "OR") for group in groups)


def test_every_file_of_texts_is_read_and_holds_clean_text() -> None:
    files = list((Path(script.__file__).parent / "texts").glob("*.toml"))
    assert len(files) == len(OUTLETS) == 11
    for _, found in ARTICLES:
        for line in (found.title, found.summary, *found.paragraphs):
            # Japanese headlines part their halves with a wide space
            assert clean(line) == line.replace("\u3000", " ")


def test_every_article_has_a_title_a_time_and_a_path_of_its_own() -> None:
    for outlet in OUTLETS.values():
        paths = [found.path for found in outlet.articles]
        assert len(paths) == len(set(paths))
        assert all(path.startswith(outlet.section or "/") and path.isascii() for path in paths)
    for _, found in ARTICLES:
        assert found.title
        assert found.published.tzinfo is not None
        assert found.script_only or found.paragraphs


def test_every_picture_that_is_named_is_there_with_caption_and_credit_and_is_small() -> None:
    pictures = [found.picture for _, found in ARTICLES if found.picture]
    assert pictures
    for each in pictures:
        body = picture(each.file)
        assert body is not None
        assert body.startswith(b"\xff\xd8")
        assert len(body) < 30_000
        assert each.caption
        assert each.credit


def test_all_changes_apply_and_the_second_step_brings_new_reports() -> None:
    assert all(at(found, step).title for _, found in ARTICLES for step in STEPS)
    assert sum(found.listed_from == 1 for _, found in ARTICLES) >= 2


def test_the_press_has_sources_of_all_kinds_and_six_languages() -> None:
    assert {outlet.feed for outlet in OUTLETS.values()} == {*FeedKind, None}
    assert {outlet.language for outlet in OUTLETS.values()} == {"en", "ko", "uk", "ru", "ja", "de"}
    assert {outlet.noise for outlet in OUTLETS.values()} == set(Noise)
    assert any(outlet.section for outlet in OUTLETS.values())
    assert any(outlet.sitemap_named and not outlet.home_links for outlet in OUTLETS.values())


def test_a_wire_report_is_carried_whole_cut_and_with_a_paragraph_added() -> None:
    wire = article("/world/seoul-second-contingent")
    whole, cut, longer = (
        article(path)
        for path in (
            "/world/seoul-more-soldiers-russia",
            "/news/4478-pyongyang-second-contingent",
            "/stories/north-korea-to-send-more-soldiers-to-russia-1209",
        )
    )
    assert whole.lines == wire.lines
    assert cut.title != wire.title
    assert cut.lines == wire.lines[: len(cut.lines)]
    assert len(cut.lines) == pytest.approx(0.7 * len(wire.lines), abs=0.5)
    assert longer.lines[:-1] == wire.lines


def test_figures_change_with_the_time_they_changed_and_one_word_changes_in_silence() -> None:
    before, after = (article("/world/north-korean-dead-kursk", step) for step in STEPS)
    assert "300" in before.title
    assert "1,000" in after.title
    assert after.modified is not None
    silent = [article("/world/kursk-rail-bridge", step) for step in STEPS]
    words = [" ".join(found.paragraphs).split() for found in silent]
    assert [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]] == [("eastern", "western")]
    assert silent[1].modified is None


OFF_TOPIC = {
    "/world/sosnovy-log-junction",
    "/sport/winter-regatta",
    "/news/4476-markets-close",
    "/stories/barley-soup-for-a-week-of-frost-1205",
    "/a/2209/coastal-resort-reopens",
    "/society/20397",
    "/novosti/31869-lyzhnya",
    "/shakai/a-5507",
    "/region/behelfsbruecke-faehrhaus-7709",
}


def test_the_query_finds_every_report_on_the_topic_in_every_language_and_nothing_else() -> None:
    missed = {found.path for _, found in ARTICLES if not on_topic(found)}
    assert missed == OFF_TOPIC


def test_an_edit_brings_one_article_on_topic() -> None:
    assert on_topic(article("/world/sosnovy-log-junction", 1))


def test_the_configuration_is_one_that_newswatch_reads(tmp_path: Path) -> None:
    press = demo_press()
    with press.serve() as addresses:
        text = demo_config(addresses, tmp_path)
    path = tmp_path / "newswatch.toml"
    path.write_text(text, encoding="utf-8")
    config = load(path, {})
    assert isinstance(config, Config), config
    assert [outlet.name for outlet in config.outlets] == [outlet.name for outlet in press.outlets]
    assert all(outlet.private_network and not outlet.delay for outlet in config.outlets)
    assert {outlet.first_run for outlet in config.outlets} == {"announce"}
    assert [topic.query for topic in config.topics] == [QUERY]


def test_what_an_outlet_names_itself_is_not_said_in_the_configuration() -> None:
    base = "http://127.0.0.11:1"
    outlets = (
        Outlet("Named", feed=FeedKind.RSS, feed_named=True),
        Outlet("Said", feed=FeedKind.JSON),
        Outlet("Map", sitemap=True),
        Outlet("Page", section="/news/"),
    )
    text = script.outlets_config(outlets, {outlet.name: base for outlet in outlets})
    parts = text.split("[[outlets]]")[1:]
    assert f'home = "{base}/"' in parts[0]
    assert f'feeds = ["{base}/feed.json"]' in parts[1]
    assert f'sitemaps = ["{base}/sitemap.xml"]' in parts[2]
    assert f'sections = [{{ url = "{base}/news/", links = "^/news/.+" }}]' in parts[3]


@pytest.mark.parametrize("now", [datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2031, 7, 3, 23, tzinfo=UTC)])
def test_a_press_for_today_is_dated_to_the_last_days_on_the_same_weekdays(now: datetime) -> None:
    moved = [found for outlet in demo_press(now).outlets for found in outlet.articles]
    written = [found for _, found in ARTICLES]
    assert all(timedelta() < now - found.published < timedelta(days=11) for found in moved)
    assert [found.published.weekday() for found in moved] == [found.published.weekday() for found in written]
