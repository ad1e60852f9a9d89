"""An office that sends digests: a store with news in it, a clock that a test sets, and a plain way to compose."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.config import Config, Service
from crawler.core.digest import Rendered
from crawler.core.models import RevisionKind
from crawler.core.periods import Period
from crawler.core.plans import Alert, Channel, DigestPlan, Encryption, Mail, Recipient
from crawler.deliver.channels import Channels, channels
from crawler.deliver.mail import MailChannel
from crawler.deliver.post import Post
from crawler.deliver.queueing import Queueing
from crawler.deliver.webhook import WebhookChannel
from storage.store import Store
from tests.storage.newsroom import FERRIES, NOW, came, listed, newsroom, receive, rows

UTC = ZoneInfo("UTC")
MINUTE = timedelta(minutes=1)
# As the Standard Webhooks specification writes a secret, after its mark.
KEY = b"a key of our own that is long enough"


def compose(store: Store, plan: DigestPlan, period: Period, _now: datetime) -> Rendered:
    """Tell the titles of what came in the period: enough of a digest to see what went where."""
    told = store.digests.untold(plan, period)
    titles = [
        rows(store, "SELECT title FROM revisions WHERE article_id = ? AND number = ?", *each)[0][0] for each in told
    ]
    lines = [title for title in titles if not title.startswith("Dropped")]
    if period.caught_up and lines:
        lines.append("(covers missed periods)")
    text = "\n".join(lines)
    entry = (
        f"<entry xmlns='http://www.w3.org/2005/Atom'><id>urn:x:{period.end:%s}</id><title>{len(lines)}</title></entry>"
    )
    return Rendered(f"{plan.name}: {len(lines)}", f"<p>{text}</p>", text, text, entry, len(lines))


def mailto(*names: str) -> tuple[Recipient, ...]:
    return tuple(Recipient(f"mailto:{name}@example.org", Channel.MAIL, f"{name}@example.org") for name in names)


def hook(port: int, path: str = "digest") -> Recipient:
    return Recipient(f"${path.upper()}", Channel.WEBHOOK, f"http://127.0.0.1:{port}/{path}")


def file(path: Path | str) -> Recipient:
    return Recipient(f"file:{path}", Channel.FILE, str(path))


def atom(path: Path) -> Recipient:
    return Recipient(f"atom:{path}", Channel.ATOM, str(path))


def alert(*, topics: Sequence[str] = (FERRIES.name,), to: Sequence[Recipient] = (), **more: Any) -> DigestPlan:
    return DigestPlan("alert", tuple(topics), tuple(to), alert=Alert(**more))


@dataclass
class Office:
    """The office, open. Its clock stands still unless a test moves it."""

    store: Store
    plan: DigestPlan
    smtp_port: int = 1  # where nothing listens
    now: datetime = NOW
    zone: ZoneInfo = UTC
    resend: bool = True
    limit: float = 5.0
    sent: int = field(default=0)

    def news(self, *titles: str, at: datetime | None = None) -> None:
        """Articles with these titles come."""
        for title in titles:
            self.sent += 1
            self.store.polls.begin("Gazette", at or self.now - timedelta(seconds=30))
            page = came(listed(f"/{self.sent}-{title}", title=title), title=title, at=at or self.now - timedelta(seconds=30),
                        paragraphs=tuple(f"The ferry number {n} of {title} will run, it was said." for n in range(4)))  # fmt: skip
            receive(self.store, page)
            self.store.polls.close_cut_short(at or self.now)

    def correction(self, title: str) -> None:
        """The newest revision of the article with this title becomes a correction."""
        self.store.db.execute("UPDATE revisions SET kind = ? WHERE title = ?", [RevisionKind.CORRECTION, title])

    @property
    def queueing(self) -> Queueing:
        return Queueing(self.store, compose, self.zone, "example.org")

    def channels(self) -> Channels:
        mail = Mail("127.0.0.1", self.smtp_port, Encryption.NONE, "Desk <desk@example.org>", resend=self.resend)
        config = Config(Service(Path("x.db"), "desk@example.org", self.zone), (), (), mail=mail)
        return {
            **channels(config, self.clock),
            Channel.MAIL: MailChannel(mail, step=self.limit, answer=self.limit).send,
            Channel.WEBHOOK: WebhookChannel(KEY, self.clock, limit=self.limit).send,
        }

    def clock(self) -> datetime:
        return self.now

    def post(self) -> Post:
        return Post(self.store, self.channels(), [self.plan], self.clock, resend=self.resend)

    def deliver(self) -> None:
        """Compose what is due, recover what a crash left, and deliver what is due."""

        async def turn() -> None:
            post = self.post()
            post.recover()
            self.queueing.due(self.plan, self.now)
            post.tick()
            await post.run_out()

        asyncio.run(turn())

    def later(self, length: timedelta = 2 * MINUTE) -> None:
        """Some time passes, and what is due then is delivered."""
        self.now += length
        self.deliver()

    def ledger(self) -> dict[str, tuple[str, int, int]]:
        """State, attempts and unknowns by recipient, of the newest digest that was sent to it."""
        found = rows(self.store, "SELECT recipient, state, attempts, unknowns FROM deliveries ORDER BY id")
        return {recipient: tuple(rest) for recipient, *rest in found}  # type: ignore[misc]

    def errors(self) -> list[str]:
        return [why for (why,) in rows(self.store, "SELECT last_error FROM deliveries ORDER BY id")]

    def told(self) -> list[list[str]]:
        """What each digest told that has news."""
        return [text.split("\n") for (text,) in rows(self.store, "SELECT text FROM digests WHERE items ORDER BY id")]


@contextmanager
def office(
    folder: Path, *to: Recipient, smtp_port: int = 1, plan: DigestPlan | None = None, **more: Any
) -> Iterator[Office]:
    """An office whose digest goes to these recipients: an alert, if a test does not want another."""
    with newsroom(folder) as store:
        opened = Office(store, replace(plan or alert(), to=to or (plan.to if plan else ())), smtp_port, **more)
        opened.queueing.due(opened.plan, opened.now)
        opened.now += MINUTE
        yield opened
