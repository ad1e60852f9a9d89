"""The pages that are read: a story, an article, and what was changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from crawler.core.diff import folded, word_diff
from crawler.core.marking import marked, paragraphs
from crawler.core.queue_filter import to_address
from crawler.core.review_page import columns, words_of
from crawler.web.desk import Desk
from crawler.web.last_said import LastSaid, last_said
from crawler.web.queue import filter_of, place_of, stories
from crawler.web.rendering import message, page
from storage.reports import Row
from storage.review_reports import ReviewReports
from storage.stories import Stories

# Articles that are read side by side; what is beyond is listed below them.
SIDE_BY_SIDE = 12
RELATED = 5


async def story(desk: Desk, request: Request) -> Response:
    """A story: its articles side by side, why each is in it, what was said of it, and the next one of the queue."""
    wanted = filter_of(request)

    def asked(reports: ReviewReports) -> dict[str, Any] | None:
        found = reports.story(_number(request))
        if found is None:
            return None
        shown = columns(found["members"], found["lead_article_id"])
        read = reports.members([column.article["id"] for column in shown[:SIDE_BY_SIDE]])
        near = [reports.story_line(id_) for id_ in Stories(reports.db).related(found["id"], RELATED)]
        following = stories(desk, reports, wanted, place_of(found), 1)
        return {
            "story": found,
            "columns": list(zip(shown, [_readable(article) for article in read], strict=False)),
            "further": shown[SIDE_BY_SIDE:],
            "edits_by_article": _by_article(reports.edits(found["id"])),
            "history": reports.history(found["id"]),
            "related": [row for row in near if row],
            "following": following[0] if following else None,
            "last": last_said(reports, request),
        }

    values = await desk.read(asked)
    if values is None:
        return message(desk, request, 404, f"There is no story {request.url_vars['id']}.")
    return page("story.html", desk, request, context=to_address(wanted), **values)


async def article(desk: Desk, request: Request) -> Response:
    """An article: its text with the topic's words marked, where it comes from, who has it too, and its revisions."""

    def asked(reports: ReviewReports) -> tuple[Row | None, list[Row], LastSaid]:
        found = reports.article(_number(request))
        history = reports.history(found["story_id"]) if found and found["story_id"] else []
        return found, history, last_said(reports, request)

    found, history, last = await desk.read(asked)
    if found is None:
        return message(desk, request, 404, f"There is no article {request.url_vars['id']}.")
    for match in found["matches"]:
        for each in match["evidence"]:
            each["excerpt"] = marked(each["excerpt"], [each["words"]])
    found["evidence"] = [[each for match in found["matches"] for each in match["evidence"]]]
    own = [word for word in history if word["article_id"] == found["id"]]
    return page(
        "article.html", desk, request,
        article=_readable(found), history=own, context=to_address(filter_of(request)), last=last,
    )  # fmt: skip


async def diff(desk: Desk, request: Request) -> Response:
    """Two revisions of an article as one text: what went struck out, what came underlined, what stayed folded."""

    def asked(reports: ReviewReports) -> dict[str, Any] | None:
        found = reports.article(_number(request))
        if found is None:
            return None
        old, new = _two(found["revisions"], request.args.get("from") or "", request.args.get("to") or "")
        # in the thread that reads, since long texts take some tenths of a second
        title, text = word_diff(old["title"], new["title"]), word_diff(old["text"] or "", new["text"] or "")
        return {"article": found, "old": old, "new": new, "title": title, "text": folded(text)}

    values = await desk.read(asked)
    if values is None:
        return message(desk, request, 404, f"There is no article {request.url_vars['id']}.")
    return page("diff.html", desk, request, **values)


def _two(revisions: Sequence[Row], old: str, new: str) -> tuple[Row, Row]:
    """The revisions of these numbers; where there is none, the newest and the one before it."""
    numbered = {str(revision["number"]): revision for revision in revisions}
    later = numbered.get(new, revisions[-1])
    return numbered.get(old) or numbered.get(str(later["number"] - 1), revisions[0]), later


def _number(request: Request) -> int:
    return int(request.url_vars["id"])


def _readable(article: Row) -> Row:
    """The article with its title and paragraphs cut where the words of its topics stand."""
    words = words_of(each for match in article["evidence"] for each in match)
    article["words"] = words
    article["marked_title"] = marked(article["title"], words)
    article["paragraphs"] = paragraphs(article["text"] or article["summary"], words)
    return article


def _by_article(edits: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for edit in edits:
        found.setdefault(edit["article_id"], []).append(edit)
    return found
