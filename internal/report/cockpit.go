package report

import (
	"context"
	"math/bits"
	"slices"

	"qipan/internal/identity"
	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/project"
	"qipan/internal/target"
)

// Standing says why a row has no rank.
type Standing string

// The standings of a row.
const (
	Ranked       Standing = "ranked"
	Unpublished  Standing = "unpublished"  // 未公布: no target, so nothing to measure by
	Incomparable Standing = "incomparable" // 不可比: no other target of this indicator, period and basis
	Pending      Standing = "pending"      // 待核: the indicator cannot be counted yet
)

// Row is a region in the cockpit. Figure is nil where the indicator cannot be
// counted yet, Goal where no target is published.
type Row struct {
	Code       string
	Name       string
	Goal       *target.Goal
	Stones     []target.Milestone // stated milestones of Goal; none means there is no curve to pace by
	Figure     *target.Figure
	Missing    *int64   // to the target
	Completion *float64 // done / target
	Met        bool
	Rank       int // 1 is best; 0 where Standing says why not
	RankedOf   int // how many are ranked together
	Standing   Standing
}

// Month is one month of a series.
type Month struct {
	Month      string
	Done       int64
	Cumulative int64
	Goal       *int64 // what a stated milestone or the target itself asks for by its end; nil where nothing is stated
}

// Cockpit is the answer to an Ask.
type Cockpit struct {
	Query     target.Query
	Periods   []calendar.Period // that can be asked for
	Region    string            // whose funnel and series these are
	City      Row
	Districts []Row
	Funnel    []StageCount
	Inactive  map[project.Status]int64 // projects that left the pipeline
	Series    []Month
	Closed    []string // closed months of the period
	// Doubly is by how much the districts add up to more than the city.
	Doubly int64
	Today  date.Date
}

// Cockpit reads every region's figure, target, pace and rank, and the funnel and
// monthly series of one region.
func (s *Service) Cockpit(ctx context.Context, who identity.Caller, a Ask) (Cockpit, error) {
	q, err := s.read(ctx, who, a)
	if err != nil {
		return Cockpit{}, err
	}
	out := Cockpit{Query: q.Query, Region: q.region.Code, Today: s.today()}
	figures := map[string]target.Figure{}
	if q.Card.Pending == "" {
		if figures, err = target.Figures(ctx, s.db.Read, q.Query); err != nil {
			return out, err
		}
	}
	all, err := target.Goals(ctx, s.db.Read, q.Card.Code, "")
	if err != nil {
		return out, err
	}
	if out.Periods, err = offered(q.Card.Code, s.today(), all); err != nil {
		return out, err
	}
	goals := slices.DeleteFunc(all, func(g target.Goal) bool { return g.Period != q.Period.Code })
	if out.City, err = row(q, q.tree.City().Code, figures, goals); err != nil {
		return out, err
	}
	var sum int64
	for _, d := range q.tree.Districts() {
		r, err := row(q, d.Code, figures, goals)
		if err != nil {
			return out, err
		}
		if r.Figure != nil {
			sum += r.Figure.Done
		}
		out.Districts = append(out.Districts, r)
	}
	if out.City.Figure != nil {
		out.Doubly = sum - out.City.Figure.Done
	}
	rankRows(out.Districts)
	out.Series = series(q, figures[q.region.Code], out.rowOf(q.region.Code))
	if out.Funnel, out.Inactive, err = s.funnel(ctx, q); err != nil {
		return out, err
	}
	closings, err := target.Closings(ctx, s.db.Read)
	for _, c := range closings {
		if q.Period.Contains(date.Date(c.Month+"-01")) && (q.KnownAt == 0 || c.ClosedAt <= q.KnownAt) {
			out.Closed = append(out.Closed, c.Month)
		}
	}
	return out, err
}

// row is one region's row, before it is ranked.
func row(q question, code string, figures map[string]target.Figure, goals []target.Goal) (Row, error) {
	r := Row{Code: code, Name: q.tree.Name(code), Standing: Unpublished}
	if q.Card.Pending == "" {
		f := figures[code]
		r.Figure = &f
	}
	for i := range goals {
		if goals[i].RegionCode == code {
			r.Goal = &goals[i]
		}
	}
	if r.Goal == nil {
		return r, nil
	}
	var err error
	if r.Stones, err = r.Goal.Stones(); err != nil {
		return r, err
	}
	if r.Figure == nil {
		r.Standing = Pending
		return r, nil
	}
	r.Standing = Incomparable // until another row stands beside it
	missing := r.Goal.Missing(r.Figure.Done)
	r.Missing, r.Met = &missing, r.Goal.Met(r.Figure.Done)
	if r.Goal.Value > 0 {
		share := float64(r.Figure.Done) / float64(r.Goal.Value)
		r.Completion = &share
	}
	return r, nil
}

// rankRows ranks together what is comparable: the same indicator and period (the
// query's) with a target whose period rests on the same basis, stated or inferred.
// Equal completions share a rank. Completions are compared as fractions, not floats.
func rankRows(rows []Row) {
	for i := range rows {
		r := &rows[i]
		if r.Completion == nil {
			continue
		}
		ahead, together := 0, 0
		for _, o := range rows {
			if o.Completion == nil || o.Goal.PeriodBasis != r.Goal.PeriodBasis {
				continue
			}
			together++
			if furtherOn(o, *r) {
				ahead++
			}
		}
		if together > 1 {
			r.Standing, r.Rank, r.RankedOf = Ranked, ahead+1, together
		}
	}
}

// furtherOn reports whether a has reached more of its target than b. Products of
// amounts in minor units do not fit 64 bits, hence the 128.
func furtherOn(a, b Row) bool {
	ah, al := bits.Mul64(uint64(max(a.Figure.Done, 0)), uint64(b.Goal.Value))
	bh, bl := bits.Mul64(uint64(max(b.Figure.Done, 0)), uint64(a.Goal.Value))
	return ah > bh || ah == bh && al > bl
}

func (c Cockpit) rowOf(code string) Row {
	for _, r := range c.Districts {
		if r.Code == code {
			return r
		}
	}
	return c.City
}

// series is Done by month up to the month of the question's day, beside what is
// stated for the months: never a straight line towards the target.
func series(q question, f target.Figure, r Row) []Month {
	var out []Month
	if q.Card.Pending != "" {
		return out
	}
	var total int64
	for _, m := range q.Period.Months() {
		if m > q.Day.Month() {
			break
		}
		total += f.ByMonth[m]
		month := Month{Month: m, Done: f.ByMonth[m], Cumulative: total}
		for _, stone := range r.Stones {
			if stone.Day.Month() == m {
				month.Goal = &stone.Value
			}
		}
		if r.Goal != nil && m == q.Period.To.Month() {
			month.Goal = &r.Goal.Value
		}
		out = append(out, month)
	}
	return out
}
