"""Digests as files: a page, text and Markdown in a folder, one file, or an Atom feed. Each is there whole, or not at all."""

from __future__ import annotations

import asyncio
import re
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.core.deliveries import DELIVERED, Issue, Outcome, Parcel, Result
from crawler.core.text import clean_line
from crawler.whole_file import whole_file

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 30
"""As many of the newest digests as a feed holds: a month of daily ones, for readers that were away."""
_NO_PART_OF_A_NAME = re.compile(r"[^\w-]+")


class FileChannel:
    """Writes files; those in a folder are named by digest, local time and number."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    async def send(self, parcel: Parcel) -> Outcome:
        """Write the digest's files."""
        return await asyncio.to_thread(_written, self._files(parcel.issue, parcel.recipient.address))

    def _files(self, issue: Issue, address: str) -> dict[Path, str]:
        made = issue.rendered
        forms = {".html": made.html, ".txt": made.text, ".md": made.markdown}
        path = Path(address)
        if not address.endswith("/"):
            return {path: forms.get(path.suffix, made.html)}
        name = _NO_PART_OF_A_NAME.sub("-", issue.name).strip("-")
        stem = f"{name}-{issue.period.end.astimezone(self._zone):%Y-%m-%d-%H%M}-{issue.id}"
        return {path / f"{stem}{ending}": text for ending, text in forms.items()}


class AtomChannel:
    """Writes the feed of a digest's name, with its newest entries."""

    async def send(self, parcel: Parcel) -> Outcome:
        """Write the feed anew."""
        feed = atom_feed(parcel.issue.name, parcel.entries)
        return await asyncio.to_thread(_written, {Path(parcel.recipient.address): feed})


def atom_feed(name: str, issues: tuple[Issue, ...]) -> str:
    """An Atom feed (RFC 4287) of these digests, newest first, of which there is at least one."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    title = clean_line(name)
    # the same for a name for ever, wherever the file stands
    urn = uuid.uuid5(uuid.NAMESPACE_URL, f"newswatch:digest:{name}").urn
    updated = f"{issues[0].composed_at:%Y-%m-%dT%H:%M:%SZ}"
    for tag, text in (("id", urn), ("title", title), ("updated", updated)):
        etree.SubElement(feed, f"{{{ATOM}}}{tag}").text = text
    author = etree.SubElement(feed, f"{{{ATOM}}}author")
    etree.SubElement(author, f"{{{ATOM}}}name").text = "newswatch"
    feed.extend(_entry(issue.rendered.entry) for issue in issues)
    return f"{etree.tostring(feed, encoding='unicode')}\n"


def _entry(text: str) -> etree._Element:
    entry = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in entry.iter(etree.Element):
        if not etree.QName(element).namespace:
            element.tag = f"{{{ATOM}}}{element.tag}"
    return entry


def _written(files: dict[Path, str]) -> Outcome:
    for path, text in files.items():
        try:
            with whole_file(path) as file:
                file.write(text)
        except OSError as error:
            return Outcome(Result.DEFERRED, f"{path} cannot be written: {error.strerror}")
    return DELIVERED
