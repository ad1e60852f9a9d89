"""The stored articles whose texts have something in common with one that came in.

The exact judgement reads each one's text, so there are few of them, however many share a piece of the sketch: first those
that together hold most of it, since a page may be made of several articles of which the first has a dozen copies.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils import Database

from crawler.core.dates import from_iso
from crawler.core.fingerprints import Fingerprint, fingerprint
from crawler.core.twins import Twin

# Two or three articles that a page is made of, and copies of each.
MOST_TWINS = 8
MOST_MADE = 3
# A piece that more articles share is an outlet's boilerplate, or an agency's text that everybody has; copies follow their
# original within days, so of those the newest are looked at. It also keeps the cost the same however much is stored.
MOST_SHARING = 20


def find_twins(db: Database, print_: Fingerprint) -> list[Twin]:
    """The articles whose text may be that of `print_`, or part of it, the likeliest first; then what these were made of."""
    exact = [row[0] for row in db.execute(
        "SELECT article_id FROM fingerprints WHERE exact = ? ORDER BY article_id LIMIT ?", [print_.exact, MOST_TWINS]
    )]  # fmt: skip
    found = [_twin(db, id_) for id_ in dict.fromkeys(exact + _sharing(db, print_.sketch, MOST_TWINS))]
    # the newest carriers of an agency's text may crowd their original out
    more = [id_ for twin in found for id_ in (twin.copy_of, *twin.excerpt_of) if id_ is not None]
    # one of those found may be made of this text and of others
    for twin in [twin for twin in found if twin.copy_of is None][:MOST_MADE]:
        rest = set(fingerprint(twin.paragraphs).sketch).difference(print_.sketch)
        more += _sharing(db, sorted(rest), MOST_MADE, besides=twin.article_id)
    return found + [_twin(db, id_) for id_ in dict.fromkeys(more) if id_ not in {twin.article_id for twin in found}]


def _sharing(db: Database, sketch: Sequence[int], most: int, besides: int = 0) -> list[int]:
    """The articles that share the most pieces of a sketch, each time the one that adds most to those before it."""
    pieces: defaultdict[int, set[int]] = defaultdict(set)
    for piece in sketch:
        rows = db.execute(
            "SELECT article_id FROM sketches WHERE hash = ? ORDER BY article_id DESC LIMIT ?", [piece, MOST_SHARING]
        )
        for (id_,) in rows:
            pieces[id_].add(piece)
    pieces.pop(besides, None)
    chosen: list[int] = []
    held: set[int] = set()
    while pieces and len(chosen) < most:
        id_ = min(pieces, key=lambda each: (-len(pieces[each] - held), -len(pieces[each]), each))
        if not pieces[id_] - held:
            held.clear()  # all is held: from here the next likeliest
            id_ = min(pieces, key=lambda each: (-len(pieces[each]), each))
        held |= pieces.pop(id_)
        chosen.append(id_)
    return chosen


def _twin(db: Database, article_id: int) -> Twin:
    row = db.execute(
        """
        SELECT a.id, a.outlet, a.title, a.text, f.exact, a.published_at, a.url, a.authors, a.published_day_only, a.copy_of,
               (SELECT json_group_array(source_article_id) FROM excerpts WHERE article_id = a.id), a.purged_at
        FROM articles a JOIN fingerprints f ON f.article_id = a.id WHERE a.id = ?
        """,
        [article_id],
    ).fetchone()
    id_, outlet, title, text, exact, published, url, authors, day_only, copy_of, excerpts, purged_at = row
    return Twin(
        id_,
        outlet,
        title,
        text or "",
        exact,
        from_iso(published),
        url,
        tuple(json.loads(authors or "[]")),
        published_day_only=bool(day_only),
        copy_of=copy_of,
        excerpt_of=tuple(json.loads(excerpts)),
        purged=purged_at is not None,
    )
