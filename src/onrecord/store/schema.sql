-- The record: one SQLite file. The JSON lines are the truth; every other column, view and index is computed from them.
-- Order everywhere: documents by source, then id; within a document by `ordinal`.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row for each `onrecord read`, `import` or re-reading. The only place besides the journal where the time of day is kept.
CREATE TABLE runs (
    id        INTEGER PRIMARY KEY,
    version   TEXT NOT NULL,            -- of onrecord
    knowledge TEXT NOT NULL,            -- version or hash of the knowledge base
    arguments TEXT NOT NULL,            -- JSON
    started   TEXT NOT NULL,            -- UTC, ISO 8601
    finished  TEXT                      -- null: still running, or killed
);

CREATE TABLE documents (
    key           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    source        TEXT NOT NULL,
    sha256        TEXT NOT NULL,
    media_type    TEXT NOT NULL,
    title         TEXT,
    outlet        TEXT,
    published     TEXT,                 -- EDTF
    earliest      TEXT,                 -- first and last day that `published` can mean
    latest        TEXT,
    retrieved     TEXT,
    language      TEXT,
    unread        TEXT,
    duplicate_of  TEXT,                 -- the canonical copy, as `store/copies.py` finds it; always null in `json`
    characters    INTEGER NOT NULL,
    run           INTEGER NOT NULL REFERENCES runs(id),   -- the run that read it last
    version       TEXT NOT NULL,
    knowledge     TEXT NOT NULL,
    supplied      TEXT NOT NULL,        -- JSON: the facts a user or an index file gave
    superseded_by TEXT REFERENCES documents(id) DEFERRABLE INITIALLY DEFERRED,
    superseded_in INTEGER REFERENCES runs(id),
    digest        TEXT NOT NULL,        -- SHA-256 of its lines: document, actors, items, its own links
    json          TEXT NOT NULL
);
CREATE INDEX documents_in_order ON documents (source, id);
CREATE INDEX documents_copies ON documents (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX documents_superseded ON documents (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX documents_with_notes ON documents (source, id) WHERE json LIKE '%"notes":%';
CREATE INDEX documents_with_gaps ON documents (source, id) WHERE json LIKE '%"gap"%';
CREATE INDEX documents_unread ON documents (unread) WHERE unread IS NOT NULL;
CREATE INDEX documents_undated ON documents (source, id) WHERE published IS NULL;
CREATE INDEX documents_newest ON documents (coalesce(latest, '') DESC, source, id) WHERE superseded_by IS NULL AND duplicate_of IS NULL;
CREATE INDEX documents_translated ON documents (source, id) WHERE json LIKE '%"translation_of":%';

-- Statements, events, commitments, figures and framing as they stand: read, then corrected by the journal.
CREATE TABLE items (
    key        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    doc        TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    label      TEXT,                    -- mode, type, act, measure or device
    start      INTEGER NOT NULL,        -- where its evidence begins and ends in the document's text
    "end"      INTEGER NOT NULL,
    voice      TEXT NOT NULL,
    holder     TEXT,
    statement  TEXT,                    -- the enclosing statement
    factuality TEXT NOT NULL,
    historical INTEGER NOT NULL,
    time       TEXT,                    -- EDTF
    earliest   TEXT,                    -- first and last day that `time` can mean
    latest     TEXT,
    confidence REAL NOT NULL,
    review     TEXT,                    -- accepted, edited, split; null where no correction speaks of it
    quotation  TEXT NOT NULL,           -- its evidence, one span a line
    json       TEXT NOT NULL
);
CREATE UNIQUE INDEX items_in_order ON items (doc, ordinal);
CREATE INDEX items_by_kind ON items (kind, label, doc);
-- Only in a file: what rare items of a kind are found by.
CREATE INDEX faceted_inside ON items (kind, doc) WHERE statement IS NOT NULL;
CREATE INDEX faceted_level ON items (json_extract(json, '$.level')) WHERE kind = 'commitment';
CREATE INDEX faceted_stage ON items (json_extract(json, '$.stage')) WHERE kind = 'commitment';
CREATE INDEX faceted_unit ON items (json_extract(json, '$.unit')) WHERE kind = 'figure';

-- Who takes part in an item: who (speaks, acts, promises), to, about, holder (vouches).
CREATE TABLE parties (
    item  INTEGER NOT NULL REFERENCES items(key) ON DELETE CASCADE,
    part  TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (item, part, actor)
) WITHOUT ROWID;
CREATE INDEX parties_by_actor ON parties (actor, part, item);

-- One row for each document an actor appears in.
CREATE TABLE actors (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    doc      TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    ordinal  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    type     TEXT NOT NULL,
    country  TEXT,
    sector   TEXT,
    wikidata TEXT,
    names    TEXT NOT NULL,             -- name and aliases folded for comparison, each between line feeds
    mentions INTEGER NOT NULL,
    review   TEXT,
    json     TEXT NOT NULL,
    UNIQUE (id, doc)
);
CREATE UNIQUE INDEX actors_in_order ON actors (doc, ordinal);
CREATE INDEX actors_of_country ON actors (country, type, sector, id) WHERE country IS NOT NULL;
-- Only in a file: names by majority, counts of documents and mentions, without the rows themselves.
CREATE INDEX faceted_actors ON actors (id, name, type, country, doc, mentions);

CREATE TABLE links (
    key        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    relation   TEXT NOT NULL,
    first      TEXT NOT NULL,
    second     TEXT NOT NULL,
    first_doc  TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    second_doc TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    owner      TEXT REFERENCES documents(id) ON DELETE CASCADE,  -- the document it was read from; null: made between documents
    json       TEXT NOT NULL
);
CREATE INDEX links_first ON links (first_doc);
CREATE INDEX links_second ON links (second_doc);
CREATE INDEX links_owner ON links (owner);
CREATE INDEX links_of_first ON links (first);
CREATE INDEX links_of_second ON links (second);
CREATE INDEX links_by_relation ON links (relation);

-- Which items could be linked across documents (store/linking.py): the keys they share; those whose members are to be compared anew.
CREATE TABLE blocks (
    block TEXT NOT NULL,
    item  TEXT NOT NULL,
    doc   TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    PRIMARY KEY (block, item)
) WITHOUT ROWID;
CREATE INDEX blocks_of ON blocks (doc);
CREATE INDEX blocks_item ON blocks (item);
CREATE TABLE blocks_due (block TEXT PRIMARY KEY) WITHOUT ROWID;

-- What each run read. `lines` is null while the tables above hold exactly that reading; otherwise it is the reading as zlib-packed
-- JSONL: a past one, one that corrections now cover, or (facts <> '') one made with corrected document facts.
CREATE TABLE readings (
    doc       TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    run       INTEGER NOT NULL REFERENCES runs(id),
    facts     TEXT NOT NULL DEFAULT '',
    until     INTEGER REFERENCES runs(id),
    version   TEXT NOT NULL,
    knowledge TEXT NOT NULL,
    lines     BLOB,
    PRIMARY KEY (doc, run, facts)
) WITHOUT ROWID;

CREATE TABLE run_documents (
    run     INTEGER NOT NULL REFERENCES runs(id),
    doc     TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,              -- added, reread, unchanged
    PRIMARY KEY (run, doc)
) WITHOUT ROWID;
CREATE INDEX run_documents_by_doc ON run_documents (doc);

CREATE TABLE skipped (
    run    INTEGER NOT NULL REFERENCES runs(id),
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run, source)
) WITHOUT ROWID;
CREATE INDEX skipped_by_source ON skipped (source);

-- People's corrections, append-only.
CREATE TABLE journal (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    doc    TEXT,
    source TEXT,
    item   TEXT,
    undoes TEXT,
    json   TEXT NOT NULL
);
CREATE INDEX journal_by_doc ON journal (doc);
CREATE INDEX journal_by_source ON journal (source);
CREATE INDEX journal_undone ON journal (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Where each correction in force holds; one in force without a row here is an orphan.
CREATE TABLE applied (
    entry TEXT NOT NULL REFERENCES journal(id),
    doc   TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    PRIMARY KEY (entry, doc)
) WITHOUT ROWID;
CREATE INDEX applied_by_doc ON applied (doc);

-- Near-duplicates: the content of each document (its words, by a hash; '' where they are too few), the sampled shingles of each content
-- (32 bits each, little-endian, sorted), which content's words stand in which; what lines said of copies when they came in; what waits.
CREATE TABLE contents (content TEXT PRIMARY KEY, sample BLOB NOT NULL);
CREATE TABLE signatures (
    doc     TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE,
    content TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX signatures_of ON signatures (content);
CREATE TABLE overlaps (
    copy  TEXT NOT NULL REFERENCES contents(content) ON DELETE CASCADE,
    of    TEXT NOT NULL REFERENCES contents(content) ON DELETE CASCADE,
    share REAL NOT NULL,                -- of the words of `copy`
    PRIMARY KEY (copy, of)
) WITHOUT ROWID;
CREATE INDEX overlaps_of ON overlaps (of, copy);
CREATE TABLE copies_said (doc TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, of TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX copies_said_of ON copies_said (of);
CREATE TABLE copies_due (doc TEXT PRIMARY KEY) WITHOUT ROWID;

-- What documents rest on beyond their text. Bytes as they came, zlib-packed; a web server's answers, one a retrieval, and the documents
-- read from each; the file a document was read from, and (paged sources) where its characters stand on the pages.
CREATE TABLE originals (
    sha256 TEXT PRIMARY KEY,
    bytes  INTEGER NOT NULL,
    data   BLOB NOT NULL
);
CREATE TABLE responses (
    url       TEXT NOT NULL,            -- as asked for
    retrieved TEXT NOT NULL,            -- UTC
    address   TEXT NOT NULL,            -- after redirects
    status    INTEGER NOT NULL,
    headers   TEXT NOT NULL,            -- JSON
    sha256    TEXT,                     -- of the body; null: none was taken
    PRIMARY KEY (url, retrieved)
) WITHOUT ROWID;
CREATE TABLE response_documents (
    doc       TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    url       TEXT NOT NULL,
    retrieved TEXT NOT NULL,
    PRIMARY KEY (doc, url, retrieved)
) WITHOUT ROWID;
CREATE INDEX response_documents_of ON response_documents (url, retrieved);
CREATE TABLE files (
    doc    TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE,
    path   TEXT,
    sha256 TEXT NOT NULL,
    sheets BLOB
);

-- Full-text search over the texts, over the evidence and over actors' names, kept in step by triggers.
CREATE VIEW document_texts AS SELECT key, coalesce(title, '') AS title, json_extract(json, '$.text') AS text FROM documents;
CREATE VIRTUAL TABLE document_search USING fts5 (
    title, text, content='document_texts', content_rowid='key', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER documents_found AFTER INSERT ON documents BEGIN
    INSERT INTO document_search (rowid, title, text) VALUES (new.key, coalesce(new.title, ''), json_extract(new.json, '$.text'));
END;
CREATE TRIGGER documents_lost AFTER DELETE ON documents BEGIN
    INSERT INTO document_search (document_search, rowid, title, text)
    VALUES ('delete', old.key, coalesce(old.title, ''), json_extract(old.json, '$.text'));
END;
CREATE TRIGGER documents_changed AFTER UPDATE OF title, json ON documents BEGIN
    INSERT INTO document_search (document_search, rowid, title, text)
    VALUES ('delete', old.key, coalesce(old.title, ''), json_extract(old.json, '$.text'));
    INSERT INTO document_search (rowid, title, text) VALUES (new.key, coalesce(new.title, ''), json_extract(new.json, '$.text'));
END;
CREATE VIRTUAL TABLE item_search USING fts5 (
    quotation, content='items', content_rowid='key', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER items_found AFTER INSERT ON items BEGIN
    INSERT INTO item_search (rowid, quotation) VALUES (new.key, new.quotation);
END;
CREATE TRIGGER items_lost AFTER DELETE ON items BEGIN
    INSERT INTO item_search (item_search, rowid, quotation) VALUES ('delete', old.key, old.quotation);
END;
CREATE TRIGGER items_changed AFTER UPDATE OF quotation ON items BEGIN
    INSERT INTO item_search (item_search, rowid, quotation) VALUES ('delete', old.key, old.quotation);
    INSERT INTO item_search (rowid, quotation) VALUES (new.key, new.quotation);
END;
CREATE VIRTUAL TABLE actor_search USING fts5 (
    names, content='actors', content_rowid='key', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER actors_found AFTER INSERT ON actors BEGIN
    INSERT INTO actor_search (rowid, names) VALUES (new.key, new.names);
END;
CREATE TRIGGER actors_lost AFTER DELETE ON actors BEGIN
    INSERT INTO actor_search (actor_search, rowid, names) VALUES ('delete', old.key, old.names);
END;
CREATE TRIGGER actors_changed AFTER UPDATE OF names ON actors BEGIN
    INSERT INTO actor_search (actor_search, rowid, names) VALUES ('delete', old.key, old.names);
    INSERT INTO actor_search (rowid, names) VALUES (new.key, new.names);
END;

-- For people with an SQLite browser: one flat view for each kind, current documents only.
CREATE VIEW document AS
SELECT id, source, title, outlet, published, retrieved, language, unread, duplicate_of, media_type, characters,
       (SELECT count(*) FROM items WHERE doc = documents.id) AS items,
       json_extract(json, '$.authors') AS authors, version, knowledge, run, sha256, json_extract(json, '$.text') AS text
FROM documents WHERE superseded_by IS NULL;

CREATE VIEW evidence AS
SELECT i.id AS item, i.kind, json_extract(e.value, '$.role') AS role, i.doc, CAST(json_extract(e.value, '$.start') AS INTEGER) AS start,
       CAST(json_extract(e.value, '$.end') AS INTEGER) AS "end", json_extract(e.value, '$.text') AS text,
       CAST(json_extract(e.value, '$.source[0]') AS INTEGER) AS source_start, CAST(json_extract(e.value, '$.source[1]') AS INTEGER) AS source_end,
       CAST(json_extract(e.value, '$.page') AS INTEGER) AS page
FROM items i JOIN json_each(i.json, '$.evidence') e ON true
UNION ALL
SELECT a.id, 'actor', json_extract(e.value, '$.role'), a.doc, CAST(json_extract(e.value, '$.start') AS INTEGER),
       CAST(json_extract(e.value, '$.end') AS INTEGER), json_extract(e.value, '$.text'),
       CAST(json_extract(e.value, '$.source[0]') AS INTEGER), CAST(json_extract(e.value, '$.source[1]') AS INTEGER), CAST(json_extract(e.value, '$.page') AS INTEGER)
FROM actors a JOIN json_each(a.json, '$.evidence') e ON true;

CREATE VIEW shown AS
SELECT i.key, i.id, i.kind, i.doc, d.source, d.outlet, d.published, i.ordinal, i.label, i.start, i."end", i.quotation,
       i.voice, coalesce((SELECT name FROM actors WHERE id = i.holder AND doc = i.doc), i.holder) AS holder,
       i.factuality, i.historical, i.time, json_extract(i.json, '$.place.name') AS place,
       json_extract(i.json, '$.place.country') AS country, i.confidence, i.review,
       (SELECT group_concat(coalesce(a.name, p.actor), '; ') FROM parties p LEFT JOIN actors a ON a.id = p.actor AND a.doc = i.doc
        WHERE p.item = i.key AND p.part = 'who') AS who,
       (SELECT group_concat(coalesce(a.name, p.actor), '; ') FROM parties p LEFT JOIN actors a ON a.id = p.actor AND a.doc = i.doc
        WHERE p.item = i.key AND p.part = 'to') AS to_whom,
       (SELECT group_concat(coalesce(a.name, p.actor), '; ') FROM parties p LEFT JOIN actors a ON a.id = p.actor AND a.doc = i.doc
        WHERE p.item = i.key AND p.part = 'about') AS about,
       i.json
FROM items i JOIN documents d ON d.id = i.doc WHERE d.superseded_by IS NULL;

CREATE VIEW statement AS
SELECT id, source, outlet, published, who AS speakers, json_extract(json, '$.speaker_role') AS speaker_role, to_whom AS addressee,
       about, label AS mode, quotation, json_extract(json, '$.venue') AS venue, holder, factuality, historical, time, place, country,
       confidence, review, doc, start, "end"
FROM shown WHERE kind = 'statement';

CREATE VIEW event AS
SELECT id, source, outlet, published, label AS type, json_extract(json, '$.mode') AS mode, who AS actors, to_whom AS recipients,
       quotation, CAST(json_extract(json, '$.intensity') AS NUMERIC) AS intensity, CAST(json_extract(json, '$.quad') AS INTEGER) AS quad,
       json_extract(json, '$.contexts') AS contexts, voice, holder, factuality, historical, time, place, country,
       confidence, review, doc, start, "end"
FROM shown WHERE kind = 'event';

CREATE VIEW commitment AS
SELECT id, source, outlet, published, label AS act, who, to_whom, quotation, json_extract(json, '$.stage') AS stage,
       json_extract(json, '$.level') AS level, json_extract(json, '$.deadline.edtf') AS deadline,
       json_extract(json, '$.amount') AS amount, voice, holder, factuality, historical, time, place, country,
       confidence, review, doc, start, "end"
FROM shown WHERE kind = 'commitment';

CREATE VIEW figure AS
SELECT id, source, outlet, published, label AS measure, CAST(json_extract(json, '$.value.low') AS NUMERIC) AS low,
       CAST(json_extract(json, '$.value.high') AS NUMERIC) AS high, CAST(json_extract(json, '$.value.best') AS NUMERIC) AS best,
       CAST(json_extract(json, '$.value.approximate') AS INTEGER) AS approximate, json_extract(json, '$.unit') AS unit, about AS subject,
       json_extract(json, '$.population') AS population, json_extract(json, '$.stance') AS stance,
       json_extract(json, '$.pollster') AS pollster, CAST(json_extract(json, '$.sample') AS INTEGER) AS sample, quotation, voice, holder,
       factuality, historical, time, place, country, confidence, review, doc, start, "end"
FROM shown WHERE kind = 'figure';

CREATE VIEW framing AS
SELECT id, source, outlet, published, label AS device, quotation, json_extract(json, '$.target') AS target, voice, holder,
       factuality, historical, confidence, review, doc, start, "end"
FROM shown WHERE kind = 'framing';

CREATE VIEW actor AS
SELECT a.id, a.name, a.type, a.country, a.sector, a.wikidata, a.mentions, json_extract(a.json, '$.aliases') AS aliases,
       json_extract(a.json, '$.roles') AS roles, d.source, a.doc
FROM actors a JOIN documents d ON d.id = a.doc WHERE d.superseded_by IS NULL;

CREATE VIEW response AS
SELECT r.url, r.retrieved, r.status, r.address, r.sha256, o.bytes, r.headers,
       (SELECT count(*) FROM response_documents d WHERE d.url = r.url AND d.retrieved = r.retrieved) AS documents
FROM responses r LEFT JOIN originals o ON o.sha256 = r.sha256;

CREATE VIEW link AS
SELECT l.id, l.relation, l.first, l.second, json_extract(l.json, '$.basis') AS basis, l.first_doc, l.second_doc
FROM links l JOIN documents a ON a.id = l.first_doc JOIN documents b ON b.id = l.second_doc
WHERE a.superseded_by IS NULL AND b.superseded_by IS NULL
AND EXISTS (SELECT 1 FROM items WHERE id = l.first) AND EXISTS (SELECT 1 FROM items WHERE id = l.second);
