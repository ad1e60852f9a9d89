from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

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


@pytest.fixture
def locked(config: Config) -> Iterator[Browser]:
    """A browser at a review page that asks for one."""
    web = replace(config.web, password=PASSWORD, names=("news.example.org",))
    opened = Browser(application(replace(config, web=web)), client="192.0.2.7")
    yield opened
    opened.close()
