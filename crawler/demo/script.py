"""The demo's script: the outlets and articles that `texts` holds, and the newswatch.toml that watches them.

At step 0 a press of eleven outlets tells of two prisoners and of a second contingent; at step 1 there are new reports,
and others have been revised, moved, taken down. The comment at the head of each file says what its outlet shows.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.demo.articles import Article, Change, Picture, paragraphs_of
from crawler.demo.outlets import SITEMAP_INDEX, Fault, FeedKind, Noise, Outlet, Validators, Wording
from crawler.demo.press import Press

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEXTS = Path(__file__).parent / "texts"
# The order gives the addresses.
_FILES = (
    "northwire", "harbour", "meridian", "lowland", "eastfield", "hanbit", "visnyk", "kurier", "gyoten", "elbtal",
    "ledger",
)  # fmt: skip
# The files tell of the week before this day; `demo_press` moves them by whole weeks, so that weekdays stay right.
_WRITTEN = datetime(2026, 1, 15, tzinfo=UTC)
_WEEK = timedelta(weeks=1)

TOPIC = "North Korean soldiers in Russia's war"
# One group for who, one for what, one for where; each in English, German, Korean, Japanese, Ukrainian and Russian.
QUERY = (
    '("north korea*" OR dprk OR pyongyang OR nordkorea* OR 북한 OR 北朝鮮 OR північнокоре* OR северокоре* OR кндр)'
    " AND (troops OR soldier* OR soldat* OR 파병 OR 병사 OR 군인 OR 兵 OR солдат* OR військов* OR военн*)"
    " AND (ukrain* OR russia* OR kursk OR russland OR 러시아 OR 우크라이나 OR ロシア OR クルスク"
    " OR росі* OR курськ* OR курск* OR росси*)"
)

_CONFIG = """\
[service]
database = {database}
contact  = "demo@example.org"
timezone = "UTC"

{outlets}
[[topics]]
name = {topic}
query = {query}
"""


def demo_press(now: datetime | None = None) -> Press:
    """The demo's press. With `now`, its articles are dated to the seven days before it."""
    return Press(_outlets(_shift(now)))


def demo_config(addresses: Mapping[str, str], folder: Path) -> str:
    """The newswatch.toml that watches the demo's press at `addresses` and keeps all it writes in `folder`."""
    return _CONFIG.format(
        database=_string(str(folder / "newswatch.db")),
        outlets=outlets_config(_outlets(timedelta()), addresses),
        topic=_string(TOPIC),
        query=_string(QUERY),
    )


def outlets_config(outlets: Iterable[Outlet], addresses: Mapping[str, str]) -> str:
    """The [[outlets]] of a newswatch.toml for outlets of a press; each says only what its own pages do not name."""
    return "\n".join(_outlet_config(outlet, addresses[outlet.name]) for outlet in outlets)


def _outlet_config(outlet: Outlet, base: str) -> str:
    lines = ["[[outlets]]", f"name = {_string(outlet.name)}"]
    if outlet.feed and not outlet.feed_named:
        lines.append(f"feeds = [{_string(base + outlet.feed.path)}]")
    if outlet.sitemap and not outlet.sitemap_named:
        lines.append(f"sitemaps = [{_string(base + SITEMAP_INDEX)}]")
    if outlet.section:
        links = _string(f"^{outlet.section}.+")
        lines.append(f"sections = [{{ url = {_string(base + outlet.section)}, links = {links} }}]")
    if len(lines) == 2:  # noqa: PLR2004 - nothing beyond the two: all is found from its home page
        lines.append(f"home = {_string(base + '/')}")
    lines.append(f"language = {_string(outlet.language)}")
    lines += ['delay = "0 seconds"', "private_network = true", 'first_run = "announce"', ""]
    return "\n".join(lines)


def _string(text: str) -> str:
    """`text` as a basic string of TOML, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)


def _shift(now: datetime | None) -> timedelta:
    return (now - _WRITTEN) // _WEEK * _WEEK if now else timedelta()


def _outlets(shift: timedelta) -> list[Outlet]:
    records = [tomllib.loads((_TEXTS / f"{name}.toml").read_text(encoding="utf-8")) for name in _FILES]
    texts = {(r["name"], a["path"]): a.get("text", "") for r in records for a in r.get("articles", ())}
    return [_outlet(record, texts, shift) for record in records]


def _outlet(record: dict[str, Any], texts: Mapping[tuple[str, str], str], shift: timedelta) -> Outlet:
    values = {"validators": Validators, "noise": Noise, "feed": FeedKind}
    parts: dict[str, Any] = {key: make(record[key]) for key, make in values.items() if key in record}
    parts["wording"] = Wording(**_frozen(record.get("wording", {})))
    parts["faults"] = tuple(_fault(fault) for fault in record.get("faults", ()))
    parts["articles"] = tuple(_article(article, texts, shift) for article in record.get("articles", ()))
    return Outlet(**(record | parts))


def _fault(record: dict[str, Any]) -> Fault:
    return Fault(**(record | {"body": record["body"].encode()}))


def _article(record: dict[str, Any], texts: Mapping[tuple[str, str], str], shift: timedelta) -> Article:
    """The article of one record. `text_of` names an article whose first paragraphs stand before its own `text`."""
    parts = _frozen(_dated(record, shift))
    borrowed: tuple[str, ...] = ()
    if source := parts.pop("text_of", None):
        borrowed = paragraphs_of(texts[source["outlet"], source["path"]])[: source.get("first")]
    parts["paragraphs"] = borrowed + paragraphs_of(parts.pop("text", ""))
    parts["picture"] = Picture(**parts["picture"]) if "picture" in parts else None
    parts["changes"] = tuple(Change(**_dated(change, shift)) for change in parts.get("changes", ()))
    return Article(**parts)


def _dated(record: Mapping[str, Any], shift: timedelta) -> dict[str, Any]:
    return {key: value + shift if isinstance(value, datetime) else value for key, value in record.items()}


def _frozen(value: Any) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """`value` with tuples for its lists."""
    if isinstance(value, Mapping):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value
