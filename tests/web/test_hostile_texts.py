"""Whatever is stored stays text, on each page: no element, no attribute, no script, no address that it asks for."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest

from crawler.config import Config
from tests.web.asking import Browser
from tests.web.hostile import PAYLOAD, RUNS, injected
from tests.web.test_guard import is_guarded

pytestmark = pytest.mark.filterwarnings("ignore:coroutine")

HOSTILE = {
    "articles": "outlet url title authors text summary dateline image_url image_caption image_credit section tags said_title reason",
    "revisions": "title text summary", "stories": "title", "verdicts": "note by", "topics": "name query", "matches": "topic evidence",
    "outlets": "name home trouble", "sources": "url trouble", "visits": "url detail", "digests": "name subject html text markdown",
    "deliveries": "recipient last_error", "story_events": "why",
}  # fmt: skip
# Whoever follows links from the first page sees each kind of page of ours by then.
MOST = 150
SAID = quote(PAYLOAD)
# Addresses that say the payload themselves, to every page that repeats what it was asked.
SAYING = (
    f"/{SAID}", f"/newswatch/{SAID}", f"/newswatch/articles/{SAID}", f"/newswatch?sql={SAID}", f"/newswatch?sql=select+1+as+[{SAID}]",
    f"/newswatch?sql=select+:a&a={SAID}", f"/newswatch?sql=select+%27{quote(PAYLOAD.replace(chr(39), chr(39) * 2))}%27&_hide_sql=1",
    f"/newswatch/articles?_search={SAID}", f"/newswatch/articles?_sort={SAID}", f"/newswatch/articles?_facet={SAID}",
    f"/newswatch/articles?_facet_array={SAID}", f"/newswatch/articles?_where={SAID}", f"/newswatch/articles?{SAID}={SAID}",
    f"/newswatch/articles?title__contains={SAID}", f"/newswatch/articles?_next={SAID}", f"/newswatch/articles?_size={SAID}",
    f"/newswatch/articles?_col={SAID}", f"/newswatch/articles?_through={SAID}", f"/newswatch/articles.json?_shape={SAID}", f"/?q={SAID}",
    f"/?outlet={SAID}&topic={SAID}&standing={SAID}&order={SAID}&since={SAID}", f"/search?q={SAID}", f"/search?q={RUNS}", f"/story/{SAID}",
    f"/article/1/diff?old={SAID}&new={SAID}", f"/-/login?next={SAID}",
)  # fmt: skip


def is_plain(browser: Browser, target: str) -> str:
    """The page at `target`, of which all that hostile texts could do was looked at."""
    answer = browser.get(target)
    assert answer.status < 500, target
    assert is_guarded(answer), target
    kind = answer.header("content-type").partition(";")[0]
    assert kind in {
        "text/html",
        "text/plain",
        "application/json",
        "text/csv",
        "text/css",
        "text/javascript",
        "image/png",
    }, target
    if kind != "text/html":
        return ""
    assert injected(answer.text) == [], target
    return answer.text


def tables(config: Config) -> Iterator[str]:
    with closing(sqlite3.connect(config.service.database)) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall():
            yield name


def test_the_texts_are_hostile_wherever_somebody_else_writes(config: Config) -> None:
    with closing(sqlite3.connect(config.service.database)) as conn:
        for table, columns in HOSTILE.items():
            for column in columns.split():
                [(found,)] = conn.execute(f"SELECT count(*) FROM {table} WHERE {column} LIKE '%xss-probe%'").fetchall()  # noqa: S608
                assert found, f"{table}.{column}"


def test_an_injection_would_be_seen() -> None:
    assert injected(f"<title>{PAYLOAD}</title>")
    assert injected(f'<input value="{PAYLOAD}">')
    assert injected(f'<a href="{RUNS}">x</a>')
    assert injected(f"<p>{html.escape(PAYLOAD)}</p><a href='/x?y'>x</a>") == []


def test_no_page_of_datasette_runs_what_is_stored(browser: Browser, config: Config) -> None:
    for table in tables(config):
        page = is_plain(browser, f"/newswatch/{table}?_facet=outlet&_facet=title&_labels=on")
        for row in re.findall(rf'href="(/newswatch/{table}/[^"?]+)"', page)[:2]:
            is_plain(browser, html.unescape(row))
            is_plain(browser, f"{html.unescape(row)}.json")
        is_plain(browser, f"/newswatch/{table}.csv?_size=5")
        is_plain(browser, f"/newswatch?sql=select+*+from+[{table}]+limit+5")
    is_plain(browser, "/newswatch?_show_hidden=1")


def test_no_page_that_links_lead_to_runs_what_is_stored(browser: Browser) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < MOST:
        target = waiting.pop(0)
        seen.add(target)
        page = is_plain(browser, target)
        found = dict.fromkeys(html.unescape(each).partition("#")[0] for each in re.findall(r'href="(/[^"]*)"', page))
        waiting += [
            each for each in found if each not in seen and each not in waiting and not each.startswith("/newswatch")
        ]


@pytest.mark.parametrize("target", SAYING)
def test_no_page_runs_what_its_address_says(browser: Browser, target: str) -> None:
    is_plain(browser, target)
