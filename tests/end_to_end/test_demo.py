"""The demo as a newcomer runs it: what it leaves behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.deliver.pages import executable, parsed, words
from tests.end_to_end.desk import NEWSWATCH


def test_the_demo_ends_with_a_digest_whose_pictures_are_in_the_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(NEWSWATCH), "demo"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert "newswatch-demo/digest.html" in done.stdout
    html = (tmp_path / "newswatch-demo" / "digest.html").read_text(encoding="utf-8")
    tree = parsed(html, strict=True)
    pictures = list(tree.iter("img"))
    assert pictures
    assert all(picture.get("src", "").startswith("data:image/jpeg;base64,") for picture in pictures)
    assert all(picture.get("alt") for picture in pictures)
    # nothing runs in it; its pictures alone are not of the web
    assert all(found.startswith("src=data:image/jpeg") for found in executable(tree))
    # which report leads a story depends on the order in which the crawl found them: what holds in each is asked for
    text = (tmp_path / "newswatch-demo" / "digest.txt").read_text(encoding="utf-8")
    for told in (
        "CORRECTION: How a North Korean mountain brigade was trained",
        "RELATED: ",
        "(Northwire) ",
        "북한",
        "On topic by an edit",
        "[-eastern-] {+western+}",
        "The Capital Ledger: ",
    ):
        assert told in text, told
    for told in ("RELATED:", "On topic by an edit", "The Capital Ledger: "):
        assert told in words(tree), told
