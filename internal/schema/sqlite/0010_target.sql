-- +goose Up
CREATE TABLE indicator (
    code    TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    card    TEXT NOT NULL,
    PRIMARY KEY (code, version)
);
CREATE TABLE target (
    id           TEXT PRIMARY KEY,
    region_code  TEXT NOT NULL,
    indicator    TEXT NOT NULL,
    title        TEXT NOT NULL,
    period       TEXT NOT NULL,
    period_basis TEXT NOT NULL,
    comparator   TEXT NOT NULL,
    value        INTEGER NOT NULL,
    unit         TEXT NOT NULL,
    currency     TEXT NOT NULL,
    quote        TEXT NOT NULL,
    note         TEXT NOT NULL,
    published    TEXT NOT NULL,
    milestones   TEXT NOT NULL
);
CREATE INDEX target_indicator ON target (indicator, period, region_code);
CREATE TABLE closing (
    month     TEXT PRIMARY KEY,
    closed_at INTEGER NOT NULL,
    closed_by TEXT NOT NULL
);
CREATE TABLE contribution (
    project_id  TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    indicator   TEXT NOT NULL,
    district    TEXT NOT NULL,
    region      TEXT NOT NULL,
    day         TEXT NOT NULL,
    basis       TEXT NOT NULL,
    class       TEXT NOT NULL,
    currency    TEXT NOT NULL,
    late        BOOLEAN NOT NULL,
    count       INTEGER NOT NULL,
    minor       INTEGER NOT NULL,
    PRIMARY KEY (project_id, recorded_at, indicator, district, region, day, basis, class, currency)
);
CREATE INDEX contribution_figure ON contribution (indicator, day, district, recorded_at, basis, class, currency, late, count, minor, project_id);
CREATE TABLE tally (
    indicator TEXT NOT NULL,
    district  TEXT NOT NULL,
    span      TEXT NOT NULL,
    basis     TEXT NOT NULL,
    class     TEXT NOT NULL,
    currency  TEXT NOT NULL,
    late      BOOLEAN NOT NULL,
    count     INTEGER NOT NULL,
    minor     INTEGER NOT NULL,
    PRIMARY KEY (indicator, span, district, basis, class, currency, late)
);
