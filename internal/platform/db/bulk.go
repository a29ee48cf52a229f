package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A statement of a Bulk carries at most this many parameters and rows. Ordinary
// tables gain nothing beyond a hundred rows, and longer statements take longer to
// parse; a full-text table, which is narrow, sorts its words once per statement.
const (
	bulkParameters = 2_000
	bulkRows       = 1_000
)

// Bulk adds many rows to one table by prepared statements of many rows each,
// about twice as fast as a model per row or values written into the text. It
// belongs to its transaction and is not safe for use by two goroutines.
type Bulk struct {
	tx      *Tx
	table   string
	columns []string
	rows    int // of a full statement
	full    *sql.Stmt
	args    []any
}

// Bulk starts adding rows to table, values in the order of columns.
func (tx *Tx) Bulk(table string, columns ...string) *Bulk {
	return &Bulk{tx: tx, table: table, columns: columns, rows: min(bulkRows, max(bulkParameters/len(columns), 1))}
}

// Add adds a row. Values must be what database drivers take as they are: string,
// int64, bool or nil. The row may be written later, but not after Flush.
func (b *Bulk) Add(ctx context.Context, values ...any) error {
	if len(values) != len(b.columns) {
		return fmt.Errorf("add to %s: %d values for %d columns", b.table, len(values), len(b.columns))
	}
	b.args = append(b.args, values...)
	if len(b.args) < b.rows*len(b.columns) {
		return nil
	}
	if b.full == nil {
		var err error
		if b.full, err = b.tx.Tx.PrepareContext(ctx, b.text(b.rows)); err != nil {
			return fmt.Errorf("add to %s: %w", b.table, err)
		}
	}
	_, err := b.full.ExecContext(ctx, b.args...)
	b.args = b.args[:0]
	if err != nil {
		return fmt.Errorf("add to %s: %w", b.table, err)
	}
	return nil
}

// Flush writes what is left and ends the Bulk.
func (b *Bulk) Flush(ctx context.Context) error {
	var err error
	if n := len(b.args) / len(b.columns); n > 0 {
		_, err = b.tx.Tx.Tx.ExecContext(ctx, b.text(n), b.args...)
		b.args = b.args[:0]
	}
	if b.full != nil {
		err = errors.Join(err, b.full.Close())
		b.full = nil
	}
	if err != nil {
		return fmt.Errorf("add to %s: %w", b.table, err)
	}
	return nil
}

// text is the statement for n rows.
func (b *Bulk) text(n int) string {
	var s strings.Builder
	s.WriteString("INSERT INTO ")
	s.WriteString(b.table)
	s.WriteString(" (")
	s.WriteString(strings.Join(b.columns, ", "))
	s.WriteString(") VALUES ")
	p := 0
	for i := range n {
		if i > 0 {
			s.WriteByte(',')
		}
		for j := range b.columns {
			if j == 0 {
				s.WriteByte('(')
			} else {
				s.WriteByte(',')
			}
			if p++; b.tx.Kind == Postgres {
				s.WriteByte('$')
				s.WriteString(strconv.Itoa(p))
			} else {
				s.WriteByte('?')
			}
		}
		s.WriteByte(')')
	}
	return s.String()
}
