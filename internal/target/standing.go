package target

import (
	"cmp"

	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// place is a cell of the funnel: where a project stands now.
type place struct {
	District string
	Stage    project.Stage
	Status   project.Status
	Basis    project.Basis
	Currency money.Currency // of the total investment; "" where it is not known
}

// standingOf is the one cell a project stands in, with its total investment in
// minor units of the cell's currency.
func standingOf(f project.Facts) (place, int64) {
	p := place{District: f.District, Stage: f.Stage, Status: f.Status, Basis: project.Claimed}
	if e, ok := first(f.Entries, f.Stage); ok {
		p.Basis = e.Basis
	}
	if f.Total == nil {
		return p, 0
	}
	p.Currency = f.Total.Currency
	return p, f.Total.Minor
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Status, b.Status),
		cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Currency, b.Currency))
}
