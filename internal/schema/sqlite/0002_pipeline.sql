-- +goose Up
CREATE TABLE enterprise (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    credit_code  TEXT NOT NULL,
    former_names TEXT NOT NULL,
    region_path  TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    note         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL
);
CREATE INDEX enterprise_name ON enterprise (name_key, region_path);
CREATE INDEX enterprise_code ON enterprise (credit_code) WHERE credit_code <> '';
CREATE INDEX enterprise_updated ON enterprise (updated_at, id);
CREATE TABLE chain (
    code     TEXT PRIMARY KEY,
    taxonomy TEXT NOT NULL,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE gate_rules (
    version      INTEGER PRIMARY KEY,
    document     TEXT NOT NULL,
    published_at INTEGER NOT NULL
);
CREATE TABLE project (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    code            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    investor_name   TEXT NOT NULL,
    enterprise_id   TEXT NOT NULL,
    kind            TEXT NOT NULL,
    stage           TEXT NOT NULL,
    stage_rank      INTEGER NOT NULL,
    stage_day       TEXT NOT NULL,
    stage_basis     TEXT NOT NULL,
    status          TEXT NOT NULL,
    status_day      TEXT NOT NULL,
    status_reason   TEXT NOT NULL,
    district_code   TEXT NOT NULL,
    region_code     TEXT NOT NULL,
    region_path     TEXT NOT NULL,
    org_id          TEXT NOT NULL,
    channel         TEXT NOT NULL,
    industry_code   TEXT NOT NULL,
    total_minor     INTEGER,
    total_currency  TEXT NOT NULL,
    total_cny       INTEGER NOT NULL,
    fixed_minor     INTEGER,
    fixed_currency  TEXT NOT NULL,
    fdi_minor       INTEGER,
    fdi_currency    TEXT NOT NULL,
    city_relocation BOOLEAN NOT NULL,
    fields          TEXT NOT NULL,
    missing         INTEGER NOT NULL,
    batch_id        TEXT NOT NULL,
    reporter_id     TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    updated_by      TEXT NOT NULL,
    version         INTEGER NOT NULL
);
CREATE INDEX project_updated ON project (updated_at, seq);
CREATE INDEX project_by_stage ON project (stage, status, kind, stage_basis, district_code, total_cny, stage_day, updated_at, channel, missing, id);
CREATE INDEX project_by_district ON project (district_code, stage, status, kind, stage_basis, total_cny, stage_day, updated_at, channel, missing, id);
CREATE INDEX project_region ON project (region_path, stage, status);
CREATE INDEX project_org ON project (org_id, region_path);
CREATE INDEX project_total ON project (total_cny, seq);
CREATE INDEX project_stage_day ON project (stage_day, seq);
CREATE INDEX project_stage_rank ON project (stage_rank, seq);
CREATE INDEX project_name ON project (name, seq);
CREATE INDEX project_enterprise ON project (enterprise_id) WHERE enterprise_id <> '';
CREATE INDEX project_batch ON project (batch_id) WHERE batch_id <> '';
CREATE TABLE project_value (
    id              TEXT PRIMARY KEY,
    project_id      TEXT NOT NULL REFERENCES project (id),
    recorded_at     INTEGER NOT NULL,
    district_code   TEXT NOT NULL,
    region_code     TEXT NOT NULL,
    kind            TEXT NOT NULL,
    status          TEXT NOT NULL,
    total_minor     INTEGER,
    total_currency  TEXT NOT NULL,
    fixed_minor     INTEGER,
    fixed_currency  TEXT NOT NULL,
    fdi_minor       INTEGER,
    fdi_currency    TEXT NOT NULL,
    city_relocation BOOLEAN NOT NULL
);
CREATE INDEX project_value_project ON project_value (project_id, recorded_at, id);
CREATE TABLE stage_event (
    id           TEXT PRIMARY KEY,
    project_id   TEXT NOT NULL REFERENCES project (id),
    act          TEXT NOT NULL,
    ref          TEXT NOT NULL,
    stage        TEXT NOT NULL,
    day          TEXT NOT NULL,
    precision    TEXT NOT NULL,
    basis        TEXT NOT NULL,
    origin       TEXT NOT NULL,
    gate_version INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    actor_id     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    batch_id     TEXT NOT NULL
);
CREATE INDEX stage_event_project ON stage_event (project_id, recorded_at, id);
CREATE TABLE project_owner (
    project_id TEXT NOT NULL REFERENCES project (id),
    duty       TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES user_account (id),
    since      TEXT NOT NULL,
    region_path TEXT NOT NULL,
    PRIMARY KEY (project_id, duty)
);
CREATE INDEX project_owner_user ON project_owner (user_id, region_path, project_id);
CREATE TABLE project_chain (
    project_id TEXT NOT NULL REFERENCES project (id),
    chain_code TEXT NOT NULL REFERENCES chain (code),
    tagged_at  INTEGER NOT NULL,
    PRIMARY KEY (project_id, chain_code)
);
CREATE INDEX project_chain_code ON project_chain (chain_code, project_id);
CREATE TABLE evidence (
    id          TEXT PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES project (id),
    kind        TEXT NOT NULL,
    filename    TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    day         TEXT NOT NULL,
    note        TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    uploaded_by TEXT NOT NULL,
    org_id      TEXT NOT NULL,
    state       TEXT NOT NULL,
    decided_at  INTEGER NOT NULL,
    decided_by  TEXT NOT NULL,
    reason      TEXT NOT NULL
);
CREATE INDEX evidence_project ON evidence (project_id, uploaded_at, id);
CREATE INDEX evidence_state ON evidence (state, uploaded_at, id);
CREATE INDEX evidence_sha ON evidence (sha256);
CREATE TABLE contact (
    id          TEXT PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES project (id),
    day         TEXT NOT NULL,
    way         TEXT NOT NULL,
    two_way     BOOLEAN NOT NULL,
    ours        TEXT NOT NULL,
    theirs      TEXT NOT NULL,
    content     TEXT NOT NULL,
    next_action TEXT NOT NULL,
    next_day    TEXT NOT NULL,
    org_id      TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL
);
CREATE INDEX contact_project ON contact (project_id, day, id);
CREATE TABLE milestone (
    id          TEXT PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES project (id),
    name        TEXT NOT NULL,
    planned_day TEXT NOT NULL,
    actual_day  TEXT NOT NULL,
    note        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL
);
CREATE INDEX milestone_project ON milestone (project_id, planned_day, id);
CREATE VIRTUAL TABLE project_search USING fts5 (tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
