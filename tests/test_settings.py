from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler import settings

PINNED = {
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "HTTPPROXY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_MAXSIZE": 10 * 1024 * 1024,
    "DOWNLOAD_TIMEOUT": 30,
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "COOKIES_ENABLED": False,
    "COMPRESSION_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY_JITTER": 0.0,
    "RETRY_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "spiders.guard.GuardedResolver",
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}


def loaded() -> Settings:
    found = Settings()
    found.setmodule(settings)
    return found


@pytest.mark.parametrize(("name", "value"), PINNED.items())
def test_a_safe_setting_stays_as_it_is(name: str, value: Any) -> None:
    assert loaded()[name] == value


def test_only_http_and_https_can_be_downloaded() -> None:
    handlers = loaded().getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_the_frameworks_robots_middleware_gives_way_to_ours() -> None:
    middlewares = loaded().getwithbase("DOWNLOADER_MIDDLEWARES")
    assert middlewares["scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"] is None
    assert middlewares["spiders.robots.RobotsMiddleware"]


def test_a_scrapy_user_finds_the_spider() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], capture_output=True, text=True, check=True, timeout=60
    )
    assert listed.stdout.split() == ["outlets"]
