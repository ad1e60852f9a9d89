"""The columns that the commands give to other programs: the names and their order, which only ever get longer."""

from __future__ import annotations

ARTICLES = (
    "id", "outlet", "title", "url", "language", "published_at", "first_seen_at", "last_changed_at", "state", "reason",
    "announced", "revision", "copy_of", "copy_share", "off_topic_since", "story_id", "standing", "verdict", "note",
    "last_change", "last_summary", "last_announced", "last_silent", "topics", "excerpts",
)  # fmt: skip
STORIES = (
    "id", "title", "lead_article_id", "outlets", "articles", "first_seen_at", "last_activity_at", "told_by", "standing",
    "verdict", "note",
)  # fmt: skip
SEARCH = ("article_id", "outlet", "title", "url", "published_at", "snippet")
PIECES = ("kind", "text")
REVIEWED = ("story", "title", "standing", "verdict", "note", "by", "at")

EXPORTED_ARTICLES = (
    "id", "outlet", "url", "title", "authors", "section", "tags", "language", "published_at", "modified_at", "first_seen_at",
    "last_changed_at", "state", "reason", "announced", "revision", "copy_of", "copy_share", "story_id", "standing",
    "verdict", "note", "topics", "image_url", "image_caption", "image_credit", "summary", "text",
)  # fmt: skip
EXPORTED_STORIES = (
    "id", "title", "standing", "verdict", "note", "by", "verdict_at", "outlets", "articles", "copies", "edits", "told_by",
    "languages", "topics", "lead_outlet", "lead_url", "first_seen_at", "last_activity_at",
)  # fmt: skip
EXPORTED_CHANGES = (
    "seen_at", "outlet", "article_id", "story_id", "revision", "kind", "summary", "announced", "silent", "title_before",
    "title", "text_before", "text", "url",
)  # fmt: skip
EXPORTED_VERDICTS = (
    "id", "story_id", "article_id", "verdict", "note", "by", "at", "seen_at", "takes_back", "title", "outlet", "url",
)  # fmt: skip
