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
, reached_at TEXT /* when the last poll began in which its server could be reached */) STRICT
;
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
    failures INTEGER NOT NULL DEFAULT 0, first_seen_at TEXT /* when it was first asked */, first_read_at TEXT /* when it gave its first list, be it empty: what it lists later is news */, ttl INTEGER /* seconds that the feed asks to be left alone after a visit */, -- visits in a row that failed
    PRIMARY KEY (outlet, url)
) STRICT
;
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
, pages_only INTEGER NOT NULL DEFAULT 0 /* 1: no source was read, only pages that were due */, listed_new INTEGER /* candidates that were not listed before, on a topic or not */) STRICT
;
CREATE INDEX polls_by_outlet ON polls (outlet, id);
CREATE INDEX polls_under_way ON polls (id) WHERE outcome IS NULL;
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
;
CREATE INDEX visits_by_poll ON visits (poll_id);
CREATE TABLE stories ( -- one event, told by many articles
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    lead_article_id INTEGER REFERENCES articles (id),
    outlets INTEGER NOT NULL, -- how many carry it
    articles INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_activity_at TEXT NOT NULL
, merged_into INTEGER REFERENCES stories (id), standing TEXT NOT NULL DEFAULT 'undecided'
CHECK (standing IN ('undecided', 'changed', 'later', 'kept', 'dropped', 'baseline')), waiting INTEGER GENERATED ALWAYS AS (standing IN ('undecided', 'changed')) VIRTUAL, verdict_id INTEGER REFERENCES verdicts (id)) STRICT
;
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
, off_topic_since TEXT /* when it was first seen, off topic; an edit brought it on topic */, missing_since TEXT /* since when nothing is found at its address */, doubted TEXT /* fingerprint of a text, cut short, that is believed when read again */, replaced_by INTEGER REFERENCES articles (id) /* what its address was given to */, recheck_at TEXT /* when its page is looked at again for edits; empty: no more */, purged_at TEXT /* when its texts were dropped, being old; what is left keeps it known */) STRICT
;
CREATE INDEX articles_by_outlet ON articles (outlet, last_changed_at);
CREATE INDEX articles_by_change ON articles (last_changed_at);
CREATE INDEX articles_by_publication ON articles (published_at);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_original ON articles (copy_of);
CREATE INDEX articles_to_retry ON articles (outlet, retry_at) WHERE retry_at IS NOT NULL;
CREATE TABLE aliases ( -- the addresses under which an article is known, in their shortest form
    key TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
;
CREATE INDEX aliases_by_article ON aliases (article_id);
CREATE TABLE fingerprints ( -- when two texts are equal
    article_id INTEGER PRIMARY KEY REFERENCES articles (id),
    exact TEXT NOT NULL
) STRICT
;
CREATE INDEX fingerprints_by_exact ON fingerprints (exact);
CREATE TABLE sketches ( -- samples of each text's word runs: what shares some of them may be a copy
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID
;
CREATE TABLE revisions ( -- every version of an article
    article_id INTEGER NOT NULL REFERENCES articles (id),
    number INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('first', 'headline', 'figures', 'correction', 'substance', 'cosmetic', 'gone')),
    title TEXT NOT NULL,
    text TEXT,
    summary TEXT NOT NULL, -- what changed, in a line
    modified_at TEXT, announced INTEGER NOT NULL DEFAULT 1 /* 1: told as news; 0: kept, the summary says why */, silent INTEGER NOT NULL DEFAULT 0 /* 1: the outlet gave no new time of change and no notice */, updates INTEGER /* of a live blog: how many blocks it grew by */,
    PRIMARY KEY (article_id, number)
) STRICT
;
CREATE TABLE topics ( -- what is watched for
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    since TEXT NOT NULL -- when this query was first used
) STRICT
;
CREATE TABLE matches ( -- which article is on which topic, and why
    article_id INTEGER NOT NULL REFERENCES articles (id),
    topic TEXT NOT NULL,
    revision INTEGER NOT NULL, -- the first that was on the topic
    evidence TEXT NOT NULL, -- a JSON list of the words and where they stand
    matched_at TEXT NOT NULL, left_revision INTEGER /* the first revision that is not on the topic any more */,
    PRIMARY KEY (article_id, topic)
) STRICT
;
CREATE INDEX matches_by_topic ON matches (topic, article_id);
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
, extractor TEXT /* what read the page */) STRICT, WITHOUT ROWID
;
CREATE INDEX off_topic_to_retry ON off_topic (outlet, retry_at) WHERE retry_at IS NOT NULL;
CREATE VIRTUAL TABLE article_search USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE excerpts ( -- what a page that clips others holds of each; it is neither a copy nor a report of its own
    article_id INTEGER NOT NULL REFERENCES articles (id), -- the page
    source_article_id INTEGER NOT NULL REFERENCES articles (id), -- the article at another outlet
    share REAL NOT NULL, -- how much of the page it is, 0 to 1
    PRIMARY KEY (article_id, source_article_id)
) STRICT, WITHOUT ROWID
;
CREATE INDEX excerpts_by_source ON excerpts (source_article_id);
CREATE TABLE lines ( -- the short lines of each outlet's pages: one that stands on several is no part of an article
    outlet TEXT NOT NULL REFERENCES outlets (name),
    hash INTEGER NOT NULL, -- of the line's words, or of the whole text
    page INTEGER NOT NULL, -- an article's id; below zero: a hash of another page's address
    is_title INTEGER NOT NULL, -- 1: it is the headline of that page
    seen_at TEXT NOT NULL,
    PRIMARY KEY (outlet, hash, page)
) STRICT, WITHOUT ROWID
;
CREATE INDEX articles_by_replacement ON articles (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE TABLE vocabularies ( -- which words tell an article's event, as two packed arrays: see crawler/core/vocabulary.py
    article_id INTEGER PRIMARY KEY REFERENCES articles (id),
    terms BLOB NOT NULL, -- 32-bit hashes of the words, sorted
    places BLOB NOT NULL -- where each stands, a byte each
) STRICT
;
CREATE TABLE terms ( -- in how many articles each word stands: rare ones tell events apart
    term INTEGER PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT
;
CREATE TABLE leading_terms ( -- the rarest words that an article begins with, to find those that may tell its event
    term INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (term, article_id)
) STRICT, WITHOUT ROWID
;
CREATE INDEX stories_by_activity ON stories (last_activity_at) WHERE merged_into IS NULL;
CREATE INDEX stories_by_merged_into ON stories (merged_into) WHERE merged_into IS NOT NULL;
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
;
CREATE INDEX digests_by_period ON digests (name, period_end);
CREATE TABLE digest_items ( -- which revision went into which digest: by one name none is told twice
    digest INTEGER NOT NULL REFERENCES digests (id),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    revision INTEGER NOT NULL,
    PRIMARY KEY (digest, article_id, revision)
) STRICT, WITHOUT ROWID
;
CREATE INDEX digest_items_by_article ON digest_items (article_id, revision);
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
;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX deliveries_under_way ON deliveries (id) WHERE state = 'sending';
CREATE INDEX deliveries_gone ON deliveries (recipient) WHERE gone;
CREATE INDEX revisions_by_time ON revisions (seen_at) WHERE announced;
CREATE TABLE verdicts ( -- what a person said in review, each word a row; the last one on a story or an article counts
    id INTEGER PRIMARY KEY,
    story_id INTEGER REFERENCES stories (id),
    article_id INTEGER REFERENCES articles (id), -- of this article alone
    verdict TEXT NOT NULL CHECK (verdict IN ('keep', 'drop', 'later', 'undecided')),
    note TEXT,
    by TEXT,
    at TEXT NOT NULL,
    takes_back INTEGER REFERENCES verdicts (id) -- the row that this one undoes
, seen_at TEXT /* until when edits were seen; empty: until `at` */) STRICT
;
CREATE INDEX verdicts_by_story ON verdicts (story_id);
CREATE INDEX verdicts_by_article ON verdicts (article_id);
CREATE INDEX stories_to_review ON stories (last_activity_at)
WHERE merged_into IS NULL AND waiting
;
CREATE INDEX stories_to_review_by_outlets ON stories (outlets, last_activity_at)
WHERE merged_into IS NULL AND waiting
;
CREATE INDEX stories_by_standing ON stories (standing, last_activity_at) WHERE merged_into IS NULL;
CREATE INDEX articles_to_recheck ON articles (outlet, recheck_at) WHERE recheck_at IS NOT NULL AND retry_at IS NULL;
CREATE TABLE backups ( -- each attempt at a copy of the database
    at TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    file TEXT, -- empty where there is none; a copy has its name once it was opened and looked through
    bytes INTEGER NOT NULL,
    trouble TEXT -- why there is none
) STRICT
;
CREATE TABLE purges ( -- each day's look at what is older than newswatch.toml keeps it, and how much of it went
    at TEXT PRIMARY KEY,
    visits INTEGER NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    off_topic INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0
) STRICT
;
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
;
CREATE INDEX story_events_by_story ON story_events (story_id);
CREATE INDEX story_events_by_article ON story_events (article_id);
CREATE INDEX story_events_by_other_story ON story_events (other_story_id) WHERE other_story_id IS NOT NULL;
CREATE TABLE publishing ( -- when each outlet was seen to publish, by hour of the week: what the next poll is reckoned from
    outlet TEXT NOT NULL REFERENCES outlets (name),
    hour INTEGER NOT NULL, -- of the week, in UTC: 0 is Monday from midnight to one
    watched REAL NOT NULL, -- for how many hours polls covered it, older weeks counting less
    listed REAL NOT NULL, -- articles that were new in it, weighed alike
    at TEXT NOT NULL, -- the moment that both were weighed for
    PRIMARY KEY (outlet, hour)
) STRICT, WITHOUT ROWID
;
CREATE TABLE hosts ( -- which servers asked to be left alone
    host TEXT PRIMARY KEY,
    paused_until TEXT NOT NULL,
    reason TEXT NOT NULL -- in words
) STRICT, WITHOUT ROWID
;
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
;
CREATE UNIQUE INDEX troubles_open ON troubles (outlet, kind) WHERE ended_at IS NULL;
CREATE INDEX troubles_by_outlet ON troubles (outlet);
CREATE INDEX troubles_by_beginning ON troubles (confirmed_at);
CREATE INDEX troubles_by_end ON troubles (ended_at);
CREATE TABLE habits ( -- what each outlet is used to give, learned with each poll: its health is judged by it
    outlet TEXT PRIMARY KEY REFERENCES outlets (name),
    rhythm TEXT NOT NULL, -- when it publishes, by weekday and hour, and its pauses: JSON, see crawler/core/rhythm.py
    forms TEXT NOT NULL -- what its last hundred articles had: JSON, see crawler/core/thinning.py
) STRICT
;
CREATE INDEX articles_facets ON articles (language, state, section, paywalled);
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
WHERE s.merged_into IS NULL AND s.waiting;
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
WHERE s.merged_into IS NULL;
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
JOIN articles a ON a.id = r.article_id;
