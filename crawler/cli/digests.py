"""Commands for digests: `digest`, `deliveries`."""

from __future__ import annotations

import asyncio
import tempfile
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.text import Text

from crawler.cli.group import Context, Failed
from crawler.cli.printing import as_json, console, local_short, print_json, table
from crawler.cli.since import SINCE
from crawler.clock import clock
from crawler.config import Config
from crawler.core.deliveries import Delivery, Parcel, State
from crawler.core.digest import Rendered
from crawler.core.plans import DigestPlan
from crawler.deliver.channels import channels, sent
from crawler.deliver.composing import compose
from crawler.deliver.files import ENTRIES
from crawler.deliver.post import Post
from crawler.deliver.queueing import Queueing, queueing
from crawler.logs import log_to
from storage.database import DatabaseInUse
from storage.deliveries import Row
from storage.store import Store

_NEWEST = 50  # what fits a screen or two; --limit asks for more
# The service looks every five seconds for what is due, and a mail server that is slow takes some more.
_SENT_BY_SERVICE_SECONDS, _LOOK_SECONDS = 30, 0.2
_STYLES = {State.DELIVERED: "green", State.REJECTED: "red", State.DEFERRED: "yellow", State.UNKNOWN: "yellow"}


@click.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Print its text; store and send nothing.")
@click.option("--open", "opened", is_flag=True, help="Show it in the browser; store and send nothing.")
@click.option("--since", type=SINCE, metavar="WHEN", help="What came since then, not since the last one: “2 days”.")
@click.pass_obj
def digest(context: Context, name: str, *, dry_run: bool, opened: bool, since: datetime | None) -> None:
    """Compose and deliver now what the digest NAME has not told yet."""
    config = context.config()
    plan = _plan(config, name)
    if dry_run or opened:
        with context.store(config) as store:
            _show(_previewed(queueing(store, config, compose), plan, since), opened=opened, printed=dry_run)
        return
    with _to_send(context, config) as (store, owned):
        if owned:
            store.polls.close_cut_short(clock())  # whose crawl is no more: this is the one newswatch that crawls
        composed = queueing(store, config, compose).at_once(plan, clock(), since)
        if composed is None:
            click.echo("there is no news: nothing was sent")
        _send(config, store, lambda: store.deliveries.of(composed) if composed is not None else [], owned=owned)
        if composed is None:
            return
        sent = store.deliveries.of(composed)
        for delivery in sent:
            click.echo(f"{delivery.recipient}: {delivery.state}{f': {why}' if (why := delivery.last_error) else ''}")
        if all(delivery.state is not State.DELIVERED for delivery in sent):
            raise Failed("it was not delivered; “newswatch run” and the next “newswatch digest” try again what may be")


@contextmanager
def _to_send(context: Context, config: Config) -> Iterator[tuple[Store, bool]]:
    """The database, and whether it is ours to deliver from: where another newswatch owns it, that one delivers."""
    try:
        store, owned = context.store(config, writable=True), True
    except DatabaseInUse:
        store, owned = context.store(config, writable=True, owned=False), False
    with store:
        yield store, owned


def _send(config: Config, store: Store, waiting: Callable[[], Sequence[Delivery]], *, owned: bool) -> None:
    """Deliver what is due; or wait until the service, which alone may send it, has done so with `waiting`."""
    if owned:
        asyncio.run(_deliver(config, store))
        return
    end = time.monotonic() + _SENT_BY_SERVICE_SECONDS
    while any(delivery.state in {State.QUEUED, State.SENDING} for delivery in waiting()):
        if time.monotonic() > end:
            click.echo(
                "another newswatch has the database: it is queued, and that one or the next delivers it", err=True
            )
            return
        time.sleep(_LOOK_SECONDS)


async def _deliver(config: Config, store: Store) -> None:
    log_to(None, config.secrets)
    post = Post(store, channels(config, clock), config.digests, clock, resend=config.mail is None or config.mail.resend)
    post.recover()
    post.tick()
    await post.run_out()


