package project

import (
	"github.com/uptrace/bun"

	"qipan/internal/identity"
)

// Visible keeps the projects a scope sees in a query over "project AS p". It is
// for report, which alone reads across modules; here every list goes through visible.
func Visible(scope identity.Scope) func(*bun.SelectQuery) *bun.SelectQuery { return visible(scope) }
