package db_test

import (
	"context"
	"slices"
	"testing"

	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
)

func TestUnindexedLeavesTheSchemaAsItWas(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	indexes := func() (names []string) {
		if err := d.Read.NewSelect().TableExpr("sqlite_master").Column("sql").Where("type = 'index' AND sql IS NOT NULL").OrderExpr("name").Scan(ctx, &names); err != nil {
			t.Fatal(err)
		}
		return names
	}
	pragma := func(name string) (v int) {
		if err := d.Writer().QueryRowContext(ctx, "PRAGMA "+name).Scan(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	before, missing := indexes(), 0
	err := d.Unindexed(ctx, []string{"project", "evidence"}, "project_id", func() error {
		now := indexes()
		missing = len(before) - len(now)
		if !slices.ContainsFunc(now, func(s string) bool {
			return s == "CREATE INDEX evidence_project ON evidence (project_id, uploaded_at, id)"
		}) {
			t.Error("an index that only grows at its end was taken away")
		}
		return db.Do(ctx, d, func(tx *db.Tx) error { return tx.Bulk("setting", "key", "value").Flush(ctx) })
	})
	if err != nil {
		t.Fatal(err)
	}
	if missing < 5 {
		t.Errorf("%d indexes were taken away", missing)
	}
	if after := indexes(); !slices.Equal(before, after) {
		t.Errorf("indexes before\n%v\nafter\n%v", before, after)
	}
	if s, w, k := pragma("synchronous"), pragma("wal_autocheckpoint"), pragma("foreign_keys"); s != 2 || w != 1000 || k != 1 {
		t.Errorf("synchronous %d, checkpoint after %d pages, foreign keys %d", s, w, k)
	}
}
