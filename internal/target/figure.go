package target

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/project"
)

// Query asks for a figure: what happened in Period up to and including Day, as
// known at an instant.
type Query struct {
	Card    Card
	Period  calendar.Period
	Day     date.Date
	KnownAt int64 // Unix ms; 0 is now
}

// until is the last day that counts.
func (q Query) until() date.Date { return min(q.Day, q.Period.To) }

// spans are the rows of the tally that make up q: whole months, the days of the
// month that is cut short, and "" for what has no day. They are named one by one,
// at most 43, because an index serves a list and not a list or a range.
func (q Query) spans() []string {
	until := q.until()
	out := []string{""}
	for _, m := range q.Period.Months() {
		first := date.Date(m + "-01")
		if first.MonthEnd() <= until {
			out = append(out, m)
			continue
		}
		for d := first; d <= until; d = d.Add(1) {
			out = append(out, string(d))
		}
	}
	return out
}

// Figure is one region's count for a query.
type Figure struct {
	Done    int64                   // projects that count, late ones included
	Late    int64                   // of Done: recorded after their month was closed (补报); negative when taken back
	Minor   int64                   // the tested amounts of Done, in the threshold's currency
	Beside  map[project.Basis]int64 // projects that meet the threshold on a basis that does not count
	Other   map[Class]int64         // what could not be counted, by reason
	ByMonth map[string]int64        // Done by month, YYYY-MM
}

type sumRow struct {
	District string
	Month    string
	Basis    project.Basis
	Class    Class
	Late     bool
	Count    int64
	Minor    int64
}

// Figures are the figures of every region that has any, by region code; the
// city's is a count of its own. q.Card must be countable.
func Figures(ctx context.Context, db bun.IDB, q Query) (map[string]Figure, error) {
	var rows []sumRow
	s := db.NewSelect().Where("indicator = ?", q.Card.Code)
	if q.KnownAt == 0 {
		s = s.TableExpr("tally").Where("span IN (?)", bun.List(q.spans())).ColumnExpr("SUBSTR(span, 1, 7) AS month").GroupExpr("SUBSTR(span, 1, 7)")
	} else {
		s = s.TableExpr("contribution").Where("recorded_at <= ?", q.KnownAt).
			Where("(day BETWEEN ? AND ? OR day = '')", string(q.Period.From), string(q.until())).
			ColumnExpr("SUBSTR(day, 1, 7) AS month").GroupExpr("SUBSTR(day, 1, 7)")
	}
	err := s.ColumnExpr("district, basis, class, late").GroupExpr("district, basis, class, late").
		ColumnExpr("CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(minor) AS BIGINT) AS minor").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("read figures of %s: %w", q.Card.Code, err)
	}
	return sum(q.Card, rows), nil
}

func sum(c Card, rows []sumRow) map[string]Figure {
	out := map[string]Figure{}
	for _, r := range rows {
		f, ok := out[r.District]
		if !ok {
			f = Figure{Beside: map[project.Basis]int64{}, Other: map[Class]int64{}, ByMonth: map[string]int64{}}
		}
		switch {
		case r.Class != Met:
			f.Other[r.Class] += r.Count
		case !c.Counts(r.Basis):
			f.Beside[r.Basis] += r.Count
		default:
			f.Done += r.Count
			f.Minor += r.Minor
			f.ByMonth[r.Month] += r.Count
			if r.Late {
				f.Late += r.Count
			}
		}
		out[r.District] = f
	}
	return out
}

// Part narrows a figure to the projects of one of its columns.
type Part struct {
	District string          // region code whose count is meant; the city's for the city's
	Class    Class           // Met for the figure itself
	Bases    []project.Basis // any if empty
	Late     bool            // only 补报
}

// Behind selects the projects that make up a part of a figure, one row each:
// project_id, day, basis, late, minor and currency (the tested amount, as it was
// known then; currency is "" where it was not).
func Behind(db bun.IDB, q Query, p Part) *bun.SelectQuery {
	s := db.NewSelect().TableExpr("contribution").
		ColumnExpr("project_id, day, basis, currency, CAST(SUM(minor) AS BIGINT) AS minor").
		ColumnExpr("SUM(CASE WHEN late THEN count ELSE 0 END) > 0 AS late").
		Where("indicator = ?", q.Card.Code).Where("district = ?", p.District).Where("class = ?", p.Class).
		GroupExpr("project_id, day, basis, currency").Having("SUM(count) > 0")
	if p.Class == Undated {
		s = s.Where("day = ''")
	} else {
		s = s.Where("day BETWEEN ? AND ?", string(q.Period.From), string(q.until()))
	}
	if q.KnownAt != 0 {
		s = s.Where("recorded_at <= ?", q.KnownAt)
	}
	if len(p.Bases) > 0 {
		s = s.Where("basis IN (?)", bun.List(p.Bases))
	}
	if p.Late {
		s = s.Having("SUM(CASE WHEN late THEN count ELSE 0 END) > 0")
	}
	return s
}
