package db_test

import (
	"context"
	"errors"
	"testing"

	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
)

func TestAFailedWriteLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		boom := errors.New("boom")
		ran := false
		err := db.Do(ctx, d, func(tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			if _, err := tx.NewRaw("INSERT INTO setting (key, value) VALUES (?, ?)", "a", "1").Exec(ctx); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		n, err := d.Read.NewSelect().Table("setting").Count(ctx)
		if err != nil || n != 0 || ran {
			t.Errorf("rows %d, after-commit ran %v, err %v", n, ran, err)
		}
	})
}

func TestUniqueViolationsAreRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := db.Do(ctx, d, func(tx *db.Tx) error {
			_, err := tx.NewRaw("INSERT INTO setting (key, value) VALUES ('a','1'), ('a','2')").Exec(ctx)
			return err
		})
		if !db.IsUnique(err) {
			t.Errorf("got %v", err)
		}
	})
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := db.Do(ctx, d, func(tx *db.Tx) error {
			_, err := tx.NewRaw("INSERT INTO schema_version (version_id, is_applied) VALUES (9999, ?)", true).Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(ctx); !errors.Is(err, db.ErrNewer) {
			t.Errorf("got %v, want ErrNewer", err)
		}
	})
}
