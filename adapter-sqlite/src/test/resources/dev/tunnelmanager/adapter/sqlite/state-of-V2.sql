-- A database as version 2 of the schema left it: what SQLite kept of the script, and one row of each kind.
PRAGMA application_id = 1416982093;
PRAGMA user_version = 2;
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
CREATE TABLE health_samples (
    at                INTEGER PRIMARY KEY,
    up                INTEGER NOT NULL CHECK (up IN (0, 1)),
    ready_connections INTEGER NOT NULL,
    replicas          INTEGER NOT NULL
) STRICT;
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

CREATE TABLE health_hours (
    hour    INTEGER PRIMARY KEY,
    seen_ms INTEGER NOT NULL CHECK (seen_ms >= 0),
    up_ms   INTEGER NOT NULL CHECK (up_ms BETWEEN 0 AND seen_ms)
) STRICT;
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
INSERT INTO meta (id, instance_id, created_at, registration_open, meta_token_hash, leader, next_route_id, zones_seen_at) VALUES (1, '0a1b2c3d', 1795000000000, 0, NULL, 'process 4711', 8, 1795000000500);
INSERT INTO projects (name, first_port, last_port, quota, token_hash, created_at) VALUES ('anna', 5000, 5999, 10, NULL, 1795000000001);
INSERT INTO project_suffixes (project, position, suffix) VALUES ('anna', 0, 'example.com');
INSERT INTO ports (port, owner, container, host_service, scheme, tls_verify, allocated_at) VALUES (5000, 'anna', 'anna-web', 0, 'https', 0, 1795000000002);
INSERT INTO zones (id, name, standing, certificate_depth) VALUES ('z1', 'example.com', 'active', 1);
INSERT INTO zone_notes (zone_id, position, note) VALUES ('z1', 0, 'It is on the free plan.');
INSERT INTO routes (id, hostname, owner, zone_id, zone_name, port, state, target_service, target_tls_verify, target_kind, target_container, target_network, target_reason, record_intended, record_id, record_type, record_content, record_mark, cause_code, cause_problem, cause_recommendation, created_at, changed_at) VALUES (7, 'shop.example.com', 'anna', 'z1', 'example.com', 5000, 'live', 'https://anna-web:8443', 0, 'container', 'anna-web', 'anna_default', 'They share a network.', 1, 'r1', 'CNAME', 't1.example.net', 'mark', NULL, NULL, NULL, 1795000000003, 1795000000004);
INSERT INTO route_lines (route_id, kind, position, line) VALUES (7, 'written', 0, 'https://anna-web:8443'), (7, 'evidence', 0, 'It runs.'), (7, 'warning', 0, 'Its certificate is not checked.');
INSERT INTO operations (number, id, idempotency_key, actor, owner, intent, hostname, port, state, progress, outcome, refusal_code, refusal_problem, refusal_recommendation, created_at, changed_at) VALUES (1, 'op-00000000000000a1', 'k1', 'anna', 'anna', 'publish', 'shop.example.com', 5000, 'ended', 'probing', 'done', NULL, NULL, NULL, 1795000000003, 1795000000004);
INSERT INTO operations (number, id, idempotency_key, actor, owner, intent, hostname, port, state, progress, outcome, refusal_code, refusal_problem, refusal_recommendation, created_at, changed_at) VALUES (2, 'op-00000000000000a2', NULL, 'meta', 'anna', 'withdraw', 'blog.example.com', NULL, 'ended', '', 'not_done', 'hostname_not_found', 'No such hostname.', 'List them.', 1795000000005, 1795000000006);
INSERT INTO operation_warnings (operation, position, warning) VALUES (1, 0, 'The edge did not answer.');
INSERT INTO audit_entries (number, at, actor, owner, action, subject, operation_id, success, error, before_state, after_state) VALUES (1, 1795000000004, 'anna', 'anna', 'hostname.publish', 'shop.example.com', 'op-00000000000000a1', 1, NULL, NULL, 'live port 5000');
INSERT INTO health_samples (at, up, ready_connections, replicas) VALUES (1795000000007, 1, 4, 1);
INSERT INTO topology (id, observed_at, engine, engine_reason, listeners_known) VALUES (1, 1795000000008, 'present', NULL, 1);
INSERT INTO networks (position, id, name, kind, internal, gateway) VALUES (1, 'n1', 'anna_default', 'user_defined', 0, '172.18.0.1');
INSERT INTO containers (position, id, name, state, mode, shared_with, supervisor_project, compose_project, compose_service, host_gateway) VALUES (0, 'c1', 'anna-web', 'running', 'networks', NULL, 'anna', NULL, NULL, 0);
INSERT INTO memberships (container, position, network_id, address) VALUES (0, 0, 'n1', '172.18.0.2');
INSERT INTO membership_aliases (container, membership, position, alias) VALUES (0, 0, 0, 'web');
INSERT INTO port_bindings (container, position, host_address, host_port, container_port, protocol) VALUES (0, 0, '127.0.0.1', 18443, 8443, 'tcp');
INSERT INTO exposed_ports (container, position, port) VALUES (0, 0, 8443);
INSERT INTO host_listeners (position, address, port) VALUES (1, '::', 443);
INSERT INTO health_hours (hour, seen_ms, up_ms) VALUES (498611, 60000, 30000);
INSERT INTO watch (id, seen_at, fault, since, confidence, sentence, strikes, attempts, last_attempt, not_before, healthy_since, down, edge_lost, edge_doubted, names_tried) VALUES (1, 1795000000009, 'crash_loop', 1795000000008, 'confirmed', 'It ends soon.', 3, 2, 1795000000008, 1795000015008, NULL, 1, 0, 0, 1);
INSERT INTO watch_lines (kind, position, name, line) VALUES ('evidence', 0, '', 'It was seen.');
INSERT INTO watch_lines (kind, position, name, line) VALUES ('connector', 0, '127.0.0.1:20241', 'id-1');
INSERT INTO hostname_troubles (hostname, strikes, down, since, words) VALUES ('shop.example.com', 3, 1, 1795000000008, 'It is not answered.');
INSERT INTO events (number, at, kind, subject, sentence) VALUES (7, 1795000000009, 'tunnel_down', 'tunnel', 'It is down.');
INSERT INTO restart_requests (id, actor, progress, ended, restarted, code, problem, recommendation, created_at, changed_at) VALUES ('op-00000000000000b1', 'meta', '', 0, NULL, NULL, NULL, NULL, 1795000000009, 1795000000009);
