package project

import "fmt"

// A query of another module's table, in two literals.
const people = `SELECT name ` + `FROM user_account`

func reach(q query) error {
	q.NewRaw("insert into audit_entry (id) values (?)")
	// Not SQL: prose, an own table, and a table nobody owns.
	q.NewRaw("SELECT * FROM project JOIN stage_event ON true, other")
	q.NewRaw("SELECT 1 FROM project AS p, region AS r")
	return fmt.Errorf("read contact from session: %w", q.err)
}

type row struct {
	m model `bun:"table:enterprise,alias:e"`
}

func table(q query) { q.NewSelect().TableExpr("session AS s") }
