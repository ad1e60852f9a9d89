"""How well copies and clipping pages are told, by kind: `python -m tests.floors.copies`.

Pages are made of the texts of `publishers` by the rules of `pieces.py` and come in as a stream with their originals, some
before them, through the real search for candidates and the real judgement. The articles of `stories`, many of which report
one event, and the originals are what must not be called anything. What is called there is listed, to be read: the
collection holds agencies' texts that two outlets carry.
"""

from __future__ import annotations

import json
import lzma
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.core.articles import read_article
from crawler.core.fetched import PageFetched
from crawler.core.judge import judge
from crawler.core.models import Candidate, Outlet, Reading, Visit, VisitState
from crawler.core.text import clean
from crawler.core.urls import host
from storage.store import Store
from tests.floors import corpus
from tests.floors.pieces import COPIES, PAGES, Paragraphs

COLLECTIONS = ("publishers", "pages", "stories")
START = datetime(2025, 1, 14, tzinfo=UTC)
# The half of a shorter one is a notice.
FEWEST_CHARACTERS = 700
COPIES_EACH, FIRST_EACH = 3, 3  # copies of each original; each third of the made pages comes in before its originals


@dataclass(frozen=True)
class Came:
    """An article of the stream. `of` names what it was made of, `kind` by what rule."""

    name: str
    outlet: str
    title: str
    text: Paragraphs
    published: datetime
    url: str
    kind: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the store holds of one in the end."""

    came: Came
    copy_of: str | None
    excerpts: frozenset[str]


def stream(copies: int = COPIES_EACH) -> list[Came]:
    """Originals, reports of one event by several outlets, and what is made of the originals: so many copies of each, and a page."""
    originals = list(_originals())
    made = list(_made(originals, copies))
    early = made[::FIRST_EACH]
    late = [each for index, each in enumerate(made) if index % FIRST_EACH]
    return [*early, *originals, *_stories(), *late]


def told(articles: list[Came]) -> list[Told]:
    """What a new store holds of the articles when all have come in."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "news.db", writable=True) as store:
        names: dict[int, str] = {}
        with store.transaction():
            store.polls.keep_outlets([Outlet(each) for each in sorted({came.outlet for came in articles})], START)
            for came in articles:
                _receive(store, came)
                names[store.db.execute("SELECT max(id) FROM articles").fetchone()[0]] = came.name
        relations = {
            names[id_]: (names.get(copy_of), frozenset(names[each] for each in json.loads(sources)))
            for id_, copy_of, sources in store.db.execute(
                "SELECT id, copy_of, (SELECT json_group_array(source_article_id) FROM excerpts WHERE article_id = a.id)"
                " FROM articles a"
            ).fetchall()
        }
    return [Told(came, *relations.get(came.name, (None, frozenset()))) for came in articles]


def measure(copies: int = COPIES_EACH) -> dict[str, float]:
    """Precision and recall of copies and of excerpts, and recall by kind; all 0 to 1."""
    return scores(told(stream(copies)))


def scores(found: list[Told]) -> dict[str, float]:
    known = [each for each in found if not each.came.name.startswith("stories")]
    copies = [each for each in known if each.copy_of]
    pages = [each for each in known if each.excerpts]
    made = Counter(each.came.kind for each in known)
    right = Counter(each.came.kind for each in known if _is_right(each))
    return {
        "copies_precision": _part(sum(_is_right(each) for each in copies), len(copies)),
        "copies_recall": _part(sum(right[kind] for kind in COPIES), sum(made[kind] for kind in COPIES)),
        "excerpts_precision": _part(sum(_is_right(each) for each in pages), len(pages)),
        "excerpts_recall": _part(sum(right[kind] for kind in PAGES), sum(made[kind] for kind in PAGES)),
        **{kind: _part(right[kind], made[kind]) for kind in (*COPIES, *PAGES)},
    }


def _is_right(each: Told) -> bool:
    if each.came.kind in COPIES:
        return (each.copy_of,) == each.came.of and not each.excerpts
    if each.came.kind in PAGES:
        return each.excerpts == set(each.came.of) and each.copy_of is None
    return each.copy_of is None and not each.excerpts


def _part(of: int, all_: int) -> float:
    return of / all_ if all_ else 1.0


def _originals() -> Iterator[Came]:
    for number, page in enumerate(corpus.publishers()):
        text = tuple(filter(None, map(clean, page.truth["paragraphs"])))
        if sum(map(len, text)) >= FEWEST_CHARACTERS:
            at = START + timedelta(minutes=number)
            yield Came(page.truth["id"], page.truth["id"].rsplit("_", 3)[0], page.truth["title"], text, at, page.url)


def _stories() -> Iterator[Came]:
    for file in sorted((corpus.CORPUS / "stories").glob("*.json.xz")):
        for group in json.loads(lzma.decompress(file.read_bytes())):
            for article in group["articles"]:
                text = tuple(filter(None, map(clean, article["text"].split("\n"))))
                name = f"stories {article['ext_url']}"
                yield Came(name, host(article["ext_url"]), article["title"], text, START, article["ext_url"])


def _made(originals: list[Came], copies: int) -> Iterator[Came]:
    boilerplate = [line for page in corpus.pages() for line in page.truth["without"]]
    kinds = list(COPIES.items())
    for index, one in enumerate(originals):
        for turn in range(copies):
            kind, change = kinds[(index + turn * 2) % len(kinds)]
            text = change(one.text, _chance(one, kind), boilerplate)
            yield _page(f"Carrier {turn}", kind, text, one)
        other = originals[(index + 1) % len(originals)]
        kind, join = list(PAGES.items())[index % len(PAGES)]
        yield _page("Clipper", kind, join(one.text, other.text, _chance(one, kind)), one, other)


def _chance(one: Came, kind: str) -> random.Random:
    return random.Random(f"{one.name} {kind}")  # noqa: S311 - the same each time


def _page(outlet: str, kind: str, text: Paragraphs, *of: Came) -> Came:
    name, at = f"{kind} of {of[0].name}", of[0].published + timedelta(days=1)
    url = f"https://{outlet.replace(' ', '').lower()}.example/{name.replace(' ', '-')}"
    return Came(
        name, outlet, f"What we know of this, {len(name)}", text, at, url, kind, tuple(each.name for each in of)
    )


def _receive(store: Store, came: Came) -> None:
    candidate = Candidate(came.outlet, came.url, f"https://{host(came.url)}/feed")
    reading = Reading(came.title, came.text, published_at=came.published)
    article = read_article(candidate, reading, came.url, START + timedelta(days=9))
    print_ = article.fingerprint()
    judgement = judge(article, print_, store.articles.known(article), store.articles.twins(print_), on_topic=True)
    fetched = PageFetched(candidate, Visit(came.outlet, came.url, VisitState.OK, START))
    store.articles.record(judgement, article, print_, (), fetched, announced=True)


def main() -> None:
    """Print the scores, what was missed, and what was called in `stories`."""
    if not corpus.CORPUS.is_dir():
        sys.exit(f"no corpus at {corpus.CORPUS}")
    found = told(stream())
    for name, score in scores(found).items():
        print(f"{name:20} {score:.3f}")
    for each in found:
        if not _is_right(each):
            print(f"{each.came.name}: copy of {each.copy_of}, excerpts of {sorted(each.excerpts)}")


if __name__ == "__main__":
    main()
