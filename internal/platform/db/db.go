// Package db opens the city's database, SQLite or PostgreSQL, and owns the shape
// of every transaction. Queries are written once, in bun, for both.
//
// SQLite: one writer connection (BEGIN IMMEDIATE) and a read pool of NumCPU, WAL
// with synchronous=FULL, because NORMAL loses acknowledged writes at power loss.
// PostgreSQL: READ COMMITTED; lost updates are caught by a version in WHERE.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // driver "sqlite"
)

// Dialect names the database behind a DB.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is a city's database.
type DB struct {
	// Read serves queries outside a transaction.
	Read    *bun.DB
	Dialect Dialect
	write   *bun.DB
	clock   func() time.Time
}

// Tx is one write transaction. Now is stamped once, so that everything a use
// case stores carries the same instant.
type Tx struct {
	bun.Tx
	Now   time.Time
	Kind  Dialect
	after []func()
}

// Millis is Now as stored: Unix milliseconds, UTC.
func (tx *Tx) Millis() int64 { return tx.Now.UnixMilli() }

// AfterCommit runs f once the transaction has been committed, never otherwise.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Open connects to url: "postgres://…", or the path of an SQLite file.
func Open(ctx context.Context, target string, clock func() time.Time) (*DB, error) {
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		return openPostgres(ctx, target, clock)
	}
	return openSQLite(ctx, target, clock)
}

func openSQLite(ctx context.Context, path string, clock func() time.Time) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("database path: %w", err)
	}
	dsn := func(extra string) string {
		q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)",
			"foreign_keys(1)", "cache_size(-32768)", "temp_store(MEMORY)"}}
		return "file:" + (&url.URL{Path: abs}).EscapedPath() + "?" + q.Encode() + extra
	}
	w, err := sql.Open("sqlite", dsn("&_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	if err := w.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite %s: %w", path, err), w.Close())
	}
	r, err := sql.Open("sqlite", dsn("&_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), w.Close())
	}
	r.SetMaxOpenConns(runtime.NumCPU())
	r.SetMaxIdleConns(runtime.NumCPU())
	return &DB{
		Read: bun.NewDB(r, sqlitedialect.New()), write: bun.NewDB(w, sqlitedialect.New()),
		Dialect: SQLite, clock: clock,
	}, nil
}

func openPostgres(ctx context.Context, dsn string, clock func() time.Time) (*DB, error) {
	p, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	p.SetMaxOpenConns(24)
	p.SetMaxIdleConns(24)
	if err := p.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), p.Close())
	}
	b := bun.NewDB(p, pgdialect.New())
	return &DB{Read: b, write: b, Dialect: Postgres, clock: clock}, nil
}

// Now is the clock that stamps transactions.
func (d *DB) Now() time.Time { return d.clock().UTC().Truncate(time.Millisecond) }

// WithClock is the same database under another clock, for the demo generator,
// which alone may set recorded instants.
func (d *DB) WithClock(clock func() time.Time) *DB {
	return &DB{Read: d.Read, Dialect: d.Dialect, write: d.write, clock: clock}
}

// Writer is the pool that may write, for the job queue and migrations, which run
// transactions of their own.
func (d *DB) Writer() *sql.DB { return d.write.DB }

// Close closes both pools.
func (d *DB) Close() error {
	if d.Read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.Read.Close(), d.write.Close())
}

const attempts = 4

// Write runs f in one transaction and commits when it returns nil. On
// PostgreSQL a deadlock or serialization failure runs f again, so f must have no
// effect outside the transaction; what must happen after goes to AfterCommit.
func Write[T any](ctx context.Context, d *DB, f func(tx *Tx) (T, error)) (T, error) {
	for n := 1; ; n++ {
		v, err := once(ctx, d, f)
		if err == nil || n == attempts || !retryable(err) {
			return v, err
		}
	}
}

// Do is Write for a use case without a result.
func Do(ctx context.Context, d *DB, f func(tx *Tx) error) error {
	_, err := Write(ctx, d, func(tx *Tx) (struct{}, error) { return struct{}{}, f(tx) })
	return err
}

func once[T any](ctx context.Context, d *DB, f func(tx *Tx) (T, error)) (out T, err error) {
	btx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return out, fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{Tx: btx, Now: d.Now(), Kind: d.Dialect}
	done := false
	defer func() {
		if !done { // f panicked or failed: nothing of it may stay
			_ = btx.Rollback()
		}
	}()
	if out, err = f(tx); err != nil {
		var zero T
		return zero, err
	}
	if err = btx.Commit(); err != nil {
		var zero T
		return zero, fmt.Errorf("commit: %w", err)
	}
	done = true
	for _, g := range tx.after {
		g()
	}
	return out, nil
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// IsUnique reports whether err is the violation of a unique index.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	return err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed")
}

// NotFound reports whether err says that no row matched.
func NotFound(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// ForUpdate locks the selected rows until the transaction ends; SQLite's single
// writer needs no lock.
func (tx *Tx) ForUpdate(q *bun.SelectQuery) *bun.SelectQuery {
	if tx.Kind == Postgres {
		return q.For("UPDATE")
	}
	return q
}

// Optimize refreshes what the planner knows of the tables' sizes, where that has
// gone stale: at the start and after bulk work. PostgreSQL does it by itself.
func (d *DB) Optimize(ctx context.Context) error {
	if d.Dialect != SQLite {
		return nil
	}
	if _, err := d.write.ExecContext(ctx, "PRAGMA analysis_limit = 2000; PRAGMA optimize = 0x10002"); err != nil {
		return fmt.Errorf("optimize: %w", err)
	}
	return nil
}
