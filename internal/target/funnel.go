package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// Cell is one cell of the funnel: how many projects stand there, with the sum of
// their total investments in one currency ("" where it is not known).
type Cell struct {
	District string
	Stage    project.Stage
	Status   project.Status
	Basis    project.Basis
	Currency money.Currency
	Count    int64
	Minor    int64
}

// Funnel is where the projects stand now; "" for district is the whole city.
func Funnel(ctx context.Context, q bun.IDB, district string) ([]Cell, error) {
	var out []Cell
	s := q.NewSelect().TableExpr("funnel").
		Column("district", "stage", "status", "basis", "currency", "count", "minor").
		Where("count <> 0").OrderExpr("district, stage, status, basis, currency")
	if district != "" {
		s = s.Where("district = ?", district)
	}
	if err := s.Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("read funnel: %w", err)
	}
	return out, nil
}

// EachAt calls f with the facts of every project as they stood on day, as known
// at an instant (Unix ms, 0 for now); Stage is the furthest entered by then. It
// reads every project's history and takes as long as that takes.
func (s *Service) EachAt(ctx context.Context, day date.Date, knownAt int64, f func(project.Facts)) error {
	err := s.history(ctx, s.db.Read, nil, func(_ project.ID, history []project.FactsAt) error {
		if facts, ok := asOf(history, day, knownAt); ok {
			f(facts)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read projects as of %s: %w", day, err)
	}
	return nil
}

// FunnelAt is where the projects stood on day, as known at an instant (see EachAt).
func (s *Service) FunnelAt(ctx context.Context, district string, day date.Date, knownAt int64) ([]Cell, error) {
	sums := map[place]value{}
	err := s.EachAt(ctx, day, knownAt, func(f project.Facts) {
		if district == "" || f.District == district {
			p, minor := standingOf(f)
			sums[p] = sums[p].plus(value{1, minor})
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([]Cell, 0, len(sums))
	for p, v := range sums {
		out = append(out, Cell{p.District, p.Stage, p.Status, p.Basis, p.Currency, v.Count, v.Minor})
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return comparePlaces(place{a.District, a.Stage, a.Status, a.Basis, a.Currency}, place{b.District, b.Stage, b.Status, b.Basis, b.Currency})
	})
	return out, nil
}

// BasisOf is what a project's present stage rests on.
func BasisOf(f project.Facts) project.Basis {
	p, _ := standingOf(f)
	return p.Basis
}

// asOf is the facts known at an instant, cut to what had happened by day. An
// entry without a day cannot be placed later than any other, so it stays. ok is
// false when nothing was known, or nothing had happened.
func asOf(history []project.FactsAt, day date.Date, knownAt int64) (f project.Facts, ok bool) {
	for _, h := range history {
		if knownAt == 0 || h.RecordedAt <= knownAt {
			f, ok = h.Facts, true
		}
	}
	if !ok {
		return f, false
	}
	var entries []project.Entry
	for _, e := range f.Entries {
		if e.Day <= day {
			entries = append(entries, e)
		}
	}
	if len(entries) == 0 {
		return f, false
	}
	if len(entries) < len(f.Entries) { // the present stage may lie after day
		f.Stage = slices.MaxFunc(entries, func(a, b project.Entry) int { return rank(a.Stage) - rank(b.Stage) }).Stage
	}
	f.Entries = entries
	return f, true
}
