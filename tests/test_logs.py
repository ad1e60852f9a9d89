from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
import structlog

from crawler import logs
from crawler.logs import OLD_LOGS, log_to, logging_to

log = structlog.get_logger("newswatch")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "newswatch.log"


def _fail(error: Exception) -> None:
    raise error


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_an_event_is_one_line_of_json_with_its_level_and_time(file: Path) -> None:
    with logging_to(file):
        log.info("polled", outlet="Газета", new=2, trouble=None)
    (told,) = lines(file)
    assert told.pop("timestamp").endswith("Z")
    assert told == {"event": "polled", "level": "info", "outlet": "Газета", "new": 2, "trouble": None}
    assert "Газета" in file.read_text(encoding="utf-8")


def test_an_exception_is_one_line_with_its_traceback_in_a_field(file: Path) -> None:
    with logging_to(file):
        try:
            _fail(ValueError("first\nsecond"))
        except ValueError:
            log.exception("failed")
            logging.getLogger("asyncio").exception("a task failed")
    own, foreign = lines(file)
    assert own["event"] == "failed"
    assert own["level"] == foreign["level"] == "error"
    for told in (own, foreign):
        assert told["exception"].startswith("Traceback")
        assert told["exception"].endswith("first\nsecond")


def test_what_libraries_say_goes_the_same_way_from_warnings_on(file: Path) -> None:
    with logging_to(file):
        logging.getLogger("scrapy").setLevel(logging.DEBUG)  # as Scrapy sets it
        logging.getLogger("scrapy.core.engine").info("Spider opened")
        logging.getLogger("twisted").warning("%s is odd", "it")
    assert [(told["logger"], told["event"]) for told in lines(file)] == [("twisted", "it is odd")]


def test_no_control_code_reaches_the_log(file: Path) -> None:
    with logging_to(file):
        log.info("polled", outlet="\x1b[2J\x9b31mred\u202edefil", lists=["\x07"])
    (told,) = lines(file)
    assert told["outlet"] == "\\u001b[2J\\u009b31mred\\u202edefil"
    assert told["lists"] == ["\\u0007"]


def test_secrets_are_told_nowhere_also_not_in_tracebacks(file: Path) -> None:
    with logging_to(file, {"hunter22", "xoxb-1", "a"}):
        try:
            _fail(OSError("https://hooks.example.org/xoxb-1 refused hunter22"))
        except OSError:
            log.exception("delivery failed", url="https://hooks.example.org/xoxb-1")
    written = file.read_text(encoding="utf-8")
    assert "xoxb-1" not in written
    assert "hunter22" not in written
    assert "delivery failed" in written  # a secret of one letter would leave nothing


def test_the_file_is_renewed_when_it_is_full_and_so_many_old_ones_are_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST_LOG", 500)
    with logging_to(file):
        for number in range(100):
            log.info("polled", number=number)
    kept = sorted(file.parent.iterdir())
    assert len(kept) == OLD_LOGS + 1
    assert all(each.stat().st_size <= 500 for each in kept)
    assert lines(file)[-1]["number"] == 99


def test_without_a_file_events_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to(None):
        log.warning("odd")
    assert json.loads(capsys.readouterr().err)["event"] == "odd"


def test_a_person_at_a_terminal_reads_lines_without_codes_of_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with logging_to(file):
        log.warning("odd", outlet="\x1b]0;owned\x07")
    said = capsys.readouterr().err
    assert "odd" in said
    assert "\x1b]" not in said
    assert not said.startswith("{")
    assert lines(file)[0]["event"] == "odd"


def test_a_file_that_cannot_be_written_is_told_and_the_log_goes_on(file: Path) -> None:
    with logging_to(file):
        with pytest.raises(OSError, match="missing"):
            log_to(file.parent / "missing" / "newswatch.log")
        log.info("still here")
    assert [told["event"] for told in lines(file)] == ["still here"]
