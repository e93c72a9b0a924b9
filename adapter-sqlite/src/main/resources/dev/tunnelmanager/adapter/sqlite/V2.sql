-- Schema version 2: what the watch remembers, what it tells, and the health series by the hour.

-- The key is the number of the hour since 1970-01-01T00:00:00Z. Times in milliseconds: looked at, and up of that.
CREATE TABLE health_hours (
    hour    INTEGER PRIMARY KEY,
    seen_ms INTEGER NOT NULL CHECK (seen_ms >= 0),
    up_ms   INTEGER NOT NULL CHECK (up_ms BETWEEN 0 AND seen_ms)
) STRICT;

-- One row if the watch ever looked; lists of it are in the two tables below.
CREATE TABLE watch (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    seen_at       INTEGER NOT NULL,
    fault         TEXT    NOT NULL,
    since         INTEGER NOT NULL,
    confidence    TEXT    NOT NULL CHECK (confidence IN ('suspected', 'confirmed')),
    sentence      TEXT    NOT NULL,
    strikes       INTEGER NOT NULL CHECK (strikes >= 0),
    attempts      INTEGER NOT NULL CHECK (attempts >= 0),
    last_attempt  INTEGER,
    not_before    INTEGER,
    healthy_since INTEGER,
    down          INTEGER NOT NULL CHECK (down IN (0, 1)),
    edge_lost     INTEGER NOT NULL CHECK (edge_lost IN (0, 1)),
    edge_doubted_since INTEGER,
    edge_doubted  INTEGER NOT NULL CHECK (edge_doubted IN (0, 1)),
    names_tried   INTEGER NOT NULL CHECK (names_tried >= 0)
) STRICT;

-- Lines of evidence, and connector ids by the name of the replica; evidence has no name.
CREATE TABLE watch_lines (
    kind     TEXT    NOT NULL CHECK (kind IN ('evidence', 'connector')),
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL DEFAULT '',
    line     TEXT    NOT NULL,
    PRIMARY KEY (kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE hostname_troubles (
    hostname TEXT    PRIMARY KEY,
    strikes  INTEGER NOT NULL CHECK (strikes > 0),
    down     INTEGER NOT NULL CHECK (down IN (0, 1)),
    since    INTEGER NOT NULL,
    words    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- The newest row is never let go, so that the next number is always a new one.
CREATE TABLE events (
    number   INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    sentence TEXT    NOT NULL
) STRICT;

CREATE TABLE restart_requests (
    id             TEXT    PRIMARY KEY,
    actor          TEXT    NOT NULL,
    progress       TEXT    NOT NULL,
    ended          INTEGER NOT NULL CHECK (ended IN (0, 1)),
    restarted      TEXT,
    code           TEXT,
    problem        TEXT,
    recommendation TEXT,
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    CHECK (ended = 1 OR (restarted IS NULL AND code IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX restart_requests_open ON restart_requests (created_at) WHERE ended = 0;
