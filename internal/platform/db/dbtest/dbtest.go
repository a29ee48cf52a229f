// Package dbtest gives tests a real, migrated, empty database of each kind.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"qipan/internal/platform/db"
	"qipan/internal/platform/id"
)

// Each runs f on SQLite, and on PostgreSQL when TEST_POSTGRES_DSN names a server.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// SQLite is a fresh database in the test's own folder.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "qipan.db"))
}

// start is the business day of the demo city.
var start = time.Date(2024, 3, 15, 2, 0, 0, 0, time.UTC)

// open moves the clock a millisecond per reading, so that recorded instants differ.
func open(t testing.TB, target string) *db.DB {
	t.Helper()
	var mu sync.Mutex
	now := start
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Millisecond)
		return now
	}
	d, err := db.Open(context.Background(), target, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d
}

// Postgres is a fresh schema of the server that TEST_POSTGRES_DSN names; the
// test is skipped, saying so, when it names none.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresDSN(t))
}

// PostgresDSN makes a fresh schema and returns the address that opens it; the
// schema is dropped with the test.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("TEST_POSTGRES_DSN")
	if dsn == "" {
		t.Skip("TEST_POSTGRES_DSN is not set: the PostgreSQL half of this test did not run")
	}
	name := "t" + strings.ReplaceAll(id.New(), "-", "")
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, s := range []string{name, name + "_jobs"} {
			if _, err := admin.Exec("DROP SCHEMA IF EXISTS " + s + " CASCADE"); err != nil {
				t.Error(err)
			}
		}
		_ = admin.Close()
	})
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return fmt.Sprint(u)
}
