package db

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// Unindexed runs f, which fills an empty city, with the secondary indexes of
// tables taken away, and makes them again after: sorting once is far cheaper than
// keeping order with every row. Indexes that begin with the column rising only
// ever grow at their end and stay, and so does what keeps rows unique. Meanwhile
// commits do not wait for the disk and rows are not asked for their parents. If f
// fails or the machine does, indexes or rows are missing: the caller throws such a
// city away. PostgreSQL keeps its indexes and its guarantees.
func (d *DB) Unindexed(ctx context.Context, tables []string, rising string, f func() error) error {
	if d.Dialect != SQLite {
		return f()
	}
	var indexes []struct{ Name, SQL string }
	err := d.Read.NewSelect().TableExpr("sqlite_master").ColumnExpr("name, sql").
		Where("type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%' AND sql NOT LIKE ? AND tbl_name IN (?)", "%("+rising+"%", bun.List(tables)).
		OrderExpr("name").Scan(ctx, &indexes)
	if err != nil {
		return fmt.Errorf("find indexes: %w", err)
	}
	before := []string{"PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA wal_autocheckpoint = 40000"} // 160 MB of log instead of 4
	after := []string{"PRAGMA temp_store = FILE"}                                                                    // sorting a large city in memory would take hundreds of megabytes
	for _, i := range indexes {
		before = append(before, "DROP INDEX "+i.Name)
		after = append(after, i.SQL)
	}
	after = append(after, "PRAGMA temp_store = MEMORY", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA wal_autocheckpoint = 1000", "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := d.each(ctx, before); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return d.each(ctx, after)
}

// each runs statements on SQLite's one writing connection, where pragmas stay.
func (d *DB) each(ctx context.Context, statements []string) error {
	for _, s := range statements {
		if _, err := d.write.DB.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", strings.SplitN(s, "(", 2)[0], err)
		}
	}
	return nil
}
