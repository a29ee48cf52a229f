-- +goose Up
CREATE TABLE import_batch (
    id         TEXT COLLATE "C" PRIMARY KEY,
    org_id     TEXT COLLATE "C" NOT NULL,
    user_id    TEXT COLLATE "C" NOT NULL,
    filename   TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    size       BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    mode       TEXT COLLATE "C" NOT NULL,
    error      TEXT COLLATE "C" NOT NULL,
    mapping    TEXT COLLATE "C",
    layouts    TEXT COLLATE "C" NOT NULL,
    counts     TEXT COLLATE "C" NOT NULL,
    result     TEXT COLLATE "C",
    same_as    TEXT COLLATE "C" NOT NULL,
    job_id     TEXT COLLATE "C" NOT NULL,
    job_user   TEXT COLLATE "C" NOT NULL,
    run        BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX import_batch_org ON import_batch (org_id, created_at, id);
CREATE INDEX import_batch_file ON import_batch (org_id, sha256);
CREATE TABLE import_row (
    batch_id   TEXT COLLATE "C" NOT NULL REFERENCES import_batch (id),
    position   BIGINT NOT NULL,
    sheet      TEXT COLLATE "C" NOT NULL,
    line       BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    codes      TEXT COLLATE "C" NOT NULL,
    name_key   TEXT COLLATE "C" NOT NULL,
    data       TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (batch_id, position)
);
CREATE INDEX import_row_state ON import_row (batch_id, state, position);
CREATE INDEX import_row_key ON import_row (batch_id, name_key);
CREATE TABLE import_link (
    id          TEXT COLLATE "C" PRIMARY KEY,
    org_id      TEXT COLLATE "C" NOT NULL,
    project_id  TEXT COLLATE "C" NOT NULL,
    code_key    TEXT COLLATE "C" NOT NULL,
    name_key    TEXT COLLATE "C" NOT NULL,
    district    TEXT COLLATE "C" NOT NULL,
    batch_id    TEXT COLLATE "C" NOT NULL REFERENCES import_batch (id),
    position    BIGINT NOT NULL,
    created     BOOLEAN NOT NULL,
    cells       TEXT COLLATE "C" NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    applied     TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    clean       BOOLEAN NOT NULL,
    undone      BOOLEAN NOT NULL,
    kept        TEXT COLLATE "C" NOT NULL
);
CREATE INDEX import_link_org ON import_link (org_id, recorded_at, id);
CREATE INDEX import_link_batch ON import_link (batch_id, position);
CREATE INDEX import_link_project ON import_link (org_id, project_id, recorded_at);
CREATE TABLE import_layout (
    org_id      TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    mapping     TEXT COLLATE "C" NOT NULL,
    updated_at  BIGINT NOT NULL,
    updated_by  TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (org_id, fingerprint)
);
