// Package schema carries the numbered migrations of both databases. The two
// folders hold the same numbers and lead to the same tables (a test compares).
package schema

import "embed"

// Files holds sqlite/NNNN_*.sql and postgres/NNNN_*.sql.
//
//go:embed sqlite/*.sql postgres/*.sql
var Files embed.FS
