-- Schema version 1. Never edit a script that was released: write the next one.
--
-- Instants are whole milliseconds since 1970-01-01T00:00:00Z. Truth values are 0 or 1. Enumerations are lower-case words;
-- refusal codes are not listed in a CHECK, because every release may add some. Lists keep their order in "position".

CREATE TABLE meta (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    instance_id       TEXT    NOT NULL CHECK (length(instance_id) = 8 AND instance_id NOT GLOB '*[^0-9a-f]*'),
    created_at        INTEGER NOT NULL,
    registration_open INTEGER NOT NULL DEFAULT 1 CHECK (registration_open IN (0, 1)),
    meta_token_hash   TEXT,
    leader            TEXT,
    next_route_id     INTEGER NOT NULL DEFAULT 1,
    zones_seen_at     INTEGER
) STRICT;

CREATE TABLE projects (
    name       TEXT    PRIMARY KEY,
    first_port INTEGER CHECK (first_port BETWEEN 1 AND 65535),
    last_port  INTEGER CHECK (last_port BETWEEN first_port AND 65535),
    quota      INTEGER CHECK (quota >= 0),
    token_hash TEXT,
    created_at INTEGER NOT NULL,
    CHECK ((first_port IS NULL) = (last_port IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE project_suffixes (
    project  TEXT    NOT NULL REFERENCES projects (name) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    suffix   TEXT    NOT NULL,
    PRIMARY KEY (project, position)
) STRICT, WITHOUT ROWID;

-- An owner may be "meta", which is no project, so it refers to no row of projects; the same holds below.
CREATE TABLE ports (
    port         INTEGER PRIMARY KEY CHECK (port BETWEEN 1 AND 65535),
    owner        TEXT    NOT NULL,
    container    TEXT,
    host_service INTEGER NOT NULL CHECK (host_service IN (0, 1)),
    scheme       TEXT    NOT NULL CHECK (scheme IN ('http', 'https', 'tcp', 'ssh', 'rdp')),
    tls_verify   INTEGER NOT NULL CHECK (tls_verify IN (0, 1)),
    allocated_at INTEGER NOT NULL,
    CHECK (container IS NULL OR host_service = 0)
) STRICT;
CREATE INDEX ports_by_owner ON ports (owner);

CREATE TABLE zones (
    id                TEXT    PRIMARY KEY,
    name              TEXT    NOT NULL,
    standing          TEXT    NOT NULL CHECK (standing IN ('active', 'not_serving', 'unusable')),
    certificate_depth INTEGER NOT NULL CHECK (certificate_depth >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE zone_notes (
    zone_id  TEXT    NOT NULL REFERENCES zones (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    note     TEXT    NOT NULL,
    PRIMARY KEY (zone_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE routes (
    id                   INTEGER PRIMARY KEY,
    hostname             TEXT    NOT NULL,
    owner                TEXT    NOT NULL,
    zone_id              TEXT    NOT NULL,
    zone_name            TEXT    NOT NULL,
    port                 INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    state                TEXT    NOT NULL CHECK (state IN ('reserved', 'routed', 'live', 'verified', 'suspended',
                                                           'withdrawing', 'gone', 'failed')),
    target_service       TEXT,
    target_tls_verify    INTEGER CHECK (target_tls_verify IN (0, 1)),
    target_kind          TEXT    CHECK (target_kind IN ('localhost', 'container')),
    target_container     TEXT,
    target_network       TEXT,
    target_reason        TEXT,
    record_intended      INTEGER NOT NULL CHECK (record_intended IN (0, 1)),
    record_id            TEXT,
    record_type          TEXT,
    record_content       TEXT,
    record_mark          TEXT,
    cause_code           TEXT,
    cause_problem        TEXT,
    cause_recommendation TEXT,
    created_at           INTEGER NOT NULL,
    changed_at           INTEGER NOT NULL,
    -- Whether the row holds its hostname, so that nobody else can have it.
    holds                INTEGER NOT NULL GENERATED ALWAYS AS (state NOT IN ('gone', 'failed')) VIRTUAL,
    CHECK ((target_service IS NULL) = (target_kind IS NULL)
        AND (target_service IS NULL) = (target_tls_verify IS NULL)
        AND (target_service IS NULL) = (target_reason IS NULL)),
    CHECK ((record_id IS NULL) = (record_type IS NULL)
        AND (record_id IS NULL) = (record_content IS NULL)
        AND (record_id IS NULL) = (record_mark IS NULL)),
    CHECK ((cause_code IS NULL) = (cause_problem IS NULL)
        AND (cause_code IS NULL) = (cause_recommendation IS NULL))
) STRICT;
CREATE UNIQUE INDEX routes_holding ON routes (hostname) WHERE holds = 1;
CREATE INDEX routes_by_hostname ON routes (hostname, id);
CREATE INDEX routes_by_owner ON routes (owner, hostname) WHERE holds = 1;
CREATE INDEX routes_by_port ON routes (port, hostname) WHERE holds = 1;

-- Services that our ingress rule may hold, and what was observed and said when the target was chosen.
CREATE TABLE route_lines (
    route_id INTEGER NOT NULL REFERENCES routes (id) ON DELETE CASCADE,
    kind     TEXT    NOT NULL CHECK (kind IN ('written', 'evidence', 'warning')),
    position INTEGER NOT NULL,
    line     TEXT    NOT NULL,
    PRIMARY KEY (route_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE operations (
    number                 INTEGER PRIMARY KEY,
    id                     TEXT    NOT NULL UNIQUE,
    idempotency_key        TEXT,
    actor                  TEXT    NOT NULL,
    owner                  TEXT    NOT NULL,
    intent                 TEXT    NOT NULL CHECK (intent IN ('publish', 'withdraw')),
    hostname               TEXT    NOT NULL,
    port                   INTEGER CHECK (port BETWEEN 1 AND 65535),
    state                  TEXT    NOT NULL CHECK (state IN ('pending', 'running', 'ended')),
    progress               TEXT    NOT NULL,
    outcome                TEXT    CHECK (outcome IN ('done', 'not_done')),
    refusal_code           TEXT,
    refusal_problem        TEXT,
    refusal_recommendation TEXT,
    created_at             INTEGER NOT NULL,
    changed_at             INTEGER NOT NULL,
    UNIQUE (actor, idempotency_key),
    CHECK ((intent = 'publish') = (port IS NOT NULL)),
    CHECK ((state = 'ended') = (outcome IS NOT NULL)),
    CHECK ((outcome IS 'not_done') = (refusal_code IS NOT NULL)
        AND (refusal_code IS NULL) = (refusal_problem IS NULL)
        AND (refusal_code IS NULL) = (refusal_recommendation IS NULL))
) STRICT;
CREATE INDEX operations_unfinished ON operations (hostname) WHERE state <> 'ended';

CREATE TABLE operation_warnings (
    operation INTEGER NOT NULL REFERENCES operations (number) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    warning   TEXT    NOT NULL,
    PRIMARY KEY (operation, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_entries (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    operation_id TEXT,
    success      INTEGER NOT NULL CHECK (success IN (0, 1)),
    error        TEXT,
    before_state TEXT,
    after_state  TEXT
) STRICT;
CREATE INDEX audit_entries_by_owner ON audit_entries (owner);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject);
CREATE INDEX audit_entries_by_action ON audit_entries (action);

-- The key is the row's own number, so that a sample takes one entry of one tree.
CREATE TABLE health_samples (
    at                INTEGER PRIMARY KEY,
    up                INTEGER NOT NULL CHECK (up IN (0, 1)),
    ready_connections INTEGER NOT NULL,
    replicas          INTEGER NOT NULL
) STRICT;

-- The topology as it was last seen: one row here if it ever was, and what was seen in the tables below.
CREATE TABLE topology (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    observed_at     INTEGER NOT NULL,
    engine          TEXT    NOT NULL CHECK (engine IN ('present', 'absent', 'unknown')),
    engine_reason   TEXT,
    listeners_known INTEGER NOT NULL CHECK (listeners_known IN (0, 1)),
    CHECK ((engine = 'unknown') = (engine_reason IS NOT NULL))
) STRICT;

CREATE TABLE networks (
    position INTEGER PRIMARY KEY,
    id       TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('user_defined', 'default_bridge', 'host', 'none')),
    internal INTEGER NOT NULL CHECK (internal IN (0, 1)),
    gateway  TEXT
) STRICT;

CREATE TABLE containers (
    position           INTEGER PRIMARY KEY,
    id                 TEXT    NOT NULL,
    name               TEXT    NOT NULL,
    state              TEXT    NOT NULL CHECK (state IN ('running', 'paused', 'restarting', 'created', 'stopped')),
    mode               TEXT    NOT NULL CHECK (mode IN ('networks', 'host', 'none', 'shared')),
    shared_with        TEXT,
    supervisor_project TEXT,
    compose_project    TEXT,
    compose_service    TEXT,
    host_gateway       INTEGER NOT NULL CHECK (host_gateway IN (0, 1)),
    CHECK ((mode = 'shared') = (shared_with IS NOT NULL))
) STRICT;

-- A network may be gone by the time its members are seen, so network_id refers to no row of networks.
CREATE TABLE memberships (
    container  INTEGER NOT NULL REFERENCES containers (position) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    network_id TEXT    NOT NULL,
    address    TEXT,
    PRIMARY KEY (container, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE membership_aliases (
    container  INTEGER NOT NULL,
    membership INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    alias      TEXT    NOT NULL,
    PRIMARY KEY (container, membership, position),
    FOREIGN KEY (container, membership) REFERENCES memberships (container, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE port_bindings (
    container      INTEGER NOT NULL REFERENCES containers (position) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    host_address   TEXT    NOT NULL,
    host_port      INTEGER NOT NULL CHECK (host_port BETWEEN 1 AND 65535),
    container_port INTEGER NOT NULL CHECK (container_port BETWEEN 1 AND 65535),
    protocol       TEXT    NOT NULL CHECK (protocol IN ('tcp', 'udp', 'sctp')),
    PRIMARY KEY (container, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE exposed_ports (
    container INTEGER NOT NULL REFERENCES containers (position) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    port      INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    PRIMARY KEY (container, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE host_listeners (
    position INTEGER PRIMARY KEY,
    address  TEXT    NOT NULL,
    port     INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535)
) STRICT;
