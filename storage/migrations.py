"""The schema, as migrations: append-only, each tested on a database of every earlier state.

The tables are written as SQL and not with sqlite-utils' `create`, since an analyst reads them with `.schema`: SQLite keeps
the comments of a statement, sqlite-utils would leave them out.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crawler.core.segmentation import spaced

migrations = Migrations("newswatch")

_FIRST = (
    """
CREATE TABLE outlets ( -- the publishers that are watched
    name TEXT PRIMARY KEY,
    home TEXT,
    language TEXT, -- ISO 639-1, as configured
    state TEXT NOT NULL CHECK (state IN ('active', 'trouble', 'removed')), -- removed: no longer in newswatch.toml
    next_poll_at TEXT, -- times are UTC, as 2025-01-14T06:00:00Z
    last_poll_at TEXT,
    last_ok_at TEXT, -- when a poll last read one of its sources
    last_new_at TEXT,
    trouble TEXT, -- what is wrong with it, in words
    failures INTEGER NOT NULL DEFAULT 0, -- polls in a row that read no source
    first_seen_at TEXT NOT NULL
) STRICT
""",
    """
CREATE TABLE sources ( -- the feeds, sitemaps and pages that list an outlet's articles
    outlet TEXT NOT NULL REFERENCES outlets (name),
    url TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section', 'home')),
    links TEXT, -- of a section: the expression that tells its articles
    found_from TEXT, -- the page that named it; empty where newswatch.toml does
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    fetched_at TEXT, -- when it last came whole
    last_visit_at TEXT,
    trouble TEXT,
    failures INTEGER NOT NULL DEFAULT 0, -- visits in a row that failed
    PRIMARY KEY (outlet, url)
) STRICT
""",
    """
CREATE TABLE polls ( -- one visit to one outlet
    id INTEGER PRIMARY KEY,
    outlet TEXT NOT NULL REFERENCES outlets (name),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT CHECK (outcome IN ('ok', 'trouble', 'failed', 'cut_short')), -- empty while it is under way
    listed INTEGER, -- candidates that its sources listed
    fetched INTEGER, -- pages that were read
    new INTEGER,
    changed INTEGER,
    failed INTEGER -- pages that could not be read
) STRICT
""",
    "CREATE INDEX polls_by_outlet ON polls (outlet, id)",
    "CREATE INDEX polls_under_way ON polls (id) WHERE outcome IS NULL",
    """
CREATE TABLE visits ( -- every request, with how it ended
    id INTEGER PRIMARY KEY,
    poll_id INTEGER NOT NULL REFERENCES polls (id),
    url TEXT NOT NULL,
    state TEXT NOT NULL, -- ok, unchanged, or what went wrong: see docs/database.md
    http_status INTEGER,
    bytes INTEGER NOT NULL, -- as they came over the network
    ms INTEGER NOT NULL,
    detail TEXT NOT NULL, -- the cause and the next step, in words
    at TEXT NOT NULL
) STRICT
""",
    "CREATE INDEX visits_by_poll ON visits (poll_id)",
    """
CREATE TABLE stories ( -- one event, told by many articles
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    lead_article_id INTEGER REFERENCES articles (id),
    outlets INTEGER NOT NULL, -- how many carry it
    articles INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_activity_at TEXT NOT NULL
) STRICT
""",
    """
