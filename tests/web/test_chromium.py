"""In a real browser: nothing that is stored runs, nothing is asked of another host, and Datasette's pages work."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from crawler.config import Config
from tests.web.hostile import PAYLOAD
from tests.web.serving import served

HOSTILE = (
    "/", "/story/1", "/article/1", "/article/1/diff", "/search?q=ferry", "/outlets", "/digests", "/digest/1", f"/search?q={quote(PAYLOAD)}",
    "/newswatch", "/newswatch/articles?_facet=outlet&_facet=title", "/newswatch/articles/1", "/newswatch/digests/1",
    "/newswatch?sql=select+title,html,text+from+digests", f"/newswatch?sql={quote(PAYLOAD)}", f"/{quote(PAYLOAD)}",
    "/newswatch/digests.json", "/newswatch/articles.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(config: Config) -> Iterator[str]:
    with served(config) as at:
        yield at


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    return chromium.new_page()


def test_nothing_that_is_stored_runs_and_no_other_host_is_asked(page: Page, address: str) -> None:
    ran: list[str] = []
    asked: list[str] = []
    page.expose_function("probe", lambda: ran.append(page.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("request", lambda request: asked.append(request.url))
    for target in HOSTILE:
        if target.endswith((".json", ".csv")):
            page.goto(f"{address}/newswatch")
            page.evaluate("(target) => fetch(target).then((answer) => answer.text())", target)
        else:
            page.goto(f"{address}{target}")
        assert page.locator("xss-probe, [probe], [onprobe]").count() == 0, target
    assert ran == []
    assert [each for each in asked if not each.startswith((address, "data:"))] == []
    page.evaluate("() => probe()")
    assert ran == [page.url]  # it would have been seen


def test_the_policy_stops_scripts_styles_frames_and_requests_that_stand_in_a_page(page: Page, address: str) -> None:
    page.goto(f"{address}/newswatch")
    done = page.evaluate(
        """async () => {
            const add = (html) => document.body.append(Object.assign(document.createElement("div"), { innerHTML: html }));
            document.body.append(Object.assign(document.createElement("script"), { textContent: "window.inline = true" }));
            add("<img src=x onerror='window.handler = true'>");
            add("<p id=styled style='color: rgb(1, 2, 3)'>x</p>");
            const asked = await fetch("http://127.0.0.1:1/").then(() => "went", (error) => "stopped");
            await new Promise((done) => setTimeout(done, 50));
            const colour = getComputedStyle(document.getElementById("styled")).color;
            return { inline: window.inline ?? false, handler: window.handler ?? false, colour, asked };
        }"""
    )
    assert done == {"inline": False, "handler": False, "colour": done["colour"], "asked": "stopped"}
    assert done["colour"] != "rgb(1, 2, 3)"


def test_datasettes_pages_work_under_the_policy(page: Page, address: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/newswatch/articles")
    page.locator("th[data-column=outlet] svg.dropdown-menu-icon").click()
    page.get_by_text("Facet by this").click()
    assert page.locator(".facet-results .facet-info").count() == 1
    page.goto(f"{address}/newswatch?sql=select+id+from+articles+where+id+%3D+1")
    page.locator(".CodeMirror").wait_for()
    page.get_by_role("button", name="Format SQL").click()
    page.get_by_role("button", name="Run SQL").click()
    assert page.locator("table.rows-and-columns tbody tr").count() == 1
    assert errors == []
