"""Whether kills leave a trace: `python -m tests.bench.kills --times 200`.

The real service polls a press that changes step by step, and is killed (-9) at moments drawn by chance: among the requests of a
poll, after them, while a digest is composed or sent. Another service polls the same press undisturbed. In the end both must
hold the same. What is compared is all that tells of news; left out is what a kill may change by right:

- moments (when something was first seen), and the ids that follow from the order in which articles came;
- how often a page was asked for, polls and visits: what was under way when it was killed is asked for again;
- how the news was shared out among alerts, since what came before a kill is told after it: each is told once in both;
- the learned lines of pages (`lines`) and rhythms (`publishing`, `habits`), which count polls and looks.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from crawler.demo.press import Press
from crawler.demo.script import outlets_config
from tests.bench.changing import TOPIC, outlets
from tests.bench.hurried import start
from tests.deliver.receiving import Hook, webhook
from tests.end_to_end.desk import PATIENCE, rows, wait_until

STEPS, ARTICLES, TIMES = 8, 60, 200
# After the last request of a poll come its end, and at the next tick the alert: a kill is drawn from this time, too.
AFTERWARDS = 1.2
# So long without a request, and nobody waits for more of them.
QUIET = 0.7

_CONFIG = """\
[service]
contact = "kills@example.org"
metrics = "off"
[[topics]]
name = "Herald"
query = "{topic}"
[[digests]]
name = "now"
every = "now"
limit = 60
to = ["file:digests/", "atom:news.xml", "http://127.0.0.1:{hook}/x"]
{outlets}
"""
_STATE = {
    "articles": """
        SELECT outlet, url, title, authors, language, published_at, modified_at, state, reason, announced, text, summary, section,
            revision, paywalled, retry_at IS NULL, missing_since IS NULL, recheck_at IS NULL,
            (SELECT url FROM articles WHERE id = a.copy_of), round(copy_share, 6),
            (SELECT url FROM articles WHERE id = a.replaced_by), (SELECT exact FROM fingerprints WHERE article_id = a.id)
        FROM articles a""",
    "aliases": "SELECT key, url FROM aliases JOIN articles a ON a.id = article_id",
    "revisions": """
        SELECT url, number, kind, r.title, r.text, r.summary, r.announced, silent, updates, r.modified_at
        FROM revisions r JOIN articles a ON a.id = article_id""",
    "matches": "SELECT url, topic, m.revision, left_revision, evidence FROM matches m JOIN articles a ON a.id = article_id",
    "excerpts": """
        SELECT a.url, o.url, round(share, 6) FROM excerpts
        JOIN articles a ON a.id = article_id JOIN articles o ON o.id = source_article_id""",
    "off_topic": "SELECT key, outlet, url, fingerprint, retry_at IS NULL FROM off_topic",
    "stories": """
        SELECT group_concat(url, ' ') FROM (SELECT story_id, url FROM articles WHERE story_id IS NOT NULL ORDER BY url)
        GROUP BY story_id""",
    "told": "SELECT name, url, i.revision FROM digest_items i JOIN digests d ON d.id = digest JOIN articles a ON a.id = article_id",
    "search": "SELECT a.url, s.title, s.text FROM article_search s JOIN articles a ON a.id = s.rowid",
    "words": "SELECT term, articles FROM terms WHERE articles > 0",
}
# Each finds what must not be.
_WRONG = {
    "polls that never ended": "SELECT count(*) FROM polls WHERE outcome IS NULL",
    "articles that the index of words lacks": "SELECT count(*) FROM articles WHERE id NOT IN (SELECT rowid FROM article_search)",
    "stories that count wrong": """
        SELECT count(*) FROM stories WHERE merged_into IS NULL
            AND articles != (SELECT count(*) FROM articles WHERE story_id = stories.id)""",
    "news that was told twice": """
        SELECT count(*) FROM (SELECT 1 FROM digest_items JOIN digests d ON d.id = digest
        GROUP BY name, article_id, revision HAVING count(*) > 1)""",
    "deliveries that did not arrive": "SELECT count(*) FROM deliveries WHERE state != 'delivered'",
    "digests without their deliveries": """
        SELECT count(*) FROM digests d WHERE items AND (SELECT count(*) FROM deliveries WHERE digest = d.id) != 3""",
    "a broken file": "SELECT integrity_check != 'ok' FROM pragma_integrity_check",
    "rows that refer to nothing": "SELECT count(*) FROM pragma_foreign_key_check",
}

_POLLED = "SELECT count(DISTINCT outlet) FROM polls WHERE NOT pages_only AND outcome IN ('ok', 'trouble') AND id > ?"
# What is still to be told, and to arrive.
_LEFT = (
    """SELECT count(*) FROM revisions WHERE announced
        AND (article_id, number) NOT IN (SELECT article_id, revision FROM digest_items)""",
    _WRONG["deliveries that did not arrive"],
)

State = dict[str, Counter[tuple[Any, ...]]]


@dataclass
class Desk:
    """A folder with a service that polls a press."""

    folder: Path
    press: Press
    hook: Hook

    @property
    def database(self) -> Path:
        """What it keeps."""
        return self.folder / "newswatch.db"

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The database's answer."""
        return rows(self.database, sql)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """The service, until it is killed or the block ends."""
        with start(self.folder) as process:
            try:
                yield process
            finally:
                process.kill()

    def step(self, number: int) -> None:
        """The press moves on, by an hour for the service: pages are due, alerts of the hour before are past."""
        self.press.step = number
        if number:
            self._change(
                "UPDATE articles SET recheck_at = '2020-01-01T00:00:00Z' WHERE recheck_at IS NOT NULL",
                "UPDATE articles SET retry_at = '2020-01-01T00:00:00Z' WHERE retry_at IS NOT NULL",
                "UPDATE off_topic SET retry_at = '2020-01-01T00:00:00Z' WHERE retry_at IS NOT NULL",
                "UPDATE digests SET composed_at = strftime('%Y-%m-%dT%H:%M:%SZ', composed_at, '-1 hour')",
            )

    def kill_at(self, requests: int, seconds: float) -> None:
        """Start the service, and kill it when it has sent so many requests, or no more, and so many seconds have passed."""
        self._make_due()
        enough = len(self.press.log) + requests
        with self.running() as process:
            assert wait_until(lambda: len(self.press.log) >= enough or self._quiet(enough - requests))
            time.sleep(seconds)
            assert process.poll() is None, (self.folder / "said.txt").read_text(encoding="utf-8")

    def finish(self) -> None:
        """Start the service, and stop it in order when it has polled all outlets and told what is news."""
        self._make_due()
        last = (self.ask("SELECT max(id) FROM polls") if self.database.exists() else [(0,)])[0][0] or 0
        with self.running() as process:
            assert wait_until(lambda: self._done(last)), (self.folder / "said.txt").read_text(encoding="utf-8")
            process.terminate()
            assert process.wait(PATIENCE) == 0

    def _make_due(self) -> None:
        """Have every outlet polled at the start: it learns within minutes that one that lists nothing new can wait."""
        self._change("UPDATE outlets SET next_poll_at = '2020-01-01T00:00:00Z'")

    def _change(self, *statements: str) -> None:
        """Change the database by hand, as time would have; before it is made, nothing."""
        if not self.database.exists():
            return
        with contextlib.suppress(sqlite3.OperationalError), closing(sqlite3.connect(self.database)) as db, db:
            for statement in statements:
                db.execute(statement)

    def _quiet(self, before: int) -> bool:
        log = self.press.log
        return len(log) > before and time.monotonic() - log[-1].at > QUIET

    def _done(self, last: int) -> bool:
        """Whether each outlet had a whole poll after the poll `last`, and all news is told and has arrived."""
        try:
            counts = [self.ask(sql)[0][0] for sql in _LEFT]
            (polled,) = rows(self.database, _POLLED, last)[0]
        except sqlite3.OperationalError:  # it is not there yet, or its tables are being made
            return False
        return polled == len(self.press.outlets) and not any(counts)

    def state(self) -> State:
        """All that tells of news, with addresses for ids."""
        port = self.ask("SELECT url FROM sources LIMIT 1")[0][0].rpartition(":")[2].partition("/")[0]
        return {name: Counter(_portless(row, port) for row in self.ask(sql)) for name, sql in _STATE.items()}

    def wrong(self) -> list[str]:
        """What must not be, and is."""
        found = [f"{name}: {count}" for name, sql in _WRONG.items() if (count := self.ask(sql)[0][0])]
        told = {digest for (digest,) in self.ask("SELECT id FROM digests WHERE items")}
        posted = {each.headers["webhook-id"] for each in self.hook.posted}
        return found + ([f"{len(posted)} webhooks for {len(told)} digests"] if len(posted) != len(told) else [])