CREATE TABLE articles ( -- one text at one outlet, on a topic
    id INTEGER PRIMARY KEY,
    outlet TEXT NOT NULL REFERENCES outlets (name),
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT, -- a JSON list of names
    language TEXT, -- ISO 639-1
    published_at TEXT,
    published_day_only INTEGER NOT NULL DEFAULT 0, -- 1: the outlet told the day, not the time
    modified_at TEXT, -- when the outlet says that it changed the article
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT,
    last_fetched_at TEXT,
    last_changed_at TEXT NOT NULL, -- when newswatch found its newest revision
    state TEXT NOT NULL CHECK (state IN ('read', 'headline', 'gone')), -- headline: the page could not be read
    reason TEXT, -- why it is a headline alone, or gone
    announced INTEGER NOT NULL DEFAULT 1, -- 0: was listed already when its outlet was first visited
    text TEXT, -- paragraphs, a blank line between each two
    summary TEXT, -- the source's
    dateline TEXT, -- such as: SEOUL, Jan 14 (Reuters)
    image_url TEXT,
    image_caption TEXT,
    image_credit TEXT,
    section TEXT,
    tags TEXT, -- a JSON list
    paywalled INTEGER NOT NULL DEFAULT 0,
    source_url TEXT, -- the feed, sitemap or page that listed it
    said_title TEXT, -- the title that the source gave last
    said_modified_at TEXT,
    etag TEXT,
    last_modified TEXT,
    revision INTEGER NOT NULL DEFAULT 1, -- the newest one's number
    copy_of INTEGER REFERENCES articles (id), -- the article at another outlet whose text it is
    copy_share REAL, -- how much of the shorter text both share, 0 to 1
    story_id INTEGER REFERENCES stories (id),
    extractor TEXT, -- what read the page
    tries INTEGER NOT NULL DEFAULT 1,
    retry_at TEXT -- when a page that could not be read is tried again
) STRICT
""",
    "CREATE INDEX articles_by_outlet ON articles (outlet, last_changed_at)",
    "CREATE INDEX articles_by_change ON articles (last_changed_at)",
    "CREATE INDEX articles_by_publication ON articles (published_at)",
    "CREATE INDEX articles_by_story ON articles (story_id)",
    "CREATE INDEX articles_by_original ON articles (copy_of)",
    "CREATE INDEX articles_to_retry ON articles (outlet, retry_at) WHERE retry_at IS NOT NULL",
    """
