"""An article page as content systems make them, for the tests of reading. Its story is invented."""

from __future__ import annotations

import json
from typing import Any

URL = "https://www.harbourpost.example/world/2025/01/14/ferry-strike"
TITLE = "Ferry crews in Norhaven end strike after two weeks"
SUMMARY = "The islands expect their first boats on Thursday, and shops hope for fresh bread by the weekend."
PARAGRAPHS = tuple(
    """\
NORHAVEN, Jan 14 (Coastwire) – Ferry crews voted on Tuesday to go back to work after a strike that left nine islands without boats.
The vote was close: 212 of 401 members accepted four per cent more pay and longer rests between night crossings, the union said.
What the offer says
Crews who work more than three nights in a row get a fourth day of rest, which the company had refused since last spring.
“We would have liked to see more,” said Marit Vold, who steers the night boat, “but nobody wants to miss another week of school.”
The first boat leaves on Thursday at six in the morning, with mail, vegetables and the dentist on board.
""".splitlines()
)
HEADING = PARAGRAPHS[2]
STRUCTURED: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "description": SUMMARY,
    "datePublished": "2025-01-14T09:30:00+01:00",
    "dateModified": "2025-01-14T11:05:00+01:00",
    "author": [{"@type": "Person", "name": "Ada Lind"}, {"@type": "Person", "name": "Jonas Berg"}],
    "publisher": {"@type": "Organization", "name": "Harbour Post"},
    "image": {"@type": "ImageObject", "url": "/media/ferry-20250114-77.jpg", "caption": "The night boat at its pier."},
    "articleSection": "World",
    "keywords": ["ferries", "strikes"],
    "isAccessibleForFree": True,
}


def page(
    *,
    head: str = "",
    structured: object = STRUCTURED,
    title: str = TITLE,
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    under_title: str = "",
    within: str = "",
    after: str = "",
) -> bytes:
    """The page, with markup put under its headline, between two of its paragraphs, or behind its text."""
    script = f'<script type="application/ld+json">{json.dumps(structured)}</script>' if structured else ""
    text = [f"<h2>{each}</h2>" if each == HEADING else f"<p>{each}</p>" for each in paragraphs]
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Harbour Post</title>
<link rel="canonical" href="/world/2025/01/14/ferry-strike?utm_source=feed"><meta property="og:site_name" content="Harbour Post">
{head}{script}</head><body class="single">
<header><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav></header>
<main><article class="story"><h1>{title}</h1>{under_title}
<p class="standfirst">{SUMMARY}</p><div class="byline">By <a href="/ada">Ada Lind</a> and <a href="/jonas">Jonas Berg</a></div>
<figure><img src="/media/ferry-20250114-77_640.jpg"><figcaption>The night boat at its pier. Photo: Pia Holm</figcaption></figure>
<div class="story-body">{"".join(text[:3])}{within}{"".join(text[3:])}</div>{after}</article></main>
<aside><h2>Most read</h2><ul><li><a href="/a">Cup final moved to Sunday</a></li><li><a href="/b">Snow in the hills</a></li></ul></aside>
<footer><p>Harbour Post is published by the Harbour Press Society, which all readers of this page may join for a fee.</p></footer>
</body></html>""".encode()
