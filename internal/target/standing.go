package target

import (
	"cmp"
	"slices"
	"strings"

	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// stagePrefix before a stage names the funnel's step as an indicator of its own:
// the funnel is kept in the same ledger as every other figure, and is answerable
// as of any day and any known-at in the same way.
const stagePrefix = "stage:"

func stageIndicator(s project.Stage) string { return stagePrefix + string(s) }

func isStage(indicator string) bool { return strings.HasPrefix(indicator, stagePrefix) }

// moves is a project's way through the funnel: it comes to a stage on the day it
// enters it and leaves it on the day it goes further, so that all that happened
// by a day adds up to where it stood. A stage entered on a day nobody gave cannot
// be placed later than any other.
func moves(f project.Facts) share {
	entries := slices.Clone(f.Entries)
	slices.SortStableFunc(entries, func(a, b project.Entry) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(rank(a.Stage), rank(b.Stage)))
	})
	k := key{District: f.District, Region: f.Region, Class: Class(f.Status)}
	v := value{Count: 1}
	if f.Total != nil {
		k.Currency, v.Minor = f.Total.Currency, f.Total.Minor
	}
	out := share{}
	add := func(at project.Entry, v value, on project.Entry) {
		k.Indicator, k.Basis, k.Day = stageIndicator(at.Stage), at.Basis, on.Day
		if out[k] = out[k].plus(v); out[k].zero() {
			delete(out, k) // it came and went within a day
		}
	}
	var at *project.Entry
	for i := range entries {
		e := &entries[i]
		if at != nil && rank(e.Stage) <= rank(at.Stage) {
			continue
		}
		if at != nil {
			add(*at, value{}.minus(v), *e)
		}
		add(*e, v, *e)
		at = e
	}
	return out
}

// place is a cell of the funnel.
type place struct {
	Stage    project.Stage
	Status   project.Status
	Basis    project.Basis
	Currency money.Currency // of the total investment; "" where it is not known
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(rank(a.Stage), rank(b.Stage)), cmp.Compare(a.Status, b.Status),
		cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Currency, b.Currency))
}
