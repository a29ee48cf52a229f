package db

import (
	"context"
	"fmt"
)

// WithoutIndex runs f while an index is away and makes it again afterwards, all in
// tx: filling an index in its own order at the end writes each page once, where
// filling it row by row in another order writes them over and over. PostgreSQL
// keeps it: there f simply runs.
func (tx *Tx) WithoutIndex(ctx context.Context, name string, f func() error) error {
	if tx.Kind != SQLite {
		return f()
	}
	var ddl string
	if err := tx.NewSelect().Table("sqlite_master").Column("sql").Where("type = 'index' AND name = ?", name).Scan(ctx, &ddl); err != nil {
		return fmt.Errorf("find index %s: %w", name, err)
	}
	if _, err := tx.ExecContext(ctx, `DROP INDEX "`+name+`"`); err != nil {
		return fmt.Errorf("take index %s away: %w", name, err)
	}
	if err := f(); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, ddl); err != nil {
		return fmt.Errorf("make index %s again: %w", name, err)
	}
	return nil
}