def _portless(row: tuple[Any, ...], port: str) -> tuple[Any, ...]:
    """A row without the port at which the press was served."""
    return tuple(each.replace(f":{port}", "") if isinstance(each, str) else each for each in row)


@contextmanager
def desk(folder: Path, steps: int, articles: int) -> Iterator[Desk]:
    """A folder whose newswatch.toml watches the press at its first step."""
    press, hook = Press(outlets(steps, articles)), Hook()
    with webhook(hook) as port, press.serve() as addresses:
        watched = outlets_config(press.outlets, addresses).replace("delay =", 'every = "1 second"\ndelay =')
        # the first announces what it lists first, for the others that is their baseline
        first, mark, rest = watched.partition('first_run = "announce"\n')
        text = _CONFIG.format(topic=TOPIC, hook=port, outlets=first + mark + rest.replace(mark, ""))
        (folder / "newswatch.toml").write_text(text, encoding="utf-8")
        yield Desk(folder, press, hook)


def undisturbed(folder: Path, steps: int, articles: int) -> tuple[State, list[str]]:
    """What is held after all steps, and what of it is wrong."""
    with desk(folder, steps, articles) as at_desk:
        for step in range(steps):
            at_desk.step(step)
            at_desk.finish()
        return at_desk.state(), at_desk.wrong()


