package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
)

func TestBulkWritesEveryRow(t *testing.T) {
	for _, n := range []int{0, 1, 999, 1000, 1001, 2500} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				err := db.Do(ctx, d, func(tx *db.Tx) error {
					b := tx.Bulk("setting", "key", "value")
					for i := range n {
						if err := b.Add(ctx, fmt.Sprintf("k%05d", i), fmt.Sprint(i)); err != nil {
							return err
						}
					}
					return b.Flush(ctx)
				})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				if err := d.Read.NewSelect().Table("setting").ColumnExpr("key || '=' || value").OrderExpr("key").Scan(ctx, &got); err != nil {
					t.Fatal(err)
				}
				if len(got) != n || n > 0 && got[n-1] != fmt.Sprintf("k%05d=%d", n-1, n-1) {
					t.Errorf("%d rows: %v", len(got), got)
				}
			})
		})
	}
}

func TestBulkRefusesARowOfTheWrongLength(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	err := db.Do(ctx, d, func(tx *db.Tx) error { return tx.Bulk("setting", "key", "value").Add(ctx, "only one") })
	if err == nil || !strings.Contains(err.Error(), "1 values for 2 columns") {
		t.Errorf("got %v", err)
	}
}
