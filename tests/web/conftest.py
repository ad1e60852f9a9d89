from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from crawler.config import Config
from crawler.web.serve import application
from tests.web.asking import Browser
from tests.web.hostile import hostile_database

PASSWORD = "correct horse battery"  # noqa: S105 - an example


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A hostile database's."""
    return hostile_database(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def browser(config: Config) -> Iterator[Browser]:
    """A browser at a review page without a password."""
    opened = Browser(application(config))
    yield opened
    opened.close()


# not of the session: while Playwright runs, an event loop does, and other tests start theirs
@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """A real browser; where there is none, what asks for it is skipped."""
    at = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not at:
        pytest.skip("there is no Chromium on the path: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=at, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def locked(config: Config) -> Iterator[Browser]:
    """A browser at a review page that asks for one."""
    web = replace(config.web, password=PASSWORD, names=("news.example.org",))
    opened = Browser(application(replace(config, web=web)), client="192.0.2.7")
    yield opened
    opened.close()
