"""A person with a keyboard, in a real browser, at the page that `newswatch web` serves; and what the database has then."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.morning import KOREAN, STORIES, morning
from tests.web.serving import COMMANDS_CONFIG, commanded

REVIEWED = 20
FIRST = len(STORIES)  # the number of the story on top
LAST = FIRST - REVIEWED + 1  # that of the last one that is judged
EDITED = 1 + next(at for at, (_, _, text) in enumerate(STORIES) if "300" in text)
PAGES = (
    "/", "/?outlet=Gazette&standing=all", f"/story/{EDITED}", f"/article/{EDITED}", f"/article/{EDITED}/diff",
    f"/article/{FIRST - 4}", f"/story/{FIRST - 3}", "/search?q=tram", "/outlets", "/digests",
)  # fmt: skip
# What a page must not have, told by each element that has it: text that is wider than the window, a button, link or field
# without a name, one that is too small to be hit (WCAG 2.5.8), letters that stand out too little from what is under them.
FAULTS = """() => {
    const seen = (each) => each.checkVisibility() && !each.closest(".hidden, .skip") && each.getClientRects().length;
    const name = (each) => (each.ariaLabel ?? "") + (each.labels?.[0]?.textContent ?? "") + each.textContent;
    const rgba = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).reduce(
        (sum, part, at) => sum + [0.2126, 0.7152, 0.0722][at] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4), 0);
    const ground = (each) => {
        for (; each; each = each.parentElement) {
            const colour = rgba(getComputedStyle(each).backgroundColor);
            if (colour[3] !== 0) return colour;
        }
        return [255, 255, 255];
    };
    const contrast = (each) => {
        const [dark, bright] = [light(rgba(getComputedStyle(each).color)), light(ground(each))].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    };
    const told = (what, each) => `${what}: ${each.outerHTML.slice(0, 90)}`;
    const faults = [];
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push("wider than the window");
    for (const each of document.querySelectorAll("a, button, input:not([type=hidden]), textarea, select, summary")) {
        if (!name(each).trim()) faults.push(told("no name", each));
        const { width, height } = each.getBoundingClientRect();
        if (seen(each) && each.matches("button, select, input:not([type=checkbox])") && Math.min(width, height) < 24)
            faults.push(told("small", each));
    }
    const own = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    for (const each of document.querySelectorAll("body *"))
        if (seen(each) && own(each) && contrast(each) < 4.5) faults.push(told("faint", each));
    if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
    return faults;
}"""
# Whether the bar with the undo lies over what has the focus.
COVERED = """() => document.querySelector("#flash form").getBoundingClientRect().top
    < document.activeElement.closest(".noting").getBoundingClientRect().bottom"""
FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    return document.activeElement === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("morning")
    morning(made)
    (made / "newswatch.toml").write_text(COMMANDS_CONFIG, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with commanded(folder) as process:
        assert process.stdout
        told = re.search(r"http://\S+(?=/)", process.stdout.readline())
        assert told
        yield told[0]


@contextmanager
def opened(chromium: Browser, address: str, **context: Any) -> Iterator[Page]:
    """A page in a window of its own; what it logged as an error and what it asked of another host fails the test."""
    wrong: list[str] = []
    with closing(chromium.new_context(base_url=address, **context)) as window:
        page = window.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
        yield page
    assert wrong == []


def rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "news.db")) as conn:
        found = conn.execute(sql).fetchall()
    return [each[0] if len(each) == 1 else each for each in found]


def standing(folder: Path, number: int) -> tuple[str, str | None]:
    """Where a story stands, and the note on it."""
    return next(
        (stands, note)
        for id_, stands, note in rows(folder, "SELECT id, standing, note FROM story_overview")
        if id_ == number
    )


def test_a_morning_is_reviewed_from_the_keyboard(folder: Path, address: str, chromium: Browser) -> None:
    with opened(chromium, address) as page:
        page.goto("/")
        _judge(page, folder)
        _undo_and_move(page, folder)
        _write_a_note_and_edit_it(page, folder)
        _judge_two_at_once(page, folder)
        _look_at_the_keys(page)
        _read_on_from_a_story(page, folder)
        _search_in_korean(page)
    stands = "SELECT standing, count(*) FROM stories WHERE id > 2 GROUP BY standing ORDER BY standing"
    assert rows(folder, stands) == [("dropped", 6), ("kept", 9), ("later", 6), ("undecided", 2)]
    assert rows(folder, "SELECT note FROM verdicts WHERE note > '' ORDER BY id") == [
        "ask the archive",
        "asked, no answer",
    ]


def _focused(page: Page, number: int) -> None:
    expect(page.locator(".story:focus")).to_have_attribute("data-story", str(number))


def _judge(page: Page, folder: Path) -> None:
    keys = {"K": "kept", "D": "dropped", "L": "later"}
    for at in range(REVIEWED):
        _focused(page, FIRST - at)
        page.keyboard.press("KDL"[at % 3])
    _focused(page, FIRST - REVIEWED)
    assert rows(folder, "SELECT count(*) FROM verdicts WHERE story_id > 2") == [REVIEWED]
    for at in range(REVIEWED):
        assert standing(folder, FIRST - at) == (keys["KDL"[at % 3]], None)


def _undo_and_move(page: Page, folder: Path) -> None:
    page.keyboard.press("u")
    _focused(page, LAST)
    assert standing(folder, LAST) == ("undecided", None)
    for key in "kjj":
        page.keyboard.press(key)
    _focused(page, LAST - 1)


def _write_a_note_and_edit_it(page: Page, folder: Path) -> None:
    for words in ("ask the archive", "asked, no answer"):
        page.keyboard.press("n")
        assert not page.evaluate(COVERED)
        page.keyboard.press("Control+a")
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".story:focus .written")).to_have_text(words)
    assert standing(folder, LAST - 1) == ("undecided", "asked, no answer")
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    _focused(page, LAST - 1)


def _judge_two_at_once(page: Page, folder: Path) -> None:
    for key in "jxjxK":
        page.keyboard.press(key)
    _focused(page, LAST - 4)
    assert [standing(folder, LAST - at)[0] for at in (2, 3)] == ["kept", "kept"]


def _look_at_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    _focused(page, LAST - 4)


def _read_on_from_a_story(page: Page, folder: Path) -> None:
    story = LAST - 4
    for key, leads_to in (("o", f"story/{story}"), ("D", f"story/{story - 1}"), ("u", f"story/{story}")):
        page.keyboard.press(key)
        page.wait_for_url(f"**/{leads_to}*")
    assert standing(folder, story)[0] == "undecided"
    for keys, leads_to in (("jo", "article"), ("b", "story")):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(f"**/{leads_to}/*")


def _search_in_korean(page: Page) -> None:
    hits = page.locator("#results h2")
    page.keyboard.press("/")
    page.keyboard.type("숲길")
    page.keyboard.press("Enter")
    expect(hits).to_have_text([KOREAN[0][1]])
    page.keyboard.press("/")
    page.keyboard.type("도서", delay=20)  # found while it is typed: no Enter
    expect(hits).to_have_text([KOREAN[1][1]])


def test_a_verdict_and_its_undo_need_no_script(folder: Path, address: str, chromium: Browser) -> None:
    with opened(chromium, address, java_script_enabled=False) as page:
        page.goto("/")
        page.locator("#s1").get_by_role("button", name="Keep").click()
        assert standing(folder, 1)[0] == "kept"
        expect(page.get_by_role("status")).to_contain_text("kept")
        page.get_by_role("button", name="Undo").click()
        assert standing(folder, 1)[0] == "undecided"
        page.locator("#q").fill("숲길")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#results h2")).to_have_text([KOREAN[0][1]])


def test_pages_fit_a_phone_and_a_desk_in_light_and_dark(address: str, chromium: Browser) -> None:
    for width, scheme in ((390, "dark"), (1280, "light")):
        with opened(chromium, address, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
            for target in PAGES:
                page.goto(target)
                assert page.evaluate(FAULTS) == [], (width, scheme, target)
            page.goto("/")
            for _ in range(14):
                page.keyboard.press("Tab")
                assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
