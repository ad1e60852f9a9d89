from __future__ import annotations

import pytest

from crawler.config import Config
from crawler.web.serve import application
from tests.web.asking import Browser
from tests.web.fuzzing import faults

pytestmark = pytest.mark.filterwarnings("ignore:coroutine")


def test_no_request_however_odd_makes_the_review_page_fail_and_each_answer_is_guarded(config: Config) -> None:
    browser = Browser(application(config))
    found = faults(browser, 1_500, seed=6)
    browser.close()
    assert found.wrong == ()
    assert sum(found.statuses.values()) == 1_500
    assert {200, 302, 400, 403, 404, 405, 413, 414, 421} <= set(found.statuses)
