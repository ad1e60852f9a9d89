"""Pages besides review: search, outlets, digests."""

from __future__ import annotations

from datasette.utils.asgi import Request, Response

from crawler.core.marking import between
from crawler.core.matches import MARK_END, MARK_START
from crawler.core.query import QueryProblem, parse, typed
from crawler.web.desk import Desk
from crawler.web.rendering import message, page
from storage.review_reports import ReviewReports
from storage.search import SearchTooSlow
from storage.search import search as search_articles

DIGESTS = 20
# As many hits as are looked through, and as many as “further” asks for.
HITS, MOST_HITS = 30, 300


async def search(desk: Desk, request: Request) -> Response:
    """What a query finds. With `typing`, the last word is taken for the beginning of one."""
    q = request.args.get("q") or ""
    limit = MOST_HITS if request.args.get("more") else HITS
    query = parse(typed(q) if request.args.get("typing") else q) if q.strip() else None
    hits, trouble = [], ""
    if isinstance(query, QueryProblem):
        trouble = f"{query.message} (at character {query.position + 1})"
    elif query:
        try:
            hits = await desk.read(lambda reports: search_articles(reports.db, query, limit=limit))
        except SearchTooSlow as slow:
            trouble = str(slow)
    found = [(hit, between(hit.snippet, MARK_START, MARK_END)) for hit in hits]
    return page("search.html", desk, request, q=q, found=found, trouble=trouble, more=len(hits) == HITS == limit)


async def outlets(desk: Desk, request: Request) -> Response:
    """Each outlet: what it gave, when, and what is wrong with it; those in trouble first."""
    rows = await desk.read(ReviewReports.status)
    rows.sort(key=lambda row: (not row["troubles"], not row["trouble"], row["name"].casefold()))
    ours = [each for each in rows[0]["troubles"] if not each["outlet"]] if rows else []
    return page("outlets.html", desk, request, outlets=rows, ours=ours)


async def digests(desk: Desk, request: Request) -> Response:
    """The digests that were sent, with what became of them."""
    before = request.args.get("before") or ""
    behind = int(before) if before.isascii() and before.isdigit() and len(before) < len(str(1 << 60)) else None
    rows = await desk.read(lambda reports: reports.digests(behind, DIGESTS))
    return page("digests.html", desk, request, digests=rows, more=rows[-1]["id"] if len(rows) == DIGESTS else None)


async def digest(desk: Desk, request: Request) -> Response:
    """A digest as it was sent, as text: what was made for mail programs is not run here."""
    found = await desk.read(lambda reports: reports.digest(int(request.url_vars["id"])))
    if found is None:
        return message(desk, request, 404, f"There is no digest {request.url_vars['id']}.")
    return page("digest.html", desk, request, digest=found)
