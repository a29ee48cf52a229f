package target

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
	"qipan/packs"
)

// PeriodBasis says where a target's period comes from.
type PeriodBasis string

// The bases of a period. Only targets of the same basis are compared.
const (
	Stated   PeriodBasis = "stated"   // the source names it
	Inferred PeriodBasis = "inferred" // the source does not; it is our reading
)

// Goal is a published target of a region for a period.
type Goal struct {
	bun.BaseModel `bun:"table:target"`

	ID          string           `bun:"id,pk"`
	RegionCode  string           `bun:"region_code"`
	Indicator   string           `bun:"indicator"`
	Title       string           `bun:"title"`
	Period      string           `bun:"period"`
	PeriodBasis PeriodBasis      `bun:"period_basis"`
	Comparator  money.Comparator `bun:"comparator"`
	Value       int64            `bun:"value"` // a count, or minor units of Currency
	Unit        string           `bun:"unit"`  // count or minor
	Currency    string           `bun:"currency"`
	Quote       string           `bun:"quote"`
	Note        string           `bun:"note"`
	Published   string           `bun:"published"` // YYYY-MM
	Milestones  string           `bun:"milestones"`
}

// Milestone is a stated intermediate goal: Value by Day.
type Milestone struct {
	Day   date.Date
	Value int64
}

func goalOf(t packs.Target) (Goal, error) {
	stones := make([]Milestone, 0, len(t.Milestones))
	for _, m := range t.Milestones {
		d, err := date.Parse(m.Day)
		if err != nil {
			return Goal{}, fmt.Errorf("load target %s: %w", t.ID, err)
		}
		stones = append(stones, Milestone{d, m.Value})
	}
	raw, err := json.Marshal(stones)
	if err != nil {
		return Goal{}, fmt.Errorf("load target %s: %w", t.ID, err)
	}
	return Goal{ID: t.ID, RegionCode: t.RegionCode, Indicator: t.Indicator, Title: t.Title, Period: t.Period,
		PeriodBasis: PeriodBasis(t.PeriodBasis), Comparator: money.Comparator(t.Comparator), Value: t.Value, Unit: t.Unit,
		Currency: t.Currency, Quote: t.Quote, Note: t.Note, Published: t.Published, Milestones: string(raw)}, nil
}

// Stones are the stated milestones; none where only the end of the period is stated.
func (g Goal) Stones() ([]Milestone, error) {
	var out []Milestone
	if err := json.Unmarshal([]byte(g.Milestones), &out); err != nil {
		return nil, fmt.Errorf("milestones of target %s: %w", g.ID, err)
	}
	return out, nil
}

// Met reports whether done reaches the target.
func (g Goal) Met(done int64) bool { return g.Comparator.Holds(done, g.Value) }

// Missing is the least that must be added to done to reach the target; 0 when it
// is reached. 超过 needs one unit more than the number itself.
func (g Goal) Missing(done int64) int64 {
	need := g.Value
	if g.Comparator == money.MoreThan {
		need++
	}
	return max(need-done, 0)
}

// Goals lists published targets; "" for indicator or period is any.
func Goals(ctx context.Context, q bun.IDB, indicator, period string) ([]Goal, error) {
	var out []Goal
	s := q.NewSelect().Model(&out).OrderExpr("region_code, indicator, period, id")
	if indicator != "" {
		s = s.Where("indicator = ?", indicator)
	}
	if period != "" {
		s = s.Where("period = ?", period)
	}
	if err := s.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list targets: %w", err)
	}
	return out, nil
}
