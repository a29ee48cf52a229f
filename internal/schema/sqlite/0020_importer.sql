-- +goose Up
CREATE TABLE import_batch (
    id         TEXT PRIMARY KEY,
    org_id     TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    filename   TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    state      TEXT NOT NULL,
    mode       TEXT NOT NULL,
    error      TEXT NOT NULL,
    mapping    TEXT,
    layouts    TEXT NOT NULL,
    counts     TEXT NOT NULL,
    result     TEXT,
    same_as    TEXT NOT NULL,
    job_id     TEXT NOT NULL,
    job_user   TEXT NOT NULL,
    run        INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version    INTEGER NOT NULL
);
CREATE INDEX import_batch_org ON import_batch (org_id, created_at, id);
CREATE INDEX import_batch_file ON import_batch (org_id, sha256);
CREATE TABLE import_row (
    batch_id   TEXT NOT NULL REFERENCES import_batch (id),
    position   INTEGER NOT NULL,
    sheet      TEXT NOT NULL,
    line       INTEGER NOT NULL,
    state      TEXT NOT NULL,
    codes      TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    data       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (batch_id, position)
);
CREATE INDEX import_row_state ON import_row (batch_id, state, position);
CREATE INDEX import_row_key ON import_row (batch_id, name_key);
CREATE TABLE import_link (
    id          TEXT PRIMARY KEY,
    org_id      TEXT NOT NULL,
    project_id  TEXT NOT NULL,
    code_key    TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    district    TEXT NOT NULL,
    batch_id    TEXT NOT NULL REFERENCES import_batch (id),
    position    INTEGER NOT NULL,
    created     BOOLEAN NOT NULL,
    cells       TEXT NOT NULL,
    digest      TEXT NOT NULL,
    applied     TEXT NOT NULL,
    version     INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    clean       BOOLEAN NOT NULL,
    undone      BOOLEAN NOT NULL,
    kept        TEXT NOT NULL
);
CREATE INDEX import_link_org ON import_link (org_id, recorded_at, id);
CREATE INDEX import_link_batch ON import_link (batch_id, position);
CREATE INDEX import_link_project ON import_link (org_id, project_id, recorded_at);
CREATE TABLE import_layout (
    org_id      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    mapping     TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT NOT NULL,
    version     INTEGER NOT NULL,
    PRIMARY KEY (org_id, fingerprint)
);
