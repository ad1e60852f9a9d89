"""JSON Feed 1.0 and 1.1, and the list of posts that WordPress serves (`/wp-json/wp/v2/posts`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from crawler.core.dates import parse_moment
from crawler.core.models import Candidate, Listing, Trouble, VisitState
from crawler.core.urls import canonical
from spiders.feeds import LONGEST_ID, MOST_ENTRIES, names, note_of
from spiders.markup import SUMMARY_LIMIT, language_code, plain_line

Json = dict[str, object]


def parse_json(text: str, url: str, outlet: str) -> Listing | Trouble:
    """The entries of the JSON in `text`, in its order; `url` is its own address."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Trouble(VisitState.BAD_FEED, f"JSON that cannot be read: {error}")
    if isinstance(document, list):
        found = [_post(post, url, outlet) for post in _objects(document)]
    elif "jsonfeed.org" in str(_object(document).get("version")):
        found = [_item(item, _object(document), url, outlet) for item in _objects(_object(document).get("items"))]
    else:
        return Trouble(VisitState.BAD_FEED, "JSON that is neither a JSON Feed nor a list of WordPress posts")
    candidates = tuple(candidate for candidate in found[:MOST_ENTRIES] if candidate)
    left_out = max(0, len(found) - MOST_ENTRIES)
    entries = len(found) - left_out
    return Listing(candidates, left_out=left_out, note="; ".join(note_of(entries, entries - len(candidates), left_out)))


def _item(item: Json, feed: Json, url: str, outlet: str) -> Candidate | None:
    address = canonical(_string(item, "url") or _string(item, "external_url"), url)
    if address is None:
        return None
    authors = _objects(item.get("authors")) or [_object(item.get("author"))]  # 1.1, 1.0
    return Candidate(
        outlet=outlet,
        url=address,
        source=url,
        title=plain_line(item.get("title")),
        published_at=_moment(item, "date_published"),
        modified_at=_moment(item, "date_modified"),
        guid=plain_line(str(item.get("id") or ""), LONGEST_ID),
        summary=plain_line(item.get("summary") or item.get("content_text") or item.get("content_html"), SUMMARY_LIMIT),
        authors=names(author.get("name") for author in authors),
        language=language_code(item.get("language") or feed.get("language")),
        image_url=canonical(_string(item, "image") or _string(item, "banner_image"), url),
    )


def _post(post: Json, url: str, outlet: str) -> Candidate | None:
    address = canonical(_string(post, "link"), url)
    if address is None:
        return None
    return Candidate(
        outlet=outlet,
        url=address,
        source=url,
        title=plain_line(_object(post.get("title")).get("rendered")),
        published_at=_moment(post, "date_gmt"),
        modified_at=_moment(post, "modified_gmt"),
        guid=plain_line(_object(post.get("guid")).get("rendered"), LONGEST_ID),
        summary=plain_line(_object(post.get("excerpt")).get("rendered"), SUMMARY_LIMIT),
    )


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Sequence[Json]:
    return [_object(item) for item in value] if isinstance(value, list) else []


def _string(item: Json, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _moment(item: Json, name: str) -> datetime | None:
    moment = parse_moment(_string(item, name))
    return moment.at if moment else None