def _plan(config: Config, name: str) -> DigestPlan:
    found = next((plan for plan in config.digests if plan.name == name), None)
    if found is None:
        known = ", ".join(plan.name for plan in config.digests) or "none; add [[digests]] to newswatch.toml"
        raise click.BadParameter(f"no digest is called {name}; there are: {known}", param_hint="NAME")
    return found


def _previewed(queue: Queueing, plan: DigestPlan, since: datetime | None) -> Rendered:
    now = clock()
    return queue.compose(queue.store, plan, queue.untold_period(plan, now, since), now)


def _show(made: Rendered, *, opened: bool, printed: bool) -> None:
    if printed:
        click.echo(f"{made.subject}\n\n{made.text}" if made.items else "there is no news")
    if opened:
        with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False, encoding="utf-8") as page:
            page.write(made.html)
        click.echo(f"the page is {page.name}")
        webbrowser.open(Path(page.name).as_uri())


@click.command()
@click.option("--retry", type=int, metavar="ID", help="Attempt this delivery again, also one that was given up.")
@click.option("--show", "shown", type=int, metavar="ID", help="Print what this delivery sends, byte by byte.")
@click.option("--limit", type=click.IntRange(1), default=_NEWEST, show_default=True, help="How many at most.")
@as_json
@click.pass_obj
def deliveries(context: Context, *, retry: int | None, shown: int | None, limit: int, as_json: bool) -> None:
    """List what was sent to whom and what became of it, newest first."""
    config = context.config()
    if retry is not None:
        with _to_send(context, config) as (store, owned):
            _retry(config, store, retry, owned=owned)
        return
    with context.store(config) as store:
        if shown is not None:
            click.echo(_bytes(config, store, shown), nl=False)
            return
        rows = store.deliveries.rows(limit)
    if as_json:
        print_json(rows)
    elif rows:
        columns = ("id", "digest", "composed", "recipient", "state", "attempts", "next", "what")
        console.print(table(columns, (_line(row, config.service.timezone) for row in rows)))
    else:
        click.echo("nothing was composed yet; “newswatch digest NAME” does it now")


def _retry(config: Config, store: Store, delivery_id: int, *, owned: bool) -> None:
    match store.deliveries.retry(delivery_id, clock()):
        case None:
            raise Failed(f"there is no delivery {delivery_id}; “newswatch deliveries” lists them")
        case State.DELIVERED:
            raise Failed(f"delivery {delivery_id} has arrived: it is not sent again")
    _send(config, store, lambda: [store.deliveries.one(delivery_id)], owned=owned)
    done = store.deliveries.one(delivery_id)
    click.echo(f"{done.recipient}: {done.state}")
    if done.state is not State.DELIVERED:
        raise Failed(done.last_error or "it was not delivered")


def _bytes(config: Config, store: Store, delivery_id: int) -> bytes:
    found = store.deliveries.digest_of(delivery_id)
    issue = store.digests.issue(found[0]) if found else None
    if found is None or issue is None:
        raise Failed(f"there is no delivery {delivery_id}; “newswatch deliveries” lists them")
    recipient = next((each for plan in config.digests for each in plan.to if each.name == found[1]), None)
    if recipient is None:
        raise Failed(f"newswatch.toml names no {found[1]} any more")
    return sent(Parcel(issue, recipient, store.digests.newest(issue.name, ENTRIES)), config)


def _line(row: Row, zone: ZoneInfo) -> tuple[str | Text, ...]:
    state = State(row["state"])
    return (str(row["id"]), row["name"], local_short(row["composed_at"], zone), row["recipient"],
            Text(state, _STYLES.get(state, "")), str(row["attempts"]), local_short(row["next_attempt_at"], zone),
            row["last_error"] or row["subject"])  # fmt: skip
