-- +goose Up
CREATE TABLE indicator (
    code    TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    card    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (code, version)
);
CREATE TABLE target (
    id           TEXT COLLATE "C" PRIMARY KEY,
    region_code  TEXT COLLATE "C" NOT NULL,
    indicator    TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    period       TEXT COLLATE "C" NOT NULL,
    period_basis TEXT COLLATE "C" NOT NULL,
    comparator   TEXT COLLATE "C" NOT NULL,
    value        BIGINT NOT NULL,
    unit         TEXT COLLATE "C" NOT NULL,
    currency     TEXT COLLATE "C" NOT NULL,
    quote        TEXT COLLATE "C" NOT NULL,
    note         TEXT COLLATE "C" NOT NULL,
    published    TEXT COLLATE "C" NOT NULL,
    milestones   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX target_indicator ON target (indicator, period, region_code);
CREATE TABLE closing (
    month     TEXT COLLATE "C" PRIMARY KEY,
    closed_at BIGINT NOT NULL,
    closed_by TEXT COLLATE "C" NOT NULL
);
CREATE TABLE contribution (
    project_id  TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    indicator   TEXT COLLATE "C" NOT NULL,
    district    TEXT COLLATE "C" NOT NULL,
    region      TEXT COLLATE "C" NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    basis       TEXT COLLATE "C" NOT NULL,
    class       TEXT COLLATE "C" NOT NULL,
    currency    TEXT COLLATE "C" NOT NULL,
    late        BOOLEAN NOT NULL,
    count       BIGINT NOT NULL,
    minor       BIGINT NOT NULL,
    PRIMARY KEY (project_id, recorded_at, indicator, district, region, day, basis, class, currency)
);
CREATE INDEX contribution_figure ON contribution (indicator, day, district, recorded_at, basis, class, currency, late, count, minor, project_id);
CREATE TABLE tally (
    indicator TEXT COLLATE "C" NOT NULL,
    district  TEXT COLLATE "C" NOT NULL,
    span      TEXT COLLATE "C" NOT NULL,
    basis     TEXT COLLATE "C" NOT NULL,
    class     TEXT COLLATE "C" NOT NULL,
    currency  TEXT COLLATE "C" NOT NULL,
    late      BOOLEAN NOT NULL,
    count     BIGINT NOT NULL,
    minor     BIGINT NOT NULL,
    PRIMARY KEY (indicator, span, district, basis, class, currency, late)
);
