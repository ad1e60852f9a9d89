"""A database of three stories, for the pages of review."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from crawler.config import Config, Service
from tests.deliver.pages import SEOUL
from tests.storage.newsroom import FERRIES, GAZETTE, NOW, TEXT, TRIBUNE, came, listed, newsroom, receive

_FIGURES = (
    "The board will look at the figures again when the year is over, and has asked the shops on the islands to count those "
    "who come in the afternoon, since nobody knows yet whether a second boat brings more people or the same people twice."
)
LONG = (*TEXT, _FIGURES)
LIGHTHOUSE = ("여객선 운항이 월요일부터 하루 두 차례로 늘어난다고 항만청이 밝혔다.", "등대는 봄까지 닫힌다.")
_AT = "2025-01-14T07:30:00Z"


def ferries(folder: Path) -> Config:
    """The config of a database of an edited article with its copy, one in Korean, one of few words, and a digest."""
    with newsroom(folder) as store:
        receive(store, came(paragraphs=LONG, language="en"))
        receive(store, came(listed(outlet="Tribune"), paragraphs=LONG, language="en"))
        korean, goat = "등대와 여객선", "A goat boards the ferry"
        receive(store, came(listed("/lighthouse", title=korean), title=korean, paragraphs=LIGHTHOUSE, language="ko"))
        receive(store, came(listed("/goat", title=goat), title=goat, paragraphs=("It ate hats.",)))
        edited = (LONG[0].replace("Monday", "Friday"), *LONG[1:])
        receive(store, came(paragraphs=edited, language="en", at=NOW + timedelta(hours=2)))
    path = folder / "news.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "INSERT INTO digests (name, period_start, period_end, composed_at, subject, items, html, text, caught_up, next_poll)"
            " VALUES ('morning', ?1, ?1, ?1, 'Ferries', 1, '<h6>sent</h6>', 'Read <here>', 0, 1)", [_AT],
        )  # fmt: skip
        conn.execute(
            "INSERT INTO deliveries (digest, recipient, state, last_error, queued_at)"
            " VALUES (1, 'mailto:a@example.org', 'deferred', 'the mailbox is full', ?)", [_AT],
        )  # fmt: skip
        conn.execute(
            "INSERT INTO troubles (outlet, kind, by, since, detail, addresses, polls, confirmed_at)"
            " VALUES ('Tribune', 'silent', 'its history', ?1, 'it gave nothing for a week', '[]', 9, ?1)", [_AT],
        )  # fmt: skip
        conn.commit()
    return Config(Service(path, "desk@example.org", SEOUL), (GAZETTE, TRIBUNE), (FERRIES,))
