"""How a crawl's outcome and a single page's reading look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from crawler.cli.printing import table
from crawler.core.articles import Article
from crawler.core.dates import iso
from crawler.core.fetched import SourceFetched
from crawler.core.matches import Match
from crawler.core.models import READ_STATES
from storage.reports import Row

if TYPE_CHECKING:
    from crawler.dry_pass import PageLooked  # loads Scrapy, half a second that help should not take

_COUNTS = ("listed", "fetched", "new", "changed", "failed")


def crawl_summary(rows: Sequence[Row]) -> dict[str, object]:
    """The crawl in figures, in all and by outlet."""
    by_outlet = {row["name"]: {name: row[name] for name in ("outcome", *_COUNTS, "trouble")} for row in rows}
    totals = {name: sum(row[name] or 0 for row in rows) for name in _COUNTS}
    return {**totals, "outlets": by_outlet}


def crawl_lines(rows: Sequence[Row]) -> Iterable[RenderableType]:
    """A line an outlet, the troubles, and the sum."""
    yield table(
        ("outlet", "outcome", *_COUNTS),
        ((row["name"], row["outcome"] or "–", *(str(row[name] or 0) for name in _COUNTS)) for row in rows),
    )
    troubled = [row for row in rows if row["trouble"]]
    alike = len(rows) > 1 and all(row["outcome"] == "failed" for row in rows)
    for row in troubled[:1] if alike else troubled:
        yield Text.assemble((row["name"], "bold yellow"), f": {row['trouble']}")
    if alike:
        return  # a cut cable is one trouble, not one for each outlet
    totals = {name: sum(row[name] or 0 for row in rows) for name in _COUNTS}
    if any(row["outcome"] == "cut_short" for row in rows):
        yield Text(
            "Stopped before the end. What was fetched is stored; “newswatch crawl” goes on with the rest.", "yellow"
        )
    yield Text("")
    yield Text(
        f"{totals['new']} new and {totals['changed']} changed articles. “newswatch articles” lists them.", "bold"
    )


def page_fields(looked: PageLooked) -> dict[str, object]:
    """What was read from one page, by field; what the page does not tell is left out."""
    article = looked.article
    if article is None or article.reason:
        return {"url": looked.visit.url, "state": looked.visit.state, "detail": looked.visit.detail}
    fields = {**_told(article), "text": article.text, "topics": {m.topic: _words(m) for m in looked.matches}}
    return {name: value for name, value in fields.items() if value}


def page_lines(looked: PageLooked) -> Iterable[RenderableType]:
    """What was read from one page, field by field, its text, and on which topics it is."""
    article = looked.article
    if article is None or article.reason:
        return
    told = {name: value for name, value in _told(article).items() if value}
    yield table(
        ("field", "value"),
        ((name, ", ".join(value) if isinstance(value, list) else str(value)) for name, value in told.items()),
    )
    yield Text(f"\n{article.text}\n")
    for match in looked.matches:
        yield Text.assemble("On topic ", (match.topic, "bold"), f": {', '.join(_words(match)) or 'everything is'}")
    if not looked.matches:
        yield Text("On none of the configured topics.")


def source_lines(found: Mapping[str, Sequence[SourceFetched]]) -> Iterable[RenderableType]:
    """A line a source: what it lists, or what is wrong with it."""
    for outlet, sources in found.items():
        yield Text(outlet, "bold")
        for fetched in sources:
            listed = len(fetched.listing.candidates) if fetched.listing else 0
            said = f"lists {listed} articles" if fetched.listing else fetched.visit.detail
            mark = ("  ok   ", "green") if fetched.visit.state in READ_STATES else ("  no   ", "red")
            yield Text.assemble(
                mark,
                f"{fetched.source.kind}  {fetched.source.url}  {said} {fetched.visit.detail if fetched.listing else ''}",
            )
        if not sources:
            yield Text("  nothing found: name a feed, a sitemap or a section", "red")


def source_fields(fetched: SourceFetched) -> dict[str, object]:
    """What came of a visit to a source, for JSON."""
    listed = len(fetched.listing.candidates) if fetched.listing else None
    return {"kind": fetched.source.kind, "url": fetched.source.url, "state": fetched.visit.state, "listed": listed,
            "detail": fetched.visit.detail}  # fmt: skip


def _told(article: Article) -> dict[str, object]:
    image, dateline = article.image, article.dateline
    return {
        "title": article.title,
        "url": article.url,
        "authors": list(article.authors),
        "language": article.language,
        "published": iso(article.published_at),
        "published day only": article.published_day_only,
        "modified": iso(article.modified_at),
        "dateline": dateline.text if dateline else None,
        "picture": image.url if image else None,
        "caption": image.caption if image else None,
        "credit": image.credit if image else None,
        "section": article.section,
        "tags": list(article.tags),
        "paywalled": article.paywalled,
        "read by": article.extractor,
    }


def _words(match: Match) -> list[str]:
    return list(dict.fromkeys(evidence.words for evidence in match.evidence))
