"""The demo's digest: of all that its two visits found, as files that show their pictures when the press is gone."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.core.digest import Rendered
from crawler.core.periods import Period
from crawler.core.plans import DigestPlan
from crawler.deliver.composing import compose
from crawler.demo.pages import picture
from crawler.demo.script import TOPIC
from storage.store import Store

_PICTURE = re.compile(r'(?<= src=")http[^"]*/pictures/([\w-]+\.jpg)(?=")')


def write_digest(folder: Path, store: Store, start: datetime, now: datetime) -> Rendered:
    """Compose what came from `start` on, and write it to digest.html and digest.txt in `folder`."""
    plan = DigestPlan("The Demo Digest", (TOPIC,), ())
    digest = compose(store, plan, Period(start, now), now, ZoneInfo("UTC"))
    (folder / "digest.html").write_text(_PICTURE.sub(_inlined, digest.html), encoding="utf-8")
    (folder / "digest.txt").write_text(digest.text, encoding="utf-8")
    return digest


def _inlined(found: re.Match[str]) -> str:
    body = picture(found[1])
    return f"data:image/jpeg;base64,{b64encode(body).decode()}" if body else found[0]
