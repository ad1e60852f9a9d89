"""The writing down of whose text an article has: `copy_of` and `copy_share` in `articles`, and the table `excerpts`."""

from __future__ import annotations

from sqlite_utils import Database

from crawler.core.copies import Relation
from crawler.core.judge import Filled, New


def keep_relations(db: Database, article_id: int, outlet: str, judgement: New | Filled) -> None:
    """Write down whose text an outlet's article has; and of what was known, that which was made of it."""
    _keep(db, article_id, Relation(judgement.copy_of, judgement.share, judgement.excerpts))
    for later in judgement.later:
        relation = later.relation.of(article_id)
        _keep(db, later.article_id, relation)
        if relation.copy_of is not None:
            _hand_over(db, later.article_id, relation.copy_of, outlet)


def _keep(db: Database, article_id: int, relation: Relation) -> None:
    """Put `relation` in the place of what was known of the article."""
    db.execute(
        "UPDATE articles SET copy_of = ?, copy_share = ? WHERE id = ?",
        [relation.copy_of, relation.share if relation.copy_of is not None else None, article_id],
    )
    db.execute("DELETE FROM excerpts WHERE article_id = ?", [article_id])
    db.conn.executemany(
        "INSERT INTO excerpts (article_id, source_article_id, share) VALUES (?, ?, ?)",
        [(article_id, excerpt.source_id, excerpt.share) for excerpt in relation.excerpts],
    )


def _hand_over(db: Database, article_id: int, original_id: int, outlet: str) -> None:
    """Give what was made of an article to the original that it is a copy of; `outlet` is the original's.

    An outlet does not copy itself: what it printed again is its own.
    """
    db.execute(
        "UPDATE articles SET copy_of = iif(outlet = :outlet, NULL, :original), copy_share = iif(outlet = :outlet, NULL, copy_share)"
        " WHERE copy_of = :copy",
        {"copy": article_id, "original": original_id, "outlet": outlet},
    )
    db.execute(
        "UPDATE OR IGNORE excerpts SET source_article_id = :original"
        " WHERE source_article_id = :copy AND article_id NOT IN (SELECT id FROM articles WHERE outlet = :outlet)",
        {"copy": article_id, "original": original_id, "outlet": outlet},
    )
    db.execute("DELETE FROM excerpts WHERE source_article_id = ?", [article_id])
