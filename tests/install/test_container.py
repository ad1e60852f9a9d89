"""The Dockerfile and compose.yaml: there is no Docker here, so that what they name is looked at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.config.tables import METRICS

ROOT = Path(__file__).parents[2]


def _instructions(name: str) -> list[str]:
    """Of the Dockerfile, with continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith(f"{name} ")]


@pytest.fixture(scope="module")
def service() -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["newswatch"]


def test_what_is_copied_is_there_and_not_kept_out() -> None:
    sources = [word for line in _instructions("COPY") if not line.startswith("--from") for word in line.split()[:-1]]
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"requirements.txt", "crawler", "spiders", "storage"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists() or f"!{source}" not in let_in] == []


def test_libraries_are_installed_by_their_hashes_and_newswatch_without_any_other() -> None:
    installs = [command for run in _instructions("RUN") for command in run.split("&&") if "pip install" in command]
    assert len(installs) == 2
    assert "--require-hashes --requirement requirements.txt" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]


def test_it_does_not_run_as_root_and_writes_to_its_volume_alone(service: Any) -> None:
    assert _instructions("USER") == ["newswatch"]
    assert _instructions("VOLUME") == ["/data"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert [volume.split(":")[1] for volume in service["volumes"]] == ["/data", "/data/newswatch.toml"]


def test_its_health_is_asked_for_where_the_service_tells_it() -> None:
    check = _instructions("HEALTHCHECK")[0]
    command = json.loads(check.split("CMD", 1)[1])
    assert f"http://{METRICS}/healthz" in command[2]
    compile(command[2], "healthcheck", "exec")


def test_no_host_but_its_own_is_named() -> None:
    named = re.findall(r"https?://([^/'\s]+)", (ROOT / "Dockerfile").read_text() + (ROOT / "compose.yaml").read_text())
    assert set(named) == {str(METRICS)}
