-- +goose Up
CREATE TABLE enterprise (
    id           TEXT COLLATE "C" PRIMARY KEY,
    name         TEXT COLLATE "C" NOT NULL,
    name_key     TEXT COLLATE "C" NOT NULL,
    credit_code  TEXT COLLATE "C" NOT NULL,
    former_names TEXT COLLATE "C" NOT NULL,
    region_path  TEXT COLLATE "C" NOT NULL,
    org_id       TEXT COLLATE "C" NOT NULL,
    note         TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX enterprise_name ON enterprise (name_key, region_path);
CREATE INDEX enterprise_code ON enterprise (credit_code) WHERE credit_code <> '';
CREATE INDEX enterprise_updated ON enterprise (updated_at, id);
CREATE TABLE chain (
    code     TEXT COLLATE "C" PRIMARY KEY,
    taxonomy TEXT COLLATE "C" NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL
);
CREATE TABLE gate_rules (
    version      BIGINT PRIMARY KEY,
    document     TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL
);
CREATE TABLE project (
    seq             BIGINT PRIMARY KEY,
    id              TEXT COLLATE "C" NOT NULL UNIQUE,
    code            TEXT COLLATE "C" NOT NULL UNIQUE,
    name            TEXT COLLATE "C" NOT NULL,
    investor_name   TEXT COLLATE "C" NOT NULL,
    enterprise_id   TEXT COLLATE "C" NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    stage           TEXT COLLATE "C" NOT NULL,
    stage_rank      BIGINT NOT NULL,
    stage_day       TEXT COLLATE "C" NOT NULL,
    stage_basis     TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    status_day      TEXT COLLATE "C" NOT NULL,
    status_reason   TEXT COLLATE "C" NOT NULL,
    district_code   TEXT COLLATE "C" NOT NULL,
    region_code     TEXT COLLATE "C" NOT NULL,
    region_path     TEXT COLLATE "C" NOT NULL,
    org_id          TEXT COLLATE "C" NOT NULL,
    channel         TEXT COLLATE "C" NOT NULL,
    industry_code   TEXT COLLATE "C" NOT NULL,
    total_minor     BIGINT,
    total_currency  TEXT COLLATE "C" NOT NULL,
    total_cny       BIGINT NOT NULL,
    fixed_minor     BIGINT,
    fixed_currency  TEXT COLLATE "C" NOT NULL,
    fdi_minor       BIGINT,
    fdi_currency    TEXT COLLATE "C" NOT NULL,
    city_relocation BOOLEAN NOT NULL,
    fields          TEXT COLLATE "C" NOT NULL,
    missing         BIGINT NOT NULL,
    batch_id        TEXT COLLATE "C" NOT NULL,
    reporter_id     TEXT COLLATE "C" NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    updated_by      TEXT COLLATE "C" NOT NULL,
    version         BIGINT NOT NULL
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
    id              TEXT COLLATE "C" PRIMARY KEY,
    project_id      TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    recorded_at     BIGINT NOT NULL,
    district_code   TEXT COLLATE "C" NOT NULL,
    region_code     TEXT COLLATE "C" NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    total_minor     BIGINT,
    total_currency  TEXT COLLATE "C" NOT NULL,
    fixed_minor     BIGINT,
    fixed_currency  TEXT COLLATE "C" NOT NULL,
    fdi_minor       BIGINT,
    fdi_currency    TEXT COLLATE "C" NOT NULL,
    city_relocation BOOLEAN NOT NULL
);
CREATE INDEX project_value_project ON project_value (project_id, recorded_at, id);
CREATE TABLE stage_event (
    id           TEXT COLLATE "C" PRIMARY KEY,
    project_id   TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    act          TEXT COLLATE "C" NOT NULL,
    ref          TEXT COLLATE "C" NOT NULL,
    stage        TEXT COLLATE "C" NOT NULL,
    day          TEXT COLLATE "C" NOT NULL,
    precision    TEXT COLLATE "C" NOT NULL,
    basis        TEXT COLLATE "C" NOT NULL,
    origin       TEXT COLLATE "C" NOT NULL,
    gate_version BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    actor_id     TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL,
    batch_id     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX stage_event_project ON stage_event (project_id, recorded_at, id);
CREATE TABLE project_owner (
    project_id TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    duty       TEXT COLLATE "C" NOT NULL,
    user_id    TEXT COLLATE "C" NOT NULL REFERENCES user_account (id),
    since      TEXT COLLATE "C" NOT NULL,
    region_path TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (project_id, duty)
);
CREATE INDEX project_owner_user ON project_owner (user_id, region_path, project_id);
CREATE TABLE project_chain (
    project_id TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    chain_code TEXT COLLATE "C" NOT NULL REFERENCES chain (code),
    tagged_at  BIGINT NOT NULL,
    PRIMARY KEY (project_id, chain_code)
);
CREATE INDEX project_chain_code ON project_chain (chain_code, project_id);
CREATE TABLE evidence (
    id          TEXT COLLATE "C" PRIMARY KEY,
    project_id  TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    kind        TEXT COLLATE "C" NOT NULL,
    filename    TEXT COLLATE "C" NOT NULL,
    media_type  TEXT COLLATE "C" NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    size        BIGINT NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    note        TEXT COLLATE "C" NOT NULL,
    uploaded_at BIGINT NOT NULL,
    uploaded_by TEXT COLLATE "C" NOT NULL,
    org_id      TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    decided_at  BIGINT NOT NULL,
    decided_by  TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX evidence_project ON evidence (project_id, uploaded_at, id);
CREATE INDEX evidence_state ON evidence (state, uploaded_at, id);
CREATE INDEX evidence_sha ON evidence (sha256);
CREATE TABLE contact (
    id          TEXT COLLATE "C" PRIMARY KEY,
    project_id  TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    day         TEXT COLLATE "C" NOT NULL,
    way         TEXT COLLATE "C" NOT NULL,
    two_way     BOOLEAN NOT NULL,
    ours        TEXT COLLATE "C" NOT NULL,
    theirs      TEXT COLLATE "C" NOT NULL,
    content     TEXT COLLATE "C" NOT NULL,
    next_action TEXT COLLATE "C" NOT NULL,
    next_day    TEXT COLLATE "C" NOT NULL,
    org_id      TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX contact_project ON contact (project_id, day, id);
CREATE TABLE milestone (
    id          TEXT COLLATE "C" PRIMARY KEY,
    project_id  TEXT COLLATE "C" NOT NULL REFERENCES project (id),
    name        TEXT COLLATE "C" NOT NULL,
    planned_day TEXT COLLATE "C" NOT NULL,
    actual_day  TEXT COLLATE "C" NOT NULL,
    note        TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL
);
CREATE INDEX milestone_project ON milestone (project_id, planned_day, id);
CREATE TABLE project_search (
    rowid  BIGINT PRIMARY KEY,
    tokens TEXT[] NOT NULL
);
CREATE INDEX project_search_tokens ON project_search USING gin (tokens);
