-- +goose Up
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);
CREATE TABLE idempotency (
    user_id    TEXT NOT NULL,
    key        TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    response   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
CREATE TABLE job (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    owner_id    TEXT NOT NULL,
    subject     TEXT NOT NULL,
    args        TEXT NOT NULL,
    state       TEXT NOT NULL,
    done        INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    note        TEXT NOT NULL,
    result      TEXT NOT NULL,
    error       TEXT NOT NULL,
    cancel      BOOLEAN NOT NULL,
    created_at  INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER NOT NULL
);
CREATE INDEX job_owner ON job (owner_id, created_at);
CREATE TABLE audit_entry (
    id           TEXT PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor_id     TEXT NOT NULL,
    actor_name   TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    ip           TEXT NOT NULL,
    via          TEXT NOT NULL,
    verb         TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    changes      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    batch_id     TEXT NOT NULL
);
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, at);
CREATE INDEX audit_entry_at ON audit_entry (at);
CREATE TABLE region (
    code         TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    display_name TEXT NOT NULL,
    kind         TEXT NOT NULL,
    parent_code  TEXT NOT NULL,
    path         TEXT NOT NULL UNIQUE,
    status       TEXT NOT NULL,
    source       TEXT NOT NULL,
    position     INTEGER NOT NULL
);
CREATE TABLE organisation (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES region (code),
    parent_id   TEXT NOT NULL,
    position    INTEGER NOT NULL
);
CREATE TABLE user_account (
    id            TEXT PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    org_id        TEXT NOT NULL REFERENCES organisation (id),
    password_hash TEXT NOT NULL,
    state         TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL
);
CREATE INDEX user_account_org ON user_account (org_id);
CREATE TABLE user_role (
    user_id     TEXT NOT NULL REFERENCES user_account (id),
    role        TEXT NOT NULL,
    region_code TEXT NOT NULL,
    chain_code  TEXT NOT NULL,
    PRIMARY KEY (user_id, role, region_code, chain_code)
);
CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES user_account (id),
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ip         TEXT NOT NULL,
    agent      TEXT NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE TABLE login_attempt (
    key      TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at  INTEGER NOT NULL
);
