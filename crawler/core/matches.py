"""Why an article is on a topic: the words, and where they stand."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

# Set around the found words of a search's excerpts: private-use characters, so that no text of an outlet is cut by them
# and a terminal or a page can put its own style there.
MARK_START, MARK_END = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where a term of a query stands.

    `term` is as written in the query, `words` as the article has them, from the offset `start` on in its title or text.
    """

    term: str
    words: str
    column: str  # title or text
    start: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Match:
    """An article is on `topic`; `evidence` is empty for the topic `*`, which everything is on."""

    topic: str
    evidence: tuple[Evidence, ...]

    def json(self) -> str:
        """The database's form of the evidence."""
        return json.dumps([asdict(evidence) for evidence in self.evidence], ensure_ascii=False)
