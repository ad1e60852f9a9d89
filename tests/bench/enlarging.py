"""A filled database made larger: all that is in it once more, as other articles.

Words stand in the copies as often as in a language, as they do in what was copied; their samples of word runs, addresses
and lines are others, so that no copy is taken for the article it was made of. SQLite does this ten times as fast as a press
can be made up and read.
"""

from __future__ import annotations

import random

from storage.store import Store
from tests.bench.press import A_DAY

_OTHER = "({0} | :other) - ({0} & :other)"  # exclusive or, which SQLite has not
_LATER = "strftime('%Y-%m-%dT%H:%M:%SZ', {0}, :later)"
# How each column of a copy differs; the rest is as it was. What is sorted is what is written at random places of an index.
_COPIES = (
    ("articles", "id", {
        "id": "id + :shift", "story_id": "story_id + :shift", "copy_of": "copy_of + :shift", "url": "url || '/' || :shift",
        **{at: _LATER.format(at) for at in ("published_at", "first_seen_at", "last_seen_at", "last_fetched_at", "last_changed_at")},
    }, "id"),
    ("stories", "id", {"id": "id + :shift", "lead_article_id": "lead_article_id + :shift",
                       "first_seen_at": _LATER.format("first_seen_at"), "last_activity_at": _LATER.format("last_activity_at")}, "id"),
    ("article_search_content", "id", {"id": "id + :shift"}, "id"),
    ("revisions", "article_id", {"article_id": "article_id + :shift"}, "article_id"),
    ("matches", "article_id", {"article_id": "article_id + :shift"}, "article_id"),
    ("vocabularies", "article_id", {"article_id": "article_id + :shift"}, "article_id"),
    ("aliases", "article_id", {"key": "key || '/' || :shift", "article_id": "article_id + :shift"}, "key"),
    ("fingerprints", "article_id", {"article_id": "article_id + :shift", "exact": "substr(exact, 9) || :mark"}, "article_id"),
    ("sketches", "article_id", {"hash": _OTHER.format("hash"), "article_id": "article_id + :shift"}, "1"),
    ("leading_terms", "article_id", {"article_id": "article_id + :shift"}, "term"),
    ("story_events", "article_id", {
        "id": "NULL", "article_id": "article_id + :shift", "story_id": "story_id + :shift",
        "nearest_article_id": "nearest_article_id + :shift",
    }, "id"),
)  # fmt: skip
# Of an article's lines those that stand on other pages of the outlet are the same there.
_LINES = f"""
    INSERT INTO lines SELECT outlet, iif(page_count > 1, hash, {_OTHER.format("hash")}), page + :shift, is_title, {_LATER.format("seen_at")}
    FROM (SELECT *, count(*) OVER (PARTITION BY outlet, hash) AS page_count FROM lines) WHERE page BETWEEN 1 AND :most ORDER BY 1, 2
"""  # noqa: S608 - our own words


def enlarge(store: Store, stored: int) -> None:
    """Copy what is stored until there are `stored` articles."""
    while (last := _last(store)) < stored:
        most = min(last, stored - last)
        rng = random.Random(last)  # noqa: S311 - figures to tell copies by
        values = {
            "shift": last, "most": most, "later": f"+{last * 86_400 // A_DAY} seconds",
            "other": rng.getrandbits(63), "mark": f"{rng.getrandbits(32):08x}",
        }  # fmt: skip
        with store.transaction():
            store.db.execute("PRAGMA defer_foreign_keys = ON")  # articles and stories name each other
            for name, by, differing, order in _COPIES:
                _copy(store, name, by, differing, order, values)
            store.db.execute(_LINES, values)
            store.db.execute("UPDATE terms SET articles = articles + articles * :most / :shift", values)


def _last(store: Store) -> int:
    (last,) = store.db.execute("SELECT max(id) FROM articles").fetchone()
    return int(last)


def _copy(store: Store, name: str, by: str, differing: dict[str, str], order: str, values: dict[str, object]) -> None:
    columns = [row[1] for row in store.db.execute(f"PRAGMA table_info({name})")]
    found = ", ".join(differing.get(column, column) for column in columns)
    into = name
    if name == "article_search_content":
        into, found = "article_search (rowid, title, text)", "id + :shift, c0, c1"
    store.db.execute(f"INSERT INTO {into} SELECT {found} FROM {name} WHERE {by} <= :most ORDER BY {order}", values)  # noqa: S608 - our own names
