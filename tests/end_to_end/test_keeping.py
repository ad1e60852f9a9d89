"""Backups: made by the service and beside it, told of, and brought back as the readme says."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from pathlib import Path

from crawler.demo.outlets import FeedKind, Outlet
from storage.store import Store
from tests.end_to_end.desk import desk, look, wait_until
from tests.end_to_end.reports import reports

PAGE = Path(__file__).parents[2] / "docs" / "running.md"


def test_the_service_backs_up_and_a_backup_is_brought_back_as_the_readme_says(tmp_path: Path) -> None:
    with desk(tmp_path, [Outlet("Gazette", reports(1, 3), feed=FeedKind.RSS)]) as at_desk:
        config = tmp_path / "newswatch.toml"
        config.write_text(config.read_text() + '\n[backup]\nto = "backups/"\n', encoding="utf-8")
        service = at_desk.start("run")
        try:
            assert wait_until(lambda: at_desk.database.exists() and bool(list(tmp_path.glob("backups/*.db"))))
            assert wait_until(lambda: at_desk.rows("SELECT count(*) FROM articles") == [(3,)])
            assert wait_until(lambda: bool(at_desk.rows("SELECT 1 FROM backups")))
            asked = look(tmp_path, "backup", str(tmp_path / "copies"))
            assert asked.exit_code == 0, asked.output
            assert re.search(r"copies/newswatch-\d{8}T\d{6}Z\.db: [0-9.]+ MB, opened and checked", asked.output)
            assert "last backup" in look(tmp_path, "status").output
        finally:
            service.send_signal(signal.SIGTERM)
            service.communicate(timeout=30)
        before = look(tmp_path, "articles", "--json").stdout
        (copy,) = tmp_path.glob("copies/*.db")
        at_desk.change("UPDATE articles SET title = 'spoilt'")
        shutil.move(copy, tmp_path / "backups" / "newswatch-20250114T060000Z.db")
        (steps,) = re.findall(r"```sh\n(rm -f newswatch.db .*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        subprocess.run(["sh", "-ec", steps], cwd=tmp_path, check=True)
        assert look(tmp_path, "articles", "--json").stdout == before
        with Store(at_desk.database, writable=True) as store:
            assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert "last backup" in look(tmp_path, "check").output