CREATE TABLE aliases ( -- the addresses under which an article is known, in their shortest form
    key TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX aliases_by_article ON aliases (article_id)",
    """
CREATE TABLE fingerprints ( -- when two texts are equal
    article_id INTEGER PRIMARY KEY REFERENCES articles (id),
    exact TEXT NOT NULL
) STRICT
""",
    "CREATE INDEX fingerprints_by_exact ON fingerprints (exact)",
    """
CREATE TABLE sketches ( -- samples of each text's word runs: what shares some of them may be a copy
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE revisions ( -- every version of an article
    article_id INTEGER NOT NULL REFERENCES articles (id),
    number INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('first', 'headline', 'figures', 'correction', 'substance', 'cosmetic', 'gone')),
    title TEXT NOT NULL,
    text TEXT,
    summary TEXT NOT NULL, -- what changed, in a line
    modified_at TEXT,
    PRIMARY KEY (article_id, number)
) STRICT
""",
    """
CREATE TABLE topics ( -- what is watched for
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    since TEXT NOT NULL -- when this query was first used
) STRICT
""",
    """
CREATE TABLE matches ( -- which article is on which topic, and why
    article_id INTEGER NOT NULL REFERENCES articles (id),
    topic TEXT NOT NULL,
    revision INTEGER NOT NULL, -- the first that was on the topic
    evidence TEXT NOT NULL, -- a JSON list of the words and where they stand
    matched_at TEXT NOT NULL,
    PRIMARY KEY (article_id, topic)
) STRICT
""",
    "CREATE INDEX matches_by_topic ON matches (topic, article_id)",
    """
CREATE TABLE off_topic ( -- articles on no topic: their addresses and fingerprints, not their texts
    key TEXT PRIMARY KEY,
    outlet TEXT NOT NULL REFERENCES outlets (name),
    url TEXT NOT NULL,
    source_url TEXT,
    fingerprint TEXT, -- empty where the page could not be read
    said_title TEXT,
    said_modified_at TEXT,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 1,
    retry_at TEXT
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX off_topic_to_retry ON off_topic (outlet, retry_at) WHERE retry_at IS NOT NULL",
    """
CREATE TABLE verdicts ( -- what a person said in review
    id INTEGER PRIMARY KEY,
    story_id INTEGER REFERENCES stories (id),
    article_id INTEGER REFERENCES articles (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('keep', 'drop', 'later')),
    note TEXT,
    by TEXT,
    at TEXT NOT NULL
) STRICT
""",
    "CREATE INDEX verdicts_by_story ON verdicts (story_id)",
    "CREATE INDEX verdicts_by_article ON verdicts (article_id)",
    """
CREATE TABLE digests ( -- what was composed, once for each period
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    period_start TEXT NOT NULL,
    period_end TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    subject TEXT NOT NULL,
    UNIQUE (name, period_start)
) STRICT
""",
    """
CREATE TABLE deliveries ( -- what became of a digest, for each recipient
    id INTEGER PRIMARY KEY,
    digest INTEGER NOT NULL REFERENCES digests (id),
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    delivered_at TEXT,
    UNIQUE (digest, recipient)
) STRICT
""",
    # Characters of Korean, Japanese and Chinese stand apart by spaces in it: see crawler/core/segmentation.py.
    "CREATE VIRTUAL TABLE article_search USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2')",
)


_FURNITURE = (
    """
CREATE TABLE lines ( -- the short lines of each outlet's pages: one that stands on several is no part of an article
    outlet TEXT NOT NULL REFERENCES outlets (name),
    hash INTEGER NOT NULL, -- of the line's words, or of the whole text
    page INTEGER NOT NULL, -- an article's id; below zero: a hash of another page's address
    is_title INTEGER NOT NULL, -- 1: it is the headline of that page
    seen_at TEXT NOT NULL,
    PRIMARY KEY (outlet, hash, page)
) STRICT, WITHOUT ROWID
""",
    "ALTER TABLE articles ADD COLUMN missing_since TEXT /* since when nothing is found at its address */",
    "ALTER TABLE articles ADD COLUMN doubted TEXT /* fingerprint of a text, cut short, that is believed when read again */",
    "ALTER TABLE articles ADD COLUMN replaced_by INTEGER REFERENCES articles (id) /* what its address was given to */",
    "CREATE INDEX articles_by_replacement ON articles (replaced_by) WHERE replaced_by IS NOT NULL",
)


@migrations()
def m001_first(db: Database) -> None:
    """The tables of the first release."""
    for statement in _FIRST:
        db.execute(statement)


@migrations()
def m002_apostrophe_letter(db: Database) -> None:
    """Texts with U+02BC, the apostrophe that is a letter, go into the index anew, since it is folded there to the mark."""
    found = "SELECT id FROM articles WHERE instr(title, char(0x2bc)) OR instr(text, char(0x2bc))"
    for (article_id,) in db.execute(found).fetchall():
        title, text = db.execute("SELECT title, text FROM articles WHERE id = ?", [article_id]).fetchone()
        anew = [article_id, spaced(title), spaced(text or "")]
        db.execute("DELETE FROM article_search WHERE rowid = ?", [article_id])
        db.execute("INSERT INTO article_search (rowid, title, text) VALUES (?, ?, ?)", anew)


@migrations()
def m003_excerpts(db: Database) -> None:
    """Pages that hold passages of other articles."""
    db.execute(
        """
CREATE TABLE excerpts ( -- what a page that clips others holds of each; it is neither a copy nor a report of its own
    article_id INTEGER NOT NULL REFERENCES articles (id), -- the page
    source_article_id INTEGER NOT NULL REFERENCES articles (id), -- the article at another outlet
    share REAL NOT NULL, -- how much of the page it is, 0 to 1
    PRIMARY KEY (article_id, source_article_id)
) STRICT, WITHOUT ROWID
"""
    )
    db.execute("CREATE INDEX excerpts_by_source ON excerpts (source_article_id)")


_HOW_TOLD = (
    "ALTER TABLE revisions ADD COLUMN announced INTEGER NOT NULL DEFAULT 1 /* 1: told as news; 0: kept, the summary says why */",
    "ALTER TABLE revisions ADD COLUMN silent INTEGER NOT NULL DEFAULT 0 /* 1: the outlet gave no new time of change and no notice */",
    "ALTER TABLE revisions ADD COLUMN updates INTEGER /* of a live blog: how many blocks it grew by */",
    "ALTER TABLE articles ADD COLUMN off_topic_since TEXT /* when it was first seen, off topic; an edit brought it on topic */",
    "ALTER TABLE matches ADD COLUMN left_revision INTEGER /* the first revision that is not on the topic any more */",
    "ALTER TABLE off_topic ADD COLUMN extractor TEXT /* what read the page */",
    "UPDATE revisions SET announced = 0 WHERE kind = 'cosmetic'",
    "UPDATE revisions SET announced = (SELECT announced FROM articles WHERE id = article_id) WHERE number = 1",
)


@migrations()
def m004_how_edits_are_told(db: Database) -> None:
    """Whether an edit is announced and whether its outlet was silent about it; how an article came on a topic or left it."""
    for statement in _HOW_TOLD:
        db.execute(statement)


@migrations()
def m005_furniture(db: Database) -> None:
    """Lines that are learned to be furniture; articles that are missing, in doubt, or replaced at their address."""
    for statement in _FURNITURE:
        db.execute(statement)


_STORIES = (
    """
CREATE TABLE vocabularies ( -- which words tell an article's event, as two packed arrays: see crawler/core/vocabulary.py
    article_id INTEGER PRIMARY KEY REFERENCES articles (id),
    terms BLOB NOT NULL, -- 32-bit hashes of the words, sorted
    places BLOB NOT NULL -- where each stands, a byte each
) STRICT
""",
    """
CREATE TABLE terms ( -- in how many articles each word stands: rare ones tell events apart
    term INTEGER PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT
""",
    """
CREATE TABLE leading_terms ( -- the rarest words that an article begins with, to find those that may tell its event
    term INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (term, article_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE story_events ( -- what became of stories: nothing is merged or led anew without a row here
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('begun', 'joined', 'merged', 'lead')),
    article_id INTEGER REFERENCES articles (id), -- that began it, joined it, tied it to another, leads it
    other_story_id INTEGER REFERENCES stories (id), -- merged: the story that came into this one
    nearest_article_id INTEGER REFERENCES articles (id), -- joined: the member that it is most alike
    score REAL, -- joined: how alike, the logarithm of the odds that both tell of one event
    why TEXT NOT NULL -- in words
) STRICT
""",
    "CREATE INDEX story_events_by_story ON story_events (story_id)",
    "CREATE INDEX story_events_by_article ON story_events (article_id)",
    "ALTER TABLE stories ADD COLUMN merged_into INTEGER REFERENCES stories (id)",
    "CREATE INDEX stories_by_activity ON stories (last_activity_at) WHERE merged_into IS NULL",
)


@migrations()
def m006_stories(db: Database) -> None:
    """What stories are told apart by, and what becomes of them."""
    for statement in _STORIES:
        db.execute(statement)


@migrations()
def m007_merged_stories(db: Database) -> None:
    """A merge finds the stories that were merged before without reading all there are."""
    db.execute("CREATE INDEX stories_by_merged_into ON stories (merged_into) WHERE merged_into IS NOT NULL")


# Nothing was ever written into `digests` and `deliveries` before: they are made anew, unique by slot and not by period.
_DIGESTS = (
    "DROP TABLE deliveries",
    "DROP TABLE digests",
    """
CREATE TABLE digests ( -- what was composed, once for each slot
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    slot TEXT, -- the local date and time it was due at; empty where it was composed at once
    slot_at TEXT, -- the same in UTC
    period_start TEXT NOT NULL,
    period_end TEXT NOT NULL,
    caught_up INTEGER NOT NULL, -- 1: periods before were missed, and it covers them
    composed_at TEXT NOT NULL,
    subject TEXT NOT NULL, -- empty where there was no news
    items INTEGER NOT NULL, -- stories and changes that it tells; 0: no news, and nothing is sent
    next_poll INTEGER NOT NULL, -- the first poll whose news it cannot have told whole
    message_id TEXT,
    html TEXT, -- as it is sent, at each attempt
    text TEXT,
    markdown TEXT,
    entry TEXT, -- of its Atom feed
    UNIQUE (name, slot)
) STRICT
""",
    "CREATE INDEX digests_by_period ON digests (name, period_end)",
    """
CREATE TABLE digest_items ( -- which revision went into which digest: by one name none is told twice
    digest INTEGER NOT NULL REFERENCES digests (id),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    revision INTEGER NOT NULL,
    PRIMARY KEY (digest, article_id, revision)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX digest_items_by_article ON digest_items (article_id, revision)",
    """
CREATE TABLE deliveries ( -- what became of a digest, for each recipient
    id INTEGER PRIMARY KEY,
    digest INTEGER NOT NULL REFERENCES digests (id),
    recipient TEXT NOT NULL, -- as in newswatch.toml
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'delivered', 'deferred', 'rejected', 'unknown')),
    attempts INTEGER NOT NULL DEFAULT 0,
    unknowns INTEGER NOT NULL DEFAULT 0, -- attempts of which nobody knows whether they arrived
    last_error TEXT,
    queued_at TEXT NOT NULL,
    next_attempt_at TEXT, -- empty: none is due
    delivered_at TEXT,
    gone INTEGER NOT NULL DEFAULT 0, -- 1: the recipient answered that it is gone, and is sent nothing more
    UNIQUE (digest, recipient)
) STRICT
""",
    "CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL",
    "CREATE INDEX deliveries_under_way ON deliveries (id) WHERE state = 'sending'",
    "CREATE INDEX deliveries_gone ON deliveries (recipient) WHERE gone",
    "CREATE INDEX revisions_by_time ON revisions (seen_at) WHERE announced",
)


@migrations()
def m008_digests(db: Database) -> None:
    """What was composed, what went into it, and what became of it."""
    for statement in _DIGESTS:
        db.execute(statement)


_REVIEW = (
    "ALTER TABLE verdicts RENAME TO verdicts_before",
    "DROP INDEX verdicts_by_story",
    "DROP INDEX verdicts_by_article",
    """
CREATE TABLE verdicts ( -- what a person said in review, each word a row; the last one on a story or an article counts
    id INTEGER PRIMARY KEY,
    story_id INTEGER REFERENCES stories (id),
    article_id INTEGER REFERENCES articles (id), -- of this article alone
    verdict TEXT NOT NULL CHECK (verdict IN ('keep', 'drop', 'later', 'undecided')),
    note TEXT,
    by TEXT,
    at TEXT NOT NULL,
    takes_back INTEGER REFERENCES verdicts (id) -- the row that this one undoes
) STRICT
""",
    """
INSERT INTO verdicts (id, story_id, article_id, verdict, note, by, at)
SELECT id, story_id, article_id, verdict, note, by, at FROM verdicts_before
""",
    "DROP TABLE verdicts_before",
    "CREATE INDEX verdicts_by_story ON verdicts (story_id)",
    "CREATE INDEX verdicts_by_article ON verdicts (article_id)",
    """
ALTER TABLE stories ADD COLUMN standing TEXT NOT NULL DEFAULT 'undecided'
CHECK (standing IN ('undecided', 'changed', 'later', 'kept', 'dropped', 'baseline'))
""",
    """
ALTER TABLE stories ADD COLUMN waiting INTEGER GENERATED ALWAYS AS (standing IN ('undecided', 'changed')) VIRTUAL
""",
    "ALTER TABLE stories ADD COLUMN verdict_id INTEGER REFERENCES verdicts (id)",
    """
UPDATE stories SET standing = 'baseline'
WHERE NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id AND announced)
""",
    """
UPDATE stories SET verdict_id = v.id,
    standing = CASE v.verdict WHEN 'keep' THEN 'kept' WHEN 'drop' THEN 'dropped' ELSE 'later' END
FROM verdicts v WHERE v.id = (SELECT max(id) FROM verdicts WHERE story_id = stories.id AND article_id IS NULL)
""",
    """
CREATE INDEX stories_to_review ON stories (last_activity_at)
WHERE merged_into IS NULL AND waiting
""",
    """
CREATE INDEX stories_to_review_by_outlets ON stories (outlets, last_activity_at)
WHERE merged_into IS NULL AND waiting
""",
    "CREATE INDEX stories_by_standing ON stories (standing, last_activity_at) WHERE merged_into IS NULL",
    """
CREATE VIEW review_queue AS -- the stories that wait for a person
SELECT s.id, s.title, s.standing, s.outlets, s.articles, s.first_seen_at, s.last_activity_at,
    a.outlet AS lead_outlet, a.url AS lead_url, a.language AS lead_language, v.note,
    (SELECT json_group_array(DISTINCT topic) FROM matches m JOIN articles x ON x.id = m.article_id
     WHERE x.story_id = s.id AND m.left_revision IS NULL) AS topics
FROM stories s JOIN articles a ON a.id = s.lead_article_id LEFT JOIN verdicts v ON v.id = s.verdict_id
WHERE s.merged_into IS NULL AND s.waiting
""",
    """
CREATE VIEW story_overview AS -- a row a story, with what was said of it
SELECT s.id, s.title, s.standing, v.verdict, v.note, v.by, v.at AS verdict_at, s.outlets, s.articles,
    (SELECT count(*) FROM articles WHERE story_id = s.id AND copy_of IS NOT NULL) AS copies,
    (SELECT count(*) FROM articles x JOIN revisions r ON r.article_id = x.id AND r.number > 1 AND r.announced
     WHERE x.story_id = s.id) AS edits,
    (SELECT json_group_array(DISTINCT outlet) FROM articles WHERE story_id = s.id) AS told_by,
    (SELECT json_group_array(DISTINCT language) FROM articles WHERE story_id = s.id AND language IS NOT NULL) AS languages,
    (SELECT json_group_array(DISTINCT topic) FROM matches m JOIN articles x ON x.id = m.article_id
     WHERE x.story_id = s.id AND m.left_revision IS NULL) AS topics,
    a.outlet AS lead_outlet, a.url AS lead_url, s.first_seen_at, s.last_activity_at
FROM stories s JOIN articles a ON a.id = s.lead_article_id LEFT JOIN verdicts v ON v.id = s.verdict_id
WHERE s.merged_into IS NULL
""",
    """
CREATE VIEW changes AS -- a row an edit, with what stood before and after it
SELECT r.seen_at, a.outlet, a.id AS article_id, a.story_id, r.number AS revision, r.kind, r.summary, r.announced, r.silent,
    b.title AS title_before, r.title, b.text AS text_before, r.text, a.url
FROM revisions r JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
JOIN articles a ON a.id = r.article_id
""",
)


@migrations()
def m009_review(db: Database) -> None:
    """What was said is never changed; where each story stands in review; views for the questions that are asked most."""
    for statement in _REVIEW:
        db.execute(statement)


_RECHECKS = (
    "ALTER TABLE articles ADD COLUMN recheck_at TEXT /* when its page is looked at again for edits; empty: no more */",
    "CREATE INDEX articles_to_recheck ON articles (outlet, recheck_at) WHERE recheck_at IS NOT NULL AND retry_at IS NULL",
    "ALTER TABLE polls ADD COLUMN pages_only INTEGER NOT NULL DEFAULT 0 /* 1: no source was read, only pages that were due */",
    "ALTER TABLE sources ADD COLUMN first_seen_at TEXT /* when it was first asked */",
    "ALTER TABLE sources ADD COLUMN first_read_at TEXT /* when it gave its first list, be it empty: what it lists later is news */",
    # what was read once listed what was old by then; a topic that changed took `fetched_at` away
    """
UPDATE sources SET first_seen_at = coalesce(fetched_at, last_visit_at), first_read_at = coalesce(fetched_at, last_visit_at)
    WHERE fetched_at IS NOT NULL OR failures = 0
""",
    # what came within a month is followed from now on
    """
UPDATE articles SET recheck_at = last_fetched_at WHERE state = 'read' AND replaced_by IS NULL
    AND coalesce(published_at, first_seen_at) > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days')
    AND EXISTS (SELECT 1 FROM matches WHERE article_id = id)
""",
)


@migrations()
def m010_rechecks(db: Database) -> None:
    """Articles are looked at again for edits, each at its time; each source has a baseline of its own."""
    for statement in _RECHECKS:
        db.execute(statement)


_KEEPING = (
    """
CREATE TABLE backups ( -- each attempt at a copy of the database
    at TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    file TEXT, -- empty where there is none; a copy has its name once it was opened and looked through
    bytes INTEGER NOT NULL,
    trouble TEXT -- why there is none
) STRICT
""",
    """
CREATE TABLE purges ( -- each day's look at what is older than newswatch.toml keeps it, and how much of it went
    at TEXT PRIMARY KEY,
    visits INTEGER NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    off_topic INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0
) STRICT
""",
    "ALTER TABLE articles ADD COLUMN purged_at TEXT /* when its texts were dropped, being old; what is left keeps it known */",
)


@migrations()
def m011_keeping(db: Database) -> None:
    """Backups on record; what is old goes, and stays known."""
    for statement in _KEEPING:
        db.execute(statement)


# A check is part of its table: the rows go into one that allows more kinds.
_MOVED_AND_SPLIT = (
    "ALTER TABLE story_events RENAME TO story_events_before",
    """
CREATE TABLE story_events ( -- what became of stories: nothing is moved, merged, split or led anew without a row here
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('begun', 'joined', 'moved', 'merged', 'split', 'lead')),
    article_id INTEGER REFERENCES articles (id), -- that began it, came to it, tied it to another, leads it
    other_story_id INTEGER REFERENCES stories (id), -- merged: the story that came into this one; moved, split: the one left
    nearest_article_id INTEGER REFERENCES articles (id), -- joined, moved: the member that it is most alike, or that drew it
    score REAL, -- joined, moved: how alike, the logarithm of the odds that both tell of one event
    why TEXT NOT NULL -- in words
) STRICT
""",
    "INSERT INTO story_events SELECT * FROM story_events_before",
    "DROP TABLE story_events_before",
    "CREATE INDEX story_events_by_story ON story_events (story_id)",
    "CREATE INDEX story_events_by_article ON story_events (article_id)",
    "CREATE INDEX story_events_by_other_story ON story_events (other_story_id) WHERE other_story_id IS NOT NULL",
)


@migrations()
def m012_moved_and_split(db: Database) -> None:
    """An article may be moved to another story, and a story split."""
    for statement in _MOVED_AND_SPLIT:
        db.execute(statement)


_CADENCE = (
    """
CREATE TABLE publishing ( -- when each outlet was seen to publish, by hour of the week: what the next poll is reckoned from
    outlet TEXT NOT NULL REFERENCES outlets (name),
    hour INTEGER NOT NULL, -- of the week, in UTC: 0 is Monday from midnight to one
    watched REAL NOT NULL, -- for how many hours polls covered it, older weeks counting less
    listed REAL NOT NULL, -- articles that were new in it, weighed alike
    at TEXT NOT NULL, -- the moment that both were weighed for
    PRIMARY KEY (outlet, hour)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE hosts ( -- which servers asked to be left alone
    host TEXT PRIMARY KEY,
    paused_until TEXT NOT NULL,
    reason TEXT NOT NULL -- in words
) STRICT, WITHOUT ROWID
""",
    "ALTER TABLE polls ADD COLUMN listed_new INTEGER /* candidates that were not listed before, on a topic or not */",
    "ALTER TABLE sources ADD COLUMN ttl INTEGER /* seconds that the feed asks to be left alone after a visit */",
)


@migrations()
def m013_cadence(db: Database) -> None:
    """When outlets publish, and which hosts are paused."""
    for statement in _CADENCE:
        db.execute(statement)


_HEALTH = (
    """
CREATE TABLE troubles ( -- what was wrong with an outlet for more than a moment, from when until when
    id INTEGER PRIMARY KEY,
    outlet TEXT REFERENCES outlets (name), -- empty: newswatch's own network
    kind TEXT NOT NULL CHECK (kind IN ('failing', 'blocked', 'gone', 'parked', 'redirected', 'silent', 'thinned', 'offline')),
    by TEXT NOT NULL, -- what: a status, robots.txt, the maker of a wall, a new address
    since TEXT NOT NULL, -- the first poll that told of it
    detail TEXT NOT NULL, -- the cause and the next step, in words
    addresses TEXT NOT NULL, -- a JSON list of the sources that are concerned
    polls INTEGER NOT NULL, -- in how many polls it was seen
    confirmed_at TEXT, -- when it was taken for true and told; empty: it was seen once and may be an accident
    ended_at TEXT,
    ending TEXT -- how it ended, in words
) STRICT
""",
    "CREATE UNIQUE INDEX troubles_open ON troubles (outlet, kind) WHERE ended_at IS NULL",
    "CREATE INDEX troubles_by_outlet ON troubles (outlet)",
    "CREATE INDEX troubles_by_beginning ON troubles (confirmed_at)",
    "CREATE INDEX troubles_by_end ON troubles (ended_at)",
    """
CREATE TABLE habits ( -- what each outlet is used to give, learned with each poll: its health is judged by it
    outlet TEXT PRIMARY KEY REFERENCES outlets (name),
    rhythm TEXT NOT NULL, -- when it publishes, by weekday and hour, and its pauses: JSON, see crawler/core/rhythm.py
    forms TEXT NOT NULL -- what its last hundred articles had: JSON, see crawler/core/thinning.py
) STRICT
""",
    "ALTER TABLE outlets ADD COLUMN reached_at TEXT /* when the last poll began in which its server could be reached */",
)


@migrations()
def m014_health(db: Database) -> None:
    """Outlets' troubles, told when they begin and when they end, and the habits that they are judged by."""
    for statement in _HEALTH:
        db.execute(statement)


@migrations()
def m015_facets(db: Database) -> None:
    """Articles are counted by language, state, section and wall without a look at their texts."""
    db.execute("CREATE INDEX articles_facets ON articles (language, state, section, paywalled)")


@migrations()
def m016_seen(db: Database) -> None:
    """What was edited between the look at a story and the verdict on it was not seen."""
    db.execute("ALTER TABLE verdicts ADD COLUMN seen_at TEXT /* until when edits were seen; empty: until `at` */")


_VIEWS = (
    "DROP VIEW review_queue",
    "DROP VIEW story_overview",
    "DROP VIEW changes",
    """
CREATE VIEW review_queue AS -- the stories that wait for a person
SELECT s.id, -- the story
    s.title, -- its lead article's
    s.standing, -- undecided, or changed: it was kept, and edited since
    s.outlets, -- how many carry it
    s.articles, -- how many there are
    s.first_seen_at, -- when its first article was stored
    s.last_activity_at, -- when an article of it last came or changed
    a.outlet AS lead_outlet, -- whose article stands for it
    a.url AS lead_url, -- where
    a.language AS lead_language, -- in which language, ISO 639-1
    v.note, -- the last one on it
    (SELECT json_group_array(DISTINCT topic) FROM matches m JOIN articles x ON x.id = m.article_id
     WHERE x.story_id = s.id AND m.left_revision IS NULL) AS topics -- a JSON list
FROM stories s JOIN articles a ON a.id = s.lead_article_id LEFT JOIN verdicts v ON v.id = s.verdict_id
WHERE s.merged_into IS NULL AND s.waiting
""",
    """
CREATE VIEW story_overview AS -- a row a story, with what was said of it
SELECT s.id, -- the story
    s.title, -- its lead article's
    s.standing, -- where it stands in review
    v.verdict, -- the last word on it
    v.note, -- the last one on it
    v.by, -- who said it
    v.at AS verdict_at, -- when
    coalesce(v.seen_at, v.at) AS edits_seen_until, -- what was edited later was not seen by that person
    s.outlets, -- how many carry it
    s.articles, -- how many there are
    (SELECT count(*) FROM articles WHERE story_id = s.id AND copy_of IS NOT NULL) AS copies, -- how many of them are copies
    (SELECT count(*) FROM articles x JOIN revisions r ON r.article_id = x.id AND r.number > 1 AND r.announced
     WHERE x.story_id = s.id) AS edits, -- how many announced edits they had
    (SELECT json_group_array(DISTINCT outlet) FROM articles WHERE story_id = s.id) AS told_by, -- the outlets, a JSON list
    (SELECT json_group_array(DISTINCT language) FROM articles
     WHERE story_id = s.id AND language IS NOT NULL) AS languages, -- a JSON list
    (SELECT json_group_array(DISTINCT topic) FROM matches m JOIN articles x ON x.id = m.article_id
     WHERE x.story_id = s.id AND m.left_revision IS NULL) AS topics, -- a JSON list
    a.outlet AS lead_outlet, -- whose article stands for it
    a.url AS lead_url, -- where
    s.first_seen_at, -- when its first article was stored
    s.last_activity_at -- when an article of it last came or changed
FROM stories s JOIN articles a ON a.id = s.lead_article_id LEFT JOIN verdicts v ON v.id = s.verdict_id
WHERE s.merged_into IS NULL
""",
    """
CREATE VIEW changes AS -- a row an edit, with what stood before and after it
SELECT r.seen_at, -- when newswatch found it
    a.outlet, -- who edited
    a.id AS article_id, -- what
    a.story_id, -- the event that it tells of
    r.number AS revision, -- the number that the edit made
    r.kind, -- headline, figures, correction, substance, cosmetic, gone
    r.summary, -- what changed, in a line
    r.announced, -- 0: kept and not told
    r.silent, -- 1: the outlet gave no new time of change and no notice
    b.title AS title_before, -- the headline before
    r.title, -- the headline after
    b.text AS text_before, -- the text before
    r.text, -- the text after
    a.url -- the article's address
FROM revisions r JOIN revisions b ON b.article_id = r.article_id AND b.number = r.number - 1
JOIN articles a ON a.id = r.article_id
""",
)


@migrations()
def m017_views_explained(db: Database) -> None:
    """The views have a comment on each column; of a story it is told until when edits were seen."""
    for statement in _VIEWS:
        db.execute(statement)
