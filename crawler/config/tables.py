"""The tables of newswatch.toml: their keys, and what each holds. Their docstrings are what an editor shows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from crawler.config import fields
from crawler.config.addresses import Listen
from crawler.core.backups import BackupPlan
from crawler.core.plans import Include
from crawler.core.retention import Retention

# This machine alone; the port is free in the list of Prometheus exporters' default ports.
METRICS = Listen("127.0.0.1", 9464)


class Table(BaseModel):
    """A table: it has these keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ServiceTable(Table):
    """newswatch itself."""

    contact: fields.Contact
    """A mail or web address, told to outlets in the User-Agent, so that they can reach you."""
    database: fields.FilePath = Path("newswatch.db")
    """The SQLite file that holds all of it, from this file's folder on."""
    timezone: fields.Zone = ZoneInfo("UTC")
    """The time zone in which digests and the review page tell time."""
    log: fields.FilePath | None = None
    """A file for the service's log, from this file's folder on, renewed when it has 10 MB; standard error where none is said."""
    metrics: fields.Listen | None = METRICS
    """The address and port at which the service answers /healthz and /metrics; "off": nowhere."""


class SectionTable(Table):
    """A page of an outlet that lists articles."""

    url: fields.WebAddress
    """The page."""
    links: fields.LinkPattern
    """A regular expression (RE2), searched in the path of each link: what it is found in is an article."""


class OutletTable(Table):
    """A publisher. One of home, feeds, sitemaps and sections says where it lists its articles."""

    name: fields.Name
    """What you call it."""
    home: fields.WebAddress | None = None
    """Its home page: enough by itself, since feeds and news sitemaps are found from it."""
    feeds: tuple[fields.WebAddress, ...] = ()
    """RSS, Atom or JSON feeds."""
    sitemaps: tuple[fields.WebAddress, ...] = ()
    """News sitemaps, or indexes of them."""
    sections: tuple[SectionTable, ...] = ()
    """Pages that list articles, for an outlet without feeds."""
    every: fields.PollEvery = timedelta(minutes=10)
    """How often at most it is polled; an outlet that publishes rarely is polled more rarely."""
    language: fields.Language | None = None
    """The two-letter code (ISO 639-1) of the language it writes in; told from the text where it is not said."""
    delay: fields.Delay = timedelta(seconds=1)
    """The pause between two requests to it."""
    headers: dict[fields.HeaderName, fields.HeaderValue] = Field(default_factory=dict)
    """HTTP headers that are sent with each request to it."""
    private_network: StrictBool = False
    """Whether it may be on this machine or in a private network."""
    first_run: fields.First = fields.FirstRun.BASELINE
    """What it lists at its first poll is stored and not announced (baseline), or announced (announce)."""


class TopicTable(Table):
    """What you watch for."""

    name: fields.Name
    """What you call it."""
    query: fields.Query
    """Words, "phrases", prefix*, AND, OR, NOT, parentheses, NEAR(a b, 10), title:word; "*" alone is everything."""


class MailTable(Table):
    """How mail goes out."""

    smtp: fields.Smtp
    """smtp://user@host:port (STARTTLS) or smtps:// (TLS); the password comes from NEWSWATCH_SMTP_PASSWORD."""
    sender: fields.Sender = Field(alias="from")
    """The address that digests come from."""
    resend: StrictBool = True
    """Whether mail is sent once more, with the same Message-ID, of which nobody knows whether it arrived."""


class DigestTable(Table):
    """A digest: at times of day, every so often, or as soon as there is news."""

    name: fields.Name
    """What you call it."""
    topics: tuple[fields.Name, ...] = ()
    """The names of its topics; all topics where none is said."""
    at: Annotated[tuple[fields.TimeOfDay, ...], fields.OneOrMany()] = ()
    """The times of day at which it is composed: "07:30", or a list."""
    days: Annotated[tuple[fields.Day, ...], fields.OneOrMany()] = ()
    """The days on which it is composed; every day where none is said."""
    every: fields.DigestEvery | None = None
    """How often it is composed, in place of times of day; "now": an alert, as soon as there is news."""
    quiet: fields.QuietTime | None = None
    """For every = "now": from when to when no alert goes out; what comes in that time is told at its end."""
    limit: fields.AlertLimit | None = None
    """For every = "now": how many alerts go out in an hour at most; the rest is told together."""
    to: Annotated[tuple[fields.To, ...], fields.OneOrMany()] = Field(min_length=1)
    """Where it goes: mailto:, file:, atom:, the https:// address of a webhook, or apprise: and a URL of it; one or a list."""
    include: fields.Included = Include.ALL
    """All but what a person dropped in review (all), what a person kept alone (kept), or corrections alone (corrections)."""


class BackupTable(Table):
    """Copies of the database that the service makes by itself, each opened and checked."""

    every: fields.BackupEvery = BackupPlan.every
    """How often."""
    to: fields.FolderPath = BackupPlan.folder
    """The folder, from this file's folder on; another disk is better."""
    keep: fields.BackupKeep = BackupPlan.keep
    """How many of the newest stay there."""


class RetentionTable(Table):
    """How long things are kept. What a person reviewed is kept for ever."""

    visits: fields.KeptFor = Retention.visits
    """The requests."""
    polls: fields.KeptFor = Retention.polls
    """The visits to outlets, and what each gave."""
    off_topic: fields.KeptFor = Retention.off_topic
    """Addresses of articles on no topic, from when they were last listed."""
    articles: fields.ArticlesKeptFor | None = None
    """The texts of articles, from when they or their story last came or changed; for ever where it is not said."""


class WebTable(Table):
    """The review page."""

    host: fields.ListenAddress = "127.0.0.1"
    """The address of this machine that it listens at; any but loopback asks for a password."""
    port: fields.Port = 8001
    """The port that it listens at."""
    password: fields.Password | None = None
    """What a reader has to say, from the environment: "$NEWSWATCH_WEB_PASSWORD"."""
    names: tuple[fields.HostName, ...] = ()
    """Names that it is reached by, such as that of a proxy before it; localhost and its address go without saying."""


class FileTable(Table):
    """The whole of newswatch.toml."""

    service: ServiceTable
    outlets: tuple[OutletTable, ...] = Field(min_length=1)
    topics: tuple[TopicTable, ...] = Field(min_length=1)
    mail: MailTable | None = None
    digests: tuple[DigestTable, ...] = ()
    backup: BackupTable | None = None
    retention: RetentionTable | None = None
    web: WebTable | None = None


TABLES: dict[tuple[str, ...], type[Table]] = {
    (): FileTable,
    ("service",): ServiceTable,
    ("outlets",): OutletTable,
    ("outlets", "sections"): SectionTable,
    ("topics",): TopicTable,
    ("mail",): MailTable,
    ("digests",): DigestTable,
    ("backup",): BackupTable,
    ("retention",): RetentionTable,
    ("web",): WebTable,
}
"""The table at each path of keys."""