def killed(folder: Path, steps: int, articles: int, times: int, seed: int) -> Iterator[tuple[State, list[str]]]:
    """The same with so many kills; what is held and wrong after each step."""
    random = Random(seed)  # noqa: S311 - the same moments in each run
    with desk(folder, steps, articles) as at_desk:
        for step in range(steps):
            at_desk.step(step)
            kills = times * (step + 1) // steps - times * step // steps
            for _ in range(kills):
                at_desk.kill_at(random.randrange(1, 2 * articles), random.choice((0, AFTERWARDS * random.random())))
            at_desk.finish()
            yield at_desk.state(), at_desk.wrong()


def differences(one: State, other: State) -> list[str]:
    """What either holds and the other does not."""
    return [
        f"{name}: {where} {row!r}"
        for name in _STATE
        for where, row in (
            *(("undisturbed alone", row) for row in (one[name] - other[name]).elements()),
            *(("killed alone", row) for row in (other[name] - one[name]).elements()),
        )
    ]


def main() -> None:
    """Print what was compared and how it differs; exit 1 where it does."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--times", type=int, default=TIMES)
    asked.add_argument("--steps", type=int, default=STEPS)
    asked.add_argument("--articles", type=int, default=ARTICLES)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        right, wrong = undisturbed(Path(one), given.steps, given.articles)
        print("undisturbed:", ", ".join(f"{name} {rows.total()}" for name, rows in right.items()), *wrong, flush=True)
        held = right
        for step, (state, told) in enumerate(
            killed(Path(other), given.steps, given.articles, given.times, given.seed), 1
        ):
            held, wrong = state, [*wrong, *told]
            print(f"step {step} of {given.steps}, {given.times * step // given.steps} kills", *told, flush=True)
    found = [*differences(right, held), *wrong]
    print(*(each[:400] for each in found[:100]), sep="\n")
    print(f"{given.times} kills: {len(found)} differences")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
