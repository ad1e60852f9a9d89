"""A folder with six stories to review, and the command, called there."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from crawler.cli import main
from storage.store import Store
from tests.storage.newsroom import NOW, came, listed, newsroom, receive

TITLES = (
    "The ferry sails",
    "A pier is mended",
    "Bread by weight",
    "낡은기중기를 고친다",
    "=Snow(1) falls",
    "Crabs are late",
)
SYLLABLES = "ab el im on ur ast end irg olm unk arv elt isp orn ulf".split()
EDITED = "The first trip was put off to Friday, the harbour office said, and 400 passengers have to wait for it."
CONFIG = """\
[service]
contact = "desk@example.org"
database = "news.db"

[[outlets]]
name = "Gazette"
home = "https://gazette.example/"

[[outlets]]
name = "Tribune"
home = "https://tribune.example/"

[[topics]]
name = "Ferries"
query = "ferry"
"""


def page(number: int, **more: Any) -> Any:
    words = " ".join(f"{'bdfgklmnp'[number]}{syllable}{'aeiou'[number % 5]}t" for syllable in SYLLABLES)
    title, outlet = TITLES[number], "Gazette" if number % 2 == 0 else "Tribune"
    shown = {"title": title, "paragraphs": (f"{words} ferry.",), "at": NOW + timedelta(hours=number)} | more
    return came(listed(f"/{number}", outlet, title), **shown)


def six_stories(folder: Path) -> Path:
    """Six stories of one article each, of which the last one is the newest."""
    with newsroom(folder) as store:
        for number in range(len(TITLES)):
            receive(store, page(number))
    (folder / "newswatch.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def edit(store: Store) -> None:
    """The first story's article gets another sentence."""
    receive(store, page(0, paragraphs=(page(0).article.text, EDITED), at=NOW + timedelta(hours=9)))


def call(folder: Path, *arguments: str, keys: str = "") -> Result:
    return CliRunner().invoke(main, ["--config", str(folder / "newswatch.toml"), *arguments], input=keys)


def told(folder: Path, *arguments: str) -> Any:
    result = call(folder, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
